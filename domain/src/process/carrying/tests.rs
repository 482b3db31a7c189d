//! Tests of how papers are carried: a good process passes, and each way to break one is named.

use super::*;
use crate::process::tested::{find, last, moved};
use crate::process::{Defect, Originals};
use serde_json::{Value, json};

fn stage(code: &str, owner: &str, effects: &Value) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": owner, "queue": "work", "term": {"amount": 1, "unit": "working_day"},
        "on_enter": effects,
    })
}

/// Papers are handed in at an office, and go to the department with a courier; what is not wanted there comes back when all is over.
fn good() -> Process {
    let carry = json!([{"carry": {
        "papers": "whole-set", "couriers": "riders", "taken": "take", "received": "arrive",
    }}]);
    let mut way = stage("way", "courier", &json!([]));
    way["organisation"] = json!("riders");
    let none = json!({});
    let mut done = last("done", "granted");
    done["on_enter"] = json!([{"carry": {"papers": "rest", "couriers": "riders"}}]);
    serde_json::from_value(json!({
        "code": "tested", "version": 1, "title": {"ru": "Проверка"}, "scenario": "traditional",
        "visits_required": 2, "initial": "new",
        "stages": [
            stage("new", "office_operator", &json!([])),
            stage("waits", "office_operator", &carry),
            way,
            stage("there", "department_officer", &json!([])),
            done,
        ],
        "moves": [
            moved("hand-in", (&["new"], "waits"), "office_operator", &none),
            moved("take", (&["waits"], "way"), "platform", &none),
            moved("arrive", (&["way"], "there"), "platform", &none),
            moved("end", (&["there"], "done"), "department_officer", &none),
        ],
    }))
    .unwrap()
}

fn broken(change: impl Fn(&mut Process)) -> Vec<EffectDefect> {
    let mut process = good();
    change(&mut process);
    let found = process.defects().into_iter();
    found
        .filter_map(|one| if let Defect::Effect { why, .. } = one { Some(why) } else { None })
        .collect()
}

fn carrying(process: &mut Process) -> &mut Carrying {
    let Some(Effect::Carry(one)) = process.stages[1].on_enter.first_mut() else { panic!() };
    one
}

/// Proves SC3.6: a case follows its papers by signatures alone.
#[test]
fn what_is_carried_goes_through_hands_that_sign() {
    assert_eq!(good().defects(), []);
    let by_hand = |part, name: &str| EffectDefect::ByHand { part, name: name.to_owned() };
    assert_eq!(
        broken(|process| find(process, "take").by.push(Role::Courier)),
        [by_hand("taken", "take")]
    );
    assert_eq!(
        broken(|process| find(process, "arrive").by.push(Role::DepartmentOfficer)),
        [by_hand("received", "arrive")]
    );
    assert_eq!(broken(|process| carrying(process).received = None), [EffectDefect::HalfCarried]);
    for change in [
        |process: &mut Process| carrying(process).couriers = "others".parse().unwrap(),
        |process: &mut Process| process.stages[1].owner = Some(Role::DepartmentOfficer),
        |process: &mut Process| process.stages[3].owner = Some(Role::OfficeOperator),
    ] {
        assert!(broken(change).contains(&EffectDefect::Hands));
    }
    let born = broken(|process| process.initial = process.stages[1].code.clone());
    assert!(born.contains(&EffectDefect::BornCarried), "{born:?}");
    let unawaited = broken(|process| {
        let rest = process.stages[4].on_enter.remove(0);
        process.stages[3].on_enter.push(rest);
    });
    assert_eq!(unawaited, [EffectDefect::Unawaited]);
    let twice = broken(|process| {
        let again = process.stages[4].on_enter[0].clone();
        process.stages[4].on_enter.push(again);
    });
    assert_eq!(twice, [EffectDefect::CarriedTwice]);
}

/// A case is on the way with its papers, and never without them.
#[test]
fn a_way_of_papers_has_one_way_in_and_one_way_on() {
    let with = |from: &'static str, to: &'static str| {
        broken(move |process| {
            let more = moved("more", (&[from], to), "department_officer", &json!({}));
            process.moves.push(serde_json::from_value(more).unwrap());
        })
    };
    let astray = [EffectDefect::Astray("way".to_owned())];
    assert_eq!(with("there", "way"), astray, "without papers");
    assert_eq!(with("way", "new"), astray, "papers would be carried twice");
    assert_eq!(with("way", "done"), [], "what has ended comes to no stage again");
    assert_eq!(with("waits", "there"), [], "papers are kept where they are");
    let two = broken(|process| find(process, "take").from.push("new".parse().unwrap()));
    assert_eq!(two, astray, "taken where nothing is given");
}

#[test]
fn a_case_follows_its_papers_and_no_others() {
    let process = good();
    let after = |stage: &str, papers: &str, how_far| {
        let (stage, papers) = (stage.parse().unwrap(), papers.parse().unwrap());
        process.following(&stage, (&papers, how_far)).map(ToString::to_string)
    };
    for how_far in [OnTheWay::Taken, OnTheWay::Received] {
        assert_eq!(after("waits", "whole-set", how_far).as_deref(), Some("take"));
        for (stage, papers) in
            [("waits", "rest"), ("new", "whole-set"), ("there", "whole-set"), ("done", "rest")]
        {
            assert_eq!(after(stage, papers, how_far), None, "{stage} {papers}");
        }
    }
    assert_eq!(after("way", "whole-set", OnTheWay::Taken), None, "it has not arrived");
    assert_eq!(after("way", "whole-set", OnTheWay::Received).as_deref(), Some("arrive"));
}

/// What was withheld of the applicant's is carried from an end to which every way withholds it; nothing else would know whether there is any.
#[test]
fn originals_that_were_withheld_are_carried_from_where_all_were() {
    let withheld = |process: &mut Process, originals: Option<Originals>| {
        let Some(Effect::Carry(one)) = process.stages[4].on_enter.first_mut() else { panic!() };
        one.withheld = true;
        // Who withholds has the applicant before them.
        let end = find(process, "end");
        (end.by, end.originals) = (vec![Role::OfficeOperator], originals.unwrap_or_default());
        process.stages[3].owner = Some(Role::OfficeOperator);
        process.stages[1].owner = Some(Role::DepartmentOfficer);
    };
    for good in [Originals::Agree, Originals::Withhold] {
        assert_eq!(broken(|process| withheld(process, Some(good))), []);
    }
    for bad in [None, Some(Originals::Differ)] {
        assert_eq!(broken(|process| withheld(process, bad)), [EffectDefect::NoneWithheld]);
    }
    // A case that goes on has them with it.
    let early = broken(|process| carrying(process).withheld = true);
    assert_eq!(early, [EffectDefect::NoneWithheld]);
}
