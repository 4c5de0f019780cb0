//! What an operator decides outside the site: flags and variables, read once and checked.
//!
//! | flag | variable | default |
//! |---|---|---|
//! | `--listen` | `DAF_LISTEN` | `127.0.0.1:8080` |
//! | `--database-url` | `DAF_DATABASE_URL` | `sqlite://data/daf.db`, in the data directory |
//! | `--replica-url` | `DAF_REPLICA_URL` | none: a PostgreSQL replica that answers reads |
//! | `--data-dir` | `DAF_DATA_DIR` | `data` |
//! | `--base-url` | `DAF_BASE_URL` | `http://` and the listening address |
//! | `--smtp-url` | `DAF_SMTP_URL` | none: checked, for the mail that comes with accounts |
//! | `--tls-cert`, `--tls-key` | `DAF_TLS_CERT`, `DAF_TLS_KEY` | none: plain HTTP, for a proxy before it |
//! | `--page-cache` | `DAF_PAGE_CACHE` | `64`: megabytes of finished pages in memory; `0` keeps none |
//! | `--fragment-cache` | `DAF_FRAGMENT_CACHE` | `16`: megabytes of parts of pages in memory; `0` keeps none |
//! | `--api-rate` | `DAF_API_RATE` | `600`: calls a minute of one token; half of an address without one |
//! | `--allow-private-addresses` | `DAF_ALLOW_PRIVATE_ADDRESSES` | off: webhooks, mentions and hubs are asked at public addresses only |
//! | | `RUST_LOG` | `info` |

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::storage::url::DatabaseUrl;

/// Where the data is: what every command needs.
#[derive(Debug, Clone, Args)]
pub struct DataOptions {
    /// The database: sqlite://FILE, or postgres://USER@HOST/DATABASE [default: sqlite://DATA_DIR/daf.db]
    #[arg(
        long,
        env = "DAF_DATABASE_URL",
        value_name = "URL",
        global = true,
        hide_env_values = true
    )]
    database_url: Option<String>,

    /// The folder for what is not in the database
    #[arg(
        long,
        env = "DAF_DATA_DIR",
        value_name = "DIR",
        default_value = "data",
        global = true
    )]
    data_dir: PathBuf,
}

/// Where the site is found by its readers: what commands need that print links.
#[derive(Debug, Clone, Args)]
pub struct BaseUrlOption {
    /// The site's public address [default: http:// and the listening address]
    #[arg(long, env = "DAF_BASE_URL", value_name = "URL")]
    base_url: Option<String>,

    /// Where the site listens, from which its address follows
    #[arg(
        long,
        env = "DAF_LISTEN",
        default_value = "127.0.0.1:8080",
        hide = true
    )]
    listen: String,

    /// Whether it speaks TLS there
    #[arg(long, env = "DAF_TLS_CERT", hide = true)]
    tls_cert: Option<PathBuf>,
}

impl BaseUrlOption {
    /// The address without a slash at the end.
    pub fn check(&self) -> Result<String, BadValue> {
        match &self.base_url {
            Some(url) => base_url(url),
            None => Ok(own_url(listening(&self.listen)?, self.tls_cert.is_some())),
        }
    }

    /// As [`BaseUrlOption::check`], for files, which may stand below a path of their host.
    pub fn check_with_path(&self) -> Result<String, BadValue> {
        match &self.base_url {
            Some(url) => whole_url("DAF_BASE_URL", url),
            None => self.check(),
        }
    }
}

/// How the site is served.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// The address and port to listen on
    #[arg(
        long,
        env = "DAF_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    listen: String,

    /// The site's public address, when a proxy stands before it [default: http:// and the listening address]
    #[arg(long, env = "DAF_BASE_URL", value_name = "URL")]
    base_url: Option<String>,

    /// A PostgreSQL replica that answers reads
    #[arg(
        long,
        env = "DAF_REPLICA_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    replica_url: Option<String>,

    /// The mail server, smtp://USER:PASSWORD@HOST: checked only, since this version sends no mail yet
    #[arg(long, env = "DAF_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,

    /// How many megabytes of finished pages to keep in memory; 0 keeps none
    #[arg(
        long,
        env = "DAF_PAGE_CACHE",
        value_name = "MEGABYTES",
        default_value = "64"
    )]
    page_cache: String,

    /// How many megabytes of what pages are made of to keep in memory; 0 keeps none
    #[arg(
        long,
        env = "DAF_FRAGMENT_CACHE",
        value_name = "MEGABYTES",
        default_value = "16"
    )]
    fragment_cache: String,

    /// How often a minute one token may call the API; an address without one half as often
    #[arg(
        long,
        env = "DAF_API_RATE",
        value_name = "CALLS",
        default_value = "600"
    )]
    api_rate: String,

    /// Let webhooks, mentions and hubs be asked at private addresses, too: on this machine or in its network
    #[arg(long, env = "DAF_ALLOW_PRIVATE_ADDRESSES")]
    allow_private_addresses: bool,

    /// A certificate chain in PEM, to serve HTTPS without a proxy
    #[arg(long, env = "DAF_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// The certificate's private key in PEM
    #[arg(long, env = "DAF_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

/// A value that cannot be used: its name, the value and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name} is {value:?}: {remedy}")]
pub struct BadValue {
    pub name: &'static str,
    pub value: String,
    pub remedy: String,
}

/// Where the data is, checked.
#[derive(Debug, Clone)]
pub struct Data {
    pub database: DatabaseUrl,
    pub directory: PathBuf,
}

/// How the site is served, checked.
#[derive(Debug, Clone)]
pub struct Serving {
    pub listen: SocketAddr,
    /// Without a slash at the end.
    pub base_url: String,
    pub replica: Option<DatabaseUrl>,
    /// How many bytes of finished pages are kept.
    pub cache_bytes: u64,
    /// How many bytes of what pages are made of are kept.
    pub fragment_bytes: u64,
    /// How often a minute a token may call the API.
    pub api_rate: u32,
    /// Whether Daf asks servers at addresses that only this machine or its network reaches.
    pub allows_private_addresses: bool,
    pub tls: Option<Tls>,
}

#[derive(Debug, Clone)]
pub struct Tls {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl DataOptions {
    pub fn check(&self) -> Result<Data, BadValue> {
        let database = match &self.database_url {
            Some(url) => database_url("DAF_DATABASE_URL", url)?,
            None => DatabaseUrl::Sqlite(self.data_dir.join("daf.db")),
        };
        let directory = data_directory(&self.data_dir)?;
        Ok(Data {
            database,
            directory,
        })
    }
}

impl ServeOptions {
    pub fn check(&self) -> Result<Serving, BadValue> {
        let listen = listening(&self.listen)?;
        let tls = self.tls()?;
        self.check_mail_server()?;
        let base_url = match &self.base_url {
            Some(url) => base_url(url)?,
            None => own_url(listen, tls.is_some()),
        };
        Ok(Serving {
            listen,
            base_url,
            replica: self.replica()?,
            cache_bytes: megabytes("DAF_PAGE_CACHE", &self.page_cache)?,
            fragment_bytes: megabytes("DAF_FRAGMENT_CACHE", &self.fragment_cache)?,
            api_rate: api_rate(&self.api_rate)?,
            allows_private_addresses: self.allow_private_addresses,
            tls,
        })
    }

    /// Whether a mail server is named, though nothing is sent yet.
    pub fn names_mail_server(&self) -> bool {
        self.smtp_url.is_some()
    }

    fn check_mail_server(&self) -> Result<(), BadValue> {
        let Some(typed) = &self.smtp_url else {
            return Ok(());
        };
        let is_server = url::Url::parse(typed)
            .is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
        if is_server {
            return Ok(());
        }
        Err(BadValue {
            name: "DAF_SMTP_URL",
            value: without_password(typed),
            remedy: "write smtp://user:password@host:587 or smtps://…".to_owned(),
        })
    }

    fn replica(&self) -> Result<Option<DatabaseUrl>, BadValue> {
        let Some(url) = &self.replica_url else {
            return Ok(None);
        };
        match database_url("DAF_REPLICA_URL", url)? {
            DatabaseUrl::Sqlite(_) => Err(BadValue {
                name: "DAF_REPLICA_URL",
                value: url.clone(),
                remedy: "only PostgreSQL has replicas; write postgres://user@host/database"
                    .to_owned(),
            }),
            replica => Ok(Some(replica)),
        }
    }

    fn tls(&self) -> Result<Option<Tls>, BadValue> {
        match (&self.tls_cert, &self.tls_key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                readable("DAF_TLS_CERT", certificate)?;
                readable("DAF_TLS_KEY", key)?;
                Ok(Some(Tls {
                    certificate: certificate.clone(),
                    key: key.clone(),
                }))
            }
            (Some(_), None) => Err(lacking(
                "DAF_TLS_KEY",
                "name the private key of DAF_TLS_CERT",
            )),
            (None, Some(_)) => Err(lacking(
                "DAF_TLS_CERT",
                "name the certificate of DAF_TLS_KEY",
            )),
        }
    }
}

fn megabytes(name: &'static str, typed: &str) -> Result<u64, BadValue> {
    const MEGABYTE: u64 = 1024 * 1024;
    let megabytes: Option<u64> = typed.parse().ok();
    let bytes = megabytes.and_then(|number| number.checked_mul(MEGABYTE));
    bytes.ok_or_else(|| BadValue {
        name,
        value: typed.to_owned(),
        remedy: "write a whole number of megabytes, for example 64; 0 keeps nothing".to_owned(),
    })
}

fn api_rate(typed: &str) -> Result<u32, BadValue> {
    const MOST: u32 = 1_000_000;
    let rate = typed.parse().ok().filter(|rate| (2..=MOST).contains(rate));
    rate.ok_or_else(|| BadValue {
        name: "DAF_API_RATE",
        value: typed.to_owned(),
        remedy: format!("write how many calls a minute, from 2 to {MOST}, for example 600"),
    })
}

fn lacking(name: &'static str, remedy: &str) -> BadValue {
    BadValue {
        name,
        value: String::new(),
        remedy: remedy.to_owned(),
    }
}

fn readable(name: &'static str, file: &Path) -> Result<(), BadValue> {
    std::fs::File::open(file)
        .map(|_| ())
        .map_err(|error| BadValue {
            name,
            value: file.display().to_string(),
            remedy: format!("name a file that can be read ({error})"),
        })
}

fn database_url(name: &'static str, url: &str) -> Result<DatabaseUrl, BadValue> {
    url.parse().map_err(|remedy: &str| BadValue {
        name,
        value: without_password(url),
        remedy: remedy.to_owned(),
    })
}

/// A refused address may still hold a password.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme + 3 => {
            format!("{}://…{}", &url[..scheme], &url[at..])
        }
        _ => url.to_owned(),
    }
}

fn listening(typed: &str) -> Result<SocketAddr, BadValue> {
    typed.parse().map_err(|_| BadValue {
        name: "DAF_LISTEN",
        value: typed.to_owned(),
        remedy: "write an IP address and a port, for example 127.0.0.1:8080 or [::]:80".to_owned(),
    })
}

/// The address of a site that no proxy stands before.
fn own_url(listen: SocketAddr, is_tls: bool) -> String {
    let scheme = if is_tls { "https" } else { "http" };
    format!("{scheme}://{}", shown_address(listen))
}

fn base_url(text: &str) -> Result<String, BadValue> {
    let whole = whole_url("DAF_BASE_URL", text)?;
    let has_path = url::Url::parse(&whole).is_ok_and(|url| url.path() != "/");
    if has_path {
        return Err(BadValue {
            name: "DAF_BASE_URL",
            value: text.to_owned(),
            remedy: "write only scheme, host and port; Daf serves the whole host".to_owned(),
        });
    }
    Ok(whole)
}

/// A host's address, perhaps with a path below which all is found; without a slash at the end.
pub fn whole_url(name: &'static str, text: &str) -> Result<String, BadValue> {
    let refused = |remedy: &str| BadValue {
        name,
        value: text.to_owned(),
        remedy: remedy.to_owned(),
    };
    let url = url::Url::parse(text)
        .map_err(|_| refused("write a whole address, for example https://blog.example.com"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refused(
            "write an address that begins with https:// or http://",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused(
            "write only scheme, host, port and path, with nothing behind ? or #",
        ));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A browser cannot go to "any address"; it can go to this machine.
pub(crate) fn shown_address(listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        format!("localhost:{}", listen.port())
    } else {
        listen.to_string()
    }
}

/// Makes the folder, and finds out now rather than at the first upload whether it can be written.
fn data_directory(directory: &Path) -> Result<PathBuf, BadValue> {
    let refused = |error: std::io::Error| BadValue {
        name: "DAF_DATA_DIR",
        value: directory.display().to_string(),
        remedy: format!("name a folder that can be written ({error})"),
    };
    std::fs::create_dir_all(directory).map_err(refused)?;
    let probe = directory.join(format!(".writable-{}", std::process::id()));
    std::fs::write(&probe, []).map_err(refused)?;
    std::fs::remove_file(&probe).map_err(refused)?;
    Ok(directory.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_a_whole_host() {
        assert_eq!(
            base_url("https://daf.example/"),
            Ok("https://daf.example".to_owned())
        );
        for refused in [
            "daf.example",
            "ftp://daf.example",
            "https://daf.example/blog",
            "https://daf.example/?a",
        ] {
            assert_eq!(base_url(refused).unwrap_err().value, refused);
        }
    }

    #[test]
    fn a_refused_address_is_shown_without_its_password() {
        let refused = database_url("DAF_DATABASE_URL", "mysql://daf:secret@host/db").unwrap_err();

        assert!(!refused.to_string().contains("secret"));
        assert!(refused.to_string().contains("DAF_DATABASE_URL"));
    }

    fn options() -> ServeOptions {
        ServeOptions {
            listen: "127.0.0.1:0".into(),
            base_url: None,
            replica_url: None,
            smtp_url: None,
            page_cache: "64".into(),
            fragment_cache: "16".into(),
            api_rate: "600".into(),
            allow_private_addresses: false,
            tls_cert: None,
            tls_key: None,
        }
    }

    #[test]
    fn a_certificate_needs_its_key() {
        let options = ServeOptions {
            tls_cert: Some("/dev/null".into()),
            ..options()
        };

        assert_eq!(options.check().unwrap_err().name, "DAF_TLS_KEY");
    }

    #[test]
    fn the_page_cache_is_a_number_of_megabytes() {
        let of = |typed: &str| ServeOptions {
            page_cache: typed.to_owned(),
            ..options()
        };

        assert_eq!(of("2").check().unwrap().cache_bytes, 2 * 1024 * 1024);
        assert_eq!(of("0").check().unwrap().cache_bytes, 0);
        for refused in ["", "-1", "64M", "99999999999999999999"] {
            let error = of(refused).check().unwrap_err();
            assert_eq!(
                (error.name, error.value.as_str()),
                ("DAF_PAGE_CACHE", refused)
            );
        }
    }

    #[test]
    fn a_mail_server_is_named_by_its_address() {
        let named = |typed: &str| ServeOptions {
            smtp_url: Some(typed.to_owned()),
            ..options()
        };

        assert!(named("smtp://daf:secret@mail.example:587").check().is_ok());
        for refused in ["mail.example", "http://mail.example", "smtp://"] {
            let error = named(refused).check().unwrap_err();
            assert_eq!(
                (error.name, error.value.as_str()),
                ("DAF_SMTP_URL", refused)
            );
        }
    }
}
