//! The owner's colour as a stylesheet: the same for ever at the same address.

use actix_web::{HttpRequest, HttpResponse};

use crate::domain::accent::Accent;
use crate::domain::freshness::Shown;
use crate::web::{AppError, address, answer};

pub async fn show(request: HttpRequest) -> Result<HttpResponse, AppError> {
    let name = address::segment(&request, 1)?;
    let digits = name
        .strip_prefix("accent.")
        .and_then(|rest| rest.strip_suffix(".css"))
        .ok_or(AppError::NotFound)?;
    let accent = Accent::parse(digits).map_err(|_| AppError::NotFound)?;
    let (light, dark) = (accent.on_light(), accent.on_dark());
    let css = format!(
        ":root {{ --teal: {light}; }}\n\
         :root[data-theme=\"dark\"] {{ --teal: {dark}; }}\n\
         @media (prefers-color-scheme: dark) {{ :root:not([data-theme=\"light\"]) {{ --teal: {dark}; }} }}\n"
    );
    Ok(answer::document(
        &request,
        "text/css; charset=utf-8",
        css,
        Shown::with([]),
    ))
}
