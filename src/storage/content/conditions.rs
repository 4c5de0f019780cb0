//! Filters and orders in NQL as conditions of a query. Names are from the tables here, values are bound.

use diesel::dsl::{not, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::domain::moment::Moment;
use crate::storage::connection::Db;
use crate::text::nql::{Comparison, Condition, Filter, Order, Place, Value};

type Backend = <Db as Connection>::Backend;

/// A condition of a query over a table.
pub(super) type Boxed<T> = Box<dyn BoxableExpression<T, Backend, SqlType = Nullable<Bool>>>;

/// Which things are wanted, in which order, and which of them.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub filter: Option<Filter>,
    /// Fields, and whether the greatest comes first.
    pub order: Vec<(String, bool)>,
    pub limit: i64,
    pub offset: i64,
}

/// Something that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("nothing here has a field {0:?} to be filtered by")]
    Field(String),
    #[error("{0:?} cannot be compared so")]
    Comparison(String),
}

/// What a field is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field {
    Text(&'static str),
    Number(&'static str),
    /// 24 hexadecimal digits, of which the column holds the number.
    Id(&'static str),
    Moment(&'static str),
    /// The same for all.
    Always(Constant),
    /// Of something else that belongs to it: `start`, then a condition of the field, then `)`.
    Related(&'static str, &'static str),
    RelatedId(&'static str, &'static str),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Constant {
    Null,
    Truth(bool),
    Text(&'static str),
}

/// The fields of one kind of thing, by name.
pub(super) type Fields = fn(&str) -> Option<Field>;

/// A filter as a condition.
pub(super) fn condition<T: 'static>(filter: &Filter, fields: Fields) -> Result<Boxed<T>, Refused> {
    match filter {
        Filter::Is(one) => is(one, fields),
        Filter::All(all) => joined(all, fields, |one, other| Box::new(one.and(other))),
        Filter::Any(any) => joined(any, fields, |one, other| Box::new(one.or(other))),
    }
}

fn joined<T: 'static>(
    filters: &[Filter],
    fields: Fields,
    join: fn(Boxed<T>, Boxed<T>) -> Boxed<T>,
) -> Result<Boxed<T>, Refused> {
    let mut whole: Option<Boxed<T>> = None;
    for filter in filters {
        let one = condition(filter, fields)?;
        whole = Some(match whole {
            Some(known) => join(known, one),
            None => one,
        });
    }
    Ok(whole.unwrap_or_else(|| always(true)))
}

fn always<T: 'static>(truth: bool) -> Boxed<T> {
    Box::new(sql::<Nullable<Bool>>(if truth { "1=1" } else { "1=0" }))
}

fn is<T: 'static>(asked: &Condition, fields: Fields) -> Result<Boxed<T>, Refused> {
    let field = fields(&asked.field).ok_or_else(|| Refused::Field(asked.field.clone()))?;
    let odd = || Refused::Comparison(asked.field.clone());
    let positive: Boxed<T> = match &asked.comparison {
        Comparison::Equal(value) => equal(field, value).ok_or_else(odd)?,
        Comparison::OneOf(values) => {
            let mut any = always(false);
            for value in values {
                any = Box::new(any.or(equal(field, value).ok_or_else(odd)?));
            }
            any
        }
        Comparison::Ordered(order, value) => ordered(field, *order, value).ok_or_else(odd)?,
        Comparison::Like(place, text) => like(field, *place, text).ok_or_else(odd)?,
    };
    Ok(match asked.is_negated {
        true => Box::new(not(positive)),
        false => positive,
    })
}

fn text(column: &'static str) -> SqlLiteral<Nullable<Text>> {
    sql::<Nullable<Text>>(column)
}

fn number(column: &'static str) -> SqlLiteral<Nullable<BigInt>> {
    sql::<Nullable<BigInt>>(column)
}

fn absent(column: &'static str) -> SqlLiteral<Nullable<Bool>, SqlLiteral<Nullable<Bool>>> {
    sql::<Nullable<Bool>>(column).sql(" IS NULL")
}

/// None where the two cannot be compared at all.
fn equal<T: 'static>(field: Field, value: &Value) -> Option<Boxed<T>> {
    Some(match (field, value) {
        (Field::Always(constant), value) => always(constant.is(value)),
        (Field::Text(column), Value::Null) => Box::new(absent(column)),
        (Field::Number(column) | Field::Id(column) | Field::Moment(column), Value::Null) => {
            Box::new(absent(column))
        }
        (Field::Related(start, _) | Field::RelatedId(start, _), Value::Null) => {
            Box::new(not(sql::<Nullable<Bool>>(start).sql("1=1)")))
        }
        (Field::Text(column), value) => Box::new(text(column).eq(as_text(value))),
        (Field::Number(column), Value::Number(wanted)) => {
            Box::new(number(column).eq(*wanted as i64))
        }
        (Field::Id(column), value) => Box::new(number(column).eq(as_id(value))),
        (Field::Moment(column), value) => Box::new(number(column).eq(as_moment(value)?)),
        (Field::Related(start, column), value) => {
            let folded = as_text(value).to_lowercase();
            Box::new(
                sql::<Nullable<Bool>>(start)
                    .sql(column)
                    .sql(" = ")
                    .bind::<Text, _>(folded)
                    .sql(")"),
            )
        }
        (Field::RelatedId(start, column), value) => Box::new(
            sql::<Nullable<Bool>>(start)
                .sql(column)
                .sql(" = ")
                .bind::<BigInt, _>(as_id(value))
                .sql(")"),
        ),
        (Field::Number(_), _) => return None,
    })
}

fn ordered<T: 'static>(field: Field, order: Order, value: &Value) -> Option<Boxed<T>> {
    let compared = |column: &'static str, wanted: i64| -> Boxed<T> {
        match order {
            Order::Above => Box::new(number(column).gt(wanted)),
            Order::AtLeast => Box::new(number(column).ge(wanted)),
            Order::Below => Box::new(number(column).lt(wanted)),
            Order::AtMost => Box::new(number(column).le(wanted)),
        }
    };
    match (field, value) {
        (Field::Number(column), Value::Number(wanted)) => Some(compared(column, *wanted as i64)),
        (Field::Moment(column), value) => Some(compared(column, as_moment(value)?)),
        _ => None,
    }
}

fn like<T: 'static>(field: Field, place: Place, wanted: &str) -> Option<Boxed<T>> {
    let mut pattern = String::new();
    for letter in wanted.to_lowercase().replace('\0', "").chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    let pattern = match place {
        Place::Anywhere => format!("%{pattern}%"),
        Place::Start => format!("{pattern}%"),
        Place::End => format!("%{pattern}"),
    };
    match field {
        Field::Text(column) => {
            let folded = sql::<Nullable<Bool>>("LOWER(").sql(column).sql(") LIKE ");
            Some(Box::new(
                folded.bind::<Text, _>(pattern).sql(" ESCAPE '\\'"),
            ))
        }
        Field::Related(start, column) => {
            let folded = sql::<Nullable<Bool>>(start)
                .sql("LOWER(")
                .sql(column)
                .sql(") LIKE ");
            Some(Box::new(
                folded.bind::<Text, _>(pattern).sql(" ESCAPE '\\')"),
            ))
        }
        _ => None,
    }
}

impl Constant {
    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Constant::Null, Value::Null) => true,
            (Constant::Truth(own), Value::Truth(wanted)) => own == *wanted,
            (Constant::Text(own), Value::Text(wanted)) => own == wanted,
            _ => false,
        }
    }
}

/// PostgreSQL takes no NUL in a text.
fn as_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.replace('\0', "\u{FFFD}"),
        Value::Number(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Null => String::new(),
    }
}

/// A number that nothing has stands for what is no id.
fn as_id(value: &Value) -> i64 {
    match value {
        Value::Text(digits) => id_of(digits).unwrap_or(-1),
        Value::Number(number) => id_of(&number.to_string()).unwrap_or(-1),
        _ => -1,
    }
}

/// The number behind 24 hexadecimal digits.
fn id_of(digits: &str) -> Option<i64> {
    (digits.len() == 24)
        .then(|| i64::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A date, or a date and a time, in UTC unless it says otherwise.
fn as_moment(value: &Value) -> Option<i64> {
    let Value::Text(text) = value else {
        return None;
    };
    let text = text.trim().replacen(' ', "T", 1);
    let whole = match (
        text.len(),
        text.ends_with('Z') || text.get(10..).is_some_and(|time| time.contains(['+', '-'])),
    ) {
        (10, _) => format!("{text}T00:00:00Z"),
        (_, true) => text,
        (_, false) => format!("{text}Z"),
    };
    Moment::parse(&whole).map(Moment::microseconds)
}

/// The fields of posts. What is private is none.
pub(super) fn of_posts(name: &str) -> Option<Field> {
    const TAGS: &str = "posts.id IN (SELECT post_tags.post_id FROM post_tags \
        INNER JOIN tags ON tags.id = post_tags.tag_id WHERE ";
    const FIRST_TAG: &str = "posts.id IN (SELECT post_tags.post_id FROM post_tags \
        INNER JOIN tags ON tags.id = post_tags.tag_id WHERE tags.slug = (SELECT MIN(t.slug) FROM post_tags AS p \
        INNER JOIN tags AS t ON t.id = p.tag_id WHERE p.post_id = post_tags.post_id) AND ";
    const AUTHORS: &str = "posts.id IN (SELECT post_authors.post_id FROM post_authors \
        INNER JOIN users ON users.id = post_authors.user_id WHERE ";
    const FIRST_AUTHOR: &str = "posts.id IN (SELECT post_authors.post_id FROM post_authors \
        INNER JOIN users ON users.id = post_authors.user_id WHERE post_authors.position = 1 AND ";
    Some(match name {
        "id" | "comment_id" => Field::Id("posts.id"),
        "slug" => Field::Text("posts.slug"),
        "title" => Field::Text("posts.title"),
        "custom_excerpt" => Field::Text("NULLIF(posts.summary, '')"),
        "excerpt" => Field::Text("posts.summary"),
        "feature_image" => Field::Text("posts.cover_url"),
        "feature_image_alt" => Field::Text("posts.cover_alt"),
        "canonical_url" => Field::Text("posts.canonical_url"),
        "lang" => Field::Text("posts.language"),
        "reading_time" => Field::Number("posts.reading_minutes"),
        "published_at" => Field::Moment("posts.published_at"),
        "updated_at" => Field::Moment("posts.updated_at"),
        "created_at" => Field::Moment("posts.created_at"),
        "tag" | "tags" | "tags.slug" => Field::Related(TAGS, "LOWER(tags.slug)"),
        "tags.name" => Field::Related(TAGS, "LOWER(tags.name)"),
        "tags.id" => Field::RelatedId(TAGS, "tags.id"),
        "primary_tag" | "primary_tag.slug" => Field::Related(FIRST_TAG, "LOWER(tags.slug)"),
        "author" | "authors" | "authors.slug" => Field::Related(AUTHORS, "LOWER(users.handle)"),
        "authors.name" => Field::Related(AUTHORS, "LOWER(users.name)"),
        "authors.id" => Field::RelatedId(AUTHORS, "users.id"),
        "primary_author" | "primary_author.slug" => {
            Field::Related(FIRST_AUTHOR, "LOWER(users.handle)")
        }
        "featured" | "page" => Field::Always(Constant::Truth(false)),
        "access" => Field::Always(Constant::Truth(true)),
        "visibility" => Field::Always(Constant::Text("public")),
        "status" => Field::Always(Constant::Text("published")),
        "type" => Field::Always(Constant::Text("post")),
        "custom_template"
        | "og_image"
        | "og_title"
        | "og_description"
        | "twitter_image"
        | "twitter_title"
        | "twitter_description"
        | "meta_title"
        | "meta_description"
        | "codeinjection_head"
        | "codeinjection_foot"
        | "feature_image_caption"
        | "email_subject"
        | "frontmatter" => Field::Always(Constant::Null),
        _ => return None,
    })
}

/// The fields of pages.
pub(super) fn of_pages(name: &str) -> Option<Field> {
    match name {
        "page" => Some(Field::Always(Constant::Truth(true))),
        "type" => Some(Field::Always(Constant::Text("page"))),
        other => of_posts(other),
    }
}

pub(super) fn of_tags(name: &str) -> Option<Field> {
    Some(match name {
        "id" => Field::Id("tags.id"),
        "slug" => Field::Text("tags.slug"),
        "name" => Field::Text("tags.name"),
        "description" => Field::Text("NULLIF(tags.description, '')"),
        "lang" => Field::Text("tags.language"),
        "count.posts" => Field::Number("tags.listed_posts"),
        "created_at" => Field::Moment("tags.created_at"),
        "visibility" => Field::Always(Constant::Text("public")),
        "feature_image" | "accent_color" | "meta_title" | "meta_description" | "canonical_url" => {
            Field::Always(Constant::Null)
        }
        _ => return None,
    })
}

pub(super) fn of_authors(name: &str) -> Option<Field> {
    Some(match name {
        "id" => Field::Id("users.id"),
        "slug" => Field::Text("users.handle"),
        "name" => Field::Text("users.name"),
        "bio" => Field::Text("NULLIF(users.bio, '')"),
        "profile_image" => Field::Text("users.avatar_url"),
        "lang" => Field::Text("users.language"),
        "count.posts" => Field::Number(super::reading::POSTS_OF_AUTHOR),
        "visibility" => Field::Always(Constant::Text("public")),
        "cover_image" | "website" | "location" | "facebook" | "twitter" | "meta_title"
        | "meta_description" => Field::Always(Constant::Null),
        _ => return None,
    })
}

/// By what things can be ordered; what cannot is passed over, as Ghost does.
pub(super) fn column_of(name: &str, fields: Fields) -> Option<&'static str> {
    match fields(name)? {
        Field::Text(column) | Field::Number(column) | Field::Id(column) | Field::Moment(column) => {
            Some(column)
        }
        _ => None,
    }
}
