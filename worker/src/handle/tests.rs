//! Tests of what an answer means, and what a failure does.

use super::departments::{PATIENCE, decision, pause};
use super::{Failed, JobOutcome};
use crate::exchange::{ExchangeError, Order};
use casework::CaseError;
use casework::exchange::Decided;
use chrono::Duration;
use serde_json::{Value, json};
use store::{Corrupt, StoreError};

const SYSTEM: &str = "the register";

/// What the procedures are told of an answer.
fn told(answer: Value) -> Option<Decided> {
    let order: Order = serde_json::from_value(answer).unwrap();
    decision(order)
}

fn decided(decision: &Value) -> Option<Decided> {
    told(json!({"state": "decided", "decision": decision}))
}

#[test]
fn a_grant_carries_the_facts_the_document_prints() {
    let granted = decided(&json!({"outcome": "granted", "data": {"status": "unemployed"}}));
    let Some(Decided::Granted(data)) = granted else { panic!("{granted:?}") };
    assert_eq!(data, json!({"status": "unemployed"}));
    let bare = decided(&json!({"outcome": "granted"}));
    assert!(matches!(bare, Some(Decided::Granted(Value::Null))), "{bare:?}");
}

/// Proves DM-09, DM-22.8/9
#[test]
fn a_refusal_without_a_coded_reason_is_no_decision() {
    let refused = decided(&json!({"outcome": "refused", "reason_code": "not_registered"}));
    let Some(Decided::Refused(reason)) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.as_str(), "not_registered");
    for reason in [json!(null), json!(""), json!("Не состоит"), json!("a b"), json!("x".repeat(65))]
    {
        let refused = decided(&json!({"outcome": "refused", "reason_code": reason}));
        assert!(refused.is_none(), "{refused:?}");
    }
}

#[test]
fn decided_without_a_decision_is_none() {
    assert!(told(json!({"state": "decided"})).is_none());
    assert!(told(json!({"state": "decided", "decision": null})).is_none());
}

#[test]
fn asking_is_quick_at_first_and_patient_later() {
    assert_eq!(pause(Duration::zero()), Duration::milliseconds(500));
    assert_eq!(pause(Duration::seconds(-5)), Duration::milliseconds(500), "a clock put back");
    assert_eq!(pause(Duration::seconds(8)), Duration::seconds(4));
    assert_eq!(pause(Duration::days(3)), PATIENCE);
}

#[test]
fn what_may_pass_is_tried_again_and_what_cannot_is_set_aside() {
    let corrupt = Corrupt {
        table: "fact",
        column: "body",
        row: "1".to_owned(),
        reason: "?".to_owned(),
        missing_key: None,
    };
    let again = [
        Failed::from(ExchangeError::Refused { system: SYSTEM, status: 422 }),
        CaseError::Store(StoreError::Conflict).into(),
        CaseError::Store(StoreError::Away("busy".to_owned())).into(),
        CaseError::Store(StoreError::Full).into(),
        CaseError::Catalog("no template".to_owned()).into(),
    ];
    for failed in again {
        let done = failed.done();
        assert!(matches!(done, JobOutcome::Retry(_)), "{done:?}");
    }
    let never =
        [Failed::from(CaseError::Store(corrupt.into())), CaseError::NotFound("application").into()];
    for failed in never {
        let done = failed.done();
        assert!(matches!(done, JobOutcome::Never(_)), "{done:?}");
    }
    // Another worker has it: this one is out, and nothing is to be said.
    let lost = Failed::from(CaseError::Store(StoreError::LeaseLost)).done();
    assert!(matches!(lost, JobOutcome::Written("lease_lost", _)), "{lost:?}");
}

#[test]
fn what_is_about_the_receiver_is_blamed_on_the_receiver() {
    let wait = Some(std::time::Duration::from_secs(7));
    let away = ExchangeError::Away { system: SYSTEM, reason: "HTTP 503".to_owned(), wait };
    let done = Failed::from(away).done();
    assert!(matches!(done, JobOutcome::Receiver(_, asked) if asked == wait), "{done:?}");
    let statuses = [301, 302, 401, 403, 404, 405, 410];
    let refused = statuses.map(|status| ExchangeError::Refused { system: SYSTEM, status });
    for error in refused.into_iter().chain([ExchangeError::Unreadable { system: SYSTEM }]) {
        let done = Failed::from(error).done();
        assert!(matches!(done, JobOutcome::Receiver(_, None)), "{done:?}");
    }
}
