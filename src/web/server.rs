//! The server itself: its listening socket, its layers, its end.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpServer, web};

use super::assets::{self, Assets};
use super::live::Hub;
use super::{Bells, Site, api, cache, csrf, error_pages, guard, routes};
use crate::config::{Serving, Tls, shown_address};
use crate::storage::search::Memory;
use crate::storage::{StorageError, Store, secrets};

/// Why the site cannot be served, in one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("cannot listen on {address}: {reason}")]
    Listening { address: String, reason: String },
    #[error("cannot use the certificate: {0}")]
    Certificate(String),
    #[error("cannot unpack the static files: {0}")]
    Assets(std::io::Error),
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A site that listens.
pub struct Running {
    pub server: Server,
    /// Rung when a post was given a time to appear at.
    pub bells: Bells,
    /// Who listens to what happens.
    pub hub: Arc<Hub>,
    /// What searches note, to be written down.
    pub searches: Arc<Memory>,
    /// Where it listens; port 0 leaves the choice to the system.
    pub address: String,
    /// The public address, which links that are sent around begin with.
    pub base_url: String,
}

/// How long requests in flight may take after the process was asked to end.
const LAST_REQUESTS: Duration = Duration::from_secs(30);
const IDLE_CONNECTION: Duration = Duration::from_secs(75);

/// Starts to serve. To be called inside actix's runtime; the server ends on SIGTERM or Ctrl-C, when
/// the requests in flight are answered.
pub fn run(
    store: Store,
    serving: &Serving,
    data_directory: &std::path::Path,
) -> Result<Running, Failure> {
    let listener = listen(serving)?;
    let port = listener
        .local_addr()
        .map_or(serving.listen.port(), |address| address.port());
    let assets = Arc::new(Assets::prepare(data_directory).map_err(Failure::Assets)?);
    let base_url = base_url(serving, port);
    let scheme = if serving.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let address = format!(
        "{scheme}://{}",
        shown_address((serving.listen.ip(), port).into())
    );
    let seal = store.write_here(secrets::seal)?;
    let mut site = Site::new(
        store,
        seal,
        base_url.clone(),
        assets,
        (serving.cache_bytes, serving.fragment_bytes),
    );
    site.limits = api::Limits::of(serving.api_rate);
    let site = web::Data::new(site);
    let bells = site.bells.clone();
    let hub = Arc::clone(&site.hub);
    let searches = Arc::clone(&site.index);
    let server = HttpServer::new(move || application(site.clone()))
        .keep_alive(IDLE_CONNECTION)
        // The end of an answer that is written in several pieces does not wait for the reader's acknowledgement.
        .tcp_nodelay(true)
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(LAST_REQUESTS.as_secs());
    let server = match &serving.tls {
        None => server.listen(listener),
        Some(tls) => server.listen_rustls_0_23(listener, certificate(tls)?),
    };
    Ok(Running {
        server: server.map_err(Failure::Stopped)?.run(),
        bells,
        hub,
        searches,
        base_url,
        address,
    })
}

/// All routes with the layers before them, whoever asks: the server's workers, or somebody in process.
pub(super) fn application(
    site: web::Data<Site>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(site.clone())
        .wrap(from_fn(csrf::refuse_foreign_forms))
        .wrap(from_fn(assets::serve_by_fingerprint))
        .wrap(from_fn(guard::keep_addresses_plain))
        .wrap(from_fn(error_pages::give_errors_a_page))
        .wrap(from_fn(guard::protect_and_log))
        .wrap(cache::Layer(Arc::clone(&site.cache)))
        .configure(|config| {
            routes::configure(config, site.assets.folder());
        })
}

fn listen(serving: &Serving) -> Result<TcpListener, Failure> {
    TcpListener::bind(serving.listen).map_err(|error| Failure::Listening {
        address: serving.listen.to_string(),
        reason: match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                "another program listens there; choose another port with --listen".to_owned()
            }
            std::io::ErrorKind::PermissionDenied => {
                "this user may not use that port; choose one above 1023".to_owned()
            }
            _ => error.to_string(),
        },
    })
}

/// With port 0 the address is known only now.
fn base_url(serving: &Serving, port: u16) -> String {
    match serving.base_url.strip_suffix(":0") {
        Some(host) => format!("{host}:{port}"),
        None => serving.base_url.clone(),
    }
}

fn certificate(tls: &Tls) -> Result<rustls::ServerConfig, Failure> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let refused = |error: &dyn std::fmt::Display| Failure::Certificate(error.to_string());
    let chain = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| refused(&error))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| refused(&error))?;
    rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| refused(&error))
}
