//! The files under `static/`: compiled in, unpacked where the source tree is not there, and served
//! under names that carry their fingerprint, so that browsers may keep them for ever.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::cache::{Coding, Effort};
use super::{AppError, Site};
use crate::domain::freshness::Shown;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Embedded;

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// Where the files are and what they are called.
#[derive(Debug)]
pub struct Assets {
    folder: PathBuf,
    /// `css/site.css` to `1f0c5a9d`.
    fingerprints: HashMap<String, String>,
}

impl Assets {
    /// The files unpacked under `data_directory`, where they get their compressed neighbours in the background;
    /// while Daf is developed, those of the source tree as they are.
    pub fn prepare(data_directory: &Path) -> std::io::Result<Assets> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
        let folder = if cfg!(debug_assertions) && is_current(&source) {
            source
        } else {
            let folder = unpack(&data_directory.join("static"))?;
            let unpacked = folder.clone();
            std::thread::spawn(move || compress(&unpacked));
            folder
        };
        let fingerprints = Embedded::iter()
            .filter_map(|name| Some((name.to_string(), fingerprint(&Embedded::get(&name)?.data))))
            .collect();
        Ok(Assets {
            folder,
            fingerprints,
        })
    }

    /// A file that is compiled in.
    pub fn compiled_in(name: &str) -> Option<Vec<u8>> {
        Embedded::get(name).map(|file| file.data.into_owned())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `/static/css/site.1f0c5a9d.css` for `css/site.css`.
    pub fn address(&self, name: &str) -> String {
        match (self.fingerprints.get(name), name.rsplit_once('.')) {
            (Some(print), Some((stem, extension))) => format!("/static/{stem}.{print}.{extension}"),
            _ => format!("/static/{name}"),
        }
    }

    /// The addresses of all files: with their fingerprints, and those of pictures also without, since
    /// articles show them so.
    pub fn addresses(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for name in self.fingerprints.keys() {
            if !self.is_lasting(name) {
                addresses.push(self.address(name));
            }
            if self.is_lasting(name) || name.starts_with("images/") {
                addresses.push(format!("/static/{name}"));
            }
        }
        addresses.sort_unstable();
        addresses
    }

    /// Whether a file's own name carries its fingerprint, as fonts' do: stylesheets name them.
    fn is_lasting(&self, name: &str) -> bool {
        self.fingerprints
            .get(name)
            .is_some_and(|print| name.contains(&format!(".{print}.")))
    }

    /// The file that an address with a fingerprint names, when the fingerprint is its own.
    fn plain_name(&self, fingerprinted: &str) -> Option<String> {
        let (stem, extension) = fingerprinted.rsplit_once('.')?;
        let (stem, print) = stem.rsplit_once('.')?;
        let name = format!("{stem}.{extension}");
        (self.fingerprints.get(&name)? == print).then_some(name)
    }
}

/// Lets actix-files find `css/site.css` when `css/site.1f0c5a9d.css` is asked for, and tells browsers
/// how long the answer is good.
pub async fn serve_by_fingerprint<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let Some(asked) = request.path().strip_prefix("/static/").map(str::to_owned) else {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_left_body);
    };
    let Some(site) = request.app_data::<web::Data<Site>>().cloned() else {
        return next
            .call(request)
            .await
            .map(ServiceResponse::map_into_left_body);
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let refusal = AppError::MethodNotAllowed("GET, HEAD");
        return Ok(request.error_response(refusal).map_into_right_body());
    }
    let mut is_lasting = site.assets.is_lasting(&asked);
    if let Some(name) = site.assets.plain_name(&asked) {
        rewrite(&mut request, &format!("/static/{name}"));
        is_lasting = true;
    }
    let mut answer = next.call(request).await?;
    if answer.status().is_success() || answer.status().as_u16() == 304 {
        let lasting = if is_lasting { FOREVER } else { ASK_AGAIN };
        answer
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
        if is_lasting && is_small(answer.response().body().size()) {
            // The file of such a name never changes.
            let forever = Shown::with([]);
            answer.response_mut().extensions_mut().insert(forever);
        }
    }
    Ok(answer.map_into_left_body())
}

/// Whether a file is kept in memory with the pages that name it.
fn is_small(size: BodySize) -> bool {
    const SMALL: u64 = 64 * 1024;
    matches!(size, BodySize::Sized(bytes) if bytes <= SMALL)
}

fn rewrite(request: &mut ServiceRequest, path: &str) {
    if let Ok(uri) = path.parse::<Uri>() {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// Whether a folder holds exactly the files that were compiled in.
fn is_current(folder: &Path) -> bool {
    Embedded::iter().all(|name| {
        let on_disk = std::fs::read(folder.join(name.as_ref())).ok();
        match (on_disk, Embedded::get(&name)) {
            (Some(bytes), Some(file)) => bytes == file.data.as_ref(),
            _ => false,
        }
    })
}

fn unpack(folder: &Path) -> std::io::Result<PathBuf> {
    for name in Embedded::iter() {
        let Some(file) = Embedded::get(&name) else {
            continue;
        };
        let target = folder.join(name.as_ref());
        if std::fs::read(&target).is_ok_and(|bytes| bytes == file.data.as_ref()) {
            continue;
        }
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // What was made of the file before is of it no more.
        for coding in Coding::ALL {
            match std::fs::remove_file(neighbour(&target, coding)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        write_whole(&target, &file.data)?;
    }
    Ok(folder.to_owned())
}

/// Puts each file that is a text beside itself in every coding, for browsers that know it. One that cannot be
/// written is sent as it is.
fn compress(folder: &Path) {
    const WORTH: usize = 1_000;
    for name in Embedded::iter().filter(|name| is_text(name)) {
        let Some(file) = Embedded::get(&name) else {
            continue;
        };
        for coding in Coding::ALL.into_iter().filter(|_| file.data.len() >= WORTH) {
            let target = neighbour(&folder.join(name.as_ref()), coding);
            if target.exists() {
                continue;
            }
            let written = coding
                .encode(&file.data, Effort::High)
                .and_then(|bytes| write_whole(&target, &bytes));
            if let Err(error) = written {
                log::warn!("{} could not be written: {error}", target.display());
            }
        }
    }
}

fn is_text(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    matches!(extension, "css" | "js" | "svg" | "txt" | "json")
}

/// `site.css.br` beside `site.css`.
fn neighbour(file: &Path, coding: Coding) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(coding.extension());
    file.with_file_name(name)
}

/// Another process that serves from the same folder never sees half a file.
fn write_whole(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut draft = target.as_os_str().to_os_string();
    draft.push(format!(".new-{}", std::process::id()));
    std::fs::write(&draft, bytes)?;
    std::fs::rename(&draft, target)
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_a_stylesheet_names_carries_its_own_fingerprint() {
        let mut named = 0;
        for name in Embedded::iter().filter(|name| name.ends_with(".css")) {
            let file = Embedded::get(&name).unwrap();
            let css = String::from_utf8(file.data.into_owned()).unwrap();
            for part in css.split("url(").skip(1) {
                let address = part
                    .split(')')
                    .next()
                    .unwrap()
                    .trim_matches('"')
                    .replace("../", "");
                let font =
                    Embedded::get(&address).unwrap_or_else(|| panic!("{name} names {address}"));
                assert!(
                    address.contains(&fingerprint(&font.data)),
                    "{address} should carry {}",
                    fingerprint(&font.data)
                );
                named += 1;
            }
        }
        assert!(named > 3);
    }

    #[test]
    fn a_copied_binary_brings_its_files_along() {
        let folder = tempfile::tempdir().unwrap();

        let unpacked = unpack(folder.path()).unwrap();

        assert!(is_current(&unpacked));
        compress(&unpacked);
        for coding in Coding::ALL {
            assert!(neighbour(&unpacked.join("css/site.css"), coding).exists());
        }
        assert!(unpacked.join("css/site.css.br").exists());

        // As an older Daf left it.
        std::fs::write(unpacked.join("css/site.css"), "changed").unwrap();
        assert!(!is_current(&unpacked));
        unpack(folder.path()).unwrap();
        assert!(is_current(&unpacked));
        assert!(
            !unpacked.join("css/site.css.br").exists(),
            "it was of another file"
        );
        assert!(unpacked.join("css/article.css.br").exists());
    }

    #[test]
    fn only_the_right_fingerprint_finds_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let assets = Assets::prepare(folder.path()).unwrap();
        let address = assets.address("css/site.css");

        assert_eq!(
            assets.plain_name(address.strip_prefix("/static/").unwrap()),
            Some("css/site.css".to_owned())
        );
        assert_eq!(assets.plain_name("css/site.00000000.css"), None);
        assert_eq!(assets.plain_name("css/site.css"), None);
    }
}
