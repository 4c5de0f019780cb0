//! NQL, the language in which clients of Ghost's Content API say which posts they want.
//!
//! ```text
//! filter   = alternative *( "," alternative )            ; any of them
//! alternative = term *( "+" term )                       ; all of them
//! term     = "(" filter ")" / field ":" comparison
//! field    = name *( "." name )                          ; letters, digits, "_" and "-"
//! comparison = [ "-" ] ( list / pattern / value )        ; "-" is not
//!          / ( ">" / ">=" / "<" / "<=" ) value
//! list     = "[" value *( "," value ) "]"                ; one of them
//! pattern  = ( "~" / "~^" / "~$" ) value                 ; contains, begins, ends
//! value    = "null" / "true" / "false" / number / quoted / word
//! quoted   = "'" *( any but "'" / "\'" ) "'"             ; and the same with double quotes
//! word     = 1*( any but white space and "()[],+:'" )    ; the first sign is none of "-~><"
//! ```
//!
//! White space between signs means nothing. `-` before a bare number belongs to the number only after `>` and `<`.

mod parse;

pub use parse::parse;

/// The most letters of a filter.
pub const LONGEST: usize = 2_000;
/// The most conditions in one.
pub const MOST_CONDITIONS: usize = 50;
/// How deep parentheses go.
pub const DEEPEST: usize = 8;

/// What is to be so.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of these.
    All(Vec<Filter>),
    /// Any of these.
    Any(Vec<Filter>),
    Is(Condition),
}

/// What is said of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// `slug`, `authors.slug`.
    pub field: String,
    pub is_negated: bool,
    pub comparison: Comparison,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    Equal(Value),
    OneOf(Vec<Value>),
    Ordered(Order, Value),
    Like(Place, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// Where a text is to stand in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Anywhere,
    Start,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Truth(bool),
    Number(f64),
    Text(String),
}

/// Why a filter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the filter is longer than {LONGEST} letters")]
    TooLong,
    #[error("the filter has more than {MOST_CONDITIONS} conditions, or goes deeper than {DEEPEST}")]
    TooMuch,
    #[error("{wanted} is expected at letter {at}")]
    Expected { wanted: &'static str, at: usize },
}
