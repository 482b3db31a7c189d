//! A process (сценарий): stages, and the moves between them, held as data.
//!
//! What a well-formed process is, is proved by `catalog`'s linter with [`Process::defects`].

use crate::codes::{DepartmentCode, MoveCode, NoticeCode, ProcessCode, StageCode};
use crate::term::Term;
use crate::text::Text;
use serde::{Deserialize, Serialize};

mod carrying;
mod defects;
mod effects;
mod joint;
mod on_its_way;
mod originals;
#[cfg(test)]
mod tested;
mod waiting;
pub use carrying::{Carrying, Direction, OnTheWay};
pub use defects::Defect;
pub use effects::EffectDefect;
pub use joint::JointDefect;
pub use originals::Originals;
pub use waiting::{Precedence, WaitingDefect};

/// The kind of scenario (S1: three new ones, the traditional one, complex services).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// SC1: fully electronic, no visit.
    Electronic,
    /// SC2: one visit to an МФЦ, only for the result.
    OneVisit,
    /// SC3: accelerated hand-in at an МФЦ.
    FastTrack,
    /// SC4: the traditional way.
    Traditional,
    /// SC5: a complex service with a procedure of its own.
    Complex,
}

/// Who acts in a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The applicant.
    Citizen,
    /// Who applies together with the applicant (соавтор), where a service is applied for by two.
    CoApplicant,
    /// An operator of an МФЦ.
    OfficeOperator,
    /// An officer of the department that provides the service.
    DepartmentOfficer,
    /// A courier, who carries papers between offices and departments.
    Courier,
    /// The department's information system, through the exchange.
    DepartmentSystem,
    /// The platform itself: what needs no person.
    Platform,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Citizen,
        Self::CoApplicant,
        Self::OfficeOperator,
        Self::DepartmentOfficer,
        Self::Courier,
        Self::DepartmentSystem,
        Self::Platform,
    ];

    /// The name, as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::CoApplicant => "co_applicant",
            Self::OfficeOperator => "office_operator",
            Self::DepartmentOfficer => "department_officer",
            Self::Courier => "courier",
            Self::DepartmentSystem => "department_system",
            Self::Platform => "platform",
        }
    }

    /// Whether it is one of those who apply: what is theirs to do, no official does.
    #[must_use]
    pub const fn applies(self) -> bool {
        matches!(self, Self::Citizen | Self::CoApplicant)
    }

    /// Whether people act in it at a workplace, where one of them takes a case and the others leave it to them.
    #[must_use]
    pub const fn has_a_workplace(self) -> bool {
        matches!(self, Self::OfficeOperator | Self::DepartmentOfficer | Self::Courier)
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The service was provided.
    Granted,
    /// It was refused, with a coded reason.
    Refused,
    /// The applicant took the application back.
    Withdrawn,
    /// The result was annulled: an original did not agree with what had been filed.
    Annulled,
    /// Nobody came for the result in its time.
    Unclaimed,
    /// The applicant did not do their part in its time: nothing was decided.
    Lapsed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Granted,
        Self::Refused,
        Self::Withdrawn,
        Self::Annulled,
        Self::Unclaimed,
        Self::Lapsed,
    ];
}

/// Work that entering a stage starts; it becomes a job in the same transaction.
///
/// An effect names the moves it ends with, by code: no code of ours knows a move of a file. That the moves
/// exist, are open where they will be made, and belong to who makes them, is proved by [`Process::defects`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Send the application to a department's system and keep its receipt.
    Send(Sending),
    /// Ask a department's system for its decision until there is one.
    Await(Awaiting),
    /// Draw the result document and keep it.
    Generate(Generating),
    /// Tell the applicant, by this notice.
    Notify(NoticeCode),
    /// Move on when the stage's term has run out.
    Lapse(Lapsing),
    /// Move on at once, by what was filed.
    Route(Vec<Branch>),
    /// Tell a department's system that what it was sent last is taken back.
    Cancel(Cancelling),
    /// Have papers carried by couriers, by a manifest that all who have them in hand sign.
    Carry(Carrying),
}

/// To whom an application is sent, and the moves that follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// The receiver; without it, the department that provides the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DepartmentCode>,
    /// The platform's move when the message is on its way; without it, only the receipt moves the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<MoveCode>,
    /// The department's system's move when it has the message.
    pub received: MoveCode,
}

/// Whose decision is awaited, and the move each answer leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awaiting {
    /// Who decides; without it, the department that provides the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DepartmentCode>,
    /// The move when it grants.
    pub granted: MoveCode,
    /// The move when it refuses to provide the service; it takes a provision reason.
    pub refused: MoveCode,
    /// The move when it refuses intake; it takes an intake reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake_refused: Option<MoveCode>,
    /// The move when it returns the application to be corrected; it takes an intake reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<MoveCode>,
}

/// What follows a document that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generating {
    /// The platform's move when the document is kept.
    pub issued: MoveCode,
}

/// What follows when nobody has moved a case on in the term of its stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lapsing {
    /// The platform's move when the term has run out.
    pub lapsed: MoveCode,
}

/// One way a case may go on at once. The first one whose condition holds is taken; the last has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// CEL over `form`; without it, the way that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The platform's move.
    pub made: MoveCode,
}

/// To whom it is told that a message is taken back. What it says is the receiver's to note: no move follows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancelling {
    /// The receiver; without it, the department that provides the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DepartmentCode>,
}

impl Effect {
    /// As a message to be sent.
    #[must_use]
    pub const fn sending(&self) -> Option<&Sending> {
        if let Self::Send(sending) = self { Some(sending) } else { None }
    }

    /// As a decision that is awaited.
    #[must_use]
    pub const fn awaiting(&self) -> Option<&Awaiting> {
        if let Self::Await(awaiting) = self { Some(awaiting) } else { None }
    }

    /// As a document to be drawn.
    #[must_use]
    pub const fn generating(&self) -> Option<&Generating> {
        if let Self::Generate(generating) = self { Some(generating) } else { None }
    }

    /// As a move when the term has run out.
    #[must_use]
    pub const fn lapsing(&self) -> Option<&Lapsing> {
        if let Self::Lapse(lapsing) = self { Some(lapsing) } else { None }
    }

    /// As ways to go on at once.
    #[must_use]
    pub const fn routing(&self) -> Option<&Vec<Branch>> {
        if let Self::Route(branches) = self { Some(branches) } else { None }
    }

    /// As a message to be taken back.
    #[must_use]
    pub const fn cancelling(&self) -> Option<&Cancelling> {
        if let Self::Cancel(cancelling) = self { Some(cancelling) } else { None }
    }

    /// As a notice to the applicant.
    #[must_use]
    pub const fn notice(&self) -> Option<&NoticeCode> {
        if let Self::Notify(notice) = self { Some(notice) } else { None }
    }
}

/// A stage of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its code, unique in the process.
    pub code: StageCode,
    /// Its name for the applicant.
    pub title: Text,
    /// What happens now and what comes next, in one or two sentences for the applicant.
    pub hint: Text,
    /// The status id of the federal portal's cabinet (a mapped field, never a key).
    pub epgu_status_id: u16,
    /// Whose turn it is; absent in final stages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Role>,
    /// Whose couriers it waits for, where it waits for couriers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<DepartmentCode>,
    /// The queue it waits in; absent in final stages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// How long it may stay here; absent in final stages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// Present in stages on the service's waiting list: which cases go before which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_list: Option<Precedence>,
    /// Present in final stages: how the case ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What entering the stage starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_enter: Vec<Effect>,
}

/// Whether a move must carry a reason, and from which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// No reason is taken.
    #[default]
    None,
    /// One of the service's reasons to refuse intake (отказ в приёме).
    Intake,
    /// One of the service's reasons to refuse provision (отказ в предоставлении).
    Provision,
    /// One of the service's reasons to annul a result (аннулирование).
    Annulment,
    /// One of the service's reasons to put a case before or behind others of its waiting list (вне очереди).
    Precedence,
}

impl ReasonKind {
    /// Whether what carries such a reason takes from the applicant what they asked for.
    #[must_use]
    pub const fn refuses(self) -> bool {
        matches!(self, Self::Intake | Self::Provision | Self::Annulment)
    }

    /// The name, as files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Intake => "intake",
            Self::Provision => "provision",
            Self::Annulment => "annulment",
            Self::Precedence => "precedence",
        }
    }
}

/// What a move says of the checks of an application (полнота и правильность).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checks {
    /// Nothing: none are made.
    #[default]
    None,
    /// Every check of the passport was made, and all are passed.
    Passed,
    /// Every one was made, and at least one failed: the applicant corrects what it names.
    Failed,
}

/// A move between stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Its code, unique in the process.
    pub code: MoveCode,
    /// Its name on a button, and in the timeline.
    pub title: Text,
    /// The stages it leads out of.
    pub from: Vec<StageCode>,
    /// The stage it leads to.
    pub to: StageCode,
    /// Who may make it.
    pub by: Vec<Role>,
    /// The list its reason comes from.
    #[serde(default)]
    pub reason: ReasonKind,
    /// Whether the applicant makes it with a corrected form.
    #[serde(default)]
    pub form: bool,
    /// What it says of the applicant's originals.
    #[serde(default)]
    pub originals: Originals,
    /// What it says of the checks.
    #[serde(default)]
    pub checks: Checks,
    /// Whether only the first of a waiting list may make it.
    #[serde(default)]
    pub in_turn: bool,
    /// Whether by it the co-applicant confirms what was filed, and applies too.
    #[serde(default)]
    pub joins: bool,
}

/// A process as the catalog holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// As passports name it: kebab-case.
    pub code: ProcessCode,
    /// Its version: a case goes on by the version it began with.
    pub version: u32,
    /// Its name.
    pub title: Text,
    /// The kind of scenario.
    pub scenario: Scenario,
    /// How many visits the applicant must make (P-01): 0, 1 or more.
    pub visits_required: u8,
    /// The stage a case is born in.
    pub initial: StageCode,
    /// All stages.
    pub stages: Vec<Stage>,
    /// All moves.
    pub moves: Vec<Move>,
}

impl Process {
    /// The stage of this code.
    #[must_use]
    pub fn stage(&self, code: &StageCode) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.code == *code)
    }

    /// The move of this code.
    #[must_use]
    pub fn find_move(&self, code: &MoveCode) -> Option<&Move> {
        self.moves.iter().find(|one| one.code == *code)
    }

    /// The first effect of a stage that `pick` takes, with what it takes of it.
    pub fn effect<'a, T>(
        &'a self,
        stage: &StageCode,
        pick: impl Fn(&'a Effect) -> Option<T>,
    ) -> Option<T> {
        self.stage(stage)?.on_enter.iter().find_map(pick)
    }

    /// Whether the applicant comes in a stage: to an office, where it waits for an operator and not for a check of what was filed or for a
    /// courier; or to the department, where it waits for an officer and lapses if nobody comes.
    #[must_use]
    pub fn comes_in(&self, stage: &Stage) -> bool {
        let checks = |one: &Move| one.checks != Checks::None && one.from.contains(&stage.code);
        let lapses = stage.on_enter.iter().any(|effect| matches!(effect, Effect::Lapse(_)));
        match stage.owner {
            Some(Role::OfficeOperator) => {
                !self.moves.iter().any(checks) && !self.gives_papers_in(stage)
            }
            Some(Role::DepartmentOfficer) => lapses,
            _ => false,
        }
    }

    /// Whether a case waits in a stage for one who applies: to come, or to do their part.
    #[must_use]
    pub fn waits_for_the_applicant(&self, stage: &Stage) -> bool {
        stage.owner.is_some_and(Role::applies) || self.comes_in(stage)
    }

    /// Whether the term of the regulation stands still in a stage: the applicant is waited for, or what there is too little of.
    #[must_use]
    pub fn term_stands_still(&self, stage: &Stage) -> bool {
        stage.waiting_list.is_some() || self.waits_for_the_applicant(stage)
    }

    /// The moves open from a stage to one of these roles.
    pub fn open_moves<'a>(
        &'a self,
        stage: &'a StageCode,
        roles: &'a [Role],
    ) -> impl Iterator<Item = &'a Move> {
        self.moves.iter().filter(move |one| {
            one.from.contains(stage) && one.by.iter().any(|role| roles.contains(role))
        })
    }
}
