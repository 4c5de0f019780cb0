//! What can go wrong with the database, a variant for each thing a caller can do about it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub type Result<T> = std::result::Result<T, StorageError>;

#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// A unique name is taken; the text is the database's, for the log.
    #[error("taken: {0}")]
    Taken(String),
    /// A rule that the database keeps was broken.
    #[error("refused by the database: {0}")]
    Refused(String),
    /// No connection became free in time.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be opened or is not one of ours; the text says what to do.
    #[error("{0}")]
    Unusable(String),
    /// What was kept is not in the form that Daf keeps.
    #[error("{0}")]
    Unreadable(String),
    #[error("{0}")]
    Failed(String),
}

impl From<DieselError> for StorageError {
    fn from(error: DieselError) -> StorageError {
        match error {
            DieselError::NotFound => StorageError::NotFound,
            DieselError::DatabaseError(kind, about) => {
                let text = about.message().to_owned();
                if is_about_waiting(&text) {
                    return StorageError::Busy;
                }
                match kind {
                    DatabaseErrorKind::UniqueViolation => StorageError::Taken(text),
                    DatabaseErrorKind::CheckViolation
                    | DatabaseErrorKind::NotNullViolation
                    | DatabaseErrorKind::ForeignKeyViolation => StorageError::Refused(text),
                    _ => StorageError::Failed(text),
                }
            }
            other => StorageError::Failed(other.to_string()),
        }
    }
}

/// What the two databases say when a lock or an answer took too long.
pub(super) fn is_about_waiting(text: &str) -> bool {
    ["database is locked", "lock timeout", "statement timeout"]
        .iter()
        .any(|sign| text.contains(sign))
}

impl From<r2d2::Error> for StorageError {
    fn from(_: r2d2::Error) -> StorageError {
        StorageError::Busy
    }
}

impl From<crate::domain::settings::BadSetting> for StorageError {
    fn from(bad: crate::domain::settings::BadSetting) -> StorageError {
        StorageError::Failed(bad.to_string())
    }
}
