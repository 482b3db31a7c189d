//! Papers that couriers carry between an office and a department: which way they go, and which moves follow the signatures.

use super::{Effect, EffectDefect, Move, Process, Role, Stage};
use crate::codes::{DepartmentCode, MoveCode, PapersCode, StageCode};
use serde::{Deserialize, Serialize};

/// Which papers are carried by whom, and the moves that follow as they are handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrying {
    /// Which papers: one of the kinds that may be carried at all.
    pub papers: PapersCode,
    /// Whose couriers carry them.
    pub couriers: DepartmentCode,
    /// The department they go to or come from; without it, the one that provides the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// The platform's move when a courier has signed for them; without it, the case does not wait for the papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<MoveCode>,
    /// The platform's move when the receiver has signed for them; absent together with `taken`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<MoveCode>,
    /// Whether they are carried only where originals of the applicant's were withheld; in final stages alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

impl Effect {
    /// As papers to be carried.
    #[must_use]
    pub const fn carrying(&self) -> Option<&Carrying> {
        if let Self::Carry(carrying) = self { Some(carrying) } else { None }
    }

    /// As originals to be carried that were withheld.
    #[must_use]
    pub fn carrying_withheld(&self) -> Option<&Carrying> {
        self.carrying().filter(|one| one.withheld)
    }
}

/// Which way papers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the office (МФЦ) to the department.
    ToDepartment,
    /// From the department to the office.
    ToOffice,
}

impl Direction {
    /// The role of those who give the papers away.
    #[must_use]
    pub const fn giver(self) -> Role {
        match self {
            Self::ToDepartment => Role::OfficeOperator,
            Self::ToOffice => Role::DepartmentOfficer,
        }
    }

    /// The role of those who get them.
    #[must_use]
    pub const fn receiver(self) -> Role {
        match self {
            Self::ToDepartment => Role::DepartmentOfficer,
            Self::ToOffice => Role::OfficeOperator,
        }
    }
}

/// How far papers have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnTheWay {
    /// A courier has signed for them.
    Taken,
    /// The receiver has signed for them.
    Received,
}

impl Process {
    /// The move by which a case follows its papers from a stage, if it waits there for what has happened to them.
    #[must_use]
    pub fn following(
        &self,
        stage: &StageCode,
        (papers, how_far): (&PapersCode, OnTheWay),
    ) -> Option<&MoveCode> {
        let of_these = |one: &&Carrying| one.papers == *papers;
        let here = self.stage(stage)?.on_enter.iter().filter_map(Effect::carrying);
        if let Some(taken) = here.clone().find(of_these).and_then(|one| one.taken.as_ref()) {
            return Some(taken);
        }
        let received =
            self.on_the_way_in(stage).find(of_these).and_then(|one| one.received.as_ref());
        received.filter(|_| how_far == OnTheWay::Received)
    }

    /// Who signs before a move, where it follows the signatures of a manifest: one who gives papers away, and one who gets them.
    #[must_use]
    pub fn signers(&self, made: &Move) -> Option<[Role; 2]> {
        let mut all = self.stages.iter().flat_map(|stage| {
            stage.on_enter.iter().filter_map(Effect::carrying).map(move |one| (stage, one))
        });
        all.find_map(|(stage, one)| {
            if one.taken.as_ref() == Some(&made.code) {
                Some([stage.owner?, Role::Courier])
            } else if one.received.as_ref() == Some(&made.code) {
                Some([Role::Courier, self.stage(&made.to)?.owner?])
            } else {
                None
            }
        })
    }

    /// Whether papers are given to a courier in a stage, and the case waits for that.
    #[must_use]
    pub fn gives_papers_in(&self, stage: &Stage) -> bool {
        stage.on_enter.iter().filter_map(Effect::carrying).any(|one| one.taken.is_some())
    }

    /// Whether papers are on the way in a stage, and the case waits for them to arrive.
    #[must_use]
    pub fn carries_in(&self, stage: &Stage) -> bool {
        self.on_the_way_in(&stage.code).next().is_some()
    }

    /// What is on the way to its receiver in a stage.
    pub(super) fn on_the_way_in<'a, 'b>(
        &'a self,
        stage: &'b StageCode,
    ) -> impl Iterator<Item = &'a Carrying> + use<'a, 'b> {
        let all = self.stages.iter().flat_map(|one| &one.on_enter).filter_map(Effect::carrying);
        all.filter(move |one| {
            let taken = one.taken.as_ref().and_then(|code| self.find_move(code));
            taken.is_some_and(|taken| taken.to == *stage)
        })
    }

    /// What is wrong with papers that are carried from a stage; that the moves are there is proved beside it.
    pub(super) fn carried(
        &self,
        stage: &Stage,
        (index, carrying): (usize, &Carrying),
    ) -> Result<(), EffectDefect> {
        let before = stage.on_enter.iter().take(index).filter_map(Effect::carrying);
        if before.into_iter().any(|one| one.papers == carrying.papers) {
            return Err(EffectDefect::CarriedTwice);
        }
        if stage.code == self.initial {
            return Err(EffectDefect::BornCarried);
        }
        if carrying.withheld && !self.ends_with_originals_withheld(stage) {
            return Err(EffectDefect::NoneWithheld);
        }
        let made = |code: &Option<MoveCode>| code.as_ref().and_then(|code| self.find_move(code));
        let (taken, received) = match (&carrying.taken, &carrying.received) {
            (None, None) if stage.outcome.is_none() => return Err(EffectDefect::Unawaited),
            (None, None) => return Ok(()),
            (Some(_), Some(_)) => (made(&carrying.taken), made(&carrying.received)),
            _ => return Err(EffectDefect::HalfCarried),
        };
        // A move that does not exist is told by itself.
        let (Some(taken), Some(received)) = (taken, received) else { return Ok(()) };
        for (part, one) in [("taken", taken), ("received", received)] {
            if one.by != [Role::Platform] {
                return Err(EffectDefect::ByHand { part, name: one.code.to_string() });
            }
        }
        if self.goes_astray(stage, (taken, received)) {
            return Err(EffectDefect::Astray(taken.to.to_string()));
        }
        let owner = |one: &Move| self.stage(&one.to).and_then(|to| to.owner);
        let way = self.stage(&taken.to);
        let with_couriers = way.is_some_and(|way| {
            way.owner == Some(Role::Courier)
                && way.organisation.as_ref() == Some(&carrying.couriers)
        });
        let hands = [Direction::ToDepartment, Direction::ToOffice].into_iter().any(|direction| {
            stage.owner == Some(direction.giver()) && owner(received) == Some(direction.receiver())
        });
        if with_couriers && hands { Ok(()) } else { Err(EffectDefect::Hands) }
    }

    /// Whether a stage is an end to which every move has the originals withheld that the department keeps.
    fn ends_with_originals_withheld(&self, stage: &Stage) -> bool {
        let mut into = self.moves.iter().filter(|one| one.to == stage.code);
        stage.outcome.is_some() && into.all(|one| one.originals.withholds())
    }

    /// Whether papers are carried in it; otherwise all of it is electronic (AR-09).
    #[must_use]
    pub fn carries_papers(&self) -> bool {
        let mut effects = self.stages.iter().flat_map(|stage| &stage.on_enter);
        effects.any(|effect| effect.carrying().is_some())
    }

    /// Whether originals that are withheld as a move is made are carried to the department from where it leads.
    #[must_use]
    pub fn carries_withheld(&self, made: &Move) -> bool {
        self.effect(&made.to, Effect::carrying_withheld).is_some()
    }

    /// Whether a case can be where its papers are on the way without them, or go on without them and have them carried again.
    fn goes_astray(&self, from: &Stage, (taken, received): (&Move, &Move)) -> bool {
        let way = &taken.to;
        let enters = |one: &Move| one.to == *way && one.code != taken.code;
        let leaves = |one: &Move| {
            one.from.contains(way)
                && one.code != received.code
                && self.stage(&one.to).is_some_and(|to| to.outcome.is_none())
        };
        taken.from.iter().any(|one| *one != from.code)
            || self.moves.iter().any(|one| enters(one) || leaves(one))
    }
}

#[cfg(test)]
mod tests;
