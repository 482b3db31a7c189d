//! Papers that a process has carried: a kind that may be carried at all, by couriers there are, to people who can sign for it.

use super::{Found, has_officers};
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use domain::process::{Carrying, Direction, Process, Role, Stage};

/// What is wrong with papers that are carried from a stage.
pub(super) fn carried(
    found: &mut Found<'_>,
    (process, stage): (&Process, &Stage),
    carrying: &Carrying,
    at: &str,
) {
    let catalog = found.catalog;
    let Carrying { papers: code, couriers, department, taken, .. } = carrying;
    match catalog.papers(code) {
        None => {
            let reason = format!("papers `{code}` are none that may be carried: see `papers.yaml`");
            found.wrong(at, reason);
        }
        Some(papers) if taken.is_some() && stage.owner != Some(papers.to.giver()) => {
            let reason = format!("papers `{code}` go the other way, by `papers.yaml`");
            found.wrong(at, reason);
        }
        Some(papers)
            if carrying.withheld
                && (papers.to != Direction::ToDepartment || department.is_some()) =>
        {
            found.wrong(
                at,
                "originals that were withheld go to the department that provides the service: name papers that go `to_department`, and no `department`",
            );
        }
        Some(_) => {}
    }
    if let Some(reason) = no_couriers(found, couriers) {
        found.wrong(at, reason);
    }
    if let Some(department) = department
        && let Some(reason) = nobody_signs(found, department)
    {
        found.wrong(at, reason);
    }
    if !process.stages.iter().any(|one| one.owner == Some(Role::OfficeOperator)) {
        found.wrong(at, "papers go from or to an office, and the process has no stage at one");
    }
}

/// What is wrong with the department of a service whose process has papers carried there.
pub(super) fn of_service(
    found: &Found<'_>,
    process: &Process,
    own: &DepartmentCode,
) -> Option<String> {
    let mut effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    let theirs = effects.any(|one| one.carrying().is_some_and(|one| one.department.is_none()));
    nobody_signs(found, own).filter(|_| theirs)
}

/// Why nobody of an organisation carries papers, if nobody does.
pub(super) fn no_couriers(found: &Found<'_>, whose: &DepartmentCode) -> Option<String> {
    let known = found.catalog.department(whose);
    let carries = known.is_some_and(|one| one.roles.contains(&DutyRole::Courier));
    (!carries).then(|| format!("organisation `{whose}` has no couriers"))
}

/// Why papers of a department are never signed for, if they are not.
fn nobody_signs(found: &Found<'_>, department: &DepartmentCode) -> Option<String> {
    (!has_officers(found.catalog, department)).then(|| {
        format!(
            "papers are carried to or from `{department}`, and it has no officers to sign for them"
        )
    })
}
