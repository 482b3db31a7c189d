//! What a fact says: a kind this version knows, or one that a newer version wrote.

use crate::application::ApplicationFact;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FactBody {
    /// What happened to a case.
    Application(ApplicationFact),
    /// To a citizen's record.
    Citizen(CitizenFact),
    /// Something of a kind this version does not know: a newer one wrote it. It is carried as it is.
    Unknown(UnknownFact),
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

impl CitizenFact {
    /// Every kind, as stored.
    pub const KINDS: [&str; 2] = ["citizen.chat_linked", "citizen.chat_unlinked"];

    const fn kind(&self) -> &'static str {
        match self {
            Self::ChatLinked { .. } => "citizen.chat_linked",
            Self::ChatUnlinked { .. } => "citizen.chat_unlinked",
        }
    }
}

/// A fact of a kind this version does not know, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct UnknownFact {
    #[serde(skip)]
    kind: String,
    body: Value,
}

/// A body that is of no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// It is not JSON with a `kind` of lower-case letters, digits, dots, `-` and `_`, at most 64 of them.
    #[error("it has no kind")]
    NoKind,
    /// It is of a kind this version knows, in a shape that kind never had. Never says the content.
    #[error("not the shape of `{0}`")]
    Shape(String),
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

impl FactBody {
    /// Reads a stored body.
    pub fn parse(text: &str) -> Result<Self, BadBody> {
        let Kind { kind } = serde_json::from_str(text).map_err(|_shape| BadBody::NoKind)?;
        if ApplicationFact::KINDS.contains(&kind.as_str()) {
            return shape(text, kind).map(Self::Application);
        }
        if CitizenFact::KINDS.contains(&kind.as_str()) {
            return shape(text, kind).map(Self::Citizen);
        }
        // It is written into streams and logs as it is: nothing but a code may pass.
        let is_code = |one: char| matches!(one, 'a'..='z' | '0'..='9' | '.' | '_' | '-');
        if kind.is_empty() || kind.len() > 64 || !kind.chars().all(is_code) {
            return Err(BadBody::NoKind);
        }
        let body = shape(text, kind.clone())?;
        Ok(Self::Unknown(UnknownFact { kind, body }))
    }

    /// What it says of an application; `None` if nothing this version knows of.
    #[must_use]
    pub const fn application(&self) -> Option<&ApplicationFact> {
        match self {
            Self::Application(fact) => Some(fact),
            Self::Citizen(_) | Self::Unknown(_) => None,
        }
    }

    /// The kind, as stored.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Application(fact) => fact.kind(),
            Self::Citizen(fact) => fact.kind(),
            Self::Unknown(fact) => &fact.kind,
        }
    }
}

fn shape<T: DeserializeOwned>(text: &str, kind: String) -> Result<T, BadBody> {
    serde_json::from_str(text).map_err(|_shape| BadBody::Shape(kind))
}
