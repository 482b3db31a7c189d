//! What is filed at a window: of an office (SC4), and of the department in exceptional cases (AR-05).

use super::service::complete;
use super::{Found, has_officers};
use crate::office;
use domain::codes::ProcessCode;
use domain::process::{Checks, Direction, Move, Process, Role, Scenario, Stage};
use domain::service::{Service, Status};

pub(super) fn lint(found: &mut Found<'_>, service: &Service) {
    if service.status != Status::Published {
        return;
    }
    let at = "/process_at_office";
    match &service.process_at_office {
        // Every service can be applied for at the window of an office.
        None => found.wrong(
            at,
            "say by which traditional process it goes when it is filed at the window of an office (SC4)",
        ),
        Some(code) => goes_by(found, service, (at, code), |_process| None),
    }
    let at = "/process_at_department";
    if let Some(code) = &service.process_at_department {
        // A department that does not exist is told as that.
        let known = found.catalog.department(&service.department).is_some();
        let officers = !known || has_officers(found.catalog, &service.department);
        goes_by(found, service, (at, code), |process| {
            if officers {
                unfit_for_department(service, process)
            } else {
                Some("the department has no officers: nobody receives there")
            }
        });
    }
}

/// Whoever receives an applicant sees the originals before they file: nothing is compared or checked afterwards.
fn goes_by(
    found: &mut Found<'_>,
    service: &Service,
    (at, code): (&str, &ProcessCode),
    unfit: impl Fn(&Process) -> Option<&'static str>,
) {
    let Some(process) = found.catalog.process(code) else {
        return found.wrong(at, format!("process `{code}` does not exist"));
    };
    let checks = |one: &Move| one.checks != Checks::None;
    let mut effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    let reason = if process.scenario != Scenario::Traditional {
        Some("what is filed at a window goes by a traditional process")
    } else if process.compares() || process.moves.iter().any(checks) {
        Some(
            "who receives the applicant sees the originals before they file: this process looks at them once more",
        )
    } else if effects.any(|effect| effect.routing().is_some()) {
        Some("this process chooses a way by the form: what is filed at a window goes one way")
    } else {
        unfit(process)
    };
    match reason {
        None => complete(found, service, process, at),
        Some(reason) => found.wrong(at, reason),
    }
}

/// Why what is filed at the department cannot go by a process, if it cannot.
fn unfit_for_department(service: &Service, process: &Process) -> Option<&'static str> {
    let giver = Some(Direction::ToDepartment.giver());
    let carries_off = |stage: &Stage| {
        stage.outcome.is_none()
            && stage.owner == giver
            && stage.on_enter.iter().any(|effect| effect.carrying().is_some())
    };
    let comes = process.stages.iter().any(|stage| stage.owner == Some(Role::OfficeOperator));
    if process.stages.iter().any(carries_off) {
        Some("papers that were handed in at the department are not carried there")
    } else if comes && !office::is_asked(&service.form.schema) {
        Some("the applicant comes to an office in this process, and the form does not ask to which")
    } else {
        None
    }
}
