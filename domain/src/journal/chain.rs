//! The chain: which bytes of a fact are hashed, how, and what it means that one fact follows another.
//!
//! Hashed are the bytes as they are stored, never a form made of them again: a fact verifies whatever this
//! version knows of its kind.

use super::FactHash;
use crate::id::{ApplicationId, CitizenId, FactId};
use crate::time::Moment;
use chrono::SecondsFormat;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Which key of the platform a fact was hashed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyNumber(pub i32);

/// How a fact was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// 1: SHA-256 over JSON. Only facts from before the hand-over have it: anybody can compute it.
    Plain,
    /// 2: HMAC-SHA256 over framed bytes, under a key that is not in the database.
    Keyed(KeyNumber),
}

impl Scheme {
    /// How it is stored: the version, and the key if it has one.
    #[must_use]
    pub const fn stored(self) -> (i32, Option<i32>) {
        match self {
            Self::Plain => (1, None),
            Self::Keyed(KeyNumber(key)) => (2, Some(key)),
        }
    }

    /// The scheme of a row; `None` if there is no such scheme.
    #[must_use]
    pub const fn of(version: i32, key: Option<i32>) -> Option<Self> {
        match (version, key) {
            (1, None) => Some(Self::Plain),
            (2, Some(key)) => Some(Self::Keyed(KeyNumber(key))),
            _ => None,
        }
    }
}

/// A fact as its row holds it, without its own hash and place.
#[derive(Debug, Clone, Copy)]
pub struct StoredFact<'a> {
    /// How it is hashed.
    pub scheme: Scheme,
    /// Whose journal it is in.
    pub citizen: CitizenId,
    /// Its number there.
    pub sequence: i64,
    /// Its identifier.
    pub id: FactId,
    /// The application it is about, if about one.
    pub application: Option<ApplicationId>,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// By whom, the JSON as stored.
    pub actor: &'a str,
    /// What, the JSON as stored.
    pub body: &'a str,
    /// The hash of the fact before it, as stored.
    pub previous: &'a str,
}

impl StoredFact<'_> {
    /// The hash of these bytes. `mac` is HMAC-SHA256 under a key; `None` if that key is not known, or the moment
    /// is none.
    pub fn hash(&self, mac: impl FnOnce(KeyNumber, &[u8]) -> Option<[u8; 32]>) -> Option<FactHash> {
        let hash = match self.scheme {
            Scheme::Plain => Sha256::digest(self.json()?).into(),
            Scheme::Keyed(key) => mac(key, &self.framed(key))?,
        };
        Some(FactHash(hex::encode(hash)))
    }

    /// Scheme 2: what is of one length as it is, what is not behind its length in eight bytes; numbers have
    /// their highest byte first. No two facts have the same bytes.
    fn framed(&self, key: KeyNumber) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256 + self.actor.len() + self.body.len());
        bytes.extend_from_slice(b"uslugi fact 2\n");
        bytes.extend_from_slice(&key.0.to_be_bytes());
        bytes.extend_from_slice(self.citizen.uuid().as_bytes());
        bytes.extend_from_slice(&self.sequence.to_be_bytes());
        bytes.extend_from_slice(self.id.uuid().as_bytes());
        match self.application {
            None => bytes.push(0),
            Some(application) => {
                bytes.push(1);
                bytes.extend_from_slice(application.uuid().as_bytes());
            }
        }
        bytes.extend_from_slice(&self.at.to_be_bytes());
        for text in [self.actor, self.body, self.previous] {
            let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// Scheme 1: the fact as JSON with an empty hash, as the first version wrote it. Actor and body were stored
    /// in the very form they have inside it.
    fn json(&self) -> Option<String> {
        // One value each: what is cut elsewhere would make the same text of other cells.
        for text in [self.actor, self.body] {
            serde_json::from_str::<IgnoredAny>(text).ok()?;
        }
        let at =
            Moment::from_timestamp_micros(self.at)?.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let (id, citizen, sequence) = (self.id, self.citizen, self.sequence);
        let mut text =
            format!("{{\"id\":\"{id}\",\"citizen\":\"{citizen}\",\"sequence\":{sequence}");
        let _written = match self.application {
            None => write!(text, ",\"application\":null"),
            Some(application) => write!(text, ",\"application\":\"{application}\""),
        };
        let (actor, body, previous) = (self.actor, self.body, self.previous);
        let _written = write!(
            text,
            ",\"at\":\"{at}\",\"actor\":{actor},\"body\":{body},\"previous\":\"{previous}\",\"hash\":\"\"}}"
        );
        Some(text)
    }
}

/// What is wrong with a fact, or with the journal at a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its row is of no scheme.
    #[error("its hash is of no known scheme")]
    Scheme,
    /// It was hashed with a key that this platform does not have.
    #[error("it was hashed with key {0}, which is not known here")]
    Key(i32),
    /// It was changed after it was written, or written by somebody who lacks the key.
    #[error("it does not match its hash")]
    Content,
    /// It is hashed by the old scheme, which anybody can compute, and stands after the hand-over.
    #[error("it is hashed by the old scheme and stands after the hand-over")]
    OldScheme,
    /// The fact before it is not there.
    #[error("the fact before it is missing")]
    Gap,
    /// It does not follow the fact before it.
    #[error("it does not follow the fact before it")]
    Link,
    /// It is said to have happened before the fact before it.
    #[error("it is dated before the fact before it")]
    Time,
    /// It stands before the fact before it in the order of all facts.
    #[error("its position is not after that of the fact before it")]
    Order,
    /// There is no fact at this position.
    #[error("there is no fact at this position")]
    Position,
    /// Its position is below the first: it stands outside the order that is walked.
    #[error("its position is below the first that is given")]
    Outside,
    /// Its citizen is not there.
    #[error("its citizen is missing")]
    Citizen,
    /// The end of the journal is not what the citizen's record says.
    #[error("the journal does not end where the citizen's record says")]
    Head,
    /// All facts end before a position that a checkpoint covers.
    #[error("there is no fact at this position, and the checkpoint at {0} covers it")]
    Ends(i64),
    /// The facts after a position and up to this one are not those that were covered: some of them were moved,
    /// or removed and written anew.
    #[error("the facts after position {after} and up to this one are not those that {by} covers")]
    Root {
        /// The position up to which they are.
        after: i64,
        /// What covers them.
        by: &'static str,
    },
    /// The record of the hand-over is missing or another than the checkpoints say.
    #[error("the record of the hand-over from the old scheme {0}")]
    HandOver(&'static str),
}

/// The fact that a fact follows: its hash, moment and position as stored.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Hex, as it is stored.
    pub hash: &'a str,
    /// When, in microseconds.
    pub at: i64,
    /// Its feed position, if it has one.
    pub position: Option<i64>,
}

/// Whether a fact with this stored hash is what was written, and follows the one before it.
///
/// `before` is the row of the same citizen with the sequence before; the first fact follows none. Facts of the
/// old scheme may be dated back: nothing kept them from it.
pub fn check(
    fact: &StoredFact<'_>,
    hash: &str,
    position: Option<i64>,
    before: Option<Before<'_>>,
    mac: impl FnOnce(KeyNumber, &[u8]) -> Option<[u8; 32]>,
) -> Result<(), Fault> {
    let Some(expected) = fact.hash(mac) else {
        return Err(match fact.scheme {
            Scheme::Keyed(KeyNumber(key)) => Fault::Key(key),
            Scheme::Plain => Fault::Content,
        });
    };
    if expected.0 != hash {
        return Err(Fault::Content);
    }
    match (fact.sequence, before) {
        (1, None) if fact.previous == FactHash::zero().0 => Ok(()),
        (1, _) => Err(Fault::Link),
        (_, None) => Err(Fault::Gap),
        (_, Some(before)) if before.hash != fact.previous => Err(Fault::Link),
        (_, Some(before)) if fact.scheme != Scheme::Plain && before.at > fact.at => {
            Err(Fault::Time)
        }
        (_, Some(before))
            if position.is_some_and(|here| before.position.is_none_or(|p| p >= here)) =>
        {
            Err(Fault::Order)
        }
        (_, Some(_)) => Ok(()),
    }
}
