//! What makes a process unfit to run: the proofs the catalog's linter asks for.

use super::{
    Checks, EffectDefect, JointDefect, Originals, Process, ReasonKind, Role, Stage, WaitingDefect,
};
use crate::codes::StageCode;
use std::collections::BTreeSet;

/// A defect of a process, naming the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// Two stages share a code.
    #[error("stage `{0}` is defined twice")]
    StageTwice(String),
    /// Two moves share a code.
    #[error("move `{0}` is defined twice")]
    MoveTwice(String),
    /// Something names a stage that does not exist.
    #[error("{by} names stage `{stage}`, which does not exist")]
    NoStage {
        /// What names it.
        by: String,
        /// The name.
        stage: String,
    },
    /// A stage that is not final lacks its owner, queue, term or an exit.
    #[error("stage `{stage}` is not final and has no {lacks}")]
    Incomplete {
        /// Its code.
        stage: String,
        /// What it lacks.
        lacks: &'static str,
    },
    /// A final stage has an owner, a queue, a term or an exit.
    #[error("stage `{stage}` is final and has a {has}")]
    NotFinal {
        /// Its code.
        stage: String,
        /// What it must not have.
        has: &'static str,
    },
    /// No sequence of moves leads to the stage.
    #[error("stage `{0}` cannot be reached")]
    Unreachable(String),
    /// No sequence of moves leads from the stage to a final one.
    #[error("from stage `{0}` no final stage can be reached")]
    NoWayOut(String),
    /// A move that nobody may make.
    #[error("move `{0}` may be made by nobody")]
    NoActor(String),
    /// A move out of a stage into itself or out of none.
    #[error("move `{0}` leads nowhere")]
    Idle(String),
    /// A correction that others than the applicant may make, or that carries a reason.
    #[error(
        "move `{0}` carries a corrected form: only `citizen` may make it, and without a reason"
    )]
    NotACorrection(String),
    /// Originals are compared or withheld by others than those who have the applicant before them.
    #[error(
        "move `{0}` compares or withholds originals: only `office_operator` may make it, without a reason and without a form"
    )]
    NotAComparison(String),
    /// An application is checked by others than an office, or the move says something else too.
    #[error(
        "move `{0}` checks an application: only `office_operator` may make it, without a reason, a form or originals"
    )]
    NotACheck(String),
    /// A check that failed leads where the applicant can correct nothing.
    #[error(
        "move `{0}` tells the applicant what to correct, and from `{1}` no corrected form can be sent"
    )]
    NothingToCorrectBy(String, String),
    /// A stage waits for the platform or a department's system, and no work of it leaves the stage.
    #[error("stage `{0}` waits for no person, and nothing it starts leaves it")]
    Unattended(String),
    /// A stage waits for a person who has no move out of it, and no work of it leaves the stage.
    #[error(
        "stage `{0}` waits for a person who has no move out of it, and nothing it starts leaves it"
    )]
    NoMoveOut(String),
    /// The first stage is a final one.
    #[error("stage `{0}` is final, and cases begin in it")]
    BornEnded(String),
    /// Stages whose work leads from one to the next and back, with nobody who decides anything in between.
    #[error(
        "from stage `{0}` a case comes back to it by itself, for ever: nobody decides in between"
    )]
    Endless(String),
    /// A waiting list in which somebody could be passed over.
    #[error(transparent)]
    Waiting(WaitingDefect),
    /// A way on which one would apply for another who was not asked.
    #[error(transparent)]
    Joint(JointDefect),
    /// An effect that cannot end as it says.
    #[error("stage `{stage}`: {why}")]
    Effect {
        /// Whose entering starts it.
        stage: String,
        /// The effect's place in `on_enter`, from 0.
        index: usize,
        /// What is wrong with it.
        why: EffectDefect,
    },
}

impl Process {
    /// Everything that is wrong with this process; empty means it may be published.
    #[must_use]
    pub fn defects(&self) -> Vec<Defect> {
        let mut found = Vec::new();
        self.names(&mut found);
        for stage in &self.stages {
            self.completeness(stage, &mut found);
        }
        if found.is_empty() {
            self.ways(&mut found);
            self.joint(&mut found);
            self.waiting(&mut found);
            self.effects(&mut found);
        }
        found
    }

    fn names(&self, found: &mut Vec<Defect>) {
        let mut seen = BTreeSet::new();
        for stage in &self.stages {
            if !seen.insert(stage.code.as_str()) {
                found.push(Defect::StageTwice(stage.code.to_string()));
            }
        }
        if self.is_final(self.initial.as_str()) {
            found.push(Defect::BornEnded(self.initial.to_string()));
        }
        let mut known = |by: String, stage: &StageCode| {
            if self.stage(stage).is_none() {
                found.push(Defect::NoStage { by, stage: stage.to_string() });
            }
        };
        known("`initial`".to_owned(), &self.initial);
        for one in &self.moves {
            for stage in one.from.iter().chain([&one.to]) {
                known(format!("move `{}`", one.code), stage);
            }
        }
        let mut seen = BTreeSet::new();
        for one in &self.moves {
            if !seen.insert(one.code.as_str()) {
                found.push(Defect::MoveTwice(one.code.to_string()));
            }
            if one.by.is_empty() {
                found.push(Defect::NoActor(one.code.to_string()));
            }
            if one.from.is_empty() || one.from.contains(&one.to) {
                found.push(Defect::Idle(one.code.to_string()));
            }
            if one.originals != Originals::None
                && (one.by != [Role::OfficeOperator] || one.reason != ReasonKind::None || one.form)
            {
                found.push(Defect::NotAComparison(one.code.to_string()));
            }
            let checks = one.checks != Checks::None;
            if checks
                && (one.by != [Role::OfficeOperator]
                    || one.reason != ReasonKind::None
                    || one.form
                    || one.originals != Originals::None)
            {
                found.push(Defect::NotACheck(one.code.to_string()));
            }
            let corrects = |other: &super::Move| other.form && other.from.contains(&one.to);
            if one.checks == Checks::Failed && !self.moves.iter().any(corrects) {
                let (made, to) = (one.code.to_string(), one.to.to_string());
                found.push(Defect::NothingToCorrectBy(made, to));
            }
            if one.form && (one.by != [Role::Citizen] || one.reason != ReasonKind::None) {
                found.push(Defect::NotACorrection(one.code.to_string()));
            }
        }
    }

    fn completeness(&self, stage: &Stage, found: &mut Vec<Defect>) {
        let exit = self.moves.iter().any(|one| one.from.contains(&stage.code));
        let parts = [
            ("owner", stage.owner.is_some()),
            ("queue", stage.queue.as_ref().is_some_and(|queue| !queue.is_empty())),
            ("term", stage.term.is_some_and(|term| term.amount > 0)),
            ("exit", exit),
        ];
        for (part, present) in parts {
            let stage = stage.code.to_string();
            match (self.is_final(&stage), present) {
                (false, false) => found.push(Defect::Incomplete { stage, lacks: part }),
                (true, true) => found.push(Defect::NotFinal { stage, has: part }),
                _ => {}
            }
        }
    }

    fn is_final(&self, code: &str) -> bool {
        self.stages.iter().any(|stage| stage.code.as_str() == code && stage.outcome.is_some())
    }

    fn ways(&self, found: &mut Vec<Defect>) {
        let mut reached = BTreeSet::from([&self.initial]);
        self.spread(&mut reached, |one, reached| {
            one.from.iter().any(|from| reached.contains(from)).then_some(vec![&one.to])
        });
        let mut leading: BTreeSet<_> =
            self.stages.iter().filter(|s| s.outcome.is_some()).map(|s| &s.code).collect();
        self.spread(&mut leading, |one, leading| {
            leading.contains(&one.to).then(|| one.from.iter().collect())
        });
        for stage in &self.stages {
            if !reached.contains(&stage.code) {
                found.push(Defect::Unreachable(stage.code.to_string()));
            }
            if !leading.contains(&stage.code) {
                found.push(Defect::NoWayOut(stage.code.to_string()));
            }
        }
    }

    /// Grows a set of stages by the moves until it stops growing.
    pub(super) fn spread<'a>(
        &'a self,
        set: &mut BTreeSet<&'a StageCode>,
        step: impl Fn(&'a super::Move, &BTreeSet<&'a StageCode>) -> Option<Vec<&'a StageCode>>,
    ) {
        loop {
            let before = set.len();
            for one in &self.moves {
                if let Some(more) = step(one, set) {
                    set.extend(more);
                }
            }
            if set.len() == before {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
