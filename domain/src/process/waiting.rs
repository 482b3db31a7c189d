//! Stages on a waiting list, and the proof that nobody is passed over in one.

use super::{Defect, Move, Outcome, Process, ReasonKind, Role, Stage};
use serde::{Deserialize, Serialize};

/// Which cases of a waiting list go before which; among equals, who joined first goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precedence {
    /// Before the others: put there for a coded reason.
    First,
    /// As everybody.
    Ordinary,
}

/// What is wrong with a stage on a waiting list, or with a move out of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WaitingDefect {
    /// Cases begin on the list: nothing of what was filed has been looked at yet.
    #[error("stage `{0}` is on a waiting list, and cases begin in it")]
    BornWaiting(String),
    /// Nobody can be taken from the list.
    #[error("stage `{0}` is on a waiting list, and no move with `in_turn` leads out of it")]
    NoTurn(String),
    /// A case could come onto the list before those who wait there.
    #[error(
        "move `{0}` puts a case that was on no waiting list before the others: it joins behind them, in a stage with `waiting_list: ordinary`"
    )]
    Jumps(String),
    /// What is waited for can be had without waiting.
    #[error(
        "stage `{0}` can be reached without a move that is made in turn: some would wait and others not"
    )]
    WayRound(String),
    /// A move in turn out of a stage that is on no list.
    #[error("move `{0}` is made in turn, and leads out of a stage that is on no waiting list")]
    NoList(String),
    /// A way past those who wait longer.
    #[error(
        "move `{0}` takes a case from the waiting list although others may be before it: `in_turn` is missing"
    )]
    PassesOver(String),
    /// A reason for another place is given where no place changes, or not given where one does.
    #[error(
        "move `{0}`: from one stage on the waiting list to another, and nowhere else, goes a move of `department_officer` with `reason: precedence`"
    )]
    Precedence(String),
}

impl Process {
    /// Whether cases of it wait on a list.
    #[must_use]
    pub fn has_a_waiting_list(&self) -> bool {
        self.stages.iter().any(|stage| stage.waiting_list.is_some())
    }

    /// Nobody leaves a waiting list but in turn, or without what it is about; and nobody's place changes without a reason.
    pub(super) fn waiting(&self, found: &mut Vec<Defect>) {
        let mut wrong = |why| found.push(Defect::Waiting(why));
        for stage in self.stages.iter().filter(|stage| stage.waiting_list.is_some()) {
            let code = stage.code.to_string();
            let turn = |one: &Move| one.in_turn && one.from.contains(&stage.code);
            if self.initial == stage.code {
                wrong(WaitingDefect::BornWaiting(code));
            } else if !self.moves.iter().any(turn) {
                wrong(WaitingDefect::NoTurn(code));
            }
        }
        for one in &self.moves {
            if let Some(why) = self.passes_over(one) {
                wrong(why);
            }
        }
        if self.has_a_waiting_list() {
            let round = self.reach([&self.initial].into_iter(), |one| !one.in_turn);
            let granted = |stage: &&Stage| stage.outcome == Some(Outcome::Granted);
            for stage in self.stages.iter().filter(granted).filter(|one| round.contains(&one.code))
            {
                wrong(WaitingDefect::WayRound(stage.code.to_string()));
            }
        }
    }

    fn passes_over(&self, one: &Move) -> Option<WaitingDefect> {
        let code = one.code.to_string();
        let on_list = |stage: &Stage| stage.waiting_list.is_some();
        let from = one.from.iter().filter_map(|code| self.stage(code));
        let (waits, whole) = (from.clone().any(on_list), from.clone().all(on_list));
        let to = self.stage(&one.to)?;
        if waits && on_list(to) || one.reason == ReasonKind::Precedence {
            let alone = one.by == [Role::DepartmentOfficer] && !one.in_turn;
            let reorders = whole && on_list(to) && one.reason == ReasonKind::Precedence && alone;
            return (!reorders).then_some(WaitingDefect::Precedence(code));
        }
        if to.waiting_list == Some(Precedence::First) {
            return Some(WaitingDefect::Jumps(code));
        }
        if one.in_turn {
            return (!whole).then_some(WaitingDefect::NoList(code));
        }
        // Who leaves with nothing goes before nobody.
        let gives = to.outcome.is_none_or(|outcome| outcome == Outcome::Granted);
        (waits && gives).then_some(WaitingDefect::PassesOver(code))
    }
}

#[cfg(test)]
mod tests;
