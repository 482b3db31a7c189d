//! Pieces of which tests write processes.

use super::{Move, Process};
use serde_json::{Value, json};

/// A stage in which nothing goes on.
pub(super) fn last(code: &str, outcome: &str) -> Value {
    json!({
        "code": code, "title": {"ru": code}, "hint": {"ru": code}, "epgu_status_id": 3,
        "outcome": outcome,
    })
}

/// A move, with what more it says.
pub(super) fn moved(code: &str, (from, to): (&[&str], &str), by: &str, more: &Value) -> Value {
    let mut one = json!({
        "code": code, "title": {"ru": code}, "from": from, "to": to, "by": [by],
    });
    for (key, value) in more.as_object().unwrap() {
        one[key] = value.clone();
    }
    one
}

/// The move of a code.
pub(super) fn find<'a>(process: &'a mut Process, code: &str) -> &'a mut Move {
    process.moves.iter_mut().find(|one| one.code.as_str() == code).unwrap()
}
