//! What is said in a diagram.

use crate::entry::Entry;
use domain::process::{Move, Outcome, Process, Role, Stage};
use domain::term::{Term, TermUnit};
use domain::text::{Lang, Text, form_for};

/// What stages and moves are called: as the process says, or as a service does.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub(super) process: &'a Process,
    entry: Option<&'a Entry>,
}

impl<'a> Names<'a> {
    /// Those of a process, or of one of its services.
    #[must_use]
    pub const fn of(process: &'a Process, entry: Option<&'a Entry>) -> Self {
        Self { process, entry }
    }

    /// What a stage is called.
    #[must_use]
    pub fn stage(&self, stage: &'a Stage) -> &'a Text {
        self.entry.map_or(&stage.title, |entry| entry.stage_title(stage))
    }

    /// Whose turn it is in a stage and for how long, or how the case has ended.
    #[must_use]
    pub fn about(&self, stage: &Stage, lang: Lang) -> String {
        let ended = stage.outcome.map(|outcome| pick(how(outcome), lang).to_owned());
        let owner = stage.owner.map(|owner| pick(who(owner), lang).to_owned());
        let term = stage.term.map(|term| lasting(term, lang));
        // That is the applicant's time, not the office's.
        let waits = pick(("ждём заявителя ", "the applicant has "), lang);
        let comes = self.process.comes_in(stage);
        let term = term.map(|term| if comes { format!("{waits}{term}") } else { term });
        [ended, owner, term].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// A move, and who makes it.
    #[must_use]
    pub fn called(&self, made: &'a Move, lang: Lang) -> String {
        let title = self.entry.map_or(&made.title, |entry| entry.move_title(self.process, made));
        // Where an officer may make it too, the department's system is the department.
        let is_told = |role: &&Role| {
            **role != Role::DepartmentSystem || !made.by.contains(&Role::DepartmentOfficer)
        };
        let signers = self.process.signers(made);
        let by = signers.as_ref().map_or(made.by.as_slice(), |both| both.as_slice());
        let by: Vec<&str> = by.iter().filter(is_told).map(|role| pick(who(*role), lang)).collect();
        let turn =
            if made.in_turn { pick((", по очереди", ", in turn"), lang) } else { "" };
        format!("{} · {}{turn}", title.pick(lang), by.join(", "))
    }
}

fn lasting(term: Term, lang: Lang) -> String {
    let forms = match term.unit {
        TermUnit::WorkingDay => {
            ("рабочий день|рабочих дня|рабочих дней", "working day|working days")
        }
        TermUnit::CalendarDay => {
            ("календарный день|календарных дня|календарных дней", "calendar day|calendar days")
        }
        TermUnit::Hour => ("час|часа|часов", "hour|hours"),
    };
    format!("{} {}", term.amount, form_for(u64::from(term.amount), pick(forms, lang)))
}

const fn who(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Citizen => ("заявитель", "applicant"),
        Role::CoApplicant => ("второй заявитель", "second applicant"),
        Role::OfficeOperator => ("МФЦ", "MFC"),
        Role::DepartmentOfficer => ("ведомство", "department"),
        Role::Courier => ("курьер", "courier"),
        Role::DepartmentSystem => ("система ведомства", "department's system"),
        Role::Platform => ("портал", "portal"),
    }
}

const fn how(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Granted => ("услуга оказана", "granted"),
        Outcome::Refused => ("отказ", "refused"),
        Outcome::Withdrawn => ("отозвано заявителем", "withdrawn"),
        Outcome::Annulled => ("результат аннулирован", "annulled"),
        Outcome::Unclaimed => ("за результатом не пришли", "not claimed"),
        Outcome::Lapsed => ("срок истёк", "lapsed"),
    }
}

const fn pick(words: (&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => words.0,
        Lang::En => words.1,
    }
}
