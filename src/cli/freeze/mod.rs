//! `daf freeze`: the public site as files.

mod folder;
mod manifest;
mod searching;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use futures_util::future::join_all;
use indicatif::ProgressBar;

use self::folder::{Folder, Made};
use self::manifest::{Entry, Manifest, Whole, hash};
use super::{CommandError, progress, say};
use crate::config::{BaseUrlOption, DataOptions};
use crate::domain::freshness::{Name, Shown};
use crate::domain::ids::PostId;
use crate::domain::moment::Moment;
use crate::storage::freshness::Clock;
use crate::storage::url::DatabaseUrl;
use crate::storage::{Freshness, Store, addresses};
use crate::web::frozen::{Answer, Frozen, Places, Reader, Wanted, file};

#[derive(Debug, Args)]
pub struct Options {
    /// The folder for the files: a new or empty one, or one that was frozen into before
    dir: PathBuf,

    #[command(flatten)]
    data: DataOptions,

    #[command(flatten)]
    base_url: BaseUrlOption,

    /// Where the site itself runs, for what files cannot do: signing in, commenting. Else that is left out
    #[arg(long, value_name = "URL")]
    live: Option<String>,

    /// Ask for every page again, whether or not what it shows was changed
    #[arg(long)]
    anew: bool,
}

/// How many things each thread asks for at once: while one is written, the database answers others.
const AT_ONCE: usize = 3;
/// Hosts read no more redirects than this from their file; pages lead on from all others.
const MOST_REDIRECTS: usize = 2_000;

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let data = options.data.check()?;
    let base_url = options.base_url.check_with_path()?;
    let live = match &options.live {
        Some(url) => Some(crate::config::whole_url("--live", url)?),
        None => None,
    };
    if let DatabaseUrl::Sqlite(file) = &data.database
        && !file.exists()
    {
        return Err(CommandError::Input(format!(
            "there is no database {}; daf serve makes one",
            file.display()
        )));
    }
    // Each page that is asked for would be a line.
    if std::env::var_os("RUST_LOG").is_none() {
        log::set_max_level(log::LevelFilter::Warn);
    }
    let folder = Folder::open(&options.dir)?;
    let store = Store::open(&data.database, None)?;
    let clock = store.freshness().clock();
    let places = Places::new(&base_url, live.clone());
    let frozen = Frozen::over(store.clone(), places, &data.directory)?;
    let database = hash(&frozen.database_mark());
    let whole = Whole::new(edition()?, database, &base_url, live.as_deref()).at(clock);
    let is_like = folder
        .before
        .whole
        .as_ref()
        .is_some_and(|before| whole.is_like(before));
    let known = Freshness::at(0);
    store.read_here(|db| known.follow(db))?;
    let freeze = Freeze {
        frozen: &frozen,
        folder: &folder,
        known: (is_like && !options.anew).then_some(known),
        clock,
        now: Moment::now(),
        work: Mutex::default(),
        made: Made::default(),
        failed: Mutex::default(),
        is_over: AtomicBool::new(false),
        bar: progress::bar(0, "frozen"),
    };
    freeze.plan(&store)?;
    freeze.work()?;
    freeze.freeze_search(&store)?;
    freeze.finish()?;
    freeze.bar.finish_and_clear();
    let made = freeze
        .made
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let now = Manifest {
        whole: Some(whole),
        entries: made,
    };
    let tally = folder.settle(&now)?;
    say(&format!(
        "Froze {} files for {base_url} into {}: {} written, {} unchanged, {} removed.",
        now.entries.len(),
        options.dir.display(),
        tally.written,
        tally.unchanged,
        tally.removed
    ));
    Ok(ExitCode::SUCCESS)
}

/// A hash of the program, whose templates and files are within it.
fn edition() -> Result<String, CommandError> {
    let read = std::env::current_exe().and_then(std::fs::read);
    let program =
        read.map_err(|error| CommandError::Input(format!("cannot read daf itself: {error}")))?;
    Ok(format!("{}-{}", env!("CARGO_PKG_VERSION"), hash(&program)))
}

/// One thing to ask for.
struct Task {
    wanted: Wanted,
    /// For an address that leads on to another: the post that it is of, if of one.
    redirect: Option<Option<i64>>,
}

/// A freeze that runs.
struct Freeze<'run> {
    frozen: &'run Frozen,
    folder: &'run Folder,
    /// What was changed when, unless all files are to be made anew.
    known: Option<Freshness>,
    clock: Clock,
    now: Moment,
    work: Mutex<VecDeque<Task>>,
    made: Made,
    failed: Mutex<Option<CommandError>>,
    is_over: AtomicBool,
    bar: ProgressBar,
}

impl Freeze<'_> {
    /// Notes all that is to be asked for.
    fn plan(&self, store: &Store) -> Result<(), CommandError> {
        let all = store.read_here(addresses::all)?;
        let pages = self.frozen.wanted(&all).into_iter();
        let parts = self.frozen.parts_of_sitemap(&all).into_iter();
        let redirects = self.frozen.redirects(&all).into_iter();
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        work.extend(pages.chain(parts).map(|wanted| Task {
            wanted,
            redirect: None,
        }));
        work.extend(redirects.map(|(post, wanted)| Task {
            wanted,
            redirect: Some(post),
        }));
        self.bar.set_length(work.len() as u64);
        Ok(())
    }

    /// Does all of it, on every core.
    fn work(&self) -> Result<(), CommandError> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| {
                    actix_web::rt::System::new().block_on(async {
                        let reader = self.frozen.reader().await;
                        join_all((0..AT_ONCE).map(|_| self.work_through(&reader))).await;
                    });
                });
            }
        });
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match failed.take() {
            Some(error) => {
                self.bar.finish_and_clear();
                Err(error)
            }
            None => Ok(()),
        }
    }

    async fn work_through(&self, reader: &Reader<'_>) {
        while let Some(task) = self.next_task() {
            let mut task = Some(task);
            while let Some(current) = task.take() {
                match self.make(reader, &current).await {
                    Ok(next) => task = next,
                    Err(error) => self.fail(error),
                }
                self.bar.inc(1);
            }
        }
    }

    fn next_task(&self) -> Option<Task> {
        if self.is_over.load(Ordering::Relaxed) {
            return None;
        }
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        work.pop_front()
    }

    /// The first error is told, and nothing more is begun.
    fn fail(&self, error: CommandError) {
        self.is_over.store(true, Ordering::Relaxed);
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get_or_insert(error);
    }

    /// Makes the file of a task, or leaves it; gives the page after it, if there is one.
    async fn make(&self, reader: &Reader<'_>, task: &Task) -> Result<Option<Task>, CommandError> {
        let wanted = &task.wanted;
        let file = file(&wanted.address, wanted.number);
        let entry = match self.still_good(&file, wanted) {
            Some(entry) => {
                self.folder.keep();
                entry.clone()
            }
            None => {
                let answer = reader.ask(wanted).await;
                let answer = answer.map_err(|error| CommandError::Input(error.to_string()))?;
                match self.take(file, task, answer)? {
                    Some(entry) => entry,
                    None => return Ok(None),
                }
            }
        };
        let next = entry.next.clone().map(|address| Task {
            wanted: Wanted {
                address,
                number: wanted.number + 1,
                language: wanted.language,
            },
            redirect: None,
        });
        if next.is_some() && !self.is_over.load(Ordering::Relaxed) {
            self.bar.inc_length(1);
        }
        self.note(entry);
        Ok(next)
    }

    /// The entry of a file that an earlier freeze has made and that would not be another now.
    fn still_good(&self, file: &str, wanted: &Wanted) -> Option<&Entry> {
        let known = self.known.as_ref()?;
        let entry = self.folder.before.entries.get(file)?;
        let is_good = entry.address == wanted.address
            && entry.language == wanted.language.tag()
            && entry.is_fresh(known, self.now)
            && self.folder.has(entry);
        is_good.then_some(entry)
    }

    /// Writes what the site answered.
    fn take(
        &self,
        file: String,
        task: &Task,
        answer: Answer,
    ) -> Result<Option<Entry>, CommandError> {
        let (bytes, shown, next, moved) = match (answer, task.redirect) {
            (Answer::Nothing, _) => return Ok(None),
            (Answer::File(file), None) => (file.bytes, file.shown, file.next, None),
            (Answer::Moved(to), Some(post)) => {
                let names = post.map(|post| Name::Post(PostId(post)));
                let page = self.frozen.redirect_page(&to).into_bytes();
                (page, Some(Shown::with(names)), None, Some(to))
            }
            // Between the plan and the question something went elsewhere.
            (Answer::Moved(_), None) | (Answer::File(_), Some(_)) => return Ok(None),
        };
        let mut entry = Entry {
            address: task.wanted.address.clone(),
            language: task.wanted.language.tag().to_owned(),
            clock: self.clock,
            next,
            moved,
            ..Entry::of(file, &bytes)
        };
        if let Some(shown) = &shown {
            entry.shows(shown);
        }
        self.folder.write(&entry, &bytes)?;
        Ok(Some(entry))
    }

    /// Whether nothing at all was changed since the last freeze.
    fn is_all_as_before(&self) -> bool {
        let before = self.folder.before.whole.as_ref();
        self.known.is_some() && before.is_some_and(|before| before.clock == self.clock)
    }

    fn note(&self, entry: Entry) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(entry.file.clone(), entry);
    }

    /// Writes the files that are of all others.
    fn finish(&self) -> Result<(), CommandError> {
        let redirects = self.redirects();
        for (file, text) in [
            ("_redirects", redirects),
            ("_headers", self.frozen.headers()),
            // GitHub Pages leaves out what begins with an underscore otherwise.
            (".nojekyll", String::new()),
        ] {
            let entry = Entry::of(file.to_owned(), text.as_bytes());
            self.folder.write(&entry, text.as_bytes())?;
            self.note(entry);
        }
        Ok(())
    }

    /// What hosts read that lead readers on by themselves. Former addresses come before short ones.
    fn redirects(&self) -> String {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let is_short = |entry: &&Entry| entry.address.starts_with("/s/");
        let all = || made.values().filter(|entry| entry.moved.is_some());
        let places = self.frozen.places();
        all()
            .filter(|entry| !is_short(entry))
            .chain(all().filter(is_short))
            .take(MOST_REDIRECTS)
            .filter_map(|entry| {
                let to = places.link(entry.moved.as_deref()?);
                Some(format!("{}{} {to} 301\n", places.prefix(), entry.address))
            })
            .collect()
    }
}
