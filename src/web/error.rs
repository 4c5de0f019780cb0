//! Every way a request can fail, a variant for each answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use super::address;
use super::forms::SignInFirst;
use crate::domain::password::HashingFailed;
use crate::storage::StorageError;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("not found")]
    NotFound,
    /// It was here and was withdrawn.
    #[error("gone")]
    Gone,
    /// It is elsewhere, for good.
    #[error("moved to {0}")]
    Moved(String),
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// The methods that the address answers.
    #[error("method not allowed")]
    MethodNotAllowed(&'static str),
    #[error("the address is too long")]
    AddressTooLong,
    #[error("the body is too large")]
    BodyTooLarge,
    #[error("the request is not as it should be: {0}")]
    Invalid(&'static str),
    #[error("too many requests at once")]
    TooManyRequests { seconds: u64 },
    /// Only for members: sign in, and come back.
    #[error("sign in first")]
    SignInFirst(Box<SignInFirst>),
    /// What was asked for does not fit what is there any more.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error(transparent)]
    Hashing(#[from] HashingFailed),
    #[error("the site is busy")]
    Busy,
    #[error("storage: {0}")]
    Storage(StorageError),
    #[error("a page could not be rendered: {0}")]
    Template(#[from] askama::Error),
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> AppError {
        match error {
            StorageError::NotFound => AppError::NotFound,
            StorageError::Busy => AppError::Busy,
            other => AppError::Storage(other),
        }
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            AppError::NotFound => StatusCode::NOT_FOUND,
            AppError::Gone => StatusCode::GONE,
            AppError::Moved(_) => StatusCode::MOVED_PERMANENTLY,
            AppError::Forbidden(_) => StatusCode::FORBIDDEN,
            AppError::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            AppError::AddressTooLong => StatusCode::URI_TOO_LONG,
            AppError::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            AppError::SignInFirst(first) if first.kept.is_none() => StatusCode::SEE_OTHER,
            AppError::SignInFirst(_) => StatusCode::UNAUTHORIZED,
            AppError::Conflict(_) => StatusCode::CONFLICT,
            AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Storage(_) | AppError::Template(_) | AppError::Hashing(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }

    /// A bare answer; [`super::error_pages`] gives it a page. The only place where a server's own
    /// fault is logged.
    fn error_response(&self) -> HttpResponse {
        if self.status_code().is_server_error() {
            log::error!("{self}");
        }
        let mut answer = HttpResponse::new(self.status_code());
        let headers = answer.headers_mut();
        match self {
            AppError::Moved(address) => {
                if let Ok(location) = HeaderValue::from_str(address) {
                    headers.insert(header::LOCATION, location);
                }
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            }
            AppError::MethodNotAllowed(methods) => {
                headers.insert(header::ALLOW, HeaderValue::from_static(methods));
            }
            AppError::TooManyRequests { seconds } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            AppError::Busy => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            AppError::SignInFirst(first) => match &first.kept {
                None => {
                    let address = format!("/login?back={}", address::encode(&first.back));
                    if let Ok(location) = HeaderValue::from_str(&address) {
                        headers.insert(header::LOCATION, location);
                    }
                }
                Some(kept) => {
                    // RFC 9110, 15.5.2 wants a challenge; this scheme is none that browsers ask for.
                    headers.insert(
                        header::WWW_AUTHENTICATE,
                        HeaderValue::from_static("Form realm=\"desk\""),
                    );
                    answer.extensions_mut().insert(kept.clone());
                }
            },
            _ => {}
        }
        answer
    }
}
