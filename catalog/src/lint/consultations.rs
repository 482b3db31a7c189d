//! What consultants go by: the notice exists, nothing is empty, and what is passed on finds somebody who answers.

use super::service::notice;
use super::{Found, has_officers};
use domain::duty::DutyRole;
use domain::service::Status;
use std::collections::BTreeSet;

pub(super) fn lint(found: &mut Found<'_>) {
    "consultations.yaml".clone_into(&mut found.file);
    let catalog = found.catalog;
    let of = catalog.consultations();
    notice(found, "/notice_when_answered", &of.notice_when_answered);
    if of.answer_within.amount == 0 {
        found.wrong("/answer_within/amount", "an answer takes some time");
    }
    for (at, lines) in [("/opening", &of.opening), ("/closing", &of.closing)] {
        if lines.is_empty() {
            found.wrong(at, "nothing is said");
        }
    }
    let mut seen = BTreeSet::new();
    for (index, topic) in of.topics.iter().enumerate() {
        if !seen.insert(&topic.code) {
            let reason = format!("topic `{}` stands here twice", topic.code);
            found.wrong(&format!("/topics/{index}/code"), reason);
        }
        if topic.script.is_empty() {
            found.wrong(&format!("/topics/{index}/script"), "nothing is said");
        }
    }
    if !of.topics.iter().any(|topic| topic.passed_on) {
        found
            .wrong("/topics", "nothing is passed on: no caller gets an answer that nobody has yet");
    }
    let consults = |roles: &[DutyRole]| roles.contains(&DutyRole::Consultant);
    if !catalog.departments().any(|one| consults(&one.roles)) {
        found.wrong("/topics", "no organisation has consultants: nobody answers calls");
    }
    unanswered(found);
}

/// Published services of departments that have no officers to answer what is passed on.
fn unanswered(found: &mut Found<'_>) {
    let catalog = found.catalog;
    let published = catalog.entries().filter(|one| one.service.status == Status::Published);
    for entry in published {
        let own = &entry.service.department;
        // One that does not exist is told as that.
        if catalog.department(own).is_some() && !has_officers(catalog, own) {
            entry.file.clone_into(&mut found.file);
            let reason = format!("`{own}` has no officers: nobody answers what callers ask");
            found.wrong("/department", reason);
        }
    }
}
