//! Processes: well formed, and every effect leads to something that exists.

use super::{Found, papers};
use domain::process::{
    Awaiting, Branch, Cancelling, Checks, Defect, Effect, JointDefect, Move, Process, Role,
    Scenario, Sending, Stage, WaitingDefect,
};
use domain::rule::Language;

pub(super) fn lint(found: &mut Found<'_>, process: &Process) {
    if process.version == 0 {
        found.wrong("/version", "versions begin with 1");
    }
    for defect in process.defects() {
        found.wrong(&place(process, &defect), defect.to_string());
    }
    let visits = match process.scenario {
        Scenario::Electronic => process.visits_required == 0,
        Scenario::OneVisit => process.visits_required == 1,
        // The applicant hands it in; a result that is on paper is collected on another day.
        Scenario::FastTrack => (1..=2).contains(&process.visits_required),
        Scenario::Traditional => process.visits_required >= 2,
        // It has a procedure of its own.
        Scenario::Complex => true,
    };
    if !visits {
        let reason = format!("{} visits do not go with the scenario", process.visits_required);
        found.wrong("/visits_required", reason);
    }
    for (index, stage) in process.stages.iter().enumerate() {
        let at = format!("/stages/{index}");
        if stage.hint.ru.trim().is_empty() {
            found.wrong(&format!("{at}/hint"), format!("stage `{}` has no hint", stage.code));
        }
        if let Some(reason) = organisation(found, stage) {
            found.wrong(&at, reason);
        }
        if let Some(reason) = epgu(stage) {
            found.wrong(&format!("{at}/epgu_status_id"), reason);
        }
        for (place, effect) in stage.on_enter.iter().enumerate() {
            self::effect(found, process, stage, effect, &format!("{at}/on_enter/{place}"));
        }
    }
}

/// What is wrong with whose couriers a stage waits for.
fn organisation(found: &Found<'_>, stage: &Stage) -> Option<String> {
    let code = &stage.code;
    match (stage.owner, &stage.organisation) {
        (Some(Role::Courier), None) => {
            Some(format!("stage `{code}` waits for couriers: name whose, by `organisation`"))
        }
        (Some(Role::Courier), Some(whose)) => {
            papers::no_couriers(found, whose).map(|reason| format!("stage `{code}`: {reason}"))
        }
        (_, Some(_)) => Some(format!(
            "stage `{code}` names an `organisation`: only couriers are found by it, others by service and form"
        )),
        (_, None) => None,
    }
}

/// The statuses by which the federal portal's cabinet (ЕПГУ) shows a case that goes on, and one after which nothing more comes, as its
/// public clients list them.
const ONGOING: [u16; 22] =
    [2, 6, 7, 9, 11, 14, 15, 17, 21, 25, 26, 29, 31, 32, 33, 35, 36, 37, 44, 45, 48, 49];
const LAST: [u16; 13] = [3, 4, 5, 10, 18, 22, 24, 30, 38, 39, 40, 41, 84];

/// What is wrong with the status a stage is shown by in the federal portal's cabinet.
fn epgu(stage: &Stage) -> Option<String> {
    let id = stage.epgu_status_id;
    let (ongoing, last) = (ONGOING.contains(&id), LAST.contains(&id));
    match stage.outcome {
        _ if !ongoing && !last => {
            Some(format!("status {id} is none that a case is shown by at ЕПГУ"))
        }
        Some(_) if ongoing => {
            Some(format!("the stage is final, and at ЕПГУ more comes after status {id}"))
        }
        None if last => {
            Some(format!("the stage goes on, and at ЕПГУ nothing comes after status {id}"))
        }
        _ => None,
    }
}

/// What an effect names outside its process exists. That its moves meet is among the process's defects.
fn effect(found: &mut Found<'_>, process: &Process, stage: &Stage, effect: &Effect, at: &str) {
    match effect {
        Effect::Send(Sending { to: department, .. })
        | Effect::Await(Awaiting { from: department, .. })
        | Effect::Cancel(Cancelling { to: department }) => {
            if let Some(code) = department
                && found.catalog.department(code).is_none()
            {
                found.wrong(at, format!("department `{code}` does not exist"));
            }
        }
        Effect::Route(ways) => conditions(found, ways, at),
        Effect::Carry(carrying) => papers::carried(found, (process, stage), carrying, at),
        Effect::Generate(_) | Effect::Lapse(_) => {}
        Effect::Notify(code) => match found.catalog.notice(code) {
            None => found.wrong(at, format!("notice `{code}` does not exist")),
            Some(notice) if needs_reason(notice.values()) && !brings_reason(process, stage) => {
                let reason = format!(
                    "notice `{code}` tells a reason, and a move into `{}` carries none",
                    stage.code
                );
                found.wrong(at, reason);
            }
            Some(notice) => {
                if let Some(reason) = untold(notice.values(), process, stage) {
                    found.wrong(at, format!("notice `{code}` {reason}"));
                }
            }
        },
    }
}

/// The conditions of ways are CEL, and speak of the form alone: what registers tell changes, and a way is taken once.
fn conditions(found: &mut Found<'_>, ways: &[Branch], at: &str) {
    let language = Language::default();
    for (index, when) in
        ways.iter().enumerate().filter_map(|(i, way)| Some((i, way.when.as_ref()?)))
    {
        let at = format!("{at}/route/{index}/when");
        match language.condition(when) {
            Err(error) => found.wrong(&at, error.to_string()),
            Ok(condition) => {
                for fact in condition.facts().filter(|fact| !fact.starts_with("form.")) {
                    found.wrong(&at, format!("`{fact}`: a way is chosen by `form` alone"));
                }
            }
        }
    }
}

/// What a notice tells that there is not where it is told.
fn untold(values: &[String], process: &Process, stage: &Stage) -> Option<&'static str> {
    let comes = process.stages.iter().any(|stage| stage.owner == Some(Role::OfficeOperator));
    let names_checks = comes_only_by(process, stage, |one| one.checks == Checks::Failed);
    if !comes && values.iter().any(|value| value.starts_with("office_")) {
        Some("tells of an office, and the applicant comes to none")
    } else if !names_checks && values.iter().any(|value| value == "to_correct") {
        Some("tells what to correct, and not every move into the stage follows checks that failed")
    } else if stage.waiting_list.is_none() && values.iter().any(|value| value == "place") {
        Some("tells the place on a waiting list, and the stage is on none")
    } else if stage.term.is_none() && values.iter().any(|value| value == "stage_due_on") {
        Some("tells when the stage ends, and it has no term")
    } else {
        None
    }
}

/// Whether a notice tells a reason of refusal.
pub(super) fn needs_reason(values: &[String]) -> bool {
    values.iter().any(|value| value.starts_with("reason_"))
}

fn brings_reason(process: &Process, stage: &Stage) -> bool {
    comes_only_by(process, stage, |one| one.reason.refuses())
}

/// Whether every way into a stage is such a move.
fn comes_only_by(process: &Process, stage: &Stage, is: impl Fn(&Move) -> bool) -> bool {
    process.initial != stage.code && process.moves.iter().filter(|one| one.to == stage.code).all(is)
}

/// Where a defect stands in the file.
fn place(process: &Process, defect: &Defect) -> String {
    let stage = |code: &str| {
        let index = process.stages.iter().rposition(|stage| stage.code.as_str() == code);
        index.map_or_else(String::new, |index| format!("/stages/{index}"))
    };
    let one = |code: &str| {
        let index = process.moves.iter().rposition(|one| one.code.as_str() == code);
        index.map_or_else(String::new, |index| format!("/moves/{index}"))
    };
    match defect {
        Defect::StageTwice(code)
        | Defect::Unreachable(code)
        | Defect::NoWayOut(code)
        | Defect::Incomplete { stage: code, .. }
        | Defect::Unattended(code)
        | Defect::NoMoveOut(code)
        | Defect::BornEnded(code)
        | Defect::Endless(code)
        | Defect::NotFinal { stage: code, .. } => stage(code),
        Defect::Effect { stage: code, index, .. } => format!("{}/on_enter/{index}", stage(code)),
        Defect::MoveTwice(code)
        | Defect::NoActor(code)
        | Defect::NotACorrection(code)
        | Defect::NotAComparison(code)
        | Defect::NotACheck(code)
        | Defect::NothingToCorrectBy(code, _)
        | Defect::Idle(code) => one(code),
        Defect::Waiting(
            WaitingDefect::BornWaiting(code)
            | WaitingDefect::NoTurn(code)
            | WaitingDefect::WayRound(code),
        ) => stage(code),
        Defect::Waiting(
            WaitingDefect::NoList(code)
            | WaitingDefect::Jumps(code)
            | WaitingDefect::PassesOver(code)
            | WaitingDefect::Precedence(code),
        ) => one(code),
        Defect::Joint(JointDefect::NoJoin(code) | JointDefect::Unasked(code)) => stage(code),
        Defect::Joint(JointDefect::NotAJoin(code) | JointDefect::NoCoApplicant(code)) => one(code),
        Defect::NoStage { by, .. } => match by.strip_prefix("move `") {
            Some(code) => one(code.trim_end_matches('`')),
            None => "/initial".to_owned(),
        },
    }
}
