//! Several questions to the database, asked as one: a search would wait for each answer.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};

use crate::storage::connection::Db;
use crate::storage::error::Result;

/// A row of the answer. What a column says differs with the kind.
#[derive(QueryableByName)]
pub(super) struct Line {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = BigInt)]
    pub other_number: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    pub bytes: Option<Vec<u8>>,
}

impl Line {
    pub fn bytes(self) -> Vec<u8> {
        self.bytes.unwrap_or_default()
    }
}

/// One of the questions: the kind of its rows, and what stands in their columns.
pub(super) struct Part {
    kind: &'static str,
    names: (&'static str, &'static str),
    numbers: (&'static str, &'static str),
    bytes: String,
}

impl Part {
    pub fn of(kind: &'static str) -> Part {
        const NO_NUMBER: &str = "CAST(0 AS BIGINT)";
        Part {
            kind,
            names: ("''", "''"),
            numbers: (NO_NUMBER, NO_NUMBER),
            bytes: "CAST(NULL AS BYTEA)".to_owned(),
        }
    }

    pub fn name(mut self, name: &'static str) -> Part {
        self.names.0 = name;
        self
    }

    pub fn names(mut self, name: &'static str, other: &'static str) -> Part {
        self.names = (name, other);
        self
    }

    pub fn number(mut self, number: &'static str) -> Part {
        self.numbers.0 = number;
        self
    }

    pub fn numbers(mut self, number: &'static str, other: &'static str) -> Part {
        self.numbers = (number, other);
        self
    }

    pub fn bytes(mut self, bytes: impl Into<String>) -> Part {
        self.bytes = bytes.into();
        self
    }

    fn from(&self, source: &str) -> String {
        let Part {
            kind,
            names: (name, other_name),
            numbers: (number, other_number),
            bytes,
        } = self;
        format!(
            "SELECT '{kind}' AS kind, {name} AS name, {other_name} AS other_name, \
             {number} AS number, {other_number} AS other_number, {bytes} AS bytes FROM {source}"
        )
    }
}

enum Value {
    Text(String),
    Texts(Vec<String>),
}

/// The questions, and the values in them in their order.
pub(super) struct Sheet {
    is_sqlite: bool,
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Sheet {
    pub fn to(db: &Db) -> Sheet {
        Sheet {
            is_sqlite: matches!(db, Db::Sqlite(_)),
            parts: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a question. The values of its source come before those of the next one.
    pub fn add(&mut self, part: &Part, source: &str) {
        self.parts.push(part.from(source));
    }

    /// The place of a value.
    pub fn value(&mut self, value: String) -> String {
        self.values.push(Value::Text(value));
        format!("${}", self.values.len())
    }

    /// The condition that a column is one of some values, each of which is looked up.
    pub fn is_among(&mut self, column: &str, values: Vec<String>) -> String {
        self.values.push(Value::Texts(values));
        let number = self.values.len();
        if self.is_sqlite {
            format!("{column} IN (SELECT value FROM json_each(${number}))")
        } else {
            format!("{column} = ANY(${number})")
        }
    }

    /// Asks all of it; nothing, when there is nothing to ask.
    pub fn ask(self, db: &mut Db) -> Result<Vec<Line>> {
        if self.parts.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.parts.join(" UNION ALL ");
        let lines = match db {
            Db::Sqlite(connection) => {
                let mut query = diesel::sql_query(text).into_boxed();
                for value in self.values {
                    let value = match value {
                        Value::Text(value) => value,
                        Value::Texts(values) => serde_json::json!(values).to_string(),
                    };
                    query = query.bind::<Text, _>(value);
                }
                query.load(connection)?
            }
            Db::Postgres(connection) => {
                let mut query = diesel::sql_query(text).into_boxed();
                for value in self.values {
                    query = match value {
                        Value::Text(value) => query.bind::<Text, _>(value),
                        Value::Texts(values) => query.bind::<Array<Text>, _>(values),
                    };
                }
                query.load(connection)?
            }
        };
        Ok(lines)
    }
}
