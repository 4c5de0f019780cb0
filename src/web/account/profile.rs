//! What people decide about their own account.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::login::Tries;
use super::{agent, begin_session, new_token, onward_signed_in, shell, token_of};
use crate::domain::access;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::password::Password;
use crate::domain::refusal::Refusal;
use crate::domain::session::Session;
use crate::domain::user::{self, Email, Handle, PersonName, User};
use crate::locale::Words;
use crate::storage::users::Profile;
use crate::storage::{StorageError, audit, sessions, users};
use crate::web::cookies;
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Fields, Form};
use crate::web::shell::Shell;
use crate::web::throttle::Wait;
use crate::web::visitor::{LANGUAGE_COOKIE, Visitor};
use crate::web::{AppError, Site, answer, peer};

#[derive(Template)]
#[template(path = "account/profile/edit.html")]
struct ProfilePage {
    shell: Shell,
    typed: Typed,
    person: User,
    sessions: Vec<Session>,
    here: Option<SessionId>,
    errors: FieldErrors,
}

/// What stands in the page's fields.
struct Typed {
    name: String,
    handle: String,
    language: String,
    bio: String,
    email: String,
}

impl ProfilePage {
    fn is_here(&self, session: &Session) -> bool {
        self.here == Some(session.id)
    }

    fn is_language(&self, language: &Language) -> bool {
        self.typed.language == language.tag()
    }

    /// Whether there is a page with this person's name in its address.
    fn has_page(&self) -> bool {
        access::has_page_of_their_own(&self.person)
    }
}

pub async fn edit(
    request: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
) -> Result<HttpResponse, AppError> {
    let user = visitor.signed_in()?.clone();
    let page = page(&site, &visitor, user, None, FieldErrors::default()).await?;
    answer::page(&request, &page)
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    person: User,
    fields: Option<&Fields>,
    errors: FieldErrors,
) -> Result<ProfilePage, AppError> {
    let id = person.id;
    let read = site
        .read_current(move |db, _| Ok((users::credentials(db, id)?.0, sessions::of_user(db, id)?)));
    let (settings, (email, sessions)) = read.await?;
    let typed = |name: &str, known: &str| {
        let sent = fields.and_then(|fields| fields.get(name));
        sent.unwrap_or(known).to_owned()
    };
    Ok(ProfilePage {
        shell: shell(site, visitor, settings, "account-title"),
        typed: Typed {
            name: typed("name", &person.name),
            handle: typed("handle", person.handle.as_str()),
            language: typed("language", person.language.tag()),
            bio: typed("bio", &person.bio),
            email: typed("email", &email),
        },
        sessions,
        here: visitor.session,
        person,
        errors,
    })
}

async fn refused(
    site: &Site,
    form: &Form,
    user: User,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<HttpResponse, AppError> {
    let page = page(site, &form.visitor, user, Some(&form.fields), errors).await?;
    answer::refusal(&page, status)
}

fn words(site: &Site, visitor: &Visitor) -> &'static Words {
    crate::web::shell::words_for(visitor, &site.last_settings())
}

pub async fn update(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user()?.clone();
    if let Err(wait) = site.throttles.profiles.admit(&user.id.0.to_string()) {
        return too_often(&site, &form, &user, "name", wait).await;
    }
    let words = words(&site, &form.visitor);
    let profile = match parse_profile(&form.fields, &user, words) {
        Ok(profile) => profile,
        Err(errors) => {
            return refused(&site, &form, user, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (id, actor, reader) = (user.id, form.visitor.actor(&user), user.clone());
    let language = profile.language;
    let saved = site
        .store
        .write(move |db| {
            let now = Moment::now();
            if !access::may_use_name(reader.role, users::is_name_of_staff(db, &profile.name)?) {
                return Ok(false);
            }
            users::change_profile(db, id, &profile, now)?;
            audit::record(db, &actor.did("account.profile", subject(id), now))?;
            Ok(true)
        })
        .await;
    match saved {
        Ok(true) => {
            let mut answer = done(&site, "flash-profile-saved");
            if language != user.language {
                // What was chosen by the switch before would hide the change.
                let removal = cookies::removal(LANGUAGE_COOKIE, site.is_https());
                answer
                    .add_cookie(&removal)
                    .map_err(|_| AppError::Invalid("a cookie that cannot be removed"))?;
            }
            Ok(answer)
        }
        Ok(false) => wrong(&site, &form, user, "name", Refusal::Taken).await,
        Err(StorageError::Taken(_)) => {
            let errors = FieldErrors::only(words, "handle", Refusal::Taken);
            refused(&site, &form, user, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

fn parse_profile(
    fields: &Fields,
    user: &User,
    words: &Words,
) -> std::result::Result<Profile, FieldErrors> {
    if let Some(field) = fields.undecodable(&["name", "handle", "bio"]) {
        return Err(FieldErrors::only(words, field, Refusal::NotText));
    }
    let mut errors = FieldErrors::default();
    let name = errors.take(words, "name", PersonName::parse(fields.text("name")));
    let handle = match fields.get("handle") {
        Some(typed) if access::may_choose_handle(user.role) => {
            errors.take(words, "handle", Handle::parse(typed))
        }
        _ => Some(user.handle.clone()),
    };
    let language = Language::from_tag(fields.text("language")).ok_or(Refusal::Unknown);
    let language = errors.take(words, "language", language);
    let bio = errors.take(words, "bio", user::bio(fields.text("bio")));
    match (name, handle, language, bio) {
        (Some(name), Some(handle), Some(language), Some(bio)) => Ok(Profile {
            name,
            handle,
            language,
            bio,
        }),
        _ => Err(errors),
    }
}

pub async fn update_email(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user()?.clone();
    let words = words(&site, &form.visitor);
    let email = match Email::parse(form.text("email")) {
        Ok(email) if form.fields.undecodable(&["email"]).is_none() => email,
        Ok(_) => return wrong(&site, &form, user, "email", Refusal::NotText).await,
        Err(refusal) => return wrong(&site, &form, user, "email", refusal).await,
    };
    let verified = match require_password(&site, &form, &user, "email_password").await? {
        Ok(verified) => verified,
        Err(answer) => return Ok(answer),
    };
    let (id, actor) = (user.id, form.visitor.actor(&user));
    let from = form
        .visitor
        .address
        .map_or_else(String::new, peer::neighbourhood);
    let throttles = &site.throttles;
    let admitted = throttles.addresses.admit(&id.0.to_string());
    if let Err(wait) = admitted.and_then(|()| throttles.addresses_nearby.admit(&from)) {
        return too_often(&site, &form, &user, "email", wait).await;
    }
    let saved = site
        .store
        .write(move |db| {
            if !users::may_still_sign_in(db, id, verified.as_deref())? {
                return Ok(false);
            }
            let now = Moment::now();
            users::change_email(db, id, &email, now)?;
            audit::record(db, &actor.did("account.email", subject(id), now))?;
            Ok(true)
        })
        .await;
    match saved {
        Ok(true) => Ok(done(&site, "flash-email-changed")),
        Ok(false) => wrong_password(&site, &form, user, "email_password").await,
        Err(StorageError::Taken(_)) => {
            let errors = FieldErrors::only(words, "email", Refusal::Taken);
            refused(&site, &form, user, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A new password signs every other browser out, and this one in anew.
pub async fn update_password(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let user = form.user()?.clone();
    let verified = match require_password(&site, &form, &user, "current_password").await? {
        Ok(verified) => verified,
        Err(answer) => return Ok(answer),
    };
    let id = user.id;
    let email = site
        .store
        .read_current(move |db| Ok(users::credentials(db, id)?.0))
        .await?;
    let password = match Password::parse(form.text("new_password"), &[&email, &user.name]) {
        Ok(password) if form.fields.undecodable(&["new_password"]).is_none() => password,
        Ok(_) => return wrong(&site, &form, user, "new_password", Refusal::NotText).await,
        Err(refusal) => return wrong(&site, &form, user, "new_password", refusal).await,
    };
    if let Err(wait) = site.throttles.passwords.admit(&id.0.to_string()) {
        return too_often(&site, &form, &user, "new_password", wait).await;
    }
    let hash = site.hash(password).await?;
    let token = new_token()?;
    let (made, before, agent) = (token.clone(), token_of(&request), agent(&request));
    let actor = form.visitor.actor(&user);
    let changed = site.store.write(move |db| {
        if !users::may_still_sign_in(db, id, verified.as_deref())? {
            return Ok(false);
        }
        let now = Moment::now();
        users::change_password(db, id, &hash, now)?;
        audit::record(db, &actor.did("account.password", subject(id), now))?;
        begin_session(db, id, &made, before.as_deref(), &agent)?;
        Ok(true)
    });
    if !changed.await? {
        return wrong_password(&site, &form, user, "current_password").await;
    }
    let flash = Flash::new("flash-password-changed");
    onward_signed_in(&site, "/account", &token, Some(flash))
}

/// Signs one browser out, or all of them: this one too.
pub async fn end_sessions(site: web::Data<Site>, form: Form) -> Result<HttpResponse, AppError> {
    let user = form.user()?.clone();
    let (id, actor) = (user.id, form.visitor.actor(&user));
    let only = match form.fields.get("session").map(str::parse) {
        None => None,
        Some(Ok(session)) => Some(SessionId(session)),
        Some(Err(_)) => return Err(AppError::NotFound),
    };
    site.store
        .write(move |db| {
            match only {
                None => {
                    sessions::end_all(db, id)?;
                }
                Some(only) => {
                    let own = sessions::of_user(db, id)?;
                    if !own.iter().any(|session| session.id == only) {
                        return Ok(());
                    }
                    sessions::end(db, only)?;
                }
            }
            audit::record(
                db,
                &actor.did("account.signed-out", subject(id), Moment::now()),
            )
        })
        .await?;
    match only {
        Some(only) if Some(only) != form.visitor.session => Ok(done(&site, "flash-session-ended")),
        _ => Ok(answer::onward(
            &site,
            "/login",
            Some(Flash::new("flash-signed-out")),
        )),
    }
}

/// What the table keeps of the password that somebody proved to know, or the answer for who does not know
/// the password of the account they are signed in with.
async fn require_password(
    site: &Site,
    form: &Form,
    user: &User,
    field: &'static str,
) -> Result<Result<Option<String>, HttpResponse>, AppError> {
    if form.text(field).is_empty() {
        let answer = wrong(site, form, user.clone(), field, Refusal::Empty);
        return answer.await.map(Err);
    }
    let id = user.id;
    let (email, kept) = site
        .store
        .read_current(move |db| users::credentials(db, id))
        .await?;
    let tries = Tries::of(&form.visitor, &email);
    match tries.verify(site, form.text(field), kept.clone()).await? {
        Ok(true) => return Ok(Ok(kept)),
        Ok(false) => {}
        Err(wait) => return too_often(site, form, user, field, wait).await.map(Err),
    }
    let answer = wrong_password(site, form, user.clone(), field);
    answer.await.map(Err)
}

async fn wrong_password(
    site: &Site,
    form: &Form,
    user: User,
    field: &str,
) -> Result<HttpResponse, AppError> {
    let mut errors = FieldErrors::default();
    let words = words(site, &form.visitor);
    errors.add(field, words.say("field-wrong-password"));
    refused(site, form, user, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn too_often(
    site: &Site,
    form: &Form,
    user: &User,
    field: &'static str,
    wait: Wait,
) -> Result<HttpResponse, AppError> {
    let words = words(site, &form.visitor);
    let mut errors = FieldErrors::default();
    errors.add(field, words.count("too-often", wait.seconds as i64));
    refused(
        site,
        form,
        user.clone(),
        errors,
        StatusCode::TOO_MANY_REQUESTS,
    )
    .await
}

async fn wrong(
    site: &Site,
    form: &Form,
    user: User,
    field: &str,
    refusal: Refusal,
) -> Result<HttpResponse, AppError> {
    let errors = FieldErrors::only(words(site, &form.visitor), field, refusal);
    refused(site, form, user, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn done(site: &Site, message: &str) -> HttpResponse {
    answer::onward(site, "/account", Some(Flash::new(message)))
}

fn subject(id: UserId) -> String {
    format!("user:{}", id.0)
}
