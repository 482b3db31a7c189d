//! Applications as the applicant and the department's officers see them.

use super::oversight::lateness;
use super::{filed_answers, inquiry, moment, outcome, reason};
use casework::read::{Assignee, Case};
use catalog::{Catalog, Entry};
use domain::application::{Application, ApplicationFact, OriginalState};
use domain::codes::{DepartmentCode, DirectReasonCode, ReasonCode};
use domain::journal::Fact;
use domain::precheck::open_reasons;
use domain::process::{Checks, Move, Process, ReasonKind, Role, Stage};
use domain::service::{Check, CodedReason, RequiredDocument, Service};
use domain::text::Lang;
use domain::time::{Moment, moscow_day};
use openapi::application::{
    ApplicationView, AssigneeView, CheckView, CoApplicantView, CorrectionView, DirectFilingView,
    MoveView, OfficeView, OriginalStateView, OriginalView, PlaceView, ResultLink, StageView,
    WaitingListView,
};

/// A case, with the moves open to the one who asks.
pub(crate) fn application(case: &Case, lang: Lang) -> Option<ApplicationView> {
    let of = &case.application;
    let mut view = summary_application(&case.catalog, of, lang)?;
    let entry = case.catalog.service_at(&of.service, of.service_version)?;
    let process = case.catalog.process_at(&of.process, of.process_version)?;
    view.moves = case
        .moves
        .iter()
        .filter_map(|code| process.find_move(code))
        .map(|one| move_view(one, (entry, process), of, lang))
        .collect();
    // Who carries papers is told of steps alone, and nothing of what was found.
    if case.roles != [Role::Courier] && !case.facts.is_empty() {
        view.originals = original_states(case, (&entry.service, process), lang);
    }
    view.usually_on = case.usually_on;
    view.status_code = case.status_code.as_ref().map(ToString::to_string);
    view.inquiry = case.inquiry.as_ref().map(|one| inquiry(&case.catalog, one, lang));
    view.assignee = case.assignee.as_ref().map(assignee);
    if let Some((shown, waiting)) = view.waiting_list.as_mut().zip(case.waiting.as_ref()) {
        waiting.by.pick(lang).clone_into(&mut shown.by);
        shown.length = Some(waiting.length);
        shown.joined_at = Some(moment(waiting.joined_at));
        shown.places = places(&case.facts, waiting.joined_at);
        shown.reason = precedence(&case.facts, waiting.joined_at)
            .and_then(|code| entry.service.reason(code))
            .map(|one| reason(one, lang));
    }
    if let Some(filed) = &case.filed {
        view.answers = filed_answers(entry, (&filed.form, filed), lang);
        view.form = Some(filed.form.clone());
    }
    if let Some((shown, confirmed)) = view.co_applicant.as_mut().zip(case.confirmed.as_ref()) {
        shown.confirmed_at = Some(moment(confirmed.at));
    }
    view.applied_as = case.roles.iter().find_map(|role| applied_as(*role)).map(str::to_owned);
    if case.roles.contains(&Role::Citizen) {
        rated(&mut view, of);
    }
    if !case.is_of_who_applied() {
        view.result = None;
    }
    if let Some((shown, filed)) = view.co_applicant.as_mut().zip(case.filed.as_ref())
        && case.roles.contains(&Role::CoApplicant)
    {
        shown.named_by = Some(filed.applicant.full_name());
    }
    Some(view)
}

/// How the original of each document stands.
fn original_states(
    case: &Case,
    goes_by: (&Service, &Process),
    lang: Lang,
) -> Vec<OriginalStateView> {
    let facts = case.facts.iter().filter_map(|fact| fact.body.application());
    let all = case.application.original_states(goes_by, facts);
    all.into_iter()
        .map(|(document, state)| OriginalStateView {
            document: document.code.clone(),
            title: document.title.pick(lang).to_owned(),
            state: original_state(state).to_owned(),
        })
        .collect()
}

pub(super) const fn original_state(state: OriginalState) -> &'static str {
    match state {
        OriginalState::Pending => "pending",
        OriginalState::Matched => "matched",
        OriginalState::Mismatched => "mismatched",
        OriginalState::Withheld => "withheld",
    }
}

/// What its applicant alone is shown: how they rated the service, and whether they may.
pub(crate) fn rated(view: &mut ApplicationView, of: &Application) {
    view.rating = of.rating.map(u8::from);
    view.may_be_rated = of.may_be_rated();
}

/// As what one with this role applied.
pub(crate) const fn applied_as(role: Role) -> Option<&'static str> {
    match role {
        Role::Citizen => Some("applicant"),
        Role::CoApplicant => Some("co_applicant"),
        _ => None,
    }
}

/// Every place a case has had on its list since it joined it.
fn places(facts: &[Fact], since: Moment) -> Vec<PlaceView> {
    let place = |fact: &Fact| match fact.body.application() {
        Some(ApplicationFact::PlaceChanged { place }) if fact.at >= since => {
            Some(PlaceView { at: moment(fact.at), place: *place })
        }
        _ => None,
    };
    facts.iter().filter_map(place).collect()
}

/// Why a case was put before the others of its list, or back among them, last.
fn precedence(facts: &[Fact], since: Moment) -> Option<&ReasonCode> {
    let own = facts.iter().filter(|fact| fact.at >= since);
    own.rev().find_map(|fact| match fact.body.application() {
        Some(ApplicationFact::PrecedenceChanged { reason }) => Some(reason),
        _ => None,
    })
}

/// Who works on a case.
pub(crate) fn assignee(of: &Assignee) -> AssigneeView {
    AssigneeView { own: of.own, name: of.name.clone() }
}

/// An application in its owner's list; `None` if the catalog lost what it goes by.
pub(crate) fn summary_application(
    catalog: &Catalog,
    of: &Application,
    lang: Lang,
) -> Option<ApplicationView> {
    let entry = catalog.service_at(&of.service, of.service_version)?;
    let process = catalog.process_at(&of.process, of.process_version)?;
    let refusal = of.refusal.as_ref().and_then(|code| entry.service.reason(code));
    Some(ApplicationView {
        id: of.id.to_string(),
        number: of.number.to_string(),
        service: of.service.to_string(),
        service_title: entry.service.title.pick(lang).to_owned(),
        channel: of.channel.name().to_owned(),
        stage: stage(entry, process, of, lang)?,
        filed_at: moment(of.filed_at),
        registered_on: of.registered_on,
        expected_on: moscow_day(of.due_at),
        expected_on_provisional: of.outcome.is_none()
            && catalog.calendar().is_provisional(moscow_day(of.due_at)),
        term_stands_still: of.outcome.is_none()
            && process.stage(&of.stage).is_some_and(|one| process.term_stands_still(one)),
        lateness: of
            .lateness
            .filter(|_| of.outcome.is_none())
            .map(|late| lateness(late).to_owned()),
        usually_on: None,
        delayed_since: of.delayed_since.map(moment),
        outcome: of.outcome.map(|ended| outcome(ended).to_owned()),
        refusal: refusal.map(|one| reason(one, lang)),
        result: of
            .document()
            .map(|id| ResultLink { id: id.to_string(), href: format!("/v1/results/{id}") }),
        rating: None,
        may_be_rated: false,
        status_code: None,
        visits_required: process.visits_required,
        to_correct: entry
            .service
            .checks_of(&of.to_correct)
            .map(|one| correction(one, lang))
            .collect(),
        filing_place: office(catalog, of.filing_place.as_ref(), lang),
        direct_filing: direct_filing(
            catalog,
            (of.filing_place.as_ref(), of.direct_reason.as_ref()),
            lang,
        ),
        office: office(catalog, of.office.as_ref(), lang),
        applied_as: None,
        co_applicant: co_applicant((&entry.service, process), of, lang),
        waiting_list: waiting_list(&entry.service, of, lang),
        assignee: None,
        inquiry: None,
        originals: Vec::new(),
        moves: Vec::new(),
        form: None,
        answers: Vec::new(),
        version: of.version,
    })
}

fn co_applicant(
    (service, process): (&Service, &Process),
    of: &Application,
    lang: Lang,
) -> Option<CoApplicantView> {
    let title = &service.co_applicant.as_ref().filter(|_| process.has_a_co_applicant())?.title;
    Some(CoApplicantView {
        title: title.pick(lang).to_owned(),
        confirmed: of.co_applicant.is_some(),
        confirmed_at: None,
        named_by: None,
    })
}

fn waiting_list(service: &Service, of: &Application, lang: Lang) -> Option<WaitingListView> {
    Some(WaitingListView {
        title: service.waiting_list.as_ref()?.title.pick(lang).to_owned(),
        place: of.place?,
        by: String::new(),
        length: None,
        joined_at: None,
        reason: None,
        places: Vec::new(),
    })
}

fn stage(entry: &Entry, process: &Process, of: &Application, lang: Lang) -> Option<StageView> {
    let stage: &Stage = process.stage(&of.stage)?;
    Some(StageView {
        code: stage.code.to_string(),
        title: entry.stage_title(stage).pick(lang).to_owned(),
        hint: stage.hint.pick(lang).to_owned(),
        epgu_status_id: stage.epgu_status_id,
        owner: stage.owner.map(|owner| owner.name().to_owned()),
        due_at: of.stage_due_at.map(moment),
    })
}

fn move_view(
    one: &Move,
    (entry, process): (&Entry, &Process),
    of: &Application,
    lang: Lang,
) -> MoveView {
    let reasons: Vec<&CodedReason> = match one.reason {
        ReasonKind::Intake => open_reasons(&entry.service, &of.cleared).collect(),
        _ => entry.service.reasons(process, one).iter().collect(),
    };
    let compares = of.compared(&entry.service).filter(|_| one.originals.compares());
    let withholds = of.withheld(&entry.service).filter(|_| one.originals.withholds());
    let checks = entry.service.checks.iter().filter(|_| one.checks != Checks::None);
    MoveView {
        code: one.code.to_string(),
        title: entry.move_title(process, one).pick(lang).to_owned(),
        reasons: reasons.into_iter().map(|one| reason(one, lang)).collect(),
        takes_form: one.form,
        compares: compares.map(|document| original(document, lang)).collect(),
        withholds: withholds.map(|document| original(document, lang)).collect(),
        checks: checks.map(|one| check(one, lang)).collect(),
    }
}

/// An office (МФЦ), as people find it; nothing for what is none.
pub(crate) fn office(
    catalog: &Catalog,
    code: Option<&DepartmentCode>,
    lang: Lang,
) -> Option<OfficeView> {
    let organisation = catalog.department(code?)?;
    let place = organisation.office.as_ref()?;
    Some(OfficeView {
        code: organisation.code.to_string(),
        title: organisation.title.pick(lang).to_owned(),
        address: place.address.pick(lang).to_owned(),
        hours: place.hours.pick(lang).to_owned(),
    })
}

/// A filing at a department; nothing of one at an office or without a window.
pub(super) fn direct_filing(
    catalog: &Catalog,
    (place, reason): (Option<&DepartmentCode>, Option<&DirectReasonCode>),
    lang: Lang,
) -> Option<DirectFilingView> {
    let (department, code) = (catalog.department(place?)?, reason?);
    Some(DirectFilingView {
        department: department.code.to_string(),
        department_title: department.title.pick(lang).to_owned(),
        reason: code.to_string(),
        reason_title: direct_reason_title(catalog, code, lang),
    })
}

/// A reason of direct filing in words; one that is in the table no more is told by its code.
pub(crate) fn direct_reason_title(
    catalog: &Catalog,
    code: &DirectReasonCode,
    lang: Lang,
) -> String {
    let known = catalog.direct_reason(code);
    known.map_or_else(|| code.to_string(), |one| one.title.pick(lang).to_owned())
}

fn original(document: &RequiredDocument, lang: Lang) -> OriginalView {
    OriginalView { document: document.code.clone(), title: document.title.pick(lang).to_owned() }
}

fn check(of: &Check, lang: Lang) -> CheckView {
    CheckView {
        check: of.code.clone(),
        title: of.title.pick(lang).to_owned(),
        norm: of.norm.clone(),
        remedy: of.remedy.pick(lang).to_owned(),
    }
}

fn correction(of: &Check, lang: Lang) -> CorrectionView {
    CorrectionView {
        check: of.code.clone(),
        title: of.title.pick(lang).to_owned(),
        remedy: of.remedy.pick(lang).to_owned(),
        norm: of.norm.clone(),
        fields: of.fields.clone(),
    }
}
