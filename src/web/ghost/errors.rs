//! Refusals in Ghost's words: clients take the type for the name of the error.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::storage::StorageError;
use crate::storage::content::Refused;
use crate::text::nql::Unreadable;
use crate::web::AppError;
use crate::web::throttle::Wait;

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("no key")]
    KeyMissing,
    #[error("unknown key")]
    KeyUnknown,
    #[error("{0}")]
    NotFound(&'static str),
    #[error("{0}")]
    BadFilter(String),
    #[error("{0}")]
    BadParameter(String),
    #[error("wait {} seconds", .0.seconds)]
    TooMany(Wait),
    #[error("method not allowed")]
    Method(&'static str),
    #[error(transparent)]
    App(AppError),
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Refusal {
        match error {
            StorageError::NotFound => Refusal::NotFound("Resource not found error, cannot read."),
            other => Refusal::App(other.into()),
        }
    }
}

impl From<Unreadable> for Refusal {
    fn from(error: Unreadable) -> Refusal {
        Refusal::BadFilter(error.to_string())
    }
}

impl From<Refused> for Refusal {
    fn from(error: Refused) -> Refusal {
        Refusal::BadFilter(error.to_string())
    }
}

impl Refusal {
    /// The error's name, its message, and what it is about.
    fn told(&self) -> (&'static str, String, Option<String>) {
        match self {
            Refusal::KeyMissing => (
                "NoPermissionError",
                "Authorization failed".to_owned(),
                Some("Unable to determine the authenticated member or integration. Check the supplied Content API Key.".to_owned()),
            ),
            Refusal::KeyUnknown => ("UnauthorizedError", "Unknown Content API Key".to_owned(), None),
            Refusal::NotFound(message) => ("NotFoundError", (*message).to_owned(), None),
            Refusal::BadFilter(why) => ("BadRequestError", "Error parsing filter".to_owned(), Some(why.clone())),
            Refusal::BadParameter(why) => ("ValidationError", "Validation error, cannot list.".to_owned(), Some(why.clone())),
            Refusal::TooMany(wait) => (
                "TooManyRequestsError",
                "Too many requests.".to_owned(),
                Some(format!("Wait {} seconds.", wait.seconds)),
            ),
            Refusal::Method(_) => ("MethodNotAllowedError", "Only reading is possible here.".to_owned(), None),
            Refusal::App(error) if error.status_code().is_server_error() => {
                ("InternalServerError", "The site could not answer.".to_owned(), None)
            }
            Refusal::App(error) => ("BadRequestError", error.to_string(), None),
        }
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Refusal::KeyMissing => StatusCode::FORBIDDEN,
            Refusal::KeyUnknown => StatusCode::UNAUTHORIZED,
            Refusal::NotFound(_) => StatusCode::NOT_FOUND,
            Refusal::BadFilter(_) => StatusCode::BAD_REQUEST,
            Refusal::BadParameter(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::App(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        // The one place that logs a fault of ours.
        if let Refusal::App(error) = self {
            let _ = error.error_response();
        }
        let (kind, message, context) = self.told();
        let body = json!({"errors": [{
            "message": message,
            "context": context,
            "type": kind,
            "details": null,
            "property": null,
            "help": null,
            "code": null,
            "id": null,
            "ghostErrorCode": null,
        }]});
        let mut answer = HttpResponse::build(self.status_code());
        super::replies::frame(&mut answer);
        answer.insert_header((header::CACHE_CONTROL, "private, no-store"));
        if let Refusal::TooMany(wait) = self {
            answer.insert_header((header::RETRY_AFTER, wait.seconds));
        }
        if let Refusal::Method(methods) = self {
            answer.insert_header((header::ALLOW, *methods));
        }
        answer
            .insert_header((header::CONTENT_TYPE, super::replies::JSON))
            .body(body.to_string())
    }
}
