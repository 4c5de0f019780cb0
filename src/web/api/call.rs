//! A call of the API: who makes it, what they may, and what it is about.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::limits::Left;
use super::operations::Needed;
use super::problem::Problem;
use crate::domain::access;
use crate::domain::api_token::{ApiToken, KnownToken, Scope};
use crate::domain::audit::Actor;
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::domain::user::User;
use crate::storage::{self, Db, api_tokens};
use crate::web::{Site, peer};

/// Who calls: a program that acts for somebody, or anybody.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    pub held: Option<(KnownToken, User)>,
    address: Option<String>,
}

impl Caller {
    /// Whether they may do what a scope is for: the token says so, and its holder may.
    pub fn may(&self, scope: Scope) -> bool {
        self.who(scope).is_ok()
    }

    /// For whom they act, when the token lets them do what a scope is for, and its holder may.
    pub fn who(&self, scope: Scope) -> Result<&User, Problem> {
        let (token, user) = self.held.as_ref().ok_or(Problem::TokenMissing)?;
        if !token.scopes.contains(&scope) {
            return Err(Problem::ScopeMissing(scope));
        }
        if !access::may_grant(user, scope) {
            return Err(Problem::Forbidden("the holder of this token may not do it"));
        }
        Ok(user)
    }

    /// Who acts, for the record.
    pub fn actor(&self, user: &User) -> Actor {
        Actor {
            user: user.id,
            address: self.address.clone(),
        }
    }
}

/// A call that was let through.
#[derive(Clone)]
pub struct Call {
    pub site: web::Data<Site>,
    pub request: HttpRequest,
    pub caller: Caller,
}

impl Call {
    /// For whom the call acts. Its operation has asked for the scope.
    pub fn user(&self, scope: Scope) -> Result<(User, Actor), Problem> {
        let user = self.caller.who(scope)?.clone();
        let actor = self.caller.actor(&user);
        Ok((user, actor))
    }

    /// The number in a place of the address; one that cannot be leads nowhere.
    pub fn number(&self, name: &str) -> Result<i64, Problem> {
        let text = self.request.match_info().get(name).unwrap_or_default();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if is_plain && number > 0 => Ok(number),
            _ => Err(Problem::NotFound),
        }
    }

    /// The parameters after the question mark.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let pairs = form_urlencoded::parse(self.request.query_string().as_bytes());
        // An empty parameter is one that was not sent.
        let sent = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.filter(|(_, value)| !value.is_empty()))
            .finish();
        let sent = form_urlencoded::parse(sent.as_bytes());
        let deserializer = serde_urlencoded::Deserializer::new(sent);
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            Problem::Malformed(error.path().to_string(), error.inner().to_string())
        })
    }

    /// Asks the database; whoever has a token may have written just now.
    pub async fn read<T, F>(&self, question: F) -> Result<(Arc<Settings>, T), Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db, &Settings) -> storage::Result<T> + Send + 'static,
    {
        Ok(match self.caller.held {
            Some(_) => self.site.read_current(question).await?,
            None => self.site.read(question).await?,
        })
    }

    /// Makes a change, unless it is refused before anything was written.
    pub async fn write<T, F>(&self, change: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Db) -> storage::Result<Result<T, Problem>> + Send + 'static,
    {
        self.site.store.write(change).await?
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Call, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let site = request.app_data::<web::Data<Site>>().cloned();
            let site = site.ok_or(Problem::App(crate::web::AppError::Busy))?;
            let address = peer::address(&request);
            let nearby = address.map(peer::neighbourhood).unwrap_or_default();
            let held = match held(&site, &request).await {
                Ok(held) => held,
                Err(problem) => {
                    // Whoever tries tokens out is counted by where they are.
                    admit(&request, site.limits.address.admit(&nearby))?;
                    return Err(problem);
                }
            };
            let admitted = match &held {
                Some((token, _)) => site.limits.token.admit(&token.id.0.to_string()),
                None => site.limits.address.admit(&nearby),
            };
            admit(&request, admitted)?;
            let caller = Caller {
                held,
                address: address.map(|address| address.to_string()),
            };
            let needed = request.app_data::<Needed>();
            if let Some(scope) = needed.and_then(|needed| needed.of(request.method())) {
                caller.who(scope)?;
            }
            Ok(Call {
                site,
                request,
                caller,
            })
        })
    }
}

fn admit(
    request: &HttpRequest,
    (admitted, left): (Result<(), crate::web::throttle::Wait>, Left),
) -> Result<(), Problem> {
    request.extensions_mut().insert(left);
    admitted.map_err(Problem::TooMany)
}

/// The token that a call shows, with its holder; none for one that shows none.
async fn held(site: &Site, request: &HttpRequest) -> Result<Option<(KnownToken, User)>, Problem> {
    let Some(shown) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = shown
        .to_str()
        .ok()
        .and_then(bearer)
        .and_then(ApiToken::parse);
    let token = token.ok_or(Problem::TokenUnknown)?;
    let (seal, now) = (site.seal.clone(), Moment::now());
    let found = site
        .store
        .read_current(move |db| api_tokens::holder(db, &seal, &token, now))
        .await?;
    let (known, user) = found.ok_or(Problem::TokenUnknown)?;
    if known.is_to_be_noted(now) {
        let id = known.id;
        site.store
            .write(move |db| api_tokens::note_use(db, id, now))
            .await?;
    }
    Ok(Some((known, user)))
}

/// What follows the word `Bearer`, whatever its letters' case (RFC 6750, 2.1; RFC 9110, 11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
