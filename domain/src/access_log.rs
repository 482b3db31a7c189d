//! Who read a person's data: an official within a duty, or a client of others that the person consented to. Neither the person nor the
//! platform's own clients, which act for them, are among the readers.

use crate::codes::DepartmentCode;
use crate::duty::DutyRole;
use crate::id::{AccessRecordId, ApplicationId, CitizenId};
use crate::number::ApplicationNumber;
use crate::time::Moment;

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// An official, within a duty. Who it is, is kept and shown to nobody here: the organisation answers for them.
    Official {
        /// Who.
        person: CitizenId,
        /// In what role.
        role: DutyRole,
        /// For which organisation.
        organisation: DepartmentCode,
    },
    /// A client of others, by its identifier.
    Client {
        /// As it is registered.
        id: String,
    },
}

/// A reading of a person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Whose data.
    pub citizen: CitizenId,
    /// Of which application; without it, of the person's own record and things.
    pub application: Option<(ApplicationId, ApplicationNumber)>,
    /// Who read.
    pub reader: Reader,
}

/// What is kept of readings: one record for each reader and thing in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRecord {
    /// Its identifier.
    pub id: AccessRecordId,
    /// What was read, and by whom.
    pub reading: Reading,
    /// When it was read first in that hour.
    pub first_at: Moment,
    /// When it was read last in that hour, to the minute.
    pub last_at: Moment,
}
