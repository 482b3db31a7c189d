//! Names of things that are data: services, processes, stages, moves. Short, latin, kebab-case.

use serde::{Deserialize, Deserializer, Serialize};
use std::{fmt, str::FromStr};

/// A text that cannot be a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a code: use 1 to 64 of a-z, 0-9, `-` and `_`, a letter first")]
pub struct BadCode(pub String);

/// Whether a text can be a code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    check(text).is_ok()
}

fn check(text: &str) -> Result<(), BadCode> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let good = text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(plain);
    if good { Ok(()) } else { Err(BadCode(text.chars().take(80).collect())) }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadCode;

            fn from_str(text: &str) -> Result<Self, BadCode> {
                check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

codes! {
    /// A service (услуга), e.g. `employment-certificate`.
    ServiceCode;
    /// A process (сценарий оказания), e.g. `electronic`.
    ProcessCode;
    /// A stage of a process (стадия).
    StageCode;
    /// A move between stages (действие).
    MoveCode;
    /// A reason of refusal from the service's list (код причины отказа).
    ReasonCode;
    /// A department that provides services (ведомство).
    DepartmentCode;
    /// A register asked for facts (реестр, ведомственная система).
    RegisterCode;
    /// A template of a notice.
    NoticeCode;
    /// A kind of papers that may be carried (AR-09), e.g. `result`.
    PapersCode;
    /// What a consultation is about, e.g. `visit`.
    TopicCode;
    /// Why an application was filed at its department and not at an office (AR-05), e.g. `infirm`.
    DirectReasonCode;
}
