//! Forms as they are sent: fields as typed, kept so that they can be shown again, and what is wrong
//! with each.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;

use super::guard::LARGEST_FORM;
use super::visitor::Visitor;
use super::{AppError, Site};
use crate::domain::refusal::Refusal;
use crate::domain::user::User;
use crate::locale::Words;

/// No form of Daf has more fields than this.
const MOST_FIELDS: usize = 2_000;

/// How long a browser may take to send a form.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same for a stranger's large form, for which others wait.
const PATIENCE_WITH_STRANGERS: Duration = Duration::from_secs(15);

/// How many bytes a form of this address may have, when it may have more than others.
#[derive(Debug, Clone, Copy)]
pub struct FormLimit(pub usize);

/// Names and values in the order they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    /// Names of fields that held bytes which are no text.
    undecodable: HashSet<String>,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded`. Bytes that are no text become U+FFFD and are noted.
    pub fn parse(body: &[u8]) -> Fields {
        let mut fields = Fields::default();
        let parts = body.split(|byte| *byte == b'&');
        for part in parts.filter(|part| !part.is_empty()) {
            let mut halves = part.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default()).0;
            let (value, is_text) = decoded(halves.next().unwrap_or_default());
            if !is_text {
                fields.undecodable.insert(name.clone());
            }
            fields.pairs.push((name, value));
        }
        fields
    }

    /// A field's value; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The values of a field that may be sent more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The first of some fields that held bytes which are no text.
    pub fn undecodable<'a>(&self, names: &[&'a str]) -> Option<&'a str> {
        names
            .iter()
            .copied()
            .find(|name| self.undecodable.contains(*name))
    }

    /// The fields whose names begin so, without that beginning.
    pub fn under(&self, beginning: &str) -> Fields {
        let own = |name: &String| name.strip_prefix(beginning).map(str::to_owned);
        let pairs = self.pairs.iter();
        Fields {
            pairs: pairs
                .filter_map(|(name, value)| Some((own(name)?, value.clone())))
                .collect(),
            undecodable: self.undecodable.iter().filter_map(own).collect(),
        }
    }

    /// What a person has typed, field by field, with the names of the fields' labels.
    pub fn typed(&self) -> Vec<(&'static str, &str)> {
        let filled = |(field, label): &(&str, &'static str)| {
            let own = |name: &str| name.strip_prefix(KEPT).unwrap_or(name) == *field;
            let values = self.pairs.iter().filter(|(name, _)| own(name));
            let typed = values.map(|(_, value)| (*label, value.as_str()));
            typed
                .filter(|(_, value)| !value.trim().is_empty())
                .collect::<Vec<_>>()
        };
        TYPED.iter().flat_map(filled).collect()
    }

    /// The same without what nobody but its owner may know, of which the fields stay, empty.
    fn without_secrets(&self) -> Fields {
        let mut fields = self.clone();
        let secrets = fields.pairs.iter_mut().filter(|(name, _)| is_secret(name));
        secrets.for_each(|(_, value)| value.clear());
        fields
    }

    /// Whether it asks for a password.
    pub fn has_secrets(&self) -> bool {
        self.pairs.iter().any(|(name, _)| is_secret(name))
    }

    /// A key under which the same form, sent again by the same person, is known. It is kept, so that
    /// passwords have no part in it.
    pub fn key(&self, sender: &str) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(sender.as_bytes());
        for (name, value) in self.pairs.iter().filter(|(name, _)| !is_secret(name)) {
            for part in [name, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hash.finalize().to_vec()
    }
}

/// What the names of fields begin with that are kept while their writer signs in.
pub const KEPT: &str = "kept:";

/// The fields in which people write, and what those are called.
const TYPED: &[(&str, &str)] = &[
    ("title", "field-title"),
    ("source", "field-source"),
    ("text", "comment-text"),
    ("reason", "report-reason"),
    ("name", "field-name"),
    ("summary", "field-summary"),
    ("tags", "field-tags"),
    ("slug", "field-slug"),
    ("cover_url", "field-cover"),
    ("cover_alt", "field-cover-alt"),
    ("canonical_url", "field-canonical"),
    ("hub", "settings-hub"),
    ("bio", "field-bio"),
    ("description", "field-description"),
    ("note", "people-note"),
    ("link_label", "settings-link-label"),
    ("link_url", "settings-link-url"),
];

fn is_secret(name: &str) -> bool {
    name.contains("password")
}

fn decoded(bytes: &[u8]) -> (String, bool) {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let plain: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    match String::from_utf8(plain) {
        Ok(text) => (text, true),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            false,
        ),
    }
}

/// What is wrong with a form, field by field, in its reader's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field.
    pub fn of(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, message)| message.as_str())
    }

    pub fn add(&mut self, field: &str, message: String) {
        self.0.push((field.to_owned(), message));
    }

    pub fn refuse(&mut self, words: &Words, field: &str, refusal: Refusal) {
        self.add(field, said(words, refusal));
    }

    /// A field's value, or its refusal noted.
    pub fn take<T>(&mut self, words: &Words, field: &str, parsed: Result<T, Refusal>) -> Option<T> {
        parsed
            .map_err(|refusal| self.refuse(words, field, refusal))
            .ok()
    }

    /// One message alone.
    pub fn only(words: &Words, field: &str, refusal: Refusal) -> FieldErrors {
        let mut errors = FieldErrors::default();
        errors.refuse(words, field, refusal);
        errors
    }
}

/// A refusal in a reader's words.
pub fn said(words: &Words, refusal: Refusal) -> String {
    let counted = |message: &str, number: usize| words.count(message, number as i64);
    match refusal {
        Refusal::Empty => words.say("field-empty"),
        Refusal::TooLong { most } => counted("field-too-long", most),
        Refusal::TooLarge { most } => counted("field-too-large", most / 1024),
        Refusal::TooShort { least } => counted("field-too-short", least),
        Refusal::TooMany { most } => counted("field-too-many", most),
        Refusal::ControlCharacter => words.say("field-control"),
        Refusal::Reserved => words.say("field-reserved"),
        Refusal::Malformed => words.say("field-malformed"),
        Refusal::InTheFuture => words.say("field-future"),
        Refusal::TooEasy => words.say("field-too-easy"),
        Refusal::Taken => words.say("field-taken"),
        Refusal::Unknown => words.say("field-unknown"),
        Refusal::NotAllowed => words.say("field-not-allowed"),
        Refusal::NotText => words.say("field-not-text"),
        Refusal::LooksAlike => words.say("field-looks-alike"),
        Refusal::Mismatch => words.say("field-mismatch"),
    }
}

/// A form with whoever sent it.
pub struct Form {
    pub visitor: Visitor,
    pub fields: Arc<Fields>,
    /// A stranger's turn to send something large.
    _turn: Option<OwnedSemaphorePermit>,
}

impl Form {
    pub fn text(&self, name: &str) -> &str {
        self.fields.text(name)
    }

    /// Who sent it. One who is not signed in is asked to be, and what was typed is kept meanwhile.
    pub fn user(&self) -> Result<&User, AppError> {
        self.visitor.user.as_ref().ok_or_else(|| {
            AppError::SignInFirst(Box::new(SignInFirst {
                back: "/".to_owned(),
                kept: Some(Kept {
                    path: self.visitor.here.clone(),
                    fields: self.fields.without_secrets(),
                }),
            }))
        })
    }

    /// Who sent it, when they may do what it asks for.
    pub fn user_who(&self, may: impl Fn(&User) -> bool) -> Result<&User, AppError> {
        let user = self.user()?;
        if may(user) {
            Ok(user)
        } else {
            Err(AppError::Forbidden("not for this role"))
        }
    }

    /// The key of a form that has a number of its own, so that filling in the next one in the same way
    /// is something else.
    pub fn own_key(&self) -> Option<Vec<u8>> {
        self.fields.get("form").map(|_| self.key())
    }

    /// The key under which this form is known when the same person sends it again.
    pub fn key(&self) -> Vec<u8> {
        let sender = match (&self.visitor.user, &self.visitor.guest_key) {
            (Some(user), _) => format!("user {}", user.id.0),
            (None, Some(key)) => format!("guest {key:?}"),
            (None, None) => return self.strangers_key(),
        };
        self.fields.key(&format!("{} {sender}", self.visitor.here))
    }

    /// The same, of somebody from that address of whom nothing else is known.
    pub fn strangers_key(&self) -> Vec<u8> {
        let sender = format!("{} address {:?}", self.visitor.here, self.visitor.address);
        self.fields.key(&sender)
    }
}

/// Where to go after signing in, and what was typed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFirst {
    pub back: String,
    pub kept: Option<Kept>,
}

/// A form that was sent by somebody whose sign-in had run out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: String,
    pub fields: Fields,
}

impl FromRequest for Form {
    type Error = AppError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Form, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let visitor = Visitor::extract(&request).await?;
            let limit = request
                .app_data::<FormLimit>()
                .map_or(LARGEST_FORM, |limit| limit.0);
            require_form(&request)?;
            let turn = turn(&request, &visitor, limit).await?;
            let patience = if turn.is_some() {
                PATIENCE_WITH_STRANGERS
            } else {
                PATIENCE
            };
            let body = tokio::time::timeout(patience, body(&mut payload, limit))
                .await
                .map_err(|_| AppError::Invalid("a form that did not arrive in time"))??;
            let fields = Arc::new(Fields::parse(&body));
            if fields.pairs.len() > MOST_FIELDS {
                return Err(AppError::Invalid("a form with too many fields"));
            }
            let visitor = visitor.again(&request).await?;
            // An error's page shows what was typed.
            request.extensions_mut().insert(Arc::clone(&fields));
            Ok(Form {
                visitor,
                fields,
                _turn: turn,
            })
        })
    }
}

fn require_form(request: &HttpRequest) -> Result<(), AppError> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if kind == "application/x-www-form-urlencoded" {
        Ok(())
    } else {
        Err(AppError::Invalid("a form that cannot be read"))
    }
}

/// Strangers who send more than a small form do so a few at a time: it is kept for when they have
/// signed in, and must not fill the memory.
async fn turn(
    request: &HttpRequest,
    visitor: &Visitor,
    limit: usize,
) -> Result<Option<OwnedSemaphorePermit>, AppError> {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) {
        return Err(AppError::BodyTooLarge);
    }
    let is_small = limit <= LARGEST_FORM || length.is_some_and(|length| length <= LARGEST_FORM);
    if visitor.user.is_some() || is_small {
        return Ok(None);
    }
    let site = request
        .app_data::<web::Data<Site>>()
        .ok_or(AppError::Busy)?;
    site.large_form_turn().await.map(Some)
}

async fn body(payload: &mut Payload, limit: usize) -> Result<Vec<u8>, AppError> {
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| AppError::Invalid("a form that broke off"))?;
        if body.len() + part.len() > limit {
            return Err(AppError::BodyTooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let fields = Fields::parse(b"title=%D7%93%D7%A3+a%2Bb&tag=x&tag=y&on=&=z&&last");

        assert_eq!(fields.text("title"), "דף a+b");
        assert_eq!(fields.all("tag").collect::<Vec<_>>(), ["x", "y"]);
        assert!(fields.is_on("on") && fields.is_on("last") && !fields.is_on("off"));
        assert_eq!(fields.text("missing"), "");
    }

    #[test]
    fn what_was_typed_is_found_and_what_was_kept_and_no_secret() {
        let fields = Fields::parse(b"age=1.2&title=T&kept:text=Words&password=p&name=+");

        assert_eq!(
            fields.typed(),
            [("field-title", "T"), ("comment-text", "Words")]
        );
        assert_eq!(fields.without_secrets().text("password"), "");
        assert!(fields.has_secrets());
    }

    #[test]
    fn bytes_that_are_no_text_are_noticed() {
        let fields = Fields::parse(b"title=%ED%A0%80&name=%FF&ok=a%");

        assert!(fields.text("title").contains('\u{FFFD}'));
        assert_eq!(fields.undecodable(&["ok", "title", "name"]), Some("title"));
        assert_eq!(fields.undecodable(&["ok"]), None);
        assert_eq!(fields.text("ok"), "a%");
    }

    #[test]
    fn the_same_form_of_the_same_person_has_the_same_key() {
        let form = Fields::parse(b"a=1&b=2");

        assert_eq!(form.key("noa"), Fields::parse(b"a=1&b=2").key("noa"));
        assert_ne!(form.key("noa"), form.key("dana"));
        assert_ne!(form.key("noa"), Fields::parse(b"a=12&b=").key("noa"));
        assert_ne!(form.key("noa"), Fields::parse(b"a=1&b=3").key("noa"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_bytes_are_sent_are_read(body: Vec<u8>) {
            let fields = Fields::parse(&body);
            proptest::prop_assert!(fields.pairs().len() <= MOST_FIELDS);
        }

        #[test]
        fn what_a_browser_writes_comes_back(pairs: Vec<(String, String)>) {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&pairs)
                .finish();
            let read = Fields::parse(body.as_bytes());
            let kept: Vec<(String, String)> = pairs.into_iter().collect();
            proptest::prop_assert_eq!(read.pairs(), &kept[..]);
        }
    }
}
