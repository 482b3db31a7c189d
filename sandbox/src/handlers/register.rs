//! The address of the register.

use crate::{
    json::{self, BadRequest},
    register::{center, record},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data},
};
use domain::time;
use serde_json::{Value, json};

/// `POST /registers/employment/status`.
pub(crate) async fn status(request: HttpRequest, body: Bytes, state: Data<State>) -> HttpResponse {
    match answer(&request, &body, &state) {
        Ok(known) => HttpResponse::Ok().json(known),
        Err(mistake) => mistake.response(),
    }
}

fn answer(request: &HttpRequest, body: &[u8], state: &State) -> Result<Value, BadRequest> {
    json::guard(request, &state.key)?;
    let snils = json::snils(&json::object(body)?, "snils")?;
    let record = record(&state.people, &snils);
    let as_of = time::in_moscow(state.now()).to_rfc3339();
    Ok(match record {
        Some(record) => json!({
            "status": record.status,
            "registered_on": record.registered_on, "removed_on": record.removed_on,
            "center": center(), "benefits": record.benefits, "as_of": as_of,
        }),
        None => json!({
            "status": "none", "registered_on": null, "removed_on": null,
            "center": center(), "benefits": [], "as_of": as_of,
        }),
    })
}
