//! Who is there: the languages and colours they chose, and whether they are signed in. Nobody needs a
//! cookie to read.

use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::cookies::{GUEST_COOKIE, SESSION_COOKIE};
use super::flash::{FLASH_COOKIE, Flash};
use super::forms::SignInFirst;
use super::{AppError, Site, known_sessions, peer, query};
use crate::domain::access::Commenting;
use crate::domain::audit::Actor;
use crate::domain::ids::SessionId;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::token;
use crate::domain::user::User;
use crate::storage::sessions;

pub const LANGUAGE_COOKIE: &str = "daf_language";
pub const THEME_COOKIE: &str = "daf_theme";

/// A choice of colours; the system's when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn parse(word: &str) -> Option<Theme> {
        match word {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// The choice that a request's cookie tells of.
    pub fn of(request: &HttpRequest) -> Option<Theme> {
        Theme::parse(request.cookie(THEME_COOKIE)?.value())
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Somebody who reads or writes here, signed in or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visitor {
    /// The interface language chosen by the switch, or that of the account, or else asked for by the
    /// browser.
    pub language: Option<Language>,
    pub theme: Option<Theme>,
    /// Where the reader is now, to come back to after a form.
    pub here: String,
    /// Who is signed in.
    pub user: Option<User>,
    pub session: Option<SessionId>,
    /// The hash of the token by which a guest who has commented is known again.
    pub guest_key: Option<Vec<u8>>,
    /// The network address the request came from.
    pub address: Option<IpAddr>,
    /// What the page before wants to be said.
    pub flash: Option<Flash>,
}

impl Visitor {
    /// What the request alone tells, which is not who is signed in.
    pub fn of(request: &HttpRequest) -> Visitor {
        let cookie = |name| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let user = request.extensions().get::<SignedIn>().cloned();
        let own = user.as_ref().map(|signed_in| signed_in.0.language);
        Visitor {
            language: Visitor::chosen(request)
                .or(own)
                .or_else(|| Visitor::accepted(request)),
            theme: Theme::of(request),
            here: query::place(request.uri()),
            session: user.as_ref().map(|signed_in| signed_in.1),
            user: user.map(|signed_in| signed_in.0),
            guest_key: cookie(GUEST_COOKIE)
                .filter(|token| !token.is_empty())
                .map(|token| token::hash(&token)),
            address: peer::address(request),
            flash: Flash::of(request),
        }
    }

    /// The interface language chosen by the switch.
    pub fn chosen(request: &HttpRequest) -> Option<Language> {
        let cookie = request.cookie(LANGUAGE_COOKIE)?;
        Language::from_tag(cookie.value())
    }

    /// The interface language that the browser asks for.
    pub fn accepted(request: &HttpRequest) -> Option<Language> {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE)?;
        preferred(accepted.to_str().ok()?)
    }

    /// Whether somebody may see on a page what nobody else does: who is signed in, who waits for a comment to be
    /// approved, who is to be told something.
    pub fn has_pages_of_their_own(request: &HttpRequest) -> bool {
        [SESSION_COOKIE, GUEST_COOKIE, FLASH_COOKIE]
            .iter()
            .any(|name| request.cookie(name).is_some())
    }

    /// Who is signed in. One who is not is sent to sign in, and comes back here.
    pub fn signed_in(&self) -> Result<&User, AppError> {
        self.user.as_ref().ok_or_else(|| {
            AppError::SignInFirst(Box::new(SignInFirst {
                back: self.here.clone(),
                kept: None,
            }))
        })
    }

    /// Who is signed in, when they may do what is asked.
    pub fn who(&self, may: impl Fn(&User) -> bool) -> Result<&User, AppError> {
        let user = self.signed_in()?;
        if may(user) {
            Ok(user)
        } else {
            Err(AppError::Forbidden("not for this role"))
        }
    }

    /// Who acts, for the record.
    pub fn actor(&self, user: &User) -> Actor {
        Actor {
            user: user.id,
            address: self.address.map(|address| address.to_string()),
        }
    }

    /// Whether they may look for what they have written just now.
    pub fn may_have_written(&self) -> bool {
        self.user.is_some() || self.guest_key.is_some()
    }

    /// Who may have written a comment.
    pub fn commenting(&self) -> Commenting<'_> {
        Commenting {
            user: self.user.as_ref().map(|user| user.id),
            guest_key: self.guest_key.as_deref(),
        }
    }
}

/// Who was found to be signed in, kept with the request so that an error's page knows too.
#[derive(Debug, Clone)]
struct SignedIn(User, SessionId);

impl FromRequest for Visitor {
    type Error = AppError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Visitor, AppError>>>>;

    /// Asks the database only for a request that brings a session's cookie.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let token = request
                .cookie(SESSION_COOKIE)
                .map(|cookie| cookie.value().to_owned());
            if let Some(token) = token.filter(|token| !token.is_empty()) {
                recognise(&request, token).await?;
            }
            Ok(Visitor::of(&request))
        })
    }
}

impl Visitor {
    /// Who is there by now: while a form arrived, they may have been signed out, or their role changed.
    pub async fn again(self, request: &HttpRequest) -> Result<Visitor, AppError> {
        if self.user.is_none() {
            return Ok(self);
        }
        request.extensions_mut().remove::<SignedIn>();
        Visitor::extract(request).await
    }
}

async fn recognise(request: &HttpRequest, token: String) -> Result<(), AppError> {
    let site = request
        .app_data::<web::Data<Site>>()
        .ok_or(AppError::Busy)?;
    let now = Moment::now();
    let hash = token::hash(&token);
    if known_sessions::may_be_known(request)
        && let Some(known) = site.sessions.find(&hash, now)
    {
        let signed_in = SignedIn(known.user.clone(), known.session.id);
        request.extensions_mut().insert(signed_in);
        return Ok(());
    }
    let made = site.store.freshness().clock();
    let found = site
        .store
        .read_current(move |db| sessions::signed_in(db, &token, now))
        .await?;
    let Some((mut session, user)) = found else {
        return Ok(());
    };
    if session.is_to_be_noted(now) {
        let id = session.id;
        site.store
            .write(move |db| sessions::note_visit(db, id, now))
            .await?;
        session.last_seen_at = now;
    }
    site.sessions.remember(hash, &session, &user, made);
    request.extensions_mut().insert(SignedIn(user, session.id));
    Ok(())
}

/// The language of Daf's that an `Accept-Language` header wants most (RFC 9110, 12.5.4).
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',').take(50) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .and_then(|number| number.trim().parse::<f32>().ok())
            .unwrap_or(0.0);
        if let Some(language) = Language::from_tag(tag.trim())
            && weight > best.map_or(0.0, |(most, _)| most)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_language_wins() {
        assert_eq!(preferred("fr-FR, he;q=0.7, en;q=0.8"), Some(Language::En));
        assert_eq!(preferred("ar-EG,en;q=0.9"), Some(Language::Ar));
        assert_eq!(preferred("he;q=0"), None);
        assert_eq!(preferred("fr, *;q=0.5"), None);
        assert_eq!(preferred(";;;,,,q=9"), None);
    }
}
