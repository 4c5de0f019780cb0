//! What stands at a key, without its types: a date and a number are the text that was written.

/// A value of front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Text(String),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
}

impl Value {
    /// One text, or none where nothing is written.
    pub fn text(self) -> Result<Option<String>, &'static str> {
        match self {
            Value::Nothing => Ok(None),
            Value::Text(text) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
            Value::List(_) | Value::Table(_) => Err("is not one text"),
        }
    }

    /// The names in a list, or in one text with commas between them.
    pub fn names(self) -> Result<Vec<String>, &'static str> {
        let names: Vec<String> = match self {
            Value::Nothing => Vec::new(),
            Value::Text(text) => text.split([',', '،']).map(str::to_owned).collect(),
            Value::List(values) => {
                let texts = values.into_iter().map(Value::text);
                texts
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Value::Table(_) => return Err("is not a list of names"),
        };
        let trimmed = names.iter().map(|name| name.trim());
        Ok(trimmed
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect())
    }

    pub fn table(self) -> Vec<(String, Value)> {
        match self {
            Value::Table(entries) => entries,
            _ => Vec::new(),
        }
    }
}

impl From<toml::Value> for Value {
    fn from(value: toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::Text(text),
            toml::Value::Integer(number) => Value::Text(number.to_string()),
            toml::Value::Float(number) => Value::Text(number.to_string()),
            toml::Value::Boolean(is_so) => Value::Text(is_so.to_string()),
            toml::Value::Datetime(date) => Value::Text(date.to_string()),
            toml::Value::Array(values) => {
                Value::List(values.into_iter().map(Value::from).collect())
            }
            toml::Value::Table(table) => {
                let entries = table.into_iter();
                Value::Table(entries.map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}
