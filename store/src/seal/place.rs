//! Where a sealed value belongs: part of what its seal proves.

use crate::error::Corrupt;
use crate::master_key::MasterKeyId;

/// Where a sealed value belongs.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    /// The row's key.
    pub(crate) row: String,
}

impl Place {
    /// A place by table, column and row.
    pub(crate) fn new(table: &'static str, column: &'static str, row: impl ToString) -> Self {
        Self { table, column, row: row.to_string() }
    }

    /// The place as bytes that a seal is bound to, after what stands before it.
    pub(super) fn bound(&self, before: &[u8]) -> Vec<u8> {
        let place = format!("{}.{}:{}", self.table, self.column, self.row);
        [before, place.as_bytes()].concat()
    }

    pub(super) fn corrupt(&self, reason: &str) -> Corrupt {
        Corrupt {
            table: self.table,
            column: self.column,
            row: self.row.clone(),
            reason: reason.to_owned(),
            missing_key: None,
        }
    }

    pub(super) fn without_key(&self, id: MasterKeyId) -> Corrupt {
        let reason = format!("sealed by master key {id}, which this process does not have");
        Corrupt { missing_key: Some(id), ..self.corrupt(&reason) }
    }
}
