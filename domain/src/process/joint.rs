//! Processes of two who apply together, and the proof that nobody applies for another unasked.

use super::{Checks, Defect, Effect, Move, Originals, Outcome, Process, ReasonKind, Role, Stage};

/// What is wrong with how a co-applicant confirms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JointDefect {
    /// The co-applicant is waited for, and cannot confirm.
    #[error("stage `{0}` waits for the co-applicant, and no move with `joins` leads out of it")]
    NoJoin(String),
    /// A move by which the co-applicant confirms is another's too, says something else, or confirms nothing.
    #[error(
        "move `{0}` has `joins`: only `co_applicant` makes it, it carries nothing, and it leads from where they are waited for to where others go on"
    )]
    NotAJoin(String),
    /// A move of a co-applicant in a process that asks none.
    #[error("move `{0}` is a co-applicant's, and no stage waits for one")]
    NoCoApplicant(String),
    /// Others than the two have the case before the co-applicant has confirmed it, or the service is provided.
    #[error(
        "stage `{0}` can be reached although the co-applicant has not confirmed the form as it stands"
    )]
    Unasked(String),
}

impl Process {
    /// Whether two apply together: a stage waits for the co-applicant.
    #[must_use]
    pub fn has_a_co_applicant(&self) -> bool {
        self.stages.iter().any(|stage| stage.owner == Some(Role::CoApplicant))
    }

    /// Nobody but the two has a case whose form, as it stands, was not confirmed by both.
    pub(super) fn joint(&self, found: &mut Vec<Defect>) {
        let is_joint = self.has_a_co_applicant();
        let mut wrong = |why| found.push(Defect::Joint(why));
        for one in &self.moves {
            let code = || one.code.to_string();
            if one.joins && !self.is_a_join(one) {
                wrong(JointDefect::NotAJoin(code()));
            } else if one.by.contains(&Role::CoApplicant) && !is_joint {
                wrong(JointDefect::NoCoApplicant(code()));
            }
        }
        if !is_joint {
            return;
        }
        for stage in self.stages.iter().filter(|stage| stage.owner == Some(Role::CoApplicant)) {
            if !self.moves.iter().any(|one| one.joins && one.from.contains(&stage.code)) {
                wrong(JointDefect::NoJoin(stage.code.to_string()));
            }
        }
        // A corrected form is another one: it is confirmed anew.
        let corrected = self.moves.iter().filter(|one| one.form).map(|one| &one.to);
        let unasked = self.reach(corrected.chain([&self.initial]), |one| !one.joins);
        for stage in self.stages.iter().filter(|stage| unasked.contains(&stage.code)) {
            if goes_on(stage) {
                wrong(JointDefect::Unasked(stage.code.to_string()));
            }
        }
    }

    fn is_a_join(&self, one: &Move) -> bool {
        let owner = |code| self.stage(code).and_then(|stage| stage.owner);
        let bare = one.reason == ReasonKind::None
            && one.originals == Originals::None
            && one.checks == Checks::None
            && !one.form
            && !one.in_turn;
        let on = owner(&one.to).is_some_and(|owner| !owner.applies());
        let waited_for = one.from.iter().all(|from| owner(from) == Some(Role::CoApplicant));
        bare && on && waited_for && one.by == [Role::CoApplicant]
    }
}

/// Whether others than those who apply have a case in a stage: they are waited for, are sent it, or have provided the service.
fn goes_on(stage: &Stage) -> bool {
    let others = |role: Role| !role.applies() && role != Role::Platform;
    let leaves = |effect: &Effect| {
        matches!(effect, Effect::Send(_) | Effect::Await(_) | Effect::Generate(_))
    };
    stage.owner.is_some_and(others)
        || stage.on_enter.iter().any(leaves)
        || stage.outcome == Some(Outcome::Granted)
}

#[cfg(test)]
mod tests;
