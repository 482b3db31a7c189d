//! Processes at random, all of them fit to run: what the catalog's linter lets through.

use crate::process::Process;
use proptest::prelude::*;
use serde_json::{Value, json};

const ROLES: [&str; 5] =
    ["citizen", "office_operator", "department_officer", "department_system", "platform"];
/// Who may own a stage that starts no work of its own.
const PEOPLE: [&str; 3] = ["citizen", "office_operator", "department_officer"];
const REASONS: [&str; 4] = ["none", "intake", "provision", "annulment"];
const UNITS: [&str; 3] = ["working_day", "calendar_day", "hour"];
const OUTCOMES: [&str; 3] = ["granted", "refused", "withdrawn"];

/// Numbers a stage or a move is made of; each reads what it needs.
type Dice = (usize, u16, usize);

fn waiting(code: &str, (owner, amount, unit): Dice) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 2,
        "owner": PEOPLE[owner % PEOPLE.len()], "queue": "work",
        "term": {"amount": amount % 9 + 1, "unit": UNITS[unit % UNITS.len()]},
        "on_enter": if owner % 2 == 0 { json!([{"notify": "waits"}]) } else { json!([]) },
    })
}

fn last(code: &str, (outcome, ..): Dice) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 3,
        "outcome": OUTCOMES[outcome % OUTCOMES.len()], "on_enter": [{"notify": "ended"}],
    })
}

fn one_move(code: &str, from: Vec<&String>, to: &str, (reason, by, _): Dice) -> Value {
    // Any set of roles but the empty one.
    let by = usize::from(by % 31 + 1);
    let by: Vec<_> =
        (0..ROLES.len()).filter(|bit| by & (1 << bit) != 0).map(|bit| ROLES[bit]).collect();
    json!({
        "code": code, "title": {"ru": code}, "from": from, "to": to, "by": by,
        "reason": REASONS[reason % REASONS.len()],
    })
}

/// A chain of stages that wait, ending in a final one; further final stages; further moves at
/// random, some out of several stages. Fit to run by the way it is made.
pub(super) fn linted_process() -> impl Strategy<Value = Process> {
    let dice = || (0_usize..64, any::<u16>(), 0_usize..64);
    let stages = prop::collection::vec(dice(), 2..9);
    let extra = prop::collection::vec((0_usize..8, 0_usize..8, 0_usize..8, dice()), 0..10);
    (stages, 1_usize..8, extra, prop::collection::vec(dice(), 9)).prop_map(
        |(stages, split, extra, chain)| {
            let split = split.min(stages.len() - 1);
            let codes: Vec<_> = (0..stages.len()).map(|n| format!("s{n}")).collect();
            let drawn = stages.iter().enumerate().map(|(n, dice)| {
                if n < split { waiting(&codes[n], *dice) } else { last(&codes[n], *dice) }
            });
            let mut moves: Vec<_> = (1..stages.len())
                .map(|to| {
                    let from = (to - 1).min(split - 1);
                    let mut one =
                        one_move(&format!("m{to}"), vec![&codes[from]], &codes[to], chain[to]);
                    // Whoever a stage waits for has a move out of it.
                    let owner = json!(PEOPLE[stages[from].0 % PEOPLE.len()]);
                    let by = one["by"].as_array_mut().unwrap();
                    if !by.contains(&owner) {
                        by.push(owner);
                    }
                    one
                })
                .collect();
            for (n, (one, two, to, dice)) in extra.into_iter().enumerate() {
                let to = to % stages.len();
                let mut from = vec![one % split, two % split];
                from.dedup();
                from.retain(|stage| *stage != to);
                if !from.is_empty() {
                    let from = from.into_iter().map(|stage| &codes[stage]).collect();
                    moves.push(one_move(&format!("x{n}"), from, &codes[to], dice));
                }
            }
            serde_json::from_value(json!({
                "code": "tested", "version": 2, "title": {"ru": "Проверка"},
                "scenario": "electronic", "visits_required": 0, "initial": "s0",
                "stages": drawn.collect::<Vec<_>>(), "moves": moves,
            }))
            .unwrap()
        },
    )
}
