//! Front matter in YAML.
//!
//! A key whose value is one text is read as the text that was written, so that `title: 1.10` keeps its nought
//! and a date its form. The parser bounds depth, nodes, anchors and what aliases repeat: a small file cannot
//! grow large in memory.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::value::Value;
use super::{Broken, FrontMatter, Place, one_line};

pub(super) fn read(head: &str) -> Result<FrontMatter, Broken> {
    parse(head).or_else(|broken| match quoted(head) {
        Some(quoted) => parse(&quoted).map_err(|_| broken),
        None => Err(broken),
    })
}

/// The same with quotes around what begins with a sign that YAML keeps for itself, as the percent-encoded
/// slugs do that converters of other sites leave without; none where there is nothing of the kind.
fn quoted(head: &str) -> Option<String> {
    let mut quoted = String::with_capacity(head.len() + 16);
    let mut is_other = false;
    for line in head.lines() {
        match line.split_once(": ") {
            Some((key, value))
                if !key.starts_with(char::is_whitespace)
                    && value.trim_start().starts_with(['%', '@', '`']) =>
            {
                let value = value.trim().replace('\'', "''");
                quoted.push_str(&format!("{key}: '{value}'\n"));
                is_other = true;
            }
            _ => {
                quoted.push_str(line);
                quoted.push('\n');
            }
        }
    }
    is_other.then_some(quoted)
}

fn parse(head: &str) -> Result<FrontMatter, Broken> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_events: 50_000,
            max_nodes: 20_000,
            max_aliases: 200,
            max_anchors: 200,
            max_depth: 32,
            max_documents: 1,
            max_merge_keys: 50,
            max_total_scalar_bytes: 4 * super::LARGEST,
        },
    };
    let found: Option<FrontMatter> = serde_saphyr::from_str_with_options(head, options)
        .map_err(|error| Broken::Yaml(one_line(&error.to_string())))?;
    Ok(found.unwrap_or_default())
}

impl<'de> Deserialize<'de> for FrontMatter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FrontMatter, D::Error> {
        deserializer.deserialize_map(Keys)
    }
}

/// Reads keys and what stands at them.
struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = FrontMatter;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("keys with values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FrontMatter, A::Error> {
        let mut found = FrontMatter::default();
        let mut categories = Vec::new();
        while let Some(key) = map.next_key::<Value>()? {
            // A key that is a list or a table means nothing here.
            let key = key.text().ok().flatten().unwrap_or_default();
            let place = Place::of(&key);
            let value = match place {
                Place::Elsewhere => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                Place::Tags | Place::Categories | Place::Taxonomies => map.next_value()?,
                _ => map
                    .next_value::<Option<String>>()?
                    .map_or(Value::Nothing, Value::Text),
            };
            found
                .take(place, value, &mut categories)
                .map_err(|reason| A::Error::custom(format!("{key} {reason}")))?;
        }
        Ok(found.with_categories(categories))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Anything)
    }

    fn visit_bool<E: Error>(self, is_so: bool) -> Result<Value, E> {
        Ok(Value::Text(is_so.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Value, Value>()? {
            if let Ok(Some(key)) = key.text() {
                entries.push((key, value));
            }
        }
        Ok(Value::Table(entries))
    }
}
