//! Each way in which one could apply for another unasked is found.

use super::JointDefect;
use crate::process::tested::{find, last, moved};
use crate::process::{Defect, Process, Role};
use serde_json::{Value, json};

fn stage(code: &str, owner: &str) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": owner, "queue": "work", "term": {"amount": 1, "unit": "working_day"},
    })
}

fn good() -> Process {
    let plain = json!({});
    serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "electronic",
        "visits_required": 0, "initial": "asked",
        "stages": [
            stage("asked", "co_applicant"), stage("wrong", "citizen"),
            stage("decided-on", "department_officer"),
            last("given", "granted"), last("declined", "withdrawn"),
        ],
        "moves": [
            moved("confirm", (&["asked"], "decided-on"), "co_applicant", &json!({"joins": true})),
            moved("report", (&["asked"], "wrong"), "co_applicant", &plain),
            moved("decline", (&["asked"], "declined"), "co_applicant", &plain),
            moved("correct", (&["wrong"], "asked"), "citizen", &json!({"form": true})),
            moved("return", (&["decided-on"], "wrong"), "department_officer", &json!({"reason": "intake"})),
            moved("give", (&["decided-on"], "given"), "department_officer", &plain),
        ],
    }))
    .unwrap()
}

fn after(change: impl FnOnce(&mut Process)) -> Vec<Defect> {
    let mut process = good();
    change(&mut process);
    process.defects()
}

/// Proves SC1: of two who apply together, neither applies for the other.
#[test]
fn nobody_applies_for_another_unasked() {
    assert_eq!(after(|_| {}), []);
    let joint = |why: fn(String) -> JointDefect, code: &str| Defect::Joint(why(code.to_owned()));
    let unasked = |codes: &[&str]| -> Vec<Defect> {
        codes.iter().map(|code| joint(JointDefect::Unasked, code)).collect()
    };

    // What the co-applicant confirms without saying so, or another confirms for them.
    let unsaid = after(|process| find(process, "confirm").joins = false);
    let no_join = joint(JointDefect::NoJoin, "asked");
    assert_eq!(unsaid, [vec![no_join], unasked(&["decided-on", "given"])].concat());
    let for_them = after(|process| find(process, "confirm").by.push(Role::Citizen));
    assert_eq!(for_them, [joint(JointDefect::NotAJoin, "confirm")]);

    // A way round, from the beginning and after a correction.
    let round = after(|process| {
        let mut go = find(process, "confirm").clone();
        (go.code, go.joins, go.by) = ("go".parse().unwrap(), false, vec![Role::Citizen]);
        process.moves.push(go);
    });
    assert_eq!(round, unasked(&["decided-on", "given"]));
    let corrected = after(|process| find(process, "correct").to = "decided-on".parse().unwrap());
    assert_eq!(corrected, unasked(&["decided-on", "given"]));
    let at_once = after(|process| process.initial = "wrong".parse().unwrap());
    assert_eq!(at_once, []);

    // A move that joins and says something else, confirms nothing, or is made where nobody is asked.
    let says = after(|process| find(process, "confirm").in_turn = true);
    assert!(says.contains(&joint(JointDefect::NotAJoin, "confirm")), "{says:?}");
    let ends = after(|process| find(process, "decline").joins = true);
    assert_eq!(ends, [joint(JointDefect::NotAJoin, "decline")]);
    let elsewhere = after(|process| find(process, "confirm").from = vec!["wrong".parse().unwrap()]);
    assert!(elsewhere.contains(&joint(JointDefect::NotAJoin, "confirm")), "{elsewhere:?}");
}

/// Of a process for one, no move is a co-applicant's.
#[test]
fn a_process_that_asks_no_co_applicant_has_no_move_of_theirs() {
    let alone = after(|process| {
        for stage in &mut process.stages {
            if stage.owner == Some(Role::CoApplicant) {
                stage.owner = Some(Role::Citizen);
            }
        }
        find(process, "confirm").joins = false;
    });
    let wrong: Vec<&str> = vec!["confirm", "report", "decline"];
    for code in wrong {
        assert!(
            alone.contains(&Defect::Joint(JointDefect::NoCoApplicant(code.to_owned()))),
            "{code}: {alone:?}"
        );
    }
}
