//! A case on the desk: whose it is, what was answered beside what registers tell, and what was decided (G4.1: no contacts).

use super::application::CasePage;
use super::file::FileShown;
use super::hands::Hands;
use super::waiting::Waiting;
use crate::drawing::Texts;
use crate::pages::dates::{When, day, moment, time_to_the_second};
use crate::view;
use casework::HeldDecision;
use casework::read::{Case, DeskCase, RuleLook, Told};
use catalog::organisation::RegisterFact;
use catalog::{Catalog, Entry};
use domain::application::ApplicationFact;
use domain::citizen::Profile;
use domain::codes::{MoveCode, ReasonCode};
use domain::id::CitizenId;
use domain::journal::FactBody;
use domain::process::{Process, ReasonKind, Role};
use domain::rule::{CompiledRule, Verdict};
use domain::text::Lang;
use domain::time::{Moment, in_moscow};
use openapi::application::MoveView;
use openapi::service::ReasonView;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct DeskCasePage {
    pub(crate) case: CasePage,
    /// Who works on it; nothing, where it is not at the desk.
    pub(crate) hands: Option<Hands>,
    /// The files that were filed.
    files: Vec<FileShown>,
    /// Whom it is about, as they were when they filed it: a decision is made on a person.
    pub(crate) applicant: Person,
    /// The applicant as ESIA told of them last, where that is another.
    pub(crate) now: Option<Person>,
    /// Who applies together with them, as they were when they confirmed it.
    co_applicant: Option<Person>,
    pub(crate) answers: Vec<Line>,
    pub(crate) registers: Vec<Register>,
    /// What does not hold, or cannot be said.
    pub(crate) doubts: Vec<Doubt>,
    /// Whether every rule of the service holds.
    pub(crate) agrees: bool,
    /// What the officer may do.
    pub(crate) moves: Vec<Choice>,
    /// How many are before it on its waiting list, where it could be offered something if it were the first.
    pub(crate) before: Option<u32>,
    /// What would need a reason, and every reason is closed by pre-check.
    pub(crate) closed: Vec<String>,
    /// The decision that is on its way.
    pub(crate) held: Option<Held>,
    /// The decision that was made.
    pub(crate) decided: Option<Decided>,
    /// Whether somebody was too late to take it back.
    pub(crate) late: bool,
    /// Whether the applicant comes for the result now: it is printed here.
    pub(crate) collected: bool,
}

/// A person, without contacts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    name: String,
    born: Option<When>,
}

/// A question or a fact, with what it says.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    title: String,
    /// Nothing, where a register does not tell it.
    value: Option<String>,
    /// Whether a rule that reads it does not hold.
    differs: bool,
    /// What it was before the last correction, where that changed it.
    was: Option<String>,
}

/// A register beside the answers.
#[derive(Debug, Serialize)]
pub(crate) struct Register {
    title: String,
    /// When it answered; nothing, while it has not.
    asked: Option<When>,
    facts: Vec<Line>,
}

/// A rule that does not hold, or of which nothing can be said.
#[derive(Debug, Serialize)]
pub(crate) struct Doubt {
    /// What the applicant would be told, where it does not hold.
    message: Option<String>,
    norm: String,
    /// What nobody has told, where nothing can be said.
    missing: Vec<String>,
    /// Whether it held when the application was filed.
    held_at_filing: bool,
}

/// A move of an officer.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    pub(crate) code: String,
    title: String,
    /// Whether it takes from the applicant what they asked for.
    refuses: bool,
    /// The reasons it takes one of; empty when it takes none.
    reasons: Vec<ReasonView>,
}

/// A decision that is on its way.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    id: String,
    title: String,
    reason: Option<String>,
    leaves: When,
    /// In how many seconds it is surely made.
    seconds: i64,
    /// Whether the one who looks decided it.
    own: bool,
}

/// A decision that was made.
#[derive(Debug, Serialize)]
pub(crate) struct Decided {
    title: String,
    reason: Option<ReasonView>,
    who: String,
    when: When,
}

/// A case for an officer; `None` if the catalog lost what it goes by.
pub(crate) fn desk_case(
    of: &DeskCase,
    page: CasePage,
    (officer, now): (Option<CitizenId>, Moment),
    (texts, lang): (&Texts, Lang),
) -> Option<DeskCasePage> {
    let application = &of.case.application;
    let catalog = &of.case.catalog;
    let entry = catalog.service_at(&application.service, application.service_version)?;
    let process = catalog.process_at(&application.process, application.process_version)?;
    let failing = |path: &str| {
        of.rules.iter().any(|one| {
            one.verdict == Verdict::Unsatisfied && one.reads.iter().any(|read| reads(read, path))
        })
    };
    let reason = |one: &MoveView| {
        let found = one.code.parse().ok().and_then(|code| process.find_move(&code));
        found.map_or(ReasonKind::None, |found| found.reason)
    };
    let (closed, open): (Vec<MoveView>, Vec<MoveView>) = page
        .moves
        .iter()
        .cloned()
        .partition(|one| one.reasons.is_empty() && reason(one) != ReasonKind::None);
    let choice = |one: MoveView| Choice {
        refuses: reason(&one).refuses(),
        code: one.code,
        title: one.title,
        reasons: one.reasons,
    };
    let (then, today) = (person(&of.filed.applicant, lang), person(&of.now, lang));
    let form = entry.form_for_department(&of.filed.form);
    let answers = view::filed_answers(entry, (&form, &of.filed), lang);
    let registers = of.told.iter().filter_map(|told| {
        let register = catalog.register(&told.register)?;
        let title = register.title.pick(lang).to_owned();
        let facts = register.facts.iter();
        let line = |(name, fact)| line_of(told, (name, fact), &failing, lang);
        Some(Register {
            title,
            asked: told.answer.as_ref().map(|(_, at)| moment(in_moscow(*at), lang)),
            facts: if told.answer.is_some() { facts.map(line).collect() } else { Vec::new() },
        })
    });
    let files = of.filed.uploads.iter();
    Some(DeskCasePage {
        files: files.map(|file| FileShown::filed(application.id, file, lang)).collect(),
        now: (today != then).then_some(today),
        applicant: then,
        co_applicant: of.case.confirmed.as_ref().map(|one| person(&one.profile, lang)),
        answers: answers
            .into_iter()
            .map(|one| Line {
                differs: failing(&format!("form{}", one.pointer.replace('/', "."))),
                title: one.title,
                value: Some(one.value),
                was: one.was,
            })
            .collect(),
        registers: registers.collect(),
        doubts: of.rules.iter().filter_map(|look| doubt((catalog, entry), look, lang)).collect(),
        agrees: of.rules.iter().all(|look| look.verdict == Verdict::Satisfied),
        moves: if of.held.is_none() { open.into_iter().map(choice).collect() } else { Vec::new() },
        closed: closed.into_iter().map(|one| one.title).collect(),
        held: of
            .held
            .as_ref()
            .and_then(|held| on_its_way(held, (entry, process), (officer, now), lang)),
        decided: decided(&of.case, (entry, process), officer, (texts, lang)),
        before: page.waiting.as_ref().map(Waiting::before).filter(|before| *before > 0),
        late: false,
        collected: casework::read::is_collected(&of.case),
        hands: None,
        case: page,
    })
}

/// A decision whose moment has come is made within so many seconds, if nothing is in its way.
const MADE_BY: i64 = 3;

/// Whether a path that a rule reads is one of a fact, or of a part of it.
fn reads(read: &str, path: &str) -> bool {
    read.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn person(of: &Profile, lang: Lang) -> Person {
    Person { name: of.full_name(), born: of.birth_date.map(|born| day(born, lang)) }
}

fn line_of(
    told: &Told,
    (name, fact): (&String, &RegisterFact),
    failing: &impl Fn(&str) -> bool,
    lang: Lang,
) -> Line {
    let value = told.answer.as_ref().and_then(|(data, _)| data.get(name));
    Line {
        was: None,
        title: fact.title.pick(lang).to_owned(),
        value: value.and_then(|value| view::fact_in_words(fact, value, lang)),
        differs: failing(&format!("registers.{}.{name}", told.register)),
    }
}

fn doubt((catalog, entry): (&Catalog, &Entry), look: &RuleLook, lang: Lang) -> Option<Doubt> {
    let rule = entry.rules.all().map(CompiledRule::rule).find(|rule| rule.id == look.rule)?;
    let (message, missing) = match &look.verdict {
        Verdict::Satisfied => return None,
        Verdict::Unsatisfied => (Some(rule.message.pick(lang).to_owned()), Vec::new()),
        Verdict::Unknown { missing, fault: _ } => {
            let named = missing.iter().filter_map(|path| named(catalog, path, lang));
            (None, named.collect())
        }
    };
    let (norm, held_at_filing) = (rule.norm.clone(), look.held_at_filing);
    Some(Doubt { message, norm, missing, held_at_filing })
}

/// What a fact of a register is called that a rule names by its path.
fn named(catalog: &Catalog, path: &str, lang: Lang) -> Option<String> {
    let mut steps = path.strip_prefix("registers.")?.split(['.', '[']);
    let register = catalog.register(&steps.next()?.parse().ok()?)?;
    let title = match steps.next() {
        Some(fact) => &register.facts.get(fact)?.title,
        None => &register.title,
    };
    Some(title.pick(lang).to_owned())
}

/// What a move is called, and its reason.
pub(super) fn called(
    (entry, process): (&Entry, &Process),
    (made, reason): (&MoveCode, Option<&ReasonCode>),
    lang: Lang,
) -> Option<(String, Option<ReasonView>)> {
    let title = entry.move_title(process, process.find_move(made)?).pick(lang).to_owned();
    let reason = reason.and_then(|code| entry.service.reason(code));
    Some((title, reason.map(|one| view::reason(one, lang))))
}

fn on_its_way(
    held: &HeldDecision,
    goes_by: (&Entry, &Process),
    (officer, now): (Option<CitizenId>, Moment),
    lang: Lang,
) -> Option<Held> {
    let (title, reason) = called(goes_by, (&held.made, held.reason.as_ref()), lang)?;
    Some(Held {
        id: held.id.to_string(),
        title,
        reason: reason.map(|one| one.title),
        leaves: time_to_the_second(in_moscow(held.leaves_at)),
        seconds: (held.leaves_at - now).num_seconds().max(0) + MADE_BY,
        own: officer == Some(held.officer),
    })
}

/// The last move that was an officer's to make, whoever made it.
fn decided(
    case: &Case,
    goes_by: (&Entry, &Process),
    officer: Option<CitizenId>,
    (texts, lang): (&Texts, Lang),
) -> Option<Decided> {
    case.facts.iter().rev().find_map(|fact| {
        let FactBody::Application(ApplicationFact::Moved { made, reason, .. }) = &fact.body else {
            return None;
        };
        let by = &goes_by.1.find_move(made)?.by;
        if !by.contains(&Role::DepartmentOfficer) {
            return None;
        }
        let who = match fact.actor.role {
            _ if fact.actor.person.is_some() && fact.actor.person == officer => "who_you",
            Some(Role::DepartmentSystem) => "who_department_system",
            None => "who_other",
            Some(_) => "who_department_officer",
        };
        let (title, reason) = called(goes_by, (made, reason.as_ref()), lang)?;
        let who = texts.pick(who, lang).to_owned();
        Some(Decided { title, reason, who, when: moment(in_moscow(fact.at), lang) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_a_fact_and_its_parts_and_no_other_of_a_like_name() {
        assert!(reads("registers.employment.benefits", "registers.employment.benefits"));
        assert!(reads("registers.employment.benefits[].month", "registers.employment.benefits"));
        assert!(reads("form.address.city", "form.address"));
        assert!(!reads("form.address_of_work", "form.address"));
    }
}
