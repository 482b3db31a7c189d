//! Tests of the exchange: what is away, what refused, what cannot be read.

use super::{ExchangeError, LONGEST, OrderOutcome, OrderState};
use crate::script::{Reply, Script, exchange};
use domain::codes::DepartmentCode;
use serde_json::json;

const SNILS: &str = "11223344595";

fn czn() -> DepartmentCode {
    "czn".parse().unwrap()
}

fn ok(body: &serde_json::Value) -> Reply {
    Reply::Answer(200, body.to_string())
}

/// What becomes of asking for a decision when the system does this.
async fn order_when(reply: Reply) -> Result<super::Order, ExchangeError> {
    Script::new([reply]).await.exchange().order(&czn(), "app_1").await
}

#[tokio::test]
async fn a_message_is_sent_with_our_key_and_its_receipt_read() {
    let receipt = json!({"department_number": "D-17", "received_at": "2026-11-20T12:00:00+03:00"});
    let script = Script::new([Reply::Answer(202, receipt.to_string())]).await;
    let receipt = script.exchange().send(&czn(), &json!({"message_id": "app_1"})).await.unwrap();
    assert_eq!(receipt.department_number, "D-17");
    assert_eq!(receipt.received_at.to_rfc3339(), "2026-11-20T09:00:00+00:00");
    let asked = script.asked().join("");
    assert!(asked.starts_with("POST /departments/czn/orders HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: Bearer the-key\r\n"), "{asked}");
    assert!(asked.ends_with(r#"{"message_id":"app_1"}"#), "{asked}");
}

#[tokio::test]
async fn a_snils_goes_in_the_body_and_never_in_an_address_or_an_error() {
    let script =
        Script::new([ok(&json!({"status": "none"})), Reply::Answer(500, SNILS.into())]).await;
    let register = "employment".parse().unwrap();
    let told = script.exchange().register(&register, SNILS).await.unwrap();
    assert_eq!(told, json!({"status": "none"}));
    let asked = script.asked().join("");
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /registers/employment/status ") && !head.contains(SNILS));
    assert_eq!(body, format!(r#"{{"snils":"{SNILS}"}}"#));
    let failed = script.exchange().register(&register, SNILS).await.unwrap_err();
    assert!(!format!("{failed} {failed:?}").contains(SNILS), "{failed:?}");
}

#[tokio::test]
async fn a_system_that_cannot_now_is_away_and_may_be_asked_again() {
    let mut replies: Vec<_> = [500, 502, 503, 504, 429, 408]
        .map(|status| Reply::Answer(status, "<html>sorry</html>".to_owned()))
        .into();
    replies.extend([Reply::HangUp, Reply::Half, Reply::Silence]);
    for reply in replies {
        let done = order_when(reply.clone()).await;
        let Err(error @ ExchangeError::Away { .. }) = done else { panic!("{reply:?}: {done:?}") };
        assert!(!error.to_string().contains("127.0.0.1"), "the address is nobody's: {error}");
    }
}

#[tokio::test]
async fn a_system_that_is_not_there_is_away() {
    // A port that was free a moment ago and is free again.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", free.local_addr().unwrap()).parse().unwrap();
    drop(free);
    let done = exchange(&address).order(&czn(), "app_1").await;
    assert!(matches!(done, Err(ExchangeError::Away { .. })), "{done:?}");
}

#[tokio::test]
async fn a_call_that_is_refused_is_told_with_its_status() {
    for status in [301, 400, 401, 403, 404, 409, 422] {
        let done = order_when(Reply::Answer(status, "{}".to_owned())).await;
        let told =
            matches!(done, Err(ExchangeError::Refused { status: told, .. }) if told == status);
        assert!(told, "{status}: {done:?}");
    }
}

#[tokio::test]
async fn an_answer_that_says_nothing_cannot_be_read() {
    let long = format!("{{\"state\":\"processing\",\"x\":\"{}\"}}", "a".repeat(LONGEST));
    let bodies = [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"state":"thinking"}"#,
        r#"{"state":"decided","decision":{"outcome":"perhaps"}}"#,
        r#"{"state":"decided","decision":{}}"#,
        long.as_str(),
    ];
    for body in bodies {
        let done = order_when(Reply::Answer(200, body.to_owned())).await;
        let short: String = body.chars().take(60).collect();
        assert!(matches!(done, Err(ExchangeError::Unreadable { .. })), "{short}: {done:?}");
    }
}

#[tokio::test]
async fn every_state_of_an_order_is_understood_and_what_is_new_in_it_is_passed_over() {
    let processing = order_when(ok(&json!({"state": "processing", "since": 1}))).await.unwrap();
    assert!(processing.state == OrderState::Processing && processing.decision.is_none());
    let officer = order_when(ok(&json!({"state": "needs_officer"}))).await.unwrap();
    assert_eq!(officer.state, OrderState::NeedsOfficer);
    let decision = json!({"outcome": "granted", "data": {"a": 1}, "decided_at": "now"});
    let decided = order_when(ok(&json!({"state": "decided", "decision": decision}))).await.unwrap();
    assert_eq!(decided.state, OrderState::Decided);
    let decision = decided.decision.unwrap();
    assert!(decision.outcome == OrderOutcome::Granted && decision.data == json!({"a": 1}));
}
