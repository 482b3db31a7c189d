//! The department's door for systems: orders in, decisions out, JSON both ways.

use crate::department::{
    decision::Standing,
    documents::Kept,
    order::{self, Order},
    shelf::OrderReceipt,
};
use crate::{
    json::{self, BadRequest},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes, Data, Path},
};
use domain::time;
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /departments/{department}/orders`: 202, the same again for the same message, 409 for another under its id.
pub(crate) async fn take(
    request: HttpRequest,
    department: Path<String>,
    body: Bytes,
    state: Data<State>,
) -> HttpResponse {
    let (id, message) = match read(&request, &department, &body, &state) {
        Ok(read) => read,
        Err(mistake) => return mistake.response(),
    };
    if let Some(mistake) = missing(&message, &state) {
        return mistake.response();
    }
    let department = Arc::clone(&state.department);
    let now = state.now();
    match web::block(move || department.shelf.take(&id, &message, now)).await {
        Ok(Ok(OrderReceipt::Order(order))) => HttpResponse::Accepted().json(receipt(&order)),
        Ok(Ok(OrderReceipt::Conflict)) => HttpResponse::Conflict().json(json!({
            "code": "message_differs", "field": "message_id",
            "message": "another message was already taken under this message_id",
        })),
        Ok(Err(error)) => unavailable(&error),
        Err(error) => unavailable(&error),
    }
}

fn read(
    request: &HttpRequest,
    department: &str,
    body: &[u8],
    state: &State,
) -> Result<(String, Value), BadRequest> {
    json::guard(request, &state.key)?;
    let message = json::object(body)?;
    let id = order::check(&message)?;
    if json::text(&message, "receiver").is_ok_and(|receiver| receiver != department) {
        return Err(BadRequest::field("receiver", "is not the department of this address"));
    }
    Ok((id, message))
}

/// The first file that a message names and that was not sent before it.
fn missing(message: &Value, state: &State) -> Option<BadRequest> {
    let named = message.get("documents").and_then(Value::as_array).into_iter().flatten();
    let here = |one: &Value| {
        one.get("sha256")
            .and_then(Value::as_str)
            .is_some_and(|hash| state.department.documents.has(hash))
    };
    let (place, _) = named.enumerate().find(|(_, one)| !here(one))?;
    Some(BadRequest::field(&format!("documents.{place}.sha256"), "was not sent before the order"))
}

/// `PUT /departments/{department}/documents/{sha256}`: 204, the same again; 422 if the bytes have another hash.
pub(crate) async fn keep(
    request: HttpRequest,
    at: Path<(String, String)>,
    body: Bytes,
    state: Data<State>,
) -> HttpResponse {
    if let Err(mistake) = json::guard(&request, &state.key) {
        return mistake.response();
    }
    let (department, (_, sha256)) = (Arc::clone(&state.department), at.into_inner());
    match web::block(move || department.documents.put(&sha256, &body)).await {
        Ok(Ok(Kept::Here)) => HttpResponse::NoContent().finish(),
        Ok(Ok(Kept::Differs)) => {
            BadRequest::field("sha256", "is not the hash of these bytes").response()
        }
        Ok(Err(error)) => unavailable(&error),
        Err(error) => unavailable(&error),
    }
}

/// `GET /departments/{department}/documents/{sha256}`: the file, for those who look at what came.
pub(crate) async fn give(
    request: HttpRequest,
    at: Path<(String, String)>,
    state: Data<State>,
) -> HttpResponse {
    if let Err(mistake) = json::guard(&request, &state.key) {
        return mistake.response();
    }
    let (department, (_, sha256)) = (Arc::clone(&state.department), at.into_inner());
    match web::block(move || department.documents.get(&sha256)).await {
        Ok(Ok(Some(bytes))) => HttpResponse::Ok().body(bytes),
        Ok(Ok(None)) => HttpResponse::NotFound().finish(),
        Ok(Err(error)) => unavailable(&error),
        Err(error) => unavailable(&error),
    }
}

fn receipt(order: &Order) -> Value {
    json!({
        "department_number": order.department_number,
        "received_at": time::in_moscow(order.received_at).to_rfc3339(),
    })
}

/// `GET /departments/{department}/orders/{message_id}`.
pub(crate) async fn show(
    request: HttpRequest,
    at: Path<(String, String)>,
    state: Data<State>,
) -> HttpResponse {
    if let Err(mistake) = json::guard(&request, &state.key) {
        return mistake.response();
    }
    let Some(order) = own(&state, &at) else { return unknown() };
    let (word, decision) = match state.department.standing(&order, &state.people, state.now()) {
        Standing::Processing => ("processing", None),
        Standing::NeedsOfficer => ("needs_officer", None),
        Standing::Decided(decision) => ("decided", Some(decision.json())),
        Standing::Cancelled => ("cancelled", None),
    };
    HttpResponse::Ok().json(json!({
        "department_number": order.department_number, "state": word, "decision": decision,
    }))
}

/// `POST /departments/{department}/orders/{message_id}/cancellation`: 200, the same again. What was decided before stays decided.
pub(crate) async fn cancel(
    request: HttpRequest,
    at: Path<(String, String)>,
    state: Data<State>,
) -> HttpResponse {
    if let Err(mistake) = json::guard(&request, &state.key) {
        return mistake.response();
    }
    if own(&state, &at).is_none() {
        return unknown();
    }
    let (department, (_, id), now) = (Arc::clone(&state.department), at.into_inner(), state.now());
    match web::block(move || department.shelf.cancel(&id, now)).await {
        Ok(Ok(())) => HttpResponse::Ok().json(json!({ "cancelled": true })),
        Ok(Err(error)) => unavailable(&error),
        Err(error) => unavailable(&error),
    }
}

/// The order of a message, if it was sent to this department.
fn own(state: &State, (department, id): &(String, String)) -> Option<Order> {
    let own = |order: &Order| order.receiver().is_none_or(|receiver| receiver == department);
    state.department.shelf.get(id).filter(own)
}

fn unknown() -> HttpResponse {
    HttpResponse::NotFound().json(json!({
        "code": "unknown_message", "field": "message_id",
        "message": "no order was taken under this message_id",
    }))
}

/// The disk failed: the platform will try again.
pub(crate) fn unavailable(error: &dyn std::error::Error) -> HttpResponse {
    tracing::error!(%error, "the department could not keep an order");
    HttpResponse::ServiceUnavailable()
        .json(json!({"code": "not_kept", "field": null, "message": "try again later"}))
}
