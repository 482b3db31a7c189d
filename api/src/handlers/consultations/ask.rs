//! Passing a caller's question on.

use crate::app::App;
use crate::extract::{Body, IdempotencyKey, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, application_number, field, named};
use crate::view;
use actix_web::http::StatusCode;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, post, web};
use casework::inquiry::AskedInquiry;
use openapi::inquiry::{InquiryRequest, InquiryView};

/// Passes a caller's question on to the office or department that has the case, which answers in writing by the next working day. One
/// question about an application waits at a time (409 tells until when it is to be answered).
#[utoipa::path(
    tag = "Desk",
    operation_id = "ask_inquiry",
    params(
        ("id" = String, Path, description = "The consultation"),
        ("Idempotency-Key" = String, Header, description = "New for each question", pattern = "^[!-~]{1,128}$", example = "8c5b2f4a-0e7d-4b63-9f1c-5d8e3a7b6c29"),
    ),
    request_body = InquiryRequest,
    responses((status = 201, description = "What was passed on", body = InquiryView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/consultations/{id}/inquiries")]
pub(crate) async fn ask(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
    key: IdempotencyKey,
    body: Body<InquiryRequest>,
) -> Result<CustomizeResponder<Json<InquiryView>>, Failure> {
    let key = signed.key(&key, &body.sha256);
    let asked = AskedInquiry {
        number: application_number("/number", &body.value.number)?,
        topic: field("/topic", &body.value.topic)?,
    };
    let inquiry = casework::inquiry::ask(&app.cx, &signed.actor, named(&id)?, &asked, &key).await?;
    let shown = view::inquiry(&app.cx.catalog(), &inquiry, signed.lang);
    Ok(Json(shown).customize().with_status(StatusCode::CREATED))
}
