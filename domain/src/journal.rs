//! The journal of facts: the spine of the house. Everything a person sees derives from it.
//!
//! Facts are never changed or removed. Each citizen's facts are numbered without gaps and chained by
//! hash, so that an inserted, changed or lost fact shows.

use crate::application::ApplicationFact;
use crate::id::{ApplicationId, CitizenId, FactId};
use crate::process::Role;
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who brought a fact about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRef {
    /// In what role.
    pub role: Role,
    /// Which person, when it was one (an official or the applicant).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<CitizenId>,
}

impl ActorRef {
    /// The platform itself.
    pub const PLATFORM: Self = Self { role: Role::Platform, person: None };
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactBody {
    /// To an application.
    Application(ApplicationFact),
    /// To a citizen's record.
    Citizen(CitizenFact),
}

/// What happens to a citizen's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum CitizenFact {
    /// A chat was linked to the citizen (both sides confirmed).
    #[serde(rename = "citizen.chat_linked")]
    ChatLinked {
        /// The messenger, e.g. `telegram`.
        channel: String,
    },
    /// The link was ended.
    #[serde(rename = "citizen.chat_unlinked")]
    ChatUnlinked {
        /// The messenger.
        channel: String,
        /// What ended it: `citizen`, `blocked`, `relinked` (see [`crate::chat::EndCause`]).
        cause: String,
    },
}

/// A fact of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its identifier.
    pub id: FactId,
    /// Whose journal it is in.
    pub citizen: CitizenId,
    /// Its number in the citizen's journal, from 1, without gaps.
    pub sequence: i64,
    /// The application it is about, if about one.
    pub application: Option<ApplicationId>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor: ActorRef,
    /// What.
    pub body: FactBody,
    /// The hash of the fact before it in the citizen's journal; zeros for the first.
    pub previous: FactHash,
    /// The hash of this fact.
    pub hash: FactHash,
}

/// SHA-256 of a fact, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
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
    /// Its hash.
    pub hash: FactHash,
}

impl Head {
    /// The head of an empty journal.
    #[must_use]
    pub fn empty() -> Self {
        Self { sequence: 0, hash: FactHash::zero() }
    }
}

/// Gives a fact its place after `head`.
///
/// The hash covers everything but itself, in the order of the struct's fields, as JSON.
#[must_use]
pub fn append(head: &Head, citizen: CitizenId, new: NewFact, id: FactId, at: Moment) -> Fact {
    let mut fact = Fact {
        id,
        citizen,
        sequence: head.sequence + 1,
        application: new.application,
        at,
        actor: new.actor,
        body: new.body,
        previous: head.hash.clone(),
        hash: FactHash(String::new()),
    };
    fact.hash = hash(&fact);
    fact
}

fn hash(fact: &Fact) -> FactHash {
    let covered = Fact { hash: FactHash(String::new()), ..fact.clone() };
    // A fact is made of strings and numbers only: it always has a JSON form.
    let bytes = serde_json::to_vec(&covered).unwrap_or_default();
    FactHash(hex::encode(Sha256::digest(bytes)))
}

/// A journal that was tampered with or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenChain {
    /// A number is missing or repeated.
    #[error("fact {found} stands where fact {expected} is due")]
    Sequence {
        /// The number due.
        expected: i64,
        /// The number found.
        found: i64,
    },
    /// A fact does not follow the one before it.
    #[error("fact {0} does not follow the one before it")]
    Link(i64),
    /// A fact was changed after it was written.
    #[error("fact {0} does not match its hash")]
    Content(i64),
}

/// Checks a citizen's whole journal, in order; the head it ends in.
pub fn verify<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Result<Head, BrokenChain> {
    facts.into_iter().try_fold(Head::empty(), |head, fact| {
        let expected = head.sequence + 1;
        if fact.sequence != expected {
            return Err(BrokenChain::Sequence { expected, found: fact.sequence });
        }
        if fact.previous != head.hash {
            return Err(BrokenChain::Link(fact.sequence));
        }
        if hash(fact) != fact.hash {
            return Err(BrokenChain::Content(fact.sequence));
        }
        Ok(Head { sequence: fact.sequence, hash: fact.hash.clone() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn journal(length: usize) -> Vec<Fact> {
        let entropy = SeededEntropy::new(7);
        let citizen = CitizenId::new(Moment::UNIX_EPOCH, &entropy);
        let mut head = Head::empty();
        (0..length)
            .map(|n| {
                let body =
                    FactBody::Citizen(CitizenFact::ChatLinked { channel: format!("channel-{n}") });
                let new = NewFact { application: None, actor: ActorRef::PLATFORM, body };
                let id = FactId::new(Moment::UNIX_EPOCH, &entropy);
                let fact = append(&head, citizen, new, id, Moment::UNIX_EPOCH);
                head = Head { sequence: fact.sequence, hash: fact.hash.clone() };
                fact
            })
            .collect()
    }

    #[test]
    fn a_whole_journal_verifies_and_survives_json() {
        let facts = journal(5);
        assert_eq!(verify(&facts).map(|head| head.sequence), Ok(5));
        let text = serde_json::to_string(&facts).unwrap();
        let read: Vec<Fact> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, facts);
        assert!(verify(&read).is_ok());
    }

    #[test]
    fn a_changed_lost_or_swapped_fact_shows() {
        let mut changed = journal(5);
        changed[2].at += chrono::Duration::seconds(1);
        assert_eq!(verify(&changed), Err(BrokenChain::Content(3)));

        let mut lost = journal(5);
        lost.remove(2);
        assert!(matches!(verify(&lost), Err(BrokenChain::Sequence { expected: 3, found: 4 })));

        let mut forged = journal(5);
        forged[2].body =
            FactBody::Citizen(CitizenFact::ChatLinked { channel: "forged".to_owned() });
        forged[2].hash = hash(&forged[2]);
        assert_eq!(verify(&forged), Err(BrokenChain::Link(4)));
    }
}
