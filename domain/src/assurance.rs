//! How sure the state is of who a person is: the levels of an ESIA account.

use serde::{Deserialize, Serialize};

/// The level of an account, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// Упрощённая: what the person said of themself (`urn:esia:sbj:lvl` = P).
    Simplified,
    /// Подтверждённая: identity checked in person or by signature (lvl = PR and `is_tru`).
    Confirmed,
}

impl Assurance {
    /// The value of the `acr` claim.
    #[must_use]
    pub const fn acr(self) -> &'static str {
        match self {
            Self::Simplified => "urn:uslugi:acr:simplified",
            Self::Confirmed => "urn:uslugi:acr:confirmed",
        }
    }

    /// The level an `acr` value names.
    #[must_use]
    pub fn from_acr(acr: &str) -> Option<Self> {
        [Self::Simplified, Self::Confirmed].into_iter().find(|level| level.acr() == acr)
    }
}
