//! The cookies that Daf sets: none is read by scripts, none is sent by other sites' forms.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// Who is signed in: a random token.
pub const SESSION_COOKIE: &str = "daf_session";
/// A guest who has commented: a random token.
pub const GUEST_COOKIE: &str = "daf_guest";

/// Of these two a browser decides by itself when they end: the server does it.
pub const A_YEAR: Duration = Duration::days(365);

pub fn made(
    name: &'static str,
    value: String,
    max_age: Duration,
    is_https: bool,
) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .max_age(max_age)
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(is_https)
        .finish()
}

pub fn removal(name: &'static str, is_https: bool) -> Cookie<'static> {
    let mut cookie = made(name, String::new(), A_YEAR, is_https);
    cookie.make_removal();
    cookie
}
