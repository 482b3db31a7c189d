//! The applicant's originals in a process: where they are compared, and where those are withheld that the department keeps.

use super::{Effect, Process};
use crate::codes::StageCode;
use serde::{Deserialize, Serialize};

/// What a move says of the applicant's originals, compared with what was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Originals {
    /// Nothing: none are compared.
    #[default]
    None,
    /// Every document of the passport that is to be compared was, and all agree; the originals the department keeps are withheld.
    Agree,
    /// Every one was compared, and at least one does not agree: none is withheld.
    Differ,
    /// The department has decided about what differs: nothing is compared any more, and the originals it keeps are withheld.
    Withhold,
}

impl Originals {
    /// Whether the originals are compared one by one.
    #[must_use]
    pub const fn compares(self) -> bool {
        matches!(self, Self::Agree | Self::Differ)
    }

    /// Whether the originals that the department keeps are withheld.
    #[must_use]
    pub const fn withholds(self) -> bool {
        matches!(self, Self::Agree | Self::Withhold)
    }
}

impl Process {
    /// Whether the applicant's originals are compared at all.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.moves.iter().any(|one| one.originals.compares())
    }

    /// Whether the applicant's originals are compared in a stage: a move out of it says what came of that.
    #[must_use]
    pub fn compares_in(&self, stage: &StageCode) -> bool {
        self.moves.iter().any(|one| one.originals.compares() && one.from.contains(stage))
    }

    /// Whether originals are withheld in a stage, or were by every move into it, where the department keeps any.
    #[must_use]
    pub fn withholds_in(&self, stage: &StageCode) -> bool {
        if self.effect(stage, Effect::carrying_withheld).is_some() {
            return true;
        }
        self.moves.iter().any(|one| one.originals.withholds() && one.from.contains(stage))
    }
}
