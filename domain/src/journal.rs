//! The journal of facts: the spine of the house. Everything a person sees derives from it.
//!
//! Facts are never changed or removed. Each citizen's facts are numbered without gaps and chained by
//! keyed hashes, and all facts together have a feed position: an inserted, changed, moved or lost fact shows.

mod actor;
mod body;
mod chain;
mod checkpoint;
#[cfg(test)]
mod tests;

pub use actor::{ActorRef, BadActor, FactActor};
pub use body::{BadBody, CitizenFact, FactBody, UnknownFact};
pub use chain::{Before, Fault, KeyNumber, Scheme, StoredFact, check};
pub use checkpoint::{BadCheckpoint, Checkpoint, CheckpointKind, Root, Signed};

use crate::id::{ApplicationId, CitizenId, FactId};
use crate::time::Moment;

/// A fact of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its identifier.
    pub id: FactId,
    /// Whose journal it is in.
    pub citizen: CitizenId,
    /// Its number in the citizen's journal, from 1, without gaps.
    pub sequence: i64,
    /// The application it is about, if about one.
    pub application: Option<ApplicationId>,
    /// When; never before the fact before it in the citizen's journal.
    pub at: Moment,
    /// By whom.
    pub actor: FactActor,
    /// What.
    pub body: FactBody,
    /// The hash of the fact before it in the citizen's journal; zeros for the first.
    pub previous: FactHash,
    /// The hash of this fact.
    pub hash: FactHash,
}

/// A fact with its place in the order of all facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The feed position: from 1, without gaps, in the order of each citizen's journal.
    pub position: i64,
    /// What was written, with its place in the chain.
    pub fact: Fact,
}

/// The hash of a fact, 64 digits of lower-case hex. Which function made it is the fact's [`Scheme`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactHash(pub String);

impl FactHash {
    /// What the first fact of a journal follows.
    #[must_use]
    pub fn zero() -> Self {
        Self("0".repeat(64))
    }
}

/// A fact before it has a place in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// The application it is about, if about one.
    pub application: Option<ApplicationId>,
    /// By whom.
    pub actor: ActorRef,
    /// What.
    pub body: FactBody,
}

/// The end of a citizen's journal: what the next fact follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last fact; 0 in an empty journal.
    pub sequence: i64,
    /// Over its bytes and the hash before it.
    pub hash: FactHash,
    /// When it happened; the beginning of time in an empty journal.
    pub at: Moment,
}

impl Head {
    /// The head of an empty journal.
    #[must_use]
    pub fn empty() -> Self {
        Self { sequence: 0, hash: FactHash::zero(), at: Moment::UNIX_EPOCH }
    }
}
