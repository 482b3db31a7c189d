//! Proofs about effects: the moves an effect names exist, can be made by the one who will make them, and meet.
//!
//! They are what makes a process data: whoever does the work of an effect makes exactly the moves named here.

use super::{
    Awaiting, Branch, Carrying, Checks, Defect, Effect, Generating, Lapsing, Move, Originals,
    Process, ReasonKind, Role, Sending, Stage,
};
use crate::codes::{DepartmentCode, MoveCode, StageCode};
use std::collections::BTreeSet;

/// What is wrong with one effect of a stage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EffectDefect {
    /// It names a move the process does not have.
    #[error("`{part}` names move `{name}`, which does not exist")]
    NoMove {
        /// The part of the effect, e.g. `granted`.
        part: &'static str,
        /// The code it gives.
        name: String,
    },
    /// The move it names leads out of other stages only.
    #[error("`{part}` names move `{name}`, which does not lead out of `{stage}`")]
    NotOpen {
        /// The part of the effect.
        part: &'static str,
        /// The move.
        name: String,
        /// The stage it would be made in.
        stage: String,
    },
    /// The move it names is made by others.
    #[error("`{part}` names move `{name}`, which is not made by `{role}`")]
    NotBy {
        /// The part of the effect.
        part: &'static str,
        /// The move.
        name: String,
        /// Who would make it.
        role: &'static str,
    },
    /// The move it names is made in turn: whoever is not the first could never be moved on by it.
    #[error("`{part}` names move `{name}`, which is made in turn by who sees that it is its turn")]
    InTurn {
        /// The part of the effect.
        part: &'static str,
        /// The move.
        name: String,
    },
    /// The move it names takes a reason where there is none, or none where there is one.
    #[error("`{part}` names move `{name}`, which must have `reason: {kind}`")]
    Reason {
        /// The part of the effect.
        part: &'static str,
        /// The move.
        name: String,
        /// The kind of reason there will be.
        kind: &'static str,
    },
    /// The stage is where a message is on its way: its receipt leaves the stage in the moment it is entered.
    #[error(
        "a message is on its way in this stage and its receipt leaves it: this work could never be done"
    )]
    OnItsWay,
    /// A final stage cannot be left, and this work ends with a move.
    #[error("this work ends with a move, and the stage is final")]
    Final,
    /// A way by which a case goes on at once has no condition and others stand after it, or the last one has one.
    #[error(
        "each way but the last has a condition, and the last has none: one of them is always taken"
    )]
    Ways,
    /// Another effect of the stage ends with a move too: whichever is first makes the other impossible.
    #[error("two effects of one stage end with a move, and only one can be made")]
    Second,
    /// The stage can be reached although nothing was sent to the one whose answer is awaited.
    #[error(
        "it awaits an answer, and the stage can be reached without sending a message that asks for it"
    )]
    NeverSent,
    /// Another sending to the same department is on its way in the same stage: whoever hears of a receipt could not tell which move it makes.
    #[error(
        "another message to that department is on its way in the same stage, and its receipt makes another move"
    )]
    TwoReceipts,
    /// Nothing is ever sent to the one who is told that a message is taken back.
    #[error("it takes a message back, and none is ever sent to that department")]
    NothingToCancel,
    /// A move follows when papers are taken and none when they are received, or the other way round.
    #[error("`taken` and `received` go together: papers that are taken arrive")]
    HalfCarried,
    /// The move that follows a signature can be made without one.
    #[error(
        "`{part}` names move `{name}`, which must be made by `platform` alone: it follows the signatures of a manifest"
    )]
    ByHand {
        /// The part of the effect.
        part: &'static str,
        /// The move.
        name: String,
    },
    /// The stages between which papers are carried are not those of an office, couriers and a department.
    #[error(
        "papers go from `office_operator` to `department_officer` or back, and between them wait in a stage of the `courier`s named here"
    )]
    Hands,
    /// A case can come to a stage in which papers are on the way, or go on from it, otherwise than by their signatures.
    #[error(
        "papers are on the way in stage `{0}`: `taken` from here alone leads into it, and `received` or the end out of it"
    )]
    Astray(String),
    /// A case that goes on does not wait for its papers, and could come here again before they arrive.
    #[error(
        "papers that no case waits for are carried from a final stage only: name `taken` and `received`"
    )]
    Unawaited,
    /// Papers are given away in the first stage, before there is anything to carry.
    #[error("papers are carried from the first stage, and nobody has brought any yet")]
    BornCarried,
    /// Two effects of one stage carry the same papers.
    #[error("the same papers are carried twice")]
    CarriedTwice,
    /// What is carried only where originals were withheld is carried where none may have been.
    #[error(
        "originals that were withheld are carried from a final stage, and each move into it says `originals: agree` or `withhold`"
    )]
    NoneWithheld,
    /// A document was drawn before on some way to this stage; a case has one.
    #[error("a case can come here twice, and it has one result document")]
    Again,
}

/// A move an effect names: its part, its code, where it is made, by whom, with which reason.
struct Named<'a> {
    part: &'static str,
    code: &'a MoveCode,
    stage: &'a StageCode,
    role: Role,
    reason: ReasonKind,
}

impl Effect {
    /// Whether doing this work ends with a move.
    #[must_use]
    pub const fn moves(&self) -> bool {
        match self {
            Self::Notify(_) | Self::Lapse(_) | Self::Cancel(_) => false,
            Self::Carry(carrying) => carrying.taken.is_some(),
            Self::Send(_) | Self::Await(_) | Self::Generate(_) | Self::Route(_) => true,
        }
    }
}

/// Whether one of the ways is always taken, and none for nothing: each but the last has a condition.
fn are_total(ways: &[Branch]) -> bool {
    let last = ways.split_last();
    last.is_some_and(|(last, rest)| {
        last.when.is_none() && rest.iter().all(|way| way.when.is_some())
    })
}

impl Awaiting {
    /// The moves that answer an awaited decision.
    fn answers(&self) -> Vec<(&'static str, &MoveCode, ReasonKind)> {
        let Self { from: _, granted, refused, intake_refused, returned } = self;
        let must =
            [("granted", granted, ReasonKind::None), ("refused", refused, ReasonKind::Provision)];
        let may = [("intake_refused", intake_refused), ("returned", returned)];
        let may = may
            .into_iter()
            .filter_map(|(part, code)| Some((part, code.as_ref()?, ReasonKind::Intake)));
        must.into_iter().chain(may).collect()
    }
}

impl Process {
    pub(super) fn effects(&self, found: &mut Vec<Defect>) {
        let before = found.len();
        for stage in &self.stages {
            let mut moving = 0;
            for (index, effect) in stage.on_enter.iter().enumerate() {
                let mut wrong = |why| {
                    found.push(Defect::Effect { stage: stage.code.to_string(), index, why });
                };
                moving += usize::from(effect.moves());
                let lapses = effect.lapsing().is_some();
                if lapses && stage.on_enter.iter().take(index).any(|one| one.lapsing().is_some()) {
                    wrong(EffectDefect::Second);
                }
                if (effect.moves() || lapses) && stage.outcome.is_some() {
                    wrong(EffectDefect::Final);
                } else if effect.moves() && moving > 1 {
                    wrong(EffectDefect::Second);
                } else if effect.moves() && self.into(stage).any(|one| self.is_sent(&one.code)) {
                    wrong(EffectDefect::OnItsWay);
                }
                if effect.routing().is_some_and(|ways| !are_total(ways)) {
                    wrong(EffectDefect::Ways);
                }
                for named in self.named(stage, effect) {
                    self.named_move(&named).unwrap_or_else(&mut wrong);
                }
                if let Effect::Carry(carrying) = effect {
                    self.carried(stage, (index, carrying)).unwrap_or_else(&mut wrong);
                }
            }
            self.attended(stage, found);
        }
        if found.len() == before {
            self.meetings(found);
            self.endless(found);
        }
    }

    /// Every move an effect of a stage names.
    fn named<'a>(&'a self, stage: &'a Stage, effect: &'a Effect) -> Vec<Named<'a>> {
        let none = ReasonKind::None;
        let named = |part, code, stage, role, reason| Named { part, code, stage, role, reason };
        match effect {
            Effect::Send(Sending { to: _, sent, received }) => {
                // The receipt comes where the message was on its way.
                let on_its_way = sent.as_ref().and_then(|code| self.find_move(code));
                let received_in = on_its_way.map_or(&stage.code, |one| &one.to);
                let sent =
                    sent.iter().map(|code| named("sent", code, &stage.code, Role::Platform, none));
                let received =
                    named("received", received, received_in, Role::DepartmentSystem, none);
                sent.chain([received]).collect()
            }
            Effect::Await(awaiting) => awaiting
                .answers()
                .into_iter()
                .map(|(part, code, reason)| {
                    named(part, code, &stage.code, Role::DepartmentSystem, reason)
                })
                .collect(),
            Effect::Generate(Generating { issued }) => {
                vec![named("issued", issued, &stage.code, Role::Platform, none)]
            }
            Effect::Lapse(Lapsing { lapsed }) => {
                vec![named("lapsed", lapsed, &stage.code, Role::Platform, none)]
            }
            Effect::Route(branches) => branches
                .iter()
                .map(|one| named("made", &one.made, &stage.code, Role::Platform, none))
                .collect(),
            Effect::Carry(Carrying { taken, received, .. }) => {
                let on_the_way = taken.as_ref().and_then(|code| self.find_move(code));
                let received_in = on_the_way.map_or(&stage.code, |one| &one.to);
                let taken = taken
                    .iter()
                    .map(|code| named("taken", code, &stage.code, Role::Platform, none));
                let received = received
                    .iter()
                    .map(|code| named("received", code, received_in, Role::Platform, none));
                taken.chain(received).collect()
            }
            Effect::Notify(_) | Effect::Cancel(_) => Vec::new(),
        }
    }

    fn named_move(&self, named: &Named<'_>) -> Result<(), EffectDefect> {
        let (part, name) = (named.part, named.code.to_string());
        let Some(one) = self.find_move(named.code) else {
            return Err(EffectDefect::NoMove { part, name });
        };
        if !one.from.contains(named.stage) {
            return Err(EffectDefect::NotOpen { part, name, stage: named.stage.to_string() });
        }
        if !one.by.contains(&named.role) {
            return Err(EffectDefect::NotBy { part, name, role: named.role.name() });
        }
        if one.in_turn {
            return Err(EffectDefect::InTurn { part, name });
        }
        let says_more = one.originals != Originals::None || one.checks != Checks::None;
        if one.reason != named.reason || one.form || says_more {
            return Err(EffectDefect::Reason { part, name, kind: named.reason.name() });
        }
        Ok(())
    }

    /// Whoever a stage waits for can leave it, or its work does: otherwise a case would stay there unseen.
    fn attended(&self, stage: &Stage, found: &mut Vec<Defect>) {
        let works = stage.on_enter.iter().any(Effect::moves);
        let attended = match stage.owner {
            Some(Role::Platform) => stage.on_enter.iter().any(|effect| {
                matches!(
                    effect,
                    Effect::Send(_) | Effect::Generate(_) | Effect::Lapse(_) | Effect::Route(_)
                )
            }),
            Some(Role::DepartmentSystem) => {
                stage.on_enter.iter().any(|effect| effect.awaiting().is_some())
                    || (self.initial != stage.code
                        && self.into(stage).all(|one| self.is_sent(&one.code)))
            }
            None => true,
            Some(person) => {
                let own = |one: &Move| one.from.contains(&stage.code) && one.by.contains(&person);
                let carries = self.carries_in(stage);
                if !works && !carries && !self.moves.iter().any(own) {
                    found.push(Defect::NoMoveOut(stage.code.to_string()));
                }
                true
            }
        };
        if !attended {
            found.push(Defect::Unattended(stage.code.to_string()));
        }
    }

    /// The stages a case may be in once the work of a stage is done that nobody decides about.
    fn by_itself(&self, stage: &StageCode) -> Vec<&StageCode> {
        let done = self.effect(stage, |effect| match effect {
            Effect::Send(sending) => Some(vec![&sending.received]),
            Effect::Generate(generating) => Some(vec![&generating.issued]),
            Effect::Route(branches) => Some(branches.iter().map(|one| &one.made).collect()),
            // A person decides, or signs.
            Effect::Await(_)
            | Effect::Carry(_)
            | Effect::Notify(_)
            | Effect::Lapse(_)
            | Effect::Cancel(_) => None,
        });
        let made = done.into_iter().flatten().filter_map(|code| self.find_move(code));
        made.map(|one| &one.to).collect()
    }

    /// No stage leads back to itself by work alone.
    fn endless(&self, found: &mut Vec<Defect>) {
        for stage in &self.stages {
            let (mut reached, mut next) = (BTreeSet::new(), self.by_itself(&stage.code));
            while let Some(code) = next.pop() {
                if reached.insert(code) {
                    next.extend(self.by_itself(code));
                }
            }
            if reached.contains(&stage.code) {
                found.push(Defect::Endless(stage.code.to_string()));
            }
        }
    }

    fn into<'a>(&'a self, stage: &'a Stage) -> impl Iterator<Item = &'a Move> {
        self.moves.iter().filter(|one| one.to == stage.code)
    }

    /// Whether the move is the one by which a message is on its way: its receipt follows by itself.
    fn is_sent(&self, code: &MoveCode) -> bool {
        self.sendings().any(|(_from, one)| one.sent.as_ref() == Some(code))
    }

    /// Messages go before their answers, and a document is drawn once.
    fn meetings(&self, found: &mut Vec<Defect>) {
        for stage in &self.stages {
            for (index, effect) in stage.on_enter.iter().enumerate() {
                let why = match effect {
                    Effect::Await(one) if self.reached_unsent(one.from.as_ref(), &stage.code) => {
                        EffectDefect::NeverSent
                    }
                    Effect::Cancel(one) if !self.sends_to(one.to.as_ref()) => {
                        EffectDefect::NothingToCancel
                    }
                    Effect::Send(one) if self.has_two_receipts(stage, one) => {
                        EffectDefect::TwoReceipts
                    }
                    Effect::Generate(_) if self.drawn_before(&stage.code) => EffectDefect::Again,
                    _ => continue,
                };
                found.push(Defect::Effect { stage: stage.code.to_string(), index, why });
            }
        }
    }

    /// Whether a case can be in a stage that awaits a department with no message it has not answered yet.
    fn reached_unsent(&self, from: Option<&DepartmentCode>, stage: &StageCode) -> bool {
        let effects = || self.stages.iter().flat_map(|stage| &stage.on_enter);
        let receipts: BTreeSet<&MoveCode> = self
            .sendings()
            .filter(|(_from, one)| one.to.as_ref() == from)
            .map(|(_from, one)| &one.received)
            .collect();
        let answered = effects()
            .filter_map(Effect::awaiting)
            .filter(|one| one.from.as_ref() == from)
            .flat_map(Awaiting::answers)
            .filter_map(|(_, code, _)| self.find_move(code).map(|one| &one.to));
        let starts = answered.chain([&self.initial]);
        self.reach(starts, |one| !receipts.contains(&one.code)).contains(stage)
    }

    /// Whether a message is sent to a department anywhere.
    fn sends_to(&self, to: Option<&DepartmentCode>) -> bool {
        self.sendings().any(|(_from, one)| one.to.as_ref() == to)
    }

    /// Whether a case can be in a stage after a document was drawn.
    fn drawn_before(&self, stage: &StageCode) -> bool {
        let effects = self.stages.iter().flat_map(|stage| &stage.on_enter);
        let drawn = effects
            .filter_map(Effect::generating)
            .filter_map(|one| self.find_move(&one.issued).map(|made| &made.to));
        self.reach(drawn, |_| true).contains(stage)
    }

    /// The stages that can be reached from `starts` by the moves that `may` be made.
    pub(super) fn reach<'a>(
        &'a self,
        starts: impl Iterator<Item = &'a StageCode>,
        may: impl Fn(&Move) -> bool,
    ) -> BTreeSet<&'a StageCode> {
        let mut reached: BTreeSet<_> = starts.collect();
        self.spread(&mut reached, |one, reached| {
            let open = may(one) && one.from.iter().any(|from| reached.contains(from));
            open.then_some(vec![&one.to])
        });
        reached
    }
}

#[cfg(test)]
mod tests;
