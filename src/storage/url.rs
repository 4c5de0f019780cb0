//! Where the database is: `sqlite://data/daf.db` or `postgres://…`.

use std::path::PathBuf;
use std::str::FromStr;

/// A database's address, its kind chosen by the scheme and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<DatabaseUrl, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            return match path {
                "" => Err("name a file after sqlite://, for example sqlite://data/daf.db"),
                ":memory:" => {
                    Err("Daf keeps what is written: name a file, for example sqlite://data/daf.db")
                }
                path if path.contains('\0') => Err("a file name holds no NUL"),
                path => Ok(DatabaseUrl::Sqlite(PathBuf::from(path))),
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return match url::Url::parse(text) {
                Ok(_) => Ok(DatabaseUrl::Postgres(text.to_owned())),
                Err(_) => Err("write postgres://user:password@host:5432/database"),
            };
        }
        Err("write sqlite://data/daf.db or postgres://user@host/database")
    }
}

/// The address without its password, fit for a log.
impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(out, "sqlite://{}", path.display()),
            DatabaseUrl::Postgres(address) => {
                let mut shown = url::Url::parse(address).map_err(|_| std::fmt::Error)?;
                let _ = shown.set_password(None);
                shown.set_query(None);
                write!(out, "{shown}")
            }
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_chooses_the_database() {
        assert_eq!(
            "sqlite://data/daf.db".parse(),
            Ok(DatabaseUrl::Sqlite("data/daf.db".into()))
        );
        assert!(matches!(
            "postgresql://a@b/c".parse(),
            Ok(DatabaseUrl::Postgres(_))
        ));
        for refused in [
            "",
            "daf.db",
            "mysql://a/b",
            "sqlite://",
            "sqlite://:memory:",
        ] {
            assert!(refused.parse::<DatabaseUrl>().is_err(), "{refused}");
        }
    }

    #[test]
    fn the_password_is_not_shown() {
        let url: DatabaseUrl = "postgres://daf:secret@db/daf?password=secret"
            .parse()
            .unwrap();

        assert!(!format!("{url} {url:?}").contains("secret"));
    }
}
