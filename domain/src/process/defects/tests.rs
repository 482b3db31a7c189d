//! Tests of the proofs about processes: each defect is found, and what has none cannot get stuck.

use crate::process::{Defect, Process, Role};
use crate::term::{Term, TermUnit};
use proptest::prelude::*;
use serde_json::{Value, json};

const EVERYONE: [Role; 5] = [
    Role::Citizen,
    Role::OfficeOperator,
    Role::DepartmentOfficer,
    Role::DepartmentSystem,
    Role::Platform,
];

fn stage(code: &str) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": "office_operator", "queue": "work", "term": {"amount": 1, "unit": "working_day"},
    })
}

fn last(code: &str) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 3,
        "outcome": "granted",
    })
}

fn moved(code: &str, from: &[&str], to: &str) -> Value {
    json!({"code": code, "title": {"ru": code}, "from": from, "to": to, "by": ["platform", "office_operator"]})
}

fn process(stages: &[Value], moves: &[Value]) -> Process {
    serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "electronic",
        "visits_required": 0, "initial": "new", "stages": stages, "moves": moves,
    }))
    .unwrap()
}

fn good() -> Process {
    process(
        &[stage("new"), stage("work"), last("done"), last("refused")],
        &[
            moved("take", &["new"], "work"),
            moved("return", &["work"], "new"),
            moved("finish", &["work"], "done"),
            moved("refuse", &["new", "work"], "refused"),
        ],
    )
}

/// The defects of the good process after one change.
fn after(change: impl FnOnce(&mut Process)) -> Vec<Defect> {
    let mut process = good();
    change(&mut process);
    process.defects()
}

fn incomplete(stage: &str, lacks: &'static str) -> Vec<Defect> {
    vec![Defect::Incomplete { stage: stage.to_owned(), lacks }]
}

#[test]
fn a_good_process_has_no_defects() {
    assert_eq!(good().defects(), []);
}

#[test]
fn a_name_used_twice_is_found() {
    let twice = after(|p| p.stages.push(p.stages[1].clone()));
    assert_eq!(twice, [Defect::StageTwice("work".to_owned())]);
    let twice = after(|p| p.moves.push(p.moves[0].clone()));
    assert_eq!(twice, [Defect::MoveTwice("take".to_owned())]);
}

#[test]
fn a_name_of_nothing_is_found_with_who_names_it() {
    let nothing = |by: &str| {
        let by = by.to_owned();
        vec![Defect::NoStage { by, stage: "nowhere".to_owned() }]
    };
    let nowhere = || "nowhere".parse().unwrap();
    assert_eq!(after(|p| p.initial = nowhere()), nothing("`initial`"));
    assert_eq!(after(|p| p.moves[1].to = nowhere()), nothing("move `return`"));
    assert_eq!(after(|p| p.moves[3].from.push(nowhere())), nothing("move `refuse`"));
}

#[test]
fn a_stage_that_is_not_final_lacks_nothing() {
    let none = Some(Term { amount: 0, unit: TermUnit::Hour });
    assert_eq!(after(|p| p.stages[1].owner = None), incomplete("work", "owner"));
    assert_eq!(after(|p| p.stages[1].queue = None), incomplete("work", "queue"));
    assert_eq!(after(|p| p.stages[1].queue = Some(String::new())), incomplete("work", "queue"));
    assert_eq!(after(|p| p.stages[1].term = None), incomplete("work", "term"));
    assert_eq!(after(|p| p.stages[1].term = none), incomplete("work", "term"));
    let stuck = after(|p| {
        p.moves[3].from.pop();
        p.moves.drain(1..3);
        p.stages.remove(2);
    });
    assert_eq!(stuck, incomplete("work", "exit"));
}

#[test]
fn a_final_stage_has_nothing_to_wait_for() {
    let has = |has| vec![Defect::NotFinal { stage: "done".to_owned(), has }];
    let hour = Some(Term { amount: 1, unit: TermUnit::Hour });
    assert_eq!(after(|p| p.stages[2].owner = Some(Role::Citizen)), has("owner"));
    assert_eq!(after(|p| p.stages[2].queue = Some("work".to_owned())), has("queue"));
    assert_eq!(after(|p| p.stages[2].term = hour), has("term"));
    assert_eq!(after(|p| p.moves[1].from.push("done".parse().unwrap())), has("exit"));
}

#[test]
fn a_stage_nobody_comes_to_is_found() {
    let lost = after(|p| drop(p.moves.remove(2)));
    assert_eq!(lost, [Defect::Unreachable("done".to_owned())]);
}

#[test]
fn a_case_that_would_begin_at_its_end_is_found() {
    let ended = after(|p| p.initial = "done".parse().unwrap());
    assert!(ended.contains(&Defect::BornEnded("done".to_owned())), "{ended:?}");
}

#[test]
fn a_circle_without_an_end_is_found() {
    let circle = process(
        &[stage("new"), stage("there"), stage("back"), last("done")],
        &[
            moved("go", &["new"], "there"),
            moved("on", &["there"], "back"),
            moved("again", &["back"], "there"),
            moved("finish", &["new"], "done"),
        ],
    );
    let stuck = ["there", "back"].map(|code| Defect::NoWayOut(code.to_owned()));
    assert_eq!(circle.defects(), stuck);
}

#[test]
fn a_move_of_nobody_or_to_nowhere_is_found() {
    assert_eq!(after(|p| p.moves[1].by.clear()), [Defect::NoActor("return".to_owned())]);
    assert_eq!(after(|p| p.moves[1].from.clear()), [Defect::Idle("return".to_owned())]);
    let itself = after(|p| p.moves[1].from.push("new".parse().unwrap()));
    assert_eq!(itself, [Defect::Idle("return".to_owned())]);
}

/// Processes that are mostly good: a chain of stages to a final one, further final ones, further
/// moves at random, and sometimes a mistake.
fn some_process() -> impl Strategy<Value = Process> {
    let moves = prop::collection::vec((0_usize..4, 0_usize..6), 0..8);
    (1_usize..5, 1_usize..3, moves, prop::option::of((0_usize..5, 0_usize..8))).prop_map(
        |(waiting, finals, extra, mistake)| {
            let codes: Vec<_> = std::iter::once("new".to_owned())
                .chain((1..waiting + finals).map(|n| format!("s{n}")))
                .collect();
            let stages: Vec<_> = codes
                .iter()
                .enumerate()
                .map(|(n, code)| if n < waiting { stage(code) } else { last(code) })
                .collect();
            let chain = (1..codes.len()).map(|to| ((to - 1).min(waiting - 1), to));
            let moves: Vec<_> = chain
                .chain(extra.into_iter().map(|(from, to)| (from % waiting, to % codes.len())))
                .filter(|(from, to)| from != to)
                .enumerate()
                .map(|(n, (from, to))| moved(&format!("m{n}"), &[codes[from].as_str()], &codes[to]))
                .collect();
            let mut process = process(&stages, &moves);
            if let Some((kind, place)) = mistake {
                spoil(&mut process, kind, place);
            }
            process
        },
    )
}

fn spoil(process: &mut Process, kind: usize, place: usize) {
    let stage = place % process.stages.len();
    let one = place % process.moves.len();
    match kind {
        0 => process.stages[stage].owner = None,
        1 => process.stages[stage].queue = None,
        2 => process.stages[stage].term = None,
        3 => drop(process.moves.remove(one)),
        _ => drop(process.stages.remove(stage)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        max_global_rejects: 10_000, ..ProptestConfig::with_cases(1_000)
    })]

    /// The theorem: what has no defects never gets stuck.
    #[test]
    fn a_walk_through_a_process_without_defects_always_has_owner_queue_term_and_exit(
        process in some_process(), steps in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        prop_assume!(process.defects().is_empty());
        let mut at = process.initial.clone();
        for step in steps {
            let stage = process.stage(&at).expect("the walk stays among the stages");
            let open: Vec<_> = process.open_moves(&at, &EVERYONE).collect();
            if stage.outcome.is_some() {
                prop_assert!(open.is_empty() && stage.owner.is_none() && stage.term.is_none());
                break;
            }
            prop_assert!(stage.owner.is_some(), "{} has no owner", at);
            prop_assert!(stage.queue.as_ref().is_some_and(|queue| !queue.is_empty()));
            prop_assert!(stage.term.is_some_and(|term| term.amount > 0), "{} has no term", at);
            prop_assert!(!open.is_empty(), "{} has no exit", at);
            at = step.get(&open).to.clone();
        }
    }
}
