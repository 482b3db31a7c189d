//! The page of an application: where it is, what was, what comes next.

use super::file::FileShown;
use super::inquiry::Asked;
use super::service::{Document, FilledIn, department, documents_filed};
use super::waiting::{Waiting, waiting};
use crate::drawing::Texts;
use crate::pages::dates::{When, day, moment, time_of_day};
use crate::view;
use casework::read::Case;
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::application::{Application, ApplicationFact};
use domain::codes::StageCode;
use domain::journal::Fact;
use domain::process::{Outcome, Process, ReasonKind, Role, Stage};
use domain::service::RequiredDocument;
use domain::term::TermUnit;
use domain::text::Lang;
use domain::time::in_moscow;
use openapi::application::{
    AnswerView, CoApplicantView, CorrectionView, DirectFilingView, MoveView, OfficeView,
    OriginalStateView,
};
use openapi::event::EventView;
use openapi::service::ReasonView;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

#[derive(Debug, Serialize)]
pub(crate) struct CasePage {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) service: String,
    pub(crate) title: String,
    pub(crate) stage: String,
    pub(crate) hint: String,
    /// How it ended, by the word of the API; nothing while it goes on.
    pub(crate) outcome: Option<String>,
    /// Whether it stands still for a technical reason.
    pub(crate) delayed: bool,
    pub(crate) filed: When,
    pub(crate) registered: When,
    /// What that day is called: it may still be to come.
    pub(crate) registered_label: String,
    /// The day the answer is due at the latest; nothing while the term stands still, and once it has ended.
    pub(crate) expected: Option<When>,
    /// What that day is called: it may have passed.
    pub(crate) expected_label: String,
    /// The day by which such cases are usually decided, where that is known.
    pub(crate) usually: Option<When>,
    /// Whether that day may still change by a few days.
    pub(crate) provisional: bool,
    pub(crate) visits: u64,
    /// The office the applicant comes to.
    pub(crate) office: Option<OfficeView>,
    /// Until when they may come there; nothing while they need not.
    pub(crate) waits_until: Option<When>,
    /// The originals that are compared there; where none are, who comes is known by the passport.
    pub(crate) bring: Vec<String>,
    /// The originals that the department keeps.
    pub(crate) withheld: Vec<String>,
    /// The code by which anybody is told how it stands; for its applicant.
    pub(crate) code: Option<String>,
    /// At the window of which office it was filed, if at one.
    pub(crate) filing_place: Option<String>,
    /// At which department and why, if there.
    pub(crate) direct_filing: Option<DirectFilingView>,
    pub(crate) refusal: Option<ReasonView>,
    /// Who else applies, where two do.
    pub(crate) joint: Option<Joint>,
    /// What was asked about it by telephone last.
    pub(crate) inquiry: Option<Asked>,
    /// The waiting list it is on, if it is on one.
    pub(crate) waiting: Option<Waiting>,
    /// What the applicant corrects.
    pub(crate) to_correct: Vec<CorrectionView>,
    /// The result document.
    pub(crate) result: Option<String>,
    /// Absent where there is nothing to rate.
    pub(crate) rating: Option<Rating>,
    /// What happened, day by day.
    pub(crate) days: Vec<Day>,
    /// The stages ahead, if all goes well.
    pub(crate) ahead: Vec<String>,
    /// The name of the move that is made with a corrected form, if one is open.
    pub(crate) correction: Option<String>,
    /// What was filed, as its applicant sees it.
    pub(crate) answers: Vec<AnswerView>,
    /// The files that were filed.
    pub(crate) files: Vec<FileShown>,
    /// How the originals stand that are compared.
    pub(crate) originals: Vec<OriginalStateView>,
    pub(crate) documents: Vec<Document>,
    /// Who decides.
    pub(crate) department: String,
    /// What the applicant is waited for to do: the moves that lead on.
    pub(crate) acts: Vec<MoveView>,
    /// Until when; nothing where they are not waited for.
    pub(crate) act_until: Option<When>,
    /// The other moves a button makes.
    pub(crate) moves: Vec<MoveView>,
    pub(crate) version: i64,
    /// Whether it moved on while the person was about to act.
    pub(crate) moved: bool,
}

/// What the applicant thinks of the service.
#[derive(Debug, Serialize)]
pub(crate) struct Rating {
    /// The mark; absent while it may still be given.
    pub(crate) mark: Option<u8>,
}

/// The other of two who apply, for the one who looks.
#[derive(Debug, Serialize)]
pub(crate) struct Joint {
    /// What the co-applicant is called in this service.
    title: String,
    /// When they confirmed; nothing while they have not.
    confirmed: Option<When>,
    /// Until when they are waited for; nothing where they are not.
    until: Option<When>,
    /// Who named the one who looks as the co-applicant; nothing for others.
    named_by: Option<String>,
}

/// What happened on a day.
#[derive(Debug, Serialize)]
pub(crate) struct Day {
    pub(crate) day: When,
    pub(crate) steps: Vec<Step>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    title: String,
    /// At what time of the day.
    when: When,
    who: String,
    /// The class it is drawn by, where it is the last one.
    mark: Option<String>,
    last: bool,
}

/// The page of a case as of a day; `None` if the catalog lost what it goes by.
pub(crate) fn page(case: &Case, today: NaiveDate, texts: &Texts, lang: Lang) -> Option<CasePage> {
    let view = view::application(case, lang)?;
    let of = &case.application;
    let process = case.catalog.process_at(&of.process, of.process_version)?;
    let entry = case.catalog.service_at(&of.service, of.service_version)?;
    let label = if of.is_overdue(today) { "expected_over" } else { "expected_on" };
    let goes_by = of.goes_by();
    let event = |fact| view::event(&case.catalog, fact, Some(&goes_by), lang);
    let (acts, moves): (Vec<MoveView>, Vec<MoveView>) =
        view.moves.into_iter().partition(|one| is_waited_for(process, of, &case.roles, one));
    let (stage, own) = (process.stage(&of.stage), case.roles.contains(&Role::Citizen));
    let awaited = of.outcome.is_none() && !view.term_stands_still;
    let correction = acts.iter().chain(&moves).find(|one| one.takes_form);
    Some(CasePage {
        id: view.id,
        number: view.number,
        service: view.service,
        title: view.service_title,
        stage: view.stage.title,
        hint: view.stage.hint,
        outcome: view.outcome,
        delayed: view.delayed_since.is_some(),
        filed: moment(view.filed_at, lang),
        registered: day(view.registered_on, lang),
        registered_label: texts.pick(registered_label(view.registered_on, today), lang).to_owned(),
        expected: awaited.then(|| day(view.expected_on, lang)),
        expected_label: texts.pick(label, lang).to_owned(),
        usually: view.usually_on.map(|on| day(on, lang)),
        provisional: view.expected_on_provisional,
        visits: u64::from(view.visits_required),
        waits_until: (view.stage.due_at)
            .filter(|_| stage.is_some_and(|stage| process.comes_in(stage)))
            .map(|at| day(at.date_naive(), lang)),
        office: view.office,
        bring: titles(&mut of.compared_now(&entry.service, process), lang),
        withheld: titles(&mut of.withheld_now(&entry.service, process), lang),
        code: view.status_code,
        filing_place: view.filing_place.map(|place| place.title),
        direct_filing: view.direct_filing,
        refusal: view.refusal,
        joint: view.co_applicant.map(|shown| joint(shown, case, stage, lang)),
        inquiry: view.inquiry.map(|one| Asked::of(one, today, lang)),
        waiting: view.waiting_list.map(|list| waiting(list, lang)),
        to_correct: view.to_correct,
        result: view.result.map(|result| format!("/results/{}", result.id)),
        rating: (view.may_be_rated || view.rating.is_some())
            .then_some(Rating { mark: view.rating }),
        days: days(
            case.facts.iter().filter(|fact| is_told_here(fact)).map(event),
            of.outcome,
            &case.roles,
            (texts, lang),
        ),
        ahead: ahead(process, &of.stage)
            .into_iter()
            .filter_map(|code| process.stage(code))
            .map(|stage| entry.stage_title(stage).pick(lang).to_owned())
            .collect(),
        correction: correction.map(|one| one.title.clone()),
        answers: view.answers,
        files: case.filed.as_ref().map_or_else(Vec::new, |filed| {
            filed.uploads.iter().map(|file| FileShown::filed(of.id, file, lang)).collect()
        }),
        originals: view.originals,
        documents: case.filed.as_ref().filter(|_| own).map_or_else(Vec::new, |filed| {
            documents_filed(&entry.service, texts, lang, (&filed.applicant, filled_in(of)))
        }),
        department: department(&case.catalog, &entry.service, lang),
        act_until: view
            .stage
            .due_at
            .filter(|_| acts.iter().any(|one| !one.takes_form))
            .map(|at| until(at, stage, lang)),
        acts: acts.into_iter().filter(|one| !one.takes_form).collect(),
        moves: moves.into_iter().filter(|one| !one.takes_form).collect(),
        version: view.version,
        moved: false,
    })
}

/// Whether a fact is told among the steps: places on a waiting list are told beside it.
fn is_told_here(fact: &Fact) -> bool {
    !matches!(fact.body.application(), Some(ApplicationFact::PlaceChanged { .. }))
}

/// Until when a stage lasts: to the minute, where its term is hours.
fn until(at: DateTime<FixedOffset>, stage: Option<&Stage>, lang: Lang) -> When {
    let by_hours =
        stage.and_then(|stage| stage.term).is_some_and(|term| term.unit == TermUnit::Hour);
    if by_hours { moment(at, lang) } else { day(at.date_naive(), lang) }
}

/// Who else applies, as the one who looks is told.
fn joint(of: CoApplicantView, case: &Case, stage: Option<&Stage>, lang: Lang) -> Joint {
    let waited_for = stage.is_some_and(|stage| stage.owner == Some(Role::CoApplicant));
    let until = case.application.stage_due_at.filter(|_| waited_for);
    Joint {
        title: of.title,
        confirmed: of.confirmed_at.map(|at| moment(at, lang)),
        until: until.map(|at| moment(in_moscow(at), lang)),
        named_by: of.named_by,
    }
}

/// Whether a move is what the one who looks is waited for: it is theirs, and leads on.
fn is_waited_for(process: &Process, of: &Application, roles: &[Role], made: &MoveView) -> bool {
    let found = made.code.parse().ok().and_then(|code| process.find_move(&code));
    let leads_on =
        found.and_then(|one| process.stage(&one.to)).is_some_and(|stage| stage.outcome.is_none());
    leads_on
        && owner(process, &of.stage).is_some_and(|role| role.applies() && roles.contains(&role))
}

/// Whose turn it is in a stage.
fn owner(process: &Process, stage: &StageCode) -> Option<Role> {
    process.stage(stage)?.owner
}

fn registered_label(day: NaiveDate, today: NaiveDate) -> &'static str {
    if day > today { "to_be_registered_on" } else { "registered_on" }
}

/// Where its form was filled in.
const fn filled_in(of: &Application) -> FilledIn {
    if of.filing_place.is_some() { FilledIn::AtWindow } else { FilledIn::ByThemself }
}

/// What happened, by days; the last step is marked as where the case is, or how it ended.
fn days(
    events: impl Iterator<Item = EventView>,
    outcome: Option<Outcome>,
    roles: &[Role],
    (texts, lang): (&Texts, Lang),
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for event in events {
        let on = day(event.at.date_naive(), lang);
        let step = step(event, roles, texts, lang);
        match days.last_mut().filter(|last| last.day == on) {
            Some(last) => last.steps.push(step),
            None => days.push(Day { day: on, steps: vec![step] }),
        }
    }
    if let Some(last) = days.last_mut().and_then(|day| day.steps.last_mut()) {
        last.last = true;
        last.mark = Some(match outcome {
            Some(ended) => format!("step-last step-{}", view::outcome(ended)),
            None => "step-now".to_owned(),
        });
    }
    days
}

/// The text of what one who acts in a role is called.
pub(super) fn who(role: &str) -> &'static str {
    match role {
        "citizen" => "who_citizen",
        "co_applicant" => "who_co_applicant",
        "office_operator" => "who_office_operator",
        "department_officer" => "who_department_officer",
        "courier" => "who_courier",
        "department_system" => "who_department_system",
        "platform" => "who_platform",
        "consultant" => "who_consultant",
        _ => "who_other",
    }
}

fn step(event: EventView, roles: &[Role], texts: &Texts, lang: Lang) -> Step {
    let who = match event.actor.as_str() {
        "citizen" if roles.contains(&Role::Citizen) => "who_you",
        "co_applicant" if roles.contains(&Role::CoApplicant) => "who_you",
        another => who(another),
    };
    Step {
        title: event.title,
        when: time_of_day(event.at),
        who: texts.pick(who, lang).to_owned(),
        mark: None,
        last: false,
    }
}

/// The shortest way from a stage to the service provided: what comes next if all goes well. Refusals and
/// what the applicant alone may do are not on it.
fn ahead<'a>(process: &'a Process, from: &'a StageCode) -> Vec<&'a StageCode> {
    let mut came: BTreeMap<&StageCode, &StageCode> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(stage) = queue.pop_front() {
        if process.stage(stage).is_some_and(|one| one.outcome == Some(Outcome::Granted)) {
            return back(&came, stage, from);
        }
        let open = process.moves.iter().filter(|one| {
            // What those who apply alone may do is on it where they are waited for.
            let is_theirs = one.by.iter().all(|role| role.applies());
            one.from.contains(stage)
                && one.reason == ReasonKind::None
                && (!is_theirs || owner(process, stage).is_some_and(Role::applies))
        });
        for one in open {
            if one.to != *from && !came.contains_key(&one.to) {
                came.insert(&one.to, stage);
                queue.push_back(&one.to);
            }
        }
    }
    Vec::new()
}

fn back<'a>(
    came: &BTreeMap<&'a StageCode, &'a StageCode>,
    to: &'a StageCode,
    from: &StageCode,
) -> Vec<&'a StageCode> {
    let mut way = Vec::new();
    let mut at = to;
    while at != from {
        way.push(at);
        match came.get(at) {
            Some(before) => at = before,
            None => break,
        }
    }
    way.reverse();
    way
}

/// Documents by name.
fn titles(all: &mut dyn Iterator<Item = &RequiredDocument>, lang: Lang) -> Vec<String> {
    all.map(|one| one.title.pick(lang).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Catalog;

    #[test]
    fn what_comes_next_is_the_good_way_and_nothing_after_the_end() {
        let catalog = Catalog::embedded().unwrap();
        let process = catalog.process(&"electronic".parse().unwrap()).unwrap();
        let way = |from: &str| -> Vec<String> {
            let from = from.parse().unwrap();
            ahead(process, &from).into_iter().map(ToString::to_string).collect()
        };
        assert_eq!(way("registered"), ["sent", "received", "decided", "executed"]);
        assert_eq!(way("decided"), ["executed"]);
        for end in ["executed", "refused", "withdrawn"] {
            assert!(way(end).is_empty(), "{end}");
        }
    }
}
