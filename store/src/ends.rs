//! Where a citizen's journal ends, as long as a transaction holds it.

use crate::error::StoreError;
use crate::rows::{Cell, moment};
use domain::id::CitizenId;
use domain::journal::{FactHash, Head};

/// Where the journal of a citizen ends, read under its lock.
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) citizen: CitizenId,
    pub(crate) head: Head,
    /// That of the last of all facts, where facts are placed as they are written.
    pub(crate) position: Option<i64>,
}

impl Ends {
    /// Of the columns of a citizen's row: sequence, hash, moment, and the last position.
    pub(crate) fn read(
        citizen: CitizenId,
        (sequence, hash, at, position): (i64, String, i64, Option<i64>),
    ) -> Result<Self, StoreError> {
        let at = moment(&Cell { table: "citizen", row: &citizen.uuid() }, "journal_at", at)?;
        Ok(Self { citizen, head: Head { sequence, hash: FactHash(hash), at }, position })
    }
}
