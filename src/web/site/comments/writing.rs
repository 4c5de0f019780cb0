//! A comment on its way: checked, slowed down, made once.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    CommentForm, CommentPage, Mode, PURPOSE, Typed, address_hash, article, parent_of, parse,
    place_of, shell, silence_message, visible,
};
use crate::domain::access::{self, Guest, Silence};
use crate::domain::comment::{CommentStatus, Commenter, GuestIdentity, HASTY_SECONDS, NewComment};
use crate::domain::ids::CommentId;
use crate::domain::moment::Moment;
use crate::domain::post::Post;
use crate::domain::refusal::Refusal;
use crate::domain::seal::Seal;
use crate::domain::token;
use crate::storage::{self, Db, StorageError, comments, guests, posts, submissions, users};
use crate::text::controls;
use crate::web::cookies::{self, A_YEAR, GUEST_COOKIE};
use crate::web::flash::Flash;
use crate::web::forms::{FieldErrors, Form};
use crate::web::shell::{Head, Shell};
use crate::web::throttle::{Throttle, Wait};
use crate::web::visitor::Visitor;
use crate::web::{AppError, Site, address, answer, peer};

/// A form handed out longer ago than this was kept by a program.
const LONGEST_AGE_SECONDS: i64 = 30 * 24 * 3_600;

/// A form sent again within this time was sent by the same person. One sent later need not be: the
/// browser may be another's by then, who is not given the first one's cookie.
const PRESSED_TWICE_SECONDS: i64 = 60;

/// Who a guest is, as far as the site can know.
struct Stranger {
    /// The token for the guest's cookie, when there is none yet.
    new_token: Option<String>,
    key: Vec<u8>,
    address: Option<Vec<u8>>,
}

/// Whether the browser or the address of a guest is shut out.
pub(super) fn is_blocked(
    db: &mut Db,
    key: Option<&Vec<u8>>,
    address: Option<&Vec<u8>>,
) -> storage::Result<bool> {
    let keys = [key, address].into_iter().flatten();
    guests::is_blocked(db, &keys.map(Vec::as_slice).collect::<Vec<_>>())
}

impl Stranger {
    /// A guest without a cookie gets one made of the form itself, so that a form that was sent twice
    /// makes one guest and not two.
    fn of(site: &Site, form: &Form) -> Stranger {
        let address = form
            .visitor
            .address
            .map(|address| address_hash(site, address));
        match &form.visitor.guest_key {
            Some(key) => Stranger {
                new_token: None,
                key: key.clone(),
                address,
            },
            None => {
                let made = token_made_of(site, &form.key());
                Stranger {
                    key: token::hash(&made),
                    new_token: Some(made),
                    address,
                }
            }
        }
    }
}

fn token_made_of(site: &Site, key: &[u8]) -> String {
    token::hexadecimal(&site.seal.hash("guest", &token::hexadecimal(key)))
}

/// The key under which a form is known. A guest who got their cookie for this very form, and sends it again
/// with it, is whom it was made for.
fn key_of(site: &Site, form: &Form) -> Vec<u8> {
    let first = form.strangers_key();
    let is_made_of_it = |guest: &Vec<u8>| *guest == token::hash(&token_made_of(site, &first));
    match &form.visitor.guest_key {
        Some(guest) if form.visitor.user.is_none() && is_made_of_it(guest) => first,
        _ => form.key(),
    }
}

/// A comment that was made, now or when the form was sent first.
struct Made {
    /// The address at which it stands.
    place: String,
    /// Whether it waits for a moderator.
    waits: bool,
    /// Whether whoever sent the form just now is who sent it first, as far as the clock tells.
    is_just_made: bool,
}

/// What came of a comment.
enum Outcome {
    Made(Made),
    Silent(Silence),
    /// The comment that was answered is gone, or never was.
    NothingToAnswer,
    Refused(&'static str, Refusal),
}

pub async fn create(
    request: HttpRequest,
    site: web::Data<Site>,
    form: Form,
) -> Result<HttpResponse, AppError> {
    let slug = address::slug(&request, 0)?;
    let asked = slug.clone();
    let (settings, post) = site.read_current(move |db, _| article(db, &asked)).await?;
    let shell = shell(&site, &form.visitor, settings, "comment-write-title");
    if let Err(silence) = access::may_comment(&post, form.visitor.user.as_ref(), &shell.settings) {
        if silence == Silence::MembersOnly {
            form.user()?;
        }
        return silenced(shell, post, silence, &form);
    }
    if let Some(answer) = throttled(&site, &site.throttles.commenting, &form, &shell, &post)? {
        return Ok(answer);
    }
    let parsed = {
        let (fields, is_guest) = (form.fields.clone(), form.visitor.user.is_none());
        let (around, words) = (post.language, shell.words);
        site.think(move || parse(&fields, is_guest, around, words))
            .await?
    };
    let typed = match parsed {
        Ok(typed) => typed,
        Err(errors) => return refused(&site, shell, &form, post, errors),
    };
    let stranger = Stranger::of(&site, &form);
    let new_token = stranger.new_token.clone();
    let is_trapped = !form.text("website").is_empty();
    let is_hasty = is_hasty(&site.seal, form.text("age"), Moment::now());
    let letter = Letter {
        key: key_of(&site, &form),
        visitor: form.visitor.clone(),
        parent: parent_of(&form.fields),
        names_parent: !form.text("parent").is_empty(),
        typed,
        stranger,
        is_trapped,
        is_hasty,
    };
    let post_id = post.id;
    let outcome = site
        .store
        .write(move |db| make(db, post_id, letter))
        .await?;
    match outcome {
        Outcome::Made(made) => {
            let is_cleaned = controls::are_removed(form.text("text"));
            let message = match (made.waits, is_cleaned) {
                (true, false) => "flash-comment-waits",
                (true, true) => "flash-comment-waits-cleaned",
                (false, false) => "flash-comment-made",
                (false, true) => "flash-comment-made-cleaned",
            };
            let mut answer = answer::onward(&site, &made.place, Some(Flash::new(message)));
            let is_guest = form.visitor.user.is_none() && made.is_just_made;
            if let Some(token) = new_token.filter(|_| is_guest) {
                let cookie = cookies::made(GUEST_COOKIE, token, A_YEAR, site.is_https());
                answer
                    .add_cookie(&cookie)
                    .map_err(|_| AppError::Invalid("a guest that cannot be known"))?;
            }
            Ok(answer)
        }
        Outcome::Silent(silence) => silenced(shell, post, silence, &form),
        Outcome::NothingToAnswer => {
            let mut errors = FieldErrors::default();
            errors.add("parent", shell.words.say("comment-parent-gone"));
            refused(&site, shell, &form, post, errors)
        }
        Outcome::Refused(field, refusal) => {
            let errors = FieldErrors::only(shell.words, field, refusal);
            refused(&site, shell, &form, post, errors)
        }
    }
}

/// Whether a form was not handed out by this site, too long ago, or just now.
fn is_hasty(seal: &Seal, age: &str, now: Moment) -> bool {
    match seal.date_of(PURPOSE, age) {
        Some(handed_out) => {
            now < handed_out.plus_seconds(HASTY_SECONDS)
                || now > handed_out.plus_seconds(LONGEST_AGE_SECONDS)
        }
        None => true,
    }
}

/// A comment on its way into the database.
struct Letter {
    key: Vec<u8>,
    visitor: Visitor,
    parent: Option<CommentId>,
    names_parent: bool,
    typed: Typed,
    stranger: Stranger,
    is_trapped: bool,
    is_hasty: bool,
}

/// Makes a comment once, when everything is still as its writer saw it.
fn make(db: &mut Db, post: crate::domain::ids::PostId, letter: Letter) -> storage::Result<Outcome> {
    let now = Moment::now();
    let settings = storage::settings::load(db)?;
    let post = posts::by_id(db, post)?;
    let user = letter.visitor.user.as_ref();
    if let Err(silence) = access::may_comment(&post, user, &settings) {
        return Ok(Outcome::Silent(silence));
    }
    if let Some(made) = made_before(db, &post, &letter, now)? {
        return Ok(Outcome::Made(made));
    }
    if letter.names_parent && !answers_something(db, &post, &letter)? {
        return Ok(Outcome::NothingToAnswer);
    }
    let Letter {
        typed, stranger, ..
    } = letter;
    let (commenter, guest) = match (user, typed.name) {
        (Some(user), _) => (Commenter::User(user.id), None),
        (None, Some(name)) => {
            if is_blocked(db, Some(&stranger.key), stranger.address.as_ref())? {
                return Ok(Outcome::Silent(Silence::Blocked));
            }
            if !access::may_use_name(access::ROLE_OF_ALL, users::is_name_of_staff(db, &name)?) {
                return Ok(Outcome::Refused("name", Refusal::Taken));
            }
            let guest = Guest {
                is_known: comments::is_known_guest(db, &stranger.key, name.as_str(), None)?,
                is_trapped: letter.is_trapped,
                is_hasty: letter.is_hasty,
            };
            let identity = GuestIdentity {
                name,
                key: Some(stranger.key),
                address: stranger.address,
            };
            (Commenter::Guest(identity), Some(guest))
        }
        (None, None) => return Ok(Outcome::Refused("name", Refusal::Empty)),
    };
    let new = NewComment {
        post: post.id,
        parent: letter.parent,
        commenter,
        language: typed.language,
        status: access::first_status(guest, &settings),
        words: typed.body,
        created_at: now,
    };
    let id = comments::create(db, &new)?;
    let waits = new.status != CommentStatus::Approved;
    submissions::remember(db, &letter.key, &id.0.to_string(), now)?;
    Ok(Outcome::Made(Made {
        place: place_of(db, &post, id)?,
        waits,
        is_just_made: true,
    }))
}

/// What the same form made when it was sent before. A comment that was taken back or removed may be written
/// again.
fn made_before(
    db: &mut Db,
    post: &Post,
    letter: &Letter,
    now: Moment,
) -> storage::Result<Option<Made>> {
    let Some((id, first_sent)) = submissions::find(db, &letter.key)? else {
        return Ok(None);
    };
    let id = CommentId(id.parse().unwrap_or_default());
    match comments::one(db, post.id, id) {
        Ok((comment, _)) if comment.status != CommentStatus::Removed => Ok(Some(Made {
            place: place_of(db, post, id)?,
            waits: comment.status != CommentStatus::Approved,
            is_just_made: now < first_sent.plus_seconds(PRESSED_TWICE_SECONDS),
        })),
        Ok(_) | Err(StorageError::NotFound) => {
            submissions::forget(db, &letter.key)?;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether the comment answered is there to be answered.
fn answers_something(db: &mut Db, post: &Post, letter: &Letter) -> storage::Result<bool> {
    let Some(parent) = letter.parent else {
        return Ok(false);
    };
    match visible(db, post, parent, letter.visitor.commenting()) {
        Ok((comment, _)) => Ok(comment.status == CommentStatus::Approved),
        Err(StorageError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

pub(super) fn silenced(
    shell: Shell,
    post: Post,
    silence: Silence,
    form: &Form,
) -> Result<HttpResponse, AppError> {
    let page = CommentPage {
        shell,
        post,
        comment: None,
        mode: Mode::Silent {
            message: silence_message(silence),
            text: form.text("text").to_owned(),
        },
        is_changeable: false,
    };
    answer::refusal(&page, StatusCode::FORBIDDEN)
}

fn refused(
    site: &Site,
    shell: Shell,
    form: &Form,
    post: Post,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let sent = CommentForm::sent(site, form, &post.slug, errors);
    let page = CommentPage {
        shell,
        post,
        comment: None,
        mode: Mode::Write(sent),
        is_changeable: false,
    };
    answer::refusal(&page, StatusCode::UNPROCESSABLE_ENTITY)
}

/// For how long a reader who sends very much has to wait; the staff is trusted.
pub(super) fn slowed(throttle: &Throttle, form: &Form, shell: &Shell) -> Option<Wait> {
    if shell.is_staff() {
        return None;
    }
    let who = match (&form.visitor.user, form.visitor.address) {
        (Some(user), _) => format!("user {}", user.id.0),
        (None, Some(address)) => peer::neighbourhood(address),
        (None, None) => String::new(),
    };
    throttle.admit(&who).err()
}

/// The form again for a reader who has to wait.
fn throttled(
    site: &Site,
    throttle: &Throttle,
    form: &Form,
    shell: &Shell,
    post: &Post,
) -> Result<Option<HttpResponse>, AppError> {
    let Some(wait) = slowed(throttle, form, shell) else {
        return Ok(None);
    };
    let mut errors = FieldErrors::default();
    errors.add("form", shell.words.count("too-often", wait.seconds as i64));
    let head = Head {
        title: shell.words.say("comment-write-title"),
        indexed: false,
        ..Head::default()
    };
    let page = CommentPage {
        shell: Shell::new(site, &form.visitor, shell.settings.clone(), head),
        post: post.clone(),
        comment: None,
        mode: Mode::Write(CommentForm::sent(site, form, &post.slug, errors)),
        is_changeable: false,
    };
    let mut answer = answer::refusal(&page, StatusCode::TOO_MANY_REQUESTS)?;
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, wait.seconds.into());
    Ok(Some(answer))
}
