//! What can go wrong with the store, as far as a caller can act on it.

use crate::master_key::MasterKeyId;
use domain::fault::Fault;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A row that cannot be what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("corrupt row in table {table}, column {column}, row {row}: {reason}")]
pub struct Corrupt {
    /// Where the row is, by name.
    pub table: &'static str,
    /// Which cell of the row is wrong, by name.
    pub column: &'static str,
    /// The row's key.
    pub row: String,
    /// What is wrong; never the content.
    pub reason: String,
    /// The master key to bring, if that is all that is wrong: the row itself is whole.
    pub missing_key: Option<MasterKeyId>,
}

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer: try again later; nothing was written.
    #[error("the database does not answer: {0}")]
    Away(String),
    /// There is no room for the write: nothing was written.
    #[error("there is no room left to write")]
    Full,
    /// Another transaction was first; nothing was written, and the same call may be made again.
    #[error("another change was first")]
    Conflict,
    /// A lease was lost to another worker; nothing was written.
    #[error("the lease was lost to another worker")]
    LeaseLost,
    /// A row is damaged.
    #[error(transparent)]
    Corrupt(Corrupt),
    /// A row is sealed by a master key that this process does not have. Nothing is lost: it is read when the key
    /// is brought from where it was added.
    #[error(
        "master key {key} is not in this process's key ring: table {table}, column {column}, row {row} is sealed by it"
    )]
    UnknownKey {
        /// Which one is needed.
        key: MasterKeyId,
        /// Where the row is, by name.
        table: &'static str,
        /// Which cell of the row it is, by name.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// A value no engine can hold (a zero character, a key too long): nothing was written.
    #[error("a value cannot be stored")]
    Unfit,
    /// A defect of ours.
    #[error("the database refused a statement: {0}")]
    Refused(String),
}

impl StoreError {
    /// Whether it is of the rows that were touched and not of the database: with others the same call may go well.
    #[must_use]
    pub const fn is_of_rows(&self) -> bool {
        match self {
            Self::Away(_) | Self::Full => false,
            Self::Conflict
            | Self::LeaseLost
            | Self::Unfit
            | Self::Corrupt(_)
            | Self::UnknownKey { .. }
            | Self::Refused(_) => true,
        }
    }

    /// What it means to the one who asked.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Away(_) => Fault::Away,
            Self::Full => Fault::Full,
            Self::Conflict | Self::LeaseLost => Fault::Busy,
            Self::Unfit => Fault::Unfit,
            Self::Corrupt(_) | Self::UnknownKey { .. } | Self::Refused(_) => Fault::Broken,
        }
    }
}

impl From<Corrupt> for StoreError {
    fn from(corrupt: Corrupt) -> Self {
        match corrupt.missing_key {
            None => Self::Corrupt(corrupt),
            Some(key) => {
                let Corrupt { table, column, row, .. } = corrupt;
                Self::UnknownKey { key, table, column, row }
            }
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(which)) = error.sql_err() {
            return of_a_key(&which);
        }
        let text = error.to_string();
        match &error {
            // Ours, carried through the library.
            DbErr::TryIntoErr { source, .. } => match source.downcast_ref::<Self>() {
                Some(own) => own.clone(),
                None => Self::Refused(text),
            },
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Away(text),
            DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => by_cause(cause, text),
            _ => Self::Refused(text),
        }
    }
}

/// What a key that is there already means.
fn of_a_key(which: &str) -> StoreError {
    // The journal is held by whoever appends: a number that is taken can only come of a wrong count in the citizen's row,
    // and no repeat would go better.
    if FACT_KEYS.iter().any(|key| which.contains(key)) {
        let reason = "its journal has facts beyond it".to_owned();
        let row = "of the journal that was to be written".to_owned();
        let (table, column) = ("citizen", "journal_sequence");
        return Corrupt { table, column, row, reason, missing_key: None }.into();
    }
    StoreError::Conflict
}

/// How the engines name the key of facts by citizen and number.
const FACT_KEYS: [&str; 2] = ["fact.citizen_id, fact.sequence", "\"fact_pkey\""];

fn by_cause(cause: &sea_orm::SqlxError, text: String) -> StoreError {
    use sea_orm::SqlxError;
    match cause {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => StoreError::Away(text),
        SqlxError::Database(database) => match database.code().as_deref() {
            // SQLITE_FULL; SQLITE_IOERR_WRITE and its kin on a full disk; PostgreSQL disk_full.
            Some("13" | "778" | "4874" | "53100") => StoreError::Full,
            // SQLITE_BUSY and its kin; PostgreSQL serialization_failure, deadlock_detected.
            Some("5" | "261" | "517" | "40001" | "40P01") => StoreError::Conflict,
            // PostgreSQL: shutting down, starting up, too many connections, a standby that only reads.
            Some("57P01" | "57P02" | "57P03" | "53300" | "25006") => StoreError::Away(text),
            // SQLite: the disk only reads, fails, or is gone (SQLITE_READONLY, SQLITE_IOERR,
            // SQLITE_CANTOPEN, and those of their kin a mended disk heals).
            Some(
                "8" | "520" | "776" | "1032" | "1544" | "10" | "266" | "522" | "1034" | "1546"
                | "14",
            ) => StoreError::Away(text),
            // PostgreSQL: character_not_in_repertoire, untranslatable_character, index row too large.
            Some("22021" | "22P05" | "54000") => StoreError::Unfit,
            _ => StoreError::Refused(text),
        },
        _ => StoreError::Refused(text),
    }
}
