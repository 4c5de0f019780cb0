//! How a language is stored: as its tag.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

pub use crate::text::language::Language;

impl<DB: Backend> ToSql<Text, DB> for Language
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.tag().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Language
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let tag = String::from_sql(bytes)?;
        Language::from_tag(&tag).ok_or_else(|| format!("unknown language {tag:?}").into())
    }
}
