//! Each way in which somebody could be passed over is found.

use super::WaitingDefect;
use crate::process::tested::{find, last, moved};
use crate::process::{Defect, Process, Role};
use serde_json::{Value, json};

fn stage(code: &str, list: Option<&str>) -> Value {
    let mut stage = json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": "department_officer", "queue": "work", "term": {"amount": 1, "unit": "working_day"},
    });
    if let Some(list) = list {
        stage["waiting_list"] = list.into();
    }
    stage
}

fn good() -> Process {
    let plain = json!({});
    let precedence = json!({"reason": "precedence"});
    serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "complex",
        "visits_required": 0, "initial": "new",
        "stages": [
            stage("new", None), stage("waiting", Some("ordinary")), stage("ahead", Some("first")),
            stage("offered", None), last("given", "granted"), last("refused", "refused"),
        ],
        "moves": [
            moved("join", (&["new"], "waiting"), "department_officer", &plain),
            moved("put-ahead", (&["waiting"], "ahead"), "department_officer", &precedence),
            moved("put-back", (&["ahead"], "waiting"), "department_officer", &precedence),
            moved("offer", (&["waiting", "ahead"], "offered"), "department_officer", &json!({"in_turn": true})),
            moved("postpone", (&["offered"], "waiting"), "department_officer", &plain),
            moved("give", (&["offered"], "given"), "department_officer", &plain),
            moved("refuse", (&["new", "waiting", "ahead"], "refused"), "department_officer", &json!({"reason": "provision"})),
        ],
    }))
    .unwrap()
}

fn after(change: impl FnOnce(&mut Process)) -> Vec<Defect> {
    let mut process = good();
    change(&mut process);
    process.defects()
}

/// Proves SC5.3.
#[test]
fn nobody_on_a_waiting_list_can_be_passed_over() {
    assert_eq!(after(|_| {}), []);
    let only = |why| vec![Defect::Waiting(why)];
    let code = |code: &str| code.to_owned();

    let passes = only(WaitingDefect::PassesOver(code("offer")));
    let out_of_turn = after(|process| find(process, "offer").in_turn = false);
    let no_turn = ["waiting", "ahead"].map(|one| Defect::Waiting(WaitingDefect::NoTurn(code(one))));
    let round = only(WaitingDefect::WayRound(code("given")));
    assert_eq!(out_of_turn, [no_turn.to_vec(), passes, round].concat());

    let straight_to_the_end = after(|process| {
        let mut gift = find(process, "refuse").clone();
        (gift.code, gift.to) = ("gift".parse().unwrap(), "given".parse().unwrap());
        process.moves.push(gift);
    });
    let round = only(WaitingDefect::WayRound(code("given")));
    assert_eq!(
        straight_to_the_end,
        [only(WaitingDefect::PassesOver(code("gift"))), round].concat()
    );

    let silently =
        after(|process| find(process, "put-ahead").reason = crate::process::ReasonKind::None);
    assert_eq!(silently, only(WaitingDefect::Precedence(code("put-ahead"))));
    let by_themself = after(|process| find(process, "put-ahead").by = vec![Role::Citizen]);
    assert_eq!(by_themself, only(WaitingDefect::Precedence(code("put-ahead"))));
    let from_outside =
        after(|process| find(process, "put-ahead").from.push("new".parse().unwrap()));
    assert_eq!(from_outside, only(WaitingDefect::Precedence(code("put-ahead"))));
    let elsewhere =
        after(|process| find(process, "give").reason = crate::process::ReasonKind::Precedence);
    assert_eq!(elsewhere, only(WaitingDefect::Precedence(code("give"))));

    let jumps = after(|process| find(process, "postpone").to = "ahead".parse().unwrap());
    assert_eq!(jumps, only(WaitingDefect::Jumps(code("postpone"))));
    let way_round = after(|process| find(process, "give").from.push("new".parse().unwrap()));
    assert_eq!(way_round, only(WaitingDefect::WayRound(code("given"))));
    let no_list = after(|process| find(process, "give").in_turn = true);
    assert_eq!(no_list, only(WaitingDefect::NoList(code("give"))));
    let born = after(|process| process.initial = "waiting".parse().unwrap());
    assert!(born.contains(&Defect::Waiting(WaitingDefect::BornWaiting(code("waiting")))));
}
