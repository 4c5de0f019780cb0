//! What a page says once after a form was taken: kept in a cookie from one answer to the next.

use actix_web::cookie::{Cookie, time::Duration};
use actix_web::{HttpRequest, web};

use super::{Site, cookies};
use crate::domain::api_token::ApiToken;
use crate::locale::Words;
use crate::text::isolates::escape;

pub const FLASH_COOKIE: &str = "daf_flash";

/// What can be taken back: what was decided about comments, and about what other sites say.
const UNDOS: [&str; 2] = [
    "/desk/comments/moderations/",
    "/desk/comments/mentions/undo/",
];

/// A message for the next page that its reader sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flash {
    /// Its name in the catalogues, which begins with `flash-`.
    message: String,
    name: Option<String>,
    count: Option<i64>,
    /// Where the form goes that takes it back.
    undo: Option<String>,
    /// A link that is shown only now.
    link: Option<String>,
    /// What somebody typed and should not have to type again.
    typed: Option<String>,
}

impl Flash {
    pub fn new(message: &str) -> Flash {
        Flash {
            message: message.to_owned(),
            ..Flash::default()
        }
    }

    pub fn about(mut self, name: &str) -> Flash {
        self.name = Some(name.chars().take(200).collect());
        self
    }

    pub fn counting(mut self, count: i64) -> Flash {
        self.count = Some(count);
        self
    }

    pub fn with_undo(mut self, address: String) -> Flash {
        self.undo = Some(address);
        self
    }

    pub fn with_link(mut self, address: String) -> Flash {
        self.link = Some(address);
        self
    }

    pub fn with_typed(mut self, typed: &str) -> Flash {
        self.typed = Some(typed.chars().take(300).collect());
        self
    }

    /// The message that a request brings along.
    pub fn of(request: &HttpRequest) -> Option<Flash> {
        let cookie = request.cookie(FLASH_COOKIE)?;
        let base_url = request
            .app_data::<web::Data<Site>>()
            .map_or("", |site| site.base_url.as_str());
        let mut flash = Flash::default();
        for (name, value) in form_urlencoded::parse(cookie.value().as_bytes()) {
            let value = value.into_owned();
            match name.as_ref() {
                "message" => flash.message = value,
                "name" => flash.name = Some(value),
                "count" => flash.count = value.parse().ok(),
                "undo" => {
                    let is_one = |path: &String| UNDOS.iter().any(|undo| path.starts_with(undo));
                    flash.undo = Some(value).filter(is_one);
                }
                "link" => {
                    let is_ours = value.starts_with(base_url) || is_token(&value);
                    flash.link = Some(value).filter(|_| is_ours);
                }
                "typed" => flash.typed = Some(value),
                _ => {}
            }
        }
        flash.message.starts_with("flash-").then_some(flash)
    }

    /// The message as HTML; empty when the catalogue has none of its name.
    pub fn html(&self, words: &Words) -> String {
        if !words.knows(&self.message) {
            return String::new();
        }
        match (self.count, &self.name) {
            (Some(count), _) => escape(&words.count(&self.message, count)),
            (None, Some(name)) => words.html(&self.message, name),
            (None, None) => escape(&words.say(&self.message)),
        }
    }

    pub fn undo(&self) -> Option<&str> {
        self.undo.as_deref()
    }

    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Whether the link lets somebody in, and is shown only now.
    pub fn is_secret(&self) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| link.contains("?invitation=") || link.contains("?token="))
            || self.is_token()
    }

    /// Whether what lets somebody in is a token for a program.
    pub fn is_token(&self) -> bool {
        self.link.as_deref().is_some_and(is_token)
    }

    pub fn typed(&self) -> Option<&str> {
        self.typed.as_deref()
    }

    /// The cookie that carries it.
    pub fn cookie(&self, is_https: bool) -> Cookie<'static> {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("message", &self.message);
        let optional = [
            ("name", self.name.clone()),
            ("count", self.count.map(|count| count.to_string())),
            ("undo", self.undo.clone()),
            ("link", self.link.clone()),
            ("typed", self.typed.clone()),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                text.append_pair(name, &value);
            }
        }
        // A request's cookies are decoded once before they are read.
        let value = text.finish().replace('%', "%25");
        cookies::made(FLASH_COOKIE, value, Duration::minutes(5), is_https)
    }
}

fn is_token(text: &str) -> bool {
    ApiToken::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let sent = Flash::new("flash-saved")
            .about("<b>דף; a=b&undo=/x %26 c+d</b>")
            .with_typed("noa+daf@example.com")
            .counting(3)
            .with_undo("/desk/comments/moderations/1/undo".to_owned());
        let cookie = sent.cookie(false).stripped().to_string();
        let request = TestRequest::default()
            .insert_header(("cookie", cookie))
            .to_http_request();

        assert_eq!(Flash::of(&request), Some(sent));
    }

    #[test]
    fn a_message_made_up_by_hand_is_dropped_and_never_leads_away() {
        let with = |value: &str| {
            let request = TestRequest::default()
                .insert_header(("cookie", format!("{FLASH_COOKIE}={value}")))
                .to_http_request();
            Flash::of(&request)
        };

        assert_eq!(with("message=error-500-title"), None);
        for undo in ["https://evil.example", "/desk/people/3/suspension"] {
            let flash = with(&format!("message=flash-saved&undo={undo}")).unwrap();
            assert_eq!(flash.undo(), None);
        }
    }
}
