//! Tests of the proofs about effects: a good process passes, and each way to break one is named.

use crate::process::tested::find;
use crate::process::{Defect, Effect, EffectDefect, Process, ReasonKind, Role};
use serde_json::{Value, json};

fn stage(code: &str, owner: &str, effects: &Value) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": owner, "queue": "work", "term": {"amount": 1, "unit": "working_day"},
        "on_enter": effects,
    })
}

fn last(code: &str) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 3,
        "outcome": "granted",
    })
}

fn moved(code: &str, from: &[&str], to: &str, by: &str, reason: &str) -> Value {
    json!({"code": code, "title": {"ru": code}, "from": from, "to": to, "by": [by], "reason": reason})
}

/// Two departments, one after the other; the first may send the application back to be corrected.
fn good() -> Process {
    let mut process: Process = serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "electronic",
        "visits_required": 0, "initial": "new",
        "stages": [
            stage("new", "platform", &json!([{"send": {"sent": "go", "received": "arrive"}}])),
            stage("way", "department_system", &json!([])),
            stage("first", "department_system", &json!([{"await": {
                "granted": "pass", "refused": "deny", "returned": "back",
            }}])),
            stage("mend", "citizen", &json!([{"notify": "mend-it"}])),
            stage("other", "platform", &json!([{"send": {"to": "second", "received": "take"}}])),
            stage("second", "department_officer", &json!([{"await": {
                "from": "second", "granted": "agree", "refused": "object",
            }}])),
            stage("draw", "platform", &json!([{"generate": {"issued": "hand-over"}}])),
            last("done"), last("refused"),
        ],
        "moves": [
            moved("go", &["new"], "way", "platform", "none"),
            moved("arrive", &["way"], "first", "department_system", "none"),
            moved("pass", &["first"], "other", "department_system", "none"),
            moved("deny", &["first"], "refused", "department_system", "provision"),
            moved("back", &["first"], "mend", "department_system", "intake"),
            moved("mended", &["mend"], "new", "citizen", "none"),
            moved("take", &["other"], "second", "department_system", "none"),
            moved("agree", &["second"], "draw", "department_system", "none"),
            moved("object", &["second"], "refused", "department_system", "provision"),
            moved("hand-over", &["draw"], "done", "platform", "none"),
        ],
    }))
    .unwrap();
    find(&mut process, "mended").form = true;
    process
}

/// The defects of the good process after one change.
fn after(change: impl FnOnce(&mut Process)) -> Vec<Defect> {
    let mut process = good();
    change(&mut process);
    process.defects()
}

fn effect(stage: &str, why: EffectDefect) -> Vec<Defect> {
    vec![Defect::Effect { stage: stage.to_owned(), index: 0, why }]
}

#[test]
fn two_departments_and_a_correction_are_a_good_process() {
    assert_eq!(good().defects(), []);
}

#[test]
fn a_move_that_is_not_there_is_named_with_its_part() {
    let lost = after(|p| {
        if let Effect::Generate(generating) = &mut p.stages[6].on_enter[0] {
            generating.issued = "nothing".parse().unwrap();
        }
    });
    let why = EffectDefect::NoMove { part: "issued", name: "nothing".to_owned() };
    assert_eq!(lost, effect("draw", why));
}

#[test]
fn a_move_that_cannot_be_made_there_is_named_with_the_stage() {
    let closed = after(|p| find(p, "agree").from = vec!["first".parse().unwrap()]);
    let why = EffectDefect::NotOpen {
        part: "granted",
        name: "agree".to_owned(),
        stage: "second".to_owned(),
    };
    assert_eq!(closed, effect("second", why));
    // A receipt is made where the message was on its way, not where it was sent from.
    let early = after(|p| find(p, "arrive").from = vec!["new".parse().unwrap()]);
    assert!(
        early.contains(&Defect::Incomplete { stage: "way".to_owned(), lacks: "exit" }),
        "{early:?}"
    );
}

#[test]
fn a_move_of_others_or_with_another_reason_is_named() {
    let others = after(|p| find(p, "take").by = vec![Role::DepartmentOfficer]);
    let why = EffectDefect::NotBy {
        part: "received",
        name: "take".to_owned(),
        role: "department_system",
    };
    assert_eq!(others, effect("other", why));
    let wrong = after(|p| find(p, "object").reason = ReasonKind::Intake);
    let why =
        EffectDefect::Reason { part: "refused", name: "object".to_owned(), kind: "provision" };
    assert_eq!(wrong, effect("second", why));
}

#[test]
fn a_stage_that_waits_for_no_person_and_starts_nothing_is_named() {
    let idle = |stage: &str| vec![Defect::Unattended(stage.to_owned())];
    assert_eq!(after(|p| p.stages[6].on_enter.clear()), idle("draw"));
    assert_eq!(after(|p| p.stages[3].owner = Some(Role::Platform)), idle("mend"));
    let never_answered = after(|p| p.stages[2].on_enter.clear());
    assert_eq!(never_answered, idle("first"));
}

/// Whoever a case waits for must be able to do something, or its work must: else it stands for ever without a word.
#[test]
fn a_stage_whose_person_can_do_nothing_is_named() {
    let stuck = |stage: &str| vec![Defect::NoMoveOut(stage.to_owned())];
    // The only way out belongs to others.
    let others = after(|p| {
        find(p, "mended").by = vec![Role::Platform];
        find(p, "mended").form = false;
    });
    assert_eq!(others, stuck("mend"));
    let officer = after(|p| p.stages[3].owner = Some(Role::DepartmentOfficer));
    assert_eq!(officer, stuck("mend"));
    // A decision that is awaited leaves a stage of an officer, whoever else may.
    assert_eq!(after(|p| p.stages[2].owner = Some(Role::DepartmentOfficer)), []);
}

/// Work that leads back to itself sends messages for ever.
#[test]
fn a_circle_of_work_that_nobody_decides_about_is_named() {
    let circle = after(|p| {
        find(p, "take").to = "draw".parse().unwrap();
        find(p, "hand-over").to = "other".parse().unwrap();
        let out = find(p, "deny").clone();
        let code = "give-up".parse().unwrap();
        let from = vec!["other".parse().unwrap()];
        let (by, reason) = (vec![Role::Citizen], ReasonKind::None);
        let done = "done".parse().unwrap();
        p.moves.push(crate::process::Move { code, from, by, reason, to: done, ..out });
        p.stages.retain(|one| one.code.as_str() != "second");
        p.moves.retain(|one| !["agree", "object"].contains(&one.code.as_str()));
    });
    let endless = |stage: &str| Defect::Endless(stage.to_owned());
    assert!(circle.contains(&endless("other")) && circle.contains(&endless("draw")), "{circle:?}");
    assert!(!circle.contains(&endless("new")), "{circle:?}");
}

/// The receipt leaves the stage in the moment it is entered: its own work would be overtaken, and nobody would see that.
#[test]
fn work_where_a_message_is_on_its_way_is_named() {
    let overtaken = after(|p| {
        let send = p.stages[4].on_enter[0].clone();
        p.stages[1].on_enter.push(send);
        find(p, "take").from.push("way".parse().unwrap());
    });
    assert_eq!(overtaken, effect("way", EffectDefect::OnItsWay));
}

#[test]
fn an_answer_nobody_was_asked_for_is_named() {
    // The second department is not written to any more, but asked.
    let unsent = after(|p| {
        if let Effect::Send(sending) = &mut p.stages[4].on_enter[0] {
            sending.to = None;
        }
    });
    assert_eq!(unsent, effect("second", EffectDefect::NeverSent));
    // A corrected application comes back to the department without being sent again.
    let unsent = after(|p| find(p, "mended").to = "first".parse().unwrap());
    assert_eq!(unsent, effect("first", EffectDefect::NeverSent));
}

#[test]
fn work_that_cannot_end_is_named() {
    let in_the_end = after(|p| {
        let draw = p.stages[6].on_enter[0].clone();
        p.stages[7].on_enter.push(draw);
    });
    assert!(
        in_the_end.contains(&Defect::Effect {
            stage: "done".to_owned(),
            index: 0,
            why: EffectDefect::Final
        }),
        "{in_the_end:?}"
    );
    let twice = after(|p| {
        let send = p.stages[4].on_enter[0].clone();
        p.stages[4].on_enter.push(send);
    });
    let why = EffectDefect::Second;
    assert_eq!(twice, [Defect::Effect { stage: "other".to_owned(), index: 1, why }]);
}

/// A message can only be taken back from one who may have it.
#[test]
fn taking_back_what_is_never_sent_is_named() {
    let cancel = |to: Option<&str>| {
        let to = to.map(|code| code.parse().unwrap());
        after(|p| p.stages[8].on_enter.push(Effect::Cancel(crate::process::Cancelling { to })))
    };
    assert_eq!(cancel(None), []);
    assert_eq!(cancel(Some("second")), []);
    assert_eq!(cancel(Some("third")), effect("refused", EffectDefect::NothingToCancel));
}

#[test]
fn a_document_that_could_be_drawn_twice_is_named() {
    // After the first document the case goes on to another department, and from there to the document again.
    let again = after(|p| {
        find(p, "hand-over").to = "other".parse().unwrap();
        let refused = find(p, "object").clone();
        p.moves.push(crate::process::Move {
            code: "end".parse().unwrap(),
            to: "done".parse().unwrap(),
            ..refused
        });
    });
    assert_eq!(again, effect("draw", EffectDefect::Again));
}

#[test]
fn a_correction_is_the_applicants_alone() {
    let named = [Defect::NotACorrection("mended".to_owned())];
    assert_eq!(after(|p| find(p, "mended").by.push(Role::DepartmentOfficer)), named);
    assert_eq!(after(|p| find(p, "mended").reason = ReasonKind::Intake), named);
}

/// Two messages to one department that meet on their way, each with its own receipt: a system that tells only that it has one would move the
/// case by the other's.
#[test]
fn two_messages_to_one_department_do_not_meet_on_their_way() {
    let met = after(|process| {
        process.stages.push(
            serde_json::from_value(stage(
                "again",
                "platform",
                &json!([{"send": {"sent": "go-again", "received": "arrive-again"}}]),
            ))
            .unwrap(),
        );
        for one in [
            moved("mended", &["mend"], "again", "citizen", "none"),
            moved("go-again", &["again"], "way", "platform", "none"),
            moved("arrive-again", &["way"], "first", "department_system", "none"),
        ] {
            let one: crate::process::Move = serde_json::from_value(one).unwrap();
            process.moves.retain(|other| other.code != one.code);
            process.moves.push(one);
        }
        find(process, "mended").form = true;
    });
    let expected = ["again", "new"].map(|stage| effect(stage, EffectDefect::TwoReceipts)).concat();
    for one in expected {
        assert!(met.contains(&one), "{met:?}");
    }
}
