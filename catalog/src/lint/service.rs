//! Passports: what they name exists, and what is published is complete.

use super::Found;
use super::at_window;
use super::co_applicant;
use super::papers;
use super::process::needs_reason;
use super::rules::unknown;
use super::waiting_list;
use crate::attached;
use crate::entry::Entry;
use crate::form::fields::FieldView;
use crate::office;
use domain::codes::NoticeCode;
use domain::process::{Checks, Effect, Move, Outcome, Process, ReasonKind, Role, Scenario};
use domain::service::{Check, CodedReason, DocumentSource, Service, Status};
use domain::text::{Lang, Text};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn lint(found: &mut Found<'_>, entry: &Entry) {
    let service = &entry.service;
    if service.version == 0 {
        found.wrong("/version", "versions begin with 1");
    }
    references(found, service);
    headings(found, service);
    scenario(found, service);
    match service.status {
        Status::Published => published(found, service),
        Status::Announced => announced(found, service),
    }
    files(found, service);
    facts(found, entry);
    checks(found, entry);
    documents(found, service);
    reasons(found, service);
    // Cases of an older passport go on by the process they began with: what is asked of a passport by the process of now is asked of
    // the one that new cases begin by.
    let current = found.catalog.service(&service.code);
    if current.is_some_and(|current| current.service.version == service.version) {
        offices(found, service);
        originals(found, service);
        has_checks(found, service);
        ways(found, entry);
        at_window::lint(found, service);
        waiting_list::goes_by_it(found, service);
        co_applicant::goes_by_it(found, service);
    }
    waiting_list::lint(found, service);
    co_applicant::lint(found, service);
}

/// What a process makes of a service stands in its passport.
pub(super) fn complete(found: &mut Found<'_>, service: &Service, process: &Process, at: &str) {
    if let Some(reason) = papers::of_service(found, process, &service.department) {
        found.wrong(at, reason);
    }
    let mut effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    if effects.any(|effect| effect.generating().is_some()) && service.result.template.is_empty() {
        found.wrong(at, "the process draws a result and the service has no `template`");
    }
    let annuls = process.moves.iter().any(|one| one.reason == ReasonKind::Annulment);
    if annuls && service.refusals.annulment.is_empty() {
        let reason = "the process annuls results: a closed list of `annulment` reasons is needed";
        found.wrong("/refusals/annulment", reason);
    }
}

/// Where a scenario has a stage at an office, the form asks to which office the applicant comes.
fn offices(found: &mut Found<'_>, service: &Service) {
    let process = found.catalog.process(&service.process);
    let comes = process.is_some_and(|process| {
        process.stages.iter().any(|stage| stage.owner == Some(Role::OfficeOperator))
    });
    let needed = comes && service.status == Status::Published;
    let options = needed.then(|| office::options(found.catalog.departments()));
    for (pointer, reason) in office::defects(&service.form.schema, options.as_ref()) {
        let at = pointer.replace('/', "/properties/");
        found.wrong(&format!("/form/schema{at}"), reason);
    }
}

/// Documents that are uploaded have a field each, and a field that asks for a file names its document.
fn files(found: &mut Found<'_>, service: &Service) {
    if service.status != Status::Published {
        return;
    }
    for (pointer, reason) in attached::defects(&service.form.schema, &service.documents) {
        let at = pointer.replace('/', "/properties/");
        found.wrong(&format!("/form/schema{at}"), reason);
    }
}

/// Where a process compares originals, the passport says which; nobody compares others.
fn originals(found: &mut Found<'_>, service: &Service) {
    if service.status != Status::Published {
        return;
    }
    let process = found.catalog.process(&service.process);
    let compares = process.is_some_and(Process::compares);
    if let Some(index) = service.documents.iter().position(|one| one.withheld) {
        let at_windows = [&service.process_at_office, &service.process_at_department];
        let at_windows = at_windows.into_iter().flatten();
        let at_windows = at_windows.filter_map(|code| found.catalog.process(code));
        for reason in process.into_iter().chain(at_windows).filter_map(keeps_no_original) {
            found.wrong(&format!("/documents/{index}/withheld"), reason);
        }
    }
    let reason = match (compares, service.documents.iter().any(|one| one.compared)) {
        (true, false) => {
            "the process compares originals: mark those of this service with `compared`"
        }
        (false, true) => "originals are marked as `compared`, and the process compares none",
        _ => return,
    };
    found.wrong("/documents", reason);
}

/// Why the department would not get an original that it keeps, if it would not: whoever hands a result over withholds it, and it is carried.
fn keeps_no_original(process: &Process) -> Option<String> {
    let granted = |one: &&Move| {
        let to = process.stage(&one.to).and_then(|stage| stage.outcome);
        to == Some(Outcome::Granted) && one.by.contains(&Role::OfficeOperator)
    };
    let mut hands_over = process.moves.iter().filter(granted).peekable();
    if hands_over.peek().is_none() {
        return Some(format!(
            "the department keeps the original, and process `{}` has no operator hand a result over: nobody withholds it",
            process.code
        ));
    }
    let lets_go = |one: &&Move| !one.originals.withholds() || !process.carries_withheld(one);
    let made = hands_over.find(lets_go)?;
    Some(format!(
        "the department keeps the original, and after move `{}` of process `{}` it is not carried there: the move needs `originals: agree` or `withhold`, and the stage it leads to `carry` with `withheld: true`",
        made.code, process.code
    ))
}

/// Where a process checks applications, the passport says what is checked.
fn has_checks(found: &mut Found<'_>, service: &Service) {
    if service.status != Status::Published {
        return;
    }
    let process = found.catalog.process(&service.process);
    let has =
        process.is_some_and(|process| process.moves.iter().any(|one| one.checks != Checks::None));
    match (has, service.checks.is_empty()) {
        (true, true) => {
            found.wrong("/checks", "the process has a check: say in `checks` what is looked at");
        }
        (false, false) => found.wrong("/checks", "there are checks, and the process makes none"),
        _ => {}
    }
}

/// A check says what must be so, and what the applicant corrects where it is not.
fn checks(found: &mut Found<'_>, entry: &Entry) {
    let service = &entry.service;
    let mut seen = BTreeSet::new();
    for (index, one) in service.checks.iter().enumerate() {
        let at = format!("/checks/{index}");
        if !seen.insert(&one.code) {
            found.wrong(&format!("{at}/code"), format!("check `{}` is listed twice", one.code));
        }
        filled(found, &format!("{at}/title"), &one.title);
        filled(found, &format!("{at}/remedy"), &one.remedy);
        if one.fields.is_empty() {
            let reason = format!("check `{}` names no field: nothing could be corrected", one.code);
            found.wrong(&format!("{at}/fields"), reason);
        }
        for reason in uncorrectable(entry, one) {
            found.wrong(&format!("{at}/fields"), reason);
        }
    }
}

/// What stands in the way of correcting the fields of a check.
fn uncorrectable(entry: &Entry, check: &Check) -> Vec<String> {
    let fields = entry.fields(Lang::Ru);
    let mut reasons = Vec::new();
    for pointer in &check.fields {
        if !fields.iter().any(|field| field.pointer == *pointer) {
            reasons.push(format!("the form has no field `{pointer}`"));
        }
        if entry.is_contact(pointer) {
            reasons.push(format!("`{pointer}` is a contact, which who checks does not see"));
        }
        let follows = |field: &&FieldView| {
            field.visibility.iter().any(|one| one.pointer == *pointer)
                && !check.fields.contains(&field.pointer)
        };
        for field in fields.iter().filter(follows) {
            let shown = &field.pointer;
            reasons.push(format!("`{shown}` is asked by what `{pointer}` says: name it too"));
        }
    }
    reasons
}

/// The ways of a process are chosen by fields that the form of the service has.
fn ways(found: &mut Found<'_>, entry: &Entry) {
    let Some(process) = found.catalog.process(&entry.service.process) else { return };
    if entry.service.status != Status::Published {
        return;
    }
    let effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    let conditions =
        effects.filter_map(Effect::routing).flatten().filter_map(|way| way.when.as_ref());
    for condition in conditions.filter_map(|when| entry.rules.language().condition(when).ok()) {
        for fact in condition.facts() {
            if let Some(reason) = unknown(found, entry, &fact) {
                found.wrong("/process", format!("the process chooses a way by `{fact}`: {reason}"));
            }
        }
    }
}

fn references(found: &mut Found<'_>, service: &Service) {
    let catalog = found.catalog;
    if catalog.department(&service.department).is_none() {
        found.wrong("/department", format!("department `{}` does not exist", service.department));
    }
    if catalog.process(&service.process).is_none() {
        found.wrong("/process", format!("process `{}` does not exist", service.process));
    }
    for (index, code) in service.registers.iter().enumerate() {
        if catalog.register(code).is_none() {
            let at = format!("/registers/{index}");
            found.wrong(&at, format!("register `{code}` does not exist"));
        }
    }
    notice(found, "/notice_on_submit", &service.notice_on_submit);
    match &service.notice_when_overdue {
        Some(code) => notice(found, "/notice_when_overdue", code),
        None if service.status == Status::Published => {
            let reason =
                "say by which notice people are told that the day of the answer has passed";
            found.wrong("/notice_when_overdue", reason);
        }
        None => {}
    }
    let template = &service.result.template;
    if !template.is_empty() && catalog.template(template).is_none() {
        found.wrong("/result/template", format!("template `{template}` does not exist"));
    }
}

/// What departments are asked to decide with is what the document is tried with, and each of them exists.
fn facts(found: &mut Found<'_>, entry: &Entry) {
    let (catalog, result) = (found.catalog, &entry.service.result);
    for department in result.facts.keys() {
        if catalog.department(department).is_none() {
            let reason = format!("department `{department}` does not exist");
            found.wrong(&format!("/result/facts/{department}"), reason);
        }
    }
    for (index, sample) in catalog.samples(&result.template).iter().enumerate() {
        let decisions = sample.get("decisions").and_then(Value::as_object);
        for (department, given) in decisions.into_iter().flatten() {
            let Ok(code) = department.parse() else { continue };
            if let Some(pointer) = entry.unfit_facts(&code, given) {
                let reason = format!(
                    "sample {} of `{}` has another `{pointer}` than this asks for",
                    index + 1,
                    result.template
                );
                found.wrong(&format!("/result/facts/{department}"), reason);
            }
        }
    }
}

/// A notice that is told where nothing was refused.
pub(super) fn notice(found: &mut Found<'_>, at: &str, code: &NoticeCode) {
    match found.catalog.notice(code) {
        None => found.wrong(at, format!("notice `{code}` does not exist")),
        Some(notice) if needs_reason(notice.values()) => {
            found.wrong(at, format!("notice `{code}` tells a reason of refusal"));
        }
        Some(_) => {}
    }
}

fn headings(found: &mut Found<'_>, service: &Service) {
    let catalog = found.catalog;
    let lists = [
        ("topics", "topic", &service.topics, catalog.topics()),
        ("audience", "audience", &service.audience, catalog.audiences()),
    ];
    for (list, word, codes, known) in lists {
        if codes.is_empty() {
            found.wrong(&format!("/{list}"), format!("a service has at least one {word}"));
        }
        for (index, code) in codes.iter().enumerate() {
            if !known.iter().any(|one| one.code == *code) {
                found.wrong(&format!("/{list}/{index}"), format!("{word} `{code}` does not exist"));
            }
        }
    }
    if service.synonyms.is_empty() {
        found.wrong("/synonyms", "people call it something: write at least one synonym (PT-13)");
    }
    if service.norms.is_empty() {
        found.wrong("/norms", "a service rests on at least one norm");
    }
    for (name, text) in [
        ("title", &service.title),
        ("summary", &service.summary),
        ("description", &service.description),
    ] {
        filled(found, &format!("/{name}"), text);
    }
}

/// Each service has a new scenario, or says why it keeps to the traditional one (AR-06).
fn scenario(found: &mut Found<'_>, service: &Service) {
    let traditional = found
        .catalog
        .process(&service.process)
        .is_some_and(|process| process.scenario == Scenario::Traditional);
    let waived = service.waiver.as_ref().is_some_and(|waiver| !waiver.trim().is_empty());
    if traditional && !waived {
        found.wrong("/process", "a traditional scenario needs a recorded `waiver` (AR-06)");
    }
}

fn published(found: &mut Found<'_>, service: &Service) {
    if let Some(process) = found.catalog.process(&service.process) {
        complete(found, service, process, "/result");
    }
    for (list, reasons) in
        [("intake", &service.refusals.intake), ("provision", &service.refusals.provision)]
    {
        if reasons.is_empty() {
            let reason = format!("a published service has a closed list of {list} refusals");
            found.wrong(&format!("/refusals/{list}"), reason);
        }
    }
    if service.announcement.is_some() {
        found.wrong("/announcement", "a published service announces nothing");
    }
    if service.term.amount == 0 {
        found.wrong("/term", "a term of nothing is no promise");
    }
}

fn announced(found: &mut Found<'_>, service: &Service) {
    match &service.announcement {
        None => found.wrong("/status", "an announced service needs an `announcement`"),
        Some(text) => filled(found, "/announcement", text),
    }
    if !service.form.schema.is_null() {
        found.wrong("/form", "an announced service shows no form: publish it or take the form out");
    }
}

fn documents(found: &mut Found<'_>, service: &Service) {
    let mut seen = BTreeSet::new();
    for (index, one) in service.documents.iter().enumerate() {
        if !seen.insert(&one.code) {
            let at = format!("/documents/{index}/code");
            found.wrong(&at, format!("document `{}` is listed twice", one.code));
        }
        if one.compared && one.source == DocumentSource::Register {
            let reason = format!(
                "document `{}` is compared with its original, and nothing of it is brought: what a register tells has no original",
                one.code
            );
            found.wrong(&format!("/documents/{index}"), reason);
        }
        if one.withheld && !(one.compared && one.source == DocumentSource::Upload) {
            let reason = format!(
                "document `{}` is withheld: it is a copy that is uploaded and `compared` with its original first",
                one.code
            );
            found.wrong(&format!("/documents/{index}"), reason);
        }
        if (one.source == DocumentSource::Profile) != one.esia_type.is_some() {
            let reason = format!(
                "document `{}`: `source: profile` and `esia_type` go together, so that a profile without it is known",
                one.code
            );
            found.wrong(&format!("/documents/{index}"), reason);
        }
    }
}

/// Every reason says what it means, what it rests on and what to do (DM-08, DM-09).
fn reasons(found: &mut Found<'_>, service: &Service) {
    let mut seen = BTreeSet::new();
    let lists = service.refusals.lists();
    for (list, reasons) in lists {
        for (index, reason) in reasons.iter().enumerate() {
            let at = format!("/refusals/{list}/{index}");
            if !seen.insert(&reason.code) {
                let twice = format!("reason `{}` is listed twice", reason.code);
                found.wrong(&format!("{at}/code"), twice);
            }
            self::reason(found, reason, &at);
        }
    }
}

pub(super) fn reason(found: &mut Found<'_>, reason: &CodedReason, at: &str) {
    filled(found, &format!("{at}/title"), &reason.title);
    filled(found, &format!("{at}/explanation"), &reason.explanation);
    filled(found, &format!("{at}/remedy"), &reason.remedy);
    if reason.norm.trim().is_empty() {
        found.wrong(&format!("{at}/norm"), format!("reason `{}` names no norm", reason.code));
    }
}

/// A text that must say something, in both languages.
pub(super) fn filled(found: &mut Found<'_>, at: &str, text: &Text) {
    let empty = |one: &str| one.trim().is_empty();
    if empty(&text.ru) || text.en.as_deref().is_some_and(empty) {
        found.wrong(at, "is empty");
    }
}
