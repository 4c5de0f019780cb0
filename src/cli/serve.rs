//! `daf serve`: runs the site.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::Notify;

use super::{CommandError, say};
use crate::config::{DataOptions, ServeOptions, Serving};
use crate::domain::moment::Moment;
use crate::domain::one_time_link::Purpose;
use crate::domain::user::Role;
use crate::jobs::{
    delivering, following, indexing, mentioning, misses, publishing, rendering, working,
};
use crate::outbound::Outbound;
use crate::storage::one_time_links::{self, NewLink};
use crate::storage::url::DatabaseUrl;
use crate::storage::{StorageError, Store, users};
use crate::{demo, events, web};

/// How long a job may take to be given back when the process ends.
const LAST_WORK: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,

    #[command(flatten)]
    serving: ServeOptions,

    /// Leave an empty database empty
    #[arg(long)]
    no_demo: bool,
}

/// Refuses a replica that does not answer, by the name of its variable.
pub(super) fn require_replica(replica: Option<&DatabaseUrl>) -> Result<(), CommandError> {
    match replica.map(Store::probe) {
        Some(Err(error)) => Err(CommandError::Input(format!("DAF_REPLICA_URL: {error}"))),
        _ => Ok(()),
    }
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let data = options.data.check()?;
    let serving = options.serving.check()?;
    if options.serving.names_mail_server() {
        log::warn!("DAF_SMTP_URL is set, and this version sends no mail yet");
    }
    require_replica(serving.replica.as_ref())?;
    // Each listener is a connection, and systems allow a thousand unless they are asked.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        log::warn!("few may listen at once: {error}");
    }
    let store = Store::open(&data.database, serving.replica.as_ref())?;
    if !options.no_demo {
        let loaded = store
            .write_here(|db| demo::load_if_empty(db, Moment::now()).map_err(demo::into_storage))?;
        if let Some(report) = loaded {
            say(&format!("Loaded the demo content: {report}."));
        }
    }
    let served = actix_web::rt::System::new().block_on(async {
        let running = web::run(store.clone(), &serving, &data.directory)?;
        let owner_link = owner_link(&store, &running.base_url)?;
        let bells = running.bells;
        let rung = vec![Arc::clone(&bells.publishing), Arc::clone(&bells.indexing)];
        let jobs = [
            actix_web::rt::spawn(following::run(store.clone(), rung)),
            actix_web::rt::spawn(publishing::run(store.clone(), bells.publishing)),
            actix_web::rt::spawn(indexing::run(store.clone(), bells.indexing)),
            actix_web::rt::spawn(misses::run(store.clone(), Arc::clone(&running.searches))),
            actix_web::rt::spawn(rendering::run(store.clone())),
            actix_web::rt::spawn(events::run(store.clone(), events::subscribers())),
            actix_web::rt::spawn(delivering::run(
                store.clone(),
                outbound(&serving, &running.base_url),
                compose(running.base_url.clone()),
            )),
            actix_web::rt::spawn(mentioning::run(
                store.clone(),
                outbound(&serving, &running.base_url),
                running.base_url.clone(),
            )),
            actix_web::rt::spawn(web::live::run(store.clone(), Arc::clone(&running.hub))),
            actix_web::rt::spawn(let_listeners_go(running.hub)),
        ];
        let ending = Arc::new(Notify::new());
        let working = actix_web::rt::spawn(working::run(store.clone(), Arc::clone(&ending)));
        let server = actix_web::rt::spawn(running.server);
        // Whoever reads the next line may ask the server to end: it listens to that from its first turn.
        tokio::task::yield_now().await;
        say(&format!(
            "Daf reads from {} and listens on {}",
            data.database, running.address
        ));
        if let Some(link) = owner_link {
            say(&link);
        }
        let served = match server.await {
            Ok(served) => served,
            Err(error) => Err(std::io::Error::other(error)),
        };
        for job in jobs {
            job.abort();
        }
        ending.notify_one();
        if tokio::time::timeout(LAST_WORK, working).await.is_err() {
            log::warn!(
                "a job was left as it is; another process takes it on when its lease is over"
            );
        }
        misses::keep(&store, &running.searches).await?;
        served.map_err(web::Failure::Stopped)
    });
    served?;
    say("Stopped.");
    Ok(ExitCode::SUCCESS)
}

/// The way to other servers, which learn who asks.
fn outbound(serving: &Serving, base_url: &str) -> Outbound {
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("Daf/{version} (+{base_url})");
    Outbound::new(serving.allows_private_addresses, &agent)
}

/// What webhooks are sent.
fn compose(base_url: String) -> delivering::Compose {
    Arc::new(move |db, delivery| web::ghost::compose(db, &base_url, delivery))
}

/// Ends the streams of those who listen when the process is asked to end, which waits for its last answers.
async fn let_listeners_go(hub: Arc<web::live::Hub>) {
    use tokio::signal::unix::{SignalKind, signal};
    let asked = signal(SignalKind::terminate())
        .and_then(|term| Ok((term, signal(SignalKind::interrupt())?)));
    match asked {
        Ok((mut term, mut interrupt)) => {
            tokio::select! {
                _ = term.recv() => {}
                _ = interrupt.recv() => {}
            }
            hub.end();
        }
        Err(error) => log::warn!("listeners hold the process back when it ends: {error}"),
    }
}

/// While nobody can sign in as owner: how to become it, once. A new link at each start, and the one of
/// the start before does not work any more.
fn owner_link(store: &Store, base_url: &str) -> Result<Option<String>, StorageError> {
    let token = store.write_here(|db| {
        one_time_links::remove_made_by_nobody(db, Role::Owner)?;
        if users::has_owner(db)? {
            return Ok(None);
        }
        let new = NewLink {
            purpose: Purpose::Join(Role::Owner),
            note: "",
            made_by: None,
        };
        one_time_links::create(db, &new, Moment::now()).map(Some)
    })?;
    Ok(token.map(|token| {
        format!(
            "Nobody owns this site yet. To become its owner, once: {base_url}/join?invitation={}",
            token.as_str()
        )
    }))
}
