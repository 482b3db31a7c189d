//! Waiting lists: told apart by choices that everybody makes, and nobody's place changes for a reason that is not listed.

use super::Found;
use super::service::{filled, notice, reason};
use crate::waiting_list;
use domain::service::{Service, Status, WaitingList};

/// Whoever applies, wherever they do, waits where one has to wait.
pub(super) fn goes_by_it(found: &mut Found<'_>, service: &Service) {
    if service.status != Status::Published {
        return;
    }
    let own = ("/process", Some(&service.process));
    let at_office = ("/process_at_office", service.process_at_office.as_ref());
    let at_department = ("/process_at_department", service.process_at_department.as_ref());
    for (at, code) in [own, at_office, at_department] {
        let Some(process) = code.and_then(|code| found.catalog.process(code)) else { continue };
        let reason = match (process.has_a_waiting_list(), service.waiting_list.is_some()) {
            (true, false) => {
                "cases wait on a list in the process, and the service has no `waiting_list`"
            }
            (false, true) => "there is a `waiting_list`, and by this process nobody waits on it",
            _ => continue,
        };
        found.wrong(at, reason);
    }
}

pub(super) fn lint(found: &mut Found<'_>, service: &Service) {
    let Some(list) = &service.waiting_list else { return };
    let at = "/waiting_list";
    filled(found, &format!("{at}/title"), &list.title);
    if list.by.is_empty() {
        let reason = "say by which choices of the form one list is told from another";
        found.wrong(&format!("{at}/by"), reason);
    }
    for (index, why) in waiting_list::defects(service, list) {
        found.wrong(&format!("{at}/by/{index}"), why);
    }
    reasons(found, service, list);
    notice(found, &format!("{at}/set_back"), &list.set_back);
}

fn reasons(found: &mut Found<'_>, service: &Service, list: &WaitingList) {
    for (name, reasons) in list.reasons.lists() {
        let at = format!("/waiting_list/reasons/{name}");
        if reasons.is_empty() {
            found.wrong(&at, "say for which reasons a place may change");
        }
        for (index, one) in reasons.iter().enumerate() {
            let at = format!("{at}/{index}");
            if service.all_reasons().filter(|other| other.code == one.code).count() > 1 {
                let twice = format!("reason `{}` is listed twice", one.code);
                found.wrong(&format!("{at}/code"), twice);
            }
            if one.cleared_by.is_some() {
                found.wrong(&at, "no rule of pre-check closes a reason for another place");
            }
            reason(found, one, &at);
        }
    }
}
