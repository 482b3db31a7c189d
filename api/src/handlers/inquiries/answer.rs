//! Answering an inquiry.

use crate::app::App;
use crate::extract::{Body, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::web::Json;
use actix_web::{put, web};
use casework::CaseError;
use domain::consultation::AnswerText;
use openapi::inquiry::{AnswerRequest, InquiryView};

/// Answers an inquiry for the organisation that was asked. Those who applied read the answer, and are told that there is one; so is whoever
/// answers the next call. The same answer again changes nothing, another one is refused (409).
#[utoipa::path(
    tag = "Desk",
    operation_id = "answer_inquiry",
    params(("id" = String, Path, description = "The inquiry")),
    request_body = AnswerRequest,
    responses((status = 200, description = "The inquiry with its answer", body = InquiryView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[put("/v1/inquiries/{id}/answer")]
pub(crate) async fn answer(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
    body: Body<AnswerRequest>,
) -> Result<Json<InquiryView>, Failure> {
    let text = AnswerText::of(&body.value.text).map_err(CaseError::Answer)?;
    let answered = casework::inquiry::answer(&app.cx, &signed.actor, named(&id)?, &text).await?;
    Ok(Json(view::inquiry(&app.cx.catalog(), &answered, signed.lang)))
}
