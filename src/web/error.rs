//! Every way a request can fail, a variant for each answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

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
    TooManyRequests,
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
            AppError::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            AppError::Storage(_) | AppError::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
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
            AppError::TooManyRequests | AppError::Busy => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        answer
    }
}
