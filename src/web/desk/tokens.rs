//! Tokens: what a writer lets programs do in their name.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::number;
use crate::domain::access;
use crate::domain::api_token::{KnownToken, LONGEST_NAME, Scope};
use crate::domain::ids::ApiTokenId;
use crate::domain::moment::Moment;
use crate::domain::refusal::{self, Refusal};
use crate::domain::user::User;
use crate::storage::api_tokens::{self, NewToken};
use crate::storage::content::keys::{self, ContentKey};
use crate::storage::{StorageError, audit, submissions};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::{Shell, words_for};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, answer};

const PLACE: &str = "/desk/tokens";
/// For how many days a token can be made to work; 0 is until it is revoked.
const LIFETIMES: [i64; 4] = [30, 90, 365, 0];

#[derive(Template)]
#[template(path = "desk/tokens/index.html")]
struct TokensPage {
    shell: Shell,
    tokens: Vec<KnownToken>,
    typed: Typed,
    errors: FieldErrors,
    now: Moment,
    /// Keys of programs that only read; none for who may not see them.
    keys: Option<Vec<ContentKey>>,
    key_name: String,
    key_errors: FieldErrors,
}

/// What stands in the form.
#[derive(Debug, Clone)]
struct Typed {
    name: String,
    days: String,
    scopes: Vec<String>,
}

impl Typed {
    fn new() -> Typed {
        Typed {
            name: String::new(),
            days: LIFETIMES[1].to_string(),
            scopes: vec![Scope::ReadPosts.as_str().to_owned()],
        }
    }

    fn sent(fields: &Fields) -> Typed {
        Typed {
            name: fields.text("name").to_owned(),
            days: fields.text("days").to_owned(),
            scopes: fields.all("scopes").map(str::to_owned).collect(),
        }
    }
}

impl TokensPage {
    /// The scopes that this writer may let a program have.
    fn scopes(&self) -> Vec<Scope> {
        let user = self.shell.user.as_ref();
        let may = |scope: &Scope| user.is_some_and(|user| access::may_grant(user, *scope));
        Scope::ALL.into_iter().filter(may).collect()
    }

    fn is_chosen(&self, scope: &Scope) -> bool {
        self.typed.scopes.iter().any(|name| name == scope.as_str())
    }

    fn lifetimes(&self) -> [i64; 4] {
        LIFETIMES
    }

    fn is_lifetime(&self, days: &i64) -> bool {
        self.typed.days == days.to_string()
    }

    fn scope_message(&self, scope: &Scope) -> String {
        format!("scope-{}", scope.as_str().replace(':', "-"))
    }

    fn state_message(&self, token: &KnownToken) -> Option<&'static str> {
        match token {
            token if token.works(self.now) => None,
            token if token.revoked_at.is_some() => Some("tokens-revoked"),
            _ => Some("tokens-expired"),
        }
    }
}

pub async fn index(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    visitor.who(access::may_hold_tokens)?;
    let page = page(&site, &visitor, Typed::new(), FieldErrors::default()).await?;
    answer::page(&request, &page)
}

pub(super) async fn page_with_key(
    site: &Site,
    visitor: &Visitor,
    key_name: String,
    key_errors: FieldErrors,
) -> Result<impl Template, AppError> {
    let page = page(site, visitor, Typed::new(), FieldErrors::default()).await?;
    Ok(TokensPage {
        key_name,
        key_errors,
        ..page
    })
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    typed: Typed,
    errors: FieldErrors,
) -> Result<TokensPage, AppError> {
    let user = visitor.who(access::may_hold_tokens)?;
    let (user, gives_keys) = (user.id, access::may_give_keys(user));
    let read = super::read(site, visitor, "tokens-title", move |db, _| {
        let keys = match gives_keys {
            true => Some(keys::all(db)?),
            false => None,
        };
        Ok((api_tokens::of_user(db, user)?, keys))
    });
    let (shell, (tokens, keys)) = read.await?;
    Ok(TokensPage {
        shell,
        tokens,
        typed,
        errors,
        now: Moment::now(),
        keys,
        key_name: String::new(),
        key_errors: FieldErrors::default(),
    })
}

/// What is to be made, or what is wrong.
fn parse(
    form: &Form,
    user: &User,
    now: Moment,
    words: &crate::locale::Words,
) -> Result<NewToken, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = match form.fields.undecodable(&["name"]) {
        Some(_) => Err(Refusal::NotText),
        None => refusal::line(form.text("name"), LONGEST_NAME),
    };
    let name = errors.take(words, "name", name);
    let days = LIFETIMES
        .into_iter()
        .find(|days| days.to_string() == form.text("days"))
        .ok_or(Refusal::Unknown);
    let days = errors.take(words, "days", days);
    let scopes: Option<Vec<Scope>> = form.fields.all("scopes").map(Scope::parse).collect();
    let scopes = match scopes {
        None => Err(Refusal::Unknown),
        Some(scopes) if scopes.is_empty() => Err(Refusal::Empty),
        Some(scopes) if !scopes.iter().all(|scope| access::may_grant(user, *scope)) => {
            Err(Refusal::NotAllowed)
        }
        Some(scopes) => Ok(scopes),
    };
    let scopes = errors.take(words, "scopes", scopes);
    match (name, days, scopes) {
        (Some(name), Some(days), Some(scopes)) => Ok(NewToken {
            user: user.id,
            name,
            scopes,
            expires_at: (days > 0).then(|| now.plus_hours(24 * days)),
        }),
        _ => Err(errors),
    }
}

pub async fn create(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_hold_tokens)?.clone();
    let words = words_for(&form.visitor, &site.last_settings());
    let now = Moment::now();
    let refused = async |errors: FieldErrors| {
        let typed = Typed::sent(&form.fields);
        let page = page(&site, &form.visitor, typed, errors).await?;
        answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let new = match parse(&form, &user, now, words) {
        Ok(new) => new,
        Err(errors) => return refused(errors).await,
    };
    let actor = form.visitor.actor(&user);
    let (key, seal) = (form.own_key(), site.seal.clone());
    let made = site.store.write(move |db| {
        // The secret is shown once: the same form sent again shows that it was made, and makes no other.
        if let Some(key) = &key {
            if submissions::led_to(db, key)?.is_some() {
                return Ok(None);
            }
            submissions::remember(db, key, PLACE, now)?;
        }
        let (id, token) = api_tokens::create(db, &seal, &new, now)?;
        audit::record(db, &actor.did("token.made", subject(id), now))?;
        Ok(Some(token))
    });
    match made.await {
        Ok(Some(token)) => {
            let flash = Flash::new("flash-token-made").with_link(token.as_str().to_owned());
            Ok(answer::onward(&site, PLACE, Some(flash)))
        }
        Ok(None) => Ok(answer::onward(
            &site,
            PLACE,
            Some(Flash::new("flash-token-known")),
        )),
        Err(StorageError::Refused(_)) => {
            let mut errors = FieldErrors::default();
            errors.add("form", words.say("tokens-too-many"));
            refused(errors).await
        }
        Err(error) => Err(error.into()),
    }
}

fn subject(id: ApiTokenId) -> String {
    format!("token:{}", id.0)
}

pub async fn revoke(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user_who(access::may_hold_tokens)?.clone();
    let id = ApiTokenId(number(&request, 2)?);
    let actor = form.visitor.actor(&user);
    site.store
        .write(move |db| {
            let now = Moment::now();
            api_tokens::revoke(db, user.id, id, now)?;
            audit::record(db, &actor.did("token.revoked", subject(id), now))
        })
        .await?;
    Ok(answer::onward(
        &site,
        PLACE,
        Some(Flash::new("flash-token-revoked")),
    ))
}
