//! Who is signed in with which token, in memory: a page that everybody may read knows its reader without a
//! query. Forms, and the rooms behind the sign-in, ask the database each time.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::Method;

use super::query;
use super::remembered::{Fresh, Remembered, Weighed};
use crate::domain::freshness::{Name, Shown};
use crate::domain::moment::Moment;
use crate::domain::session::Session;
use crate::domain::user::User;
use crate::storage::{Clock, Freshness};

/// A browser that is signed in, and whose it is.
pub struct SignedIn {
    pub session: Session,
    pub user: User,
}

impl Weighed for SignedIn {
    fn bytes(&self) -> usize {
        let user = &self.user;
        let texts = [&user.bio, &self.session.agent];
        let names = 400;
        size_of::<SignedIn>() + names + texts.iter().map(|text| text.len()).sum::<usize>()
    }
}

/// By the hash of the token.
pub struct KnownSessions(Remembered<Vec<u8>, SignedIn>);

impl KnownSessions {
    /// Of at most so many bytes.
    pub fn of(bytes: u64, freshness: &Arc<Freshness>) -> KnownSessions {
        KnownSessions(Remembered::of(bytes, Arc::clone(freshness)))
    }

    /// Who is signed in with a token, if the database would say the same. A visit that is to be written down is
    /// not known.
    pub fn find(&self, token_hash: &Vec<u8>, now: Moment) -> Option<Fresh<SignedIn>> {
        let known = self.0.find(token_hash)?;
        (!known.session.is_to_be_noted(now)).then_some(known)
    }

    /// Remembers who was found after a clock was looked at.
    pub fn remember(&self, token_hash: Vec<u8>, session: &Session, user: &User, made: Clock) {
        let shown = Shown::with([Name::Account(user.id)]);
        let signed_in = SignedIn {
            session: session.clone(),
            user: user.clone(),
        };
        self.0.remember(token_hash, signed_in, shown, made);
    }
}

/// Whether nothing but a page that everybody may read is asked for.
pub fn may_be_known(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
        && query::public_names(request.path()).is_some()
}
