//! Who brought a fact about: as it is written, and as it is read from what any version has written.

use crate::id::CitizenId;
use crate::process::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who brings a fact about.
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

/// Who brought a fact about, as the journal tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactActor {
    /// In what role; `None` if in one that this version does not know: a newer one wrote it.
    pub role: Option<Role>,
    /// Which person, when it was one.
    pub person: Option<CitizenId>,
}

/// An actor that is of no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it has no role, or a person that is none")]
pub struct BadActor;

#[derive(Deserialize)]
struct Stored {
    role: String,
    #[serde(default)]
    person: Option<CitizenId>,
}

impl FactActor {
    /// Reads a stored actor.
    pub fn parse(text: &str) -> Result<Self, BadActor> {
        let Stored { role, person } = serde_json::from_str(text).map_err(|_shape| BadActor)?;
        Ok(Self { role: serde_json::from_value(Value::String(role)).ok(), person })
    }
}

impl From<ActorRef> for FactActor {
    fn from(ActorRef { role, person }: ActorRef) -> Self {
        Self { role: Some(role), person }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_role_of_a_newer_version_too() {
        let written = serde_json::to_string(&ActorRef::PLATFORM).unwrap();
        assert_eq!(FactActor::parse(&written), Ok(ActorRef::PLATFORM.into()));
        let newer = FactActor::parse(r#"{"role":"auditor","by":"bicycle"}"#);
        assert_eq!(newer, Ok(FactActor { role: None, person: None }));
        for rubbish in ["", "[]", "{}", r#"{"role":7}"#, r#"{"role":"citizen","person":"nobody"}"#]
        {
            assert_eq!(FactActor::parse(rubbish), Err(BadActor), "{rubbish}");
        }
    }
}
