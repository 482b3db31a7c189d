//! Beginning a consultation.

use super::read::view;
use crate::app::App;
use crate::extract::{Body, IdempotencyKey, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, application_number};
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, post, web};
use casework::consultation::Asked;
use domain::consultation::CallCode;
use domain::text::Text;
use openapi::consultation::{ConsultationRequest, ConsultationView};
use openapi::problem::{Code, FieldCode};

/// Begins a consultation of a caller, who tells the number of an application, the code from their account, or neither. By a number is told
/// how that application stands, and nothing of who applied; by a code, how all of the caller's stand. It lasts until its topic is noted,
/// another is begun, or an hour is over. Those whose cases are told see in their account that they were read.
#[utoipa::path(
    tag = "Desk",
    operation_id = "begin_consultation",
    params(("Idempotency-Key" = String, Header, description = "New for each consultation", pattern = "^[!-~]{1,128}$", example = "0d3f7c1e-95ab-4f0e-8a43-2c7d6b1f9e58")),
    request_body = ConsultationRequest,
    responses((status = 201, description = "The consultation", body = ConsultationView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/consultations")]
pub(crate) async fn begin(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    key: IdempotencyKey,
    body: Body<ConsultationRequest>,
) -> Result<CustomizeResponder<Json<ConsultationView>>, Failure> {
    let key = signed.key(&key, &body.sha256);
    let asked = asked(&body.value)?;
    let begun = casework::consultation::begin(&app.cx, &signed.actor, &asked, &key).await?;
    let place = format!("/v1/consultations/{}", begun.id);
    let shown = view(&app, &signed, begun.id).await?;
    Ok(Json(shown).customize().with_status(StatusCode::CREATED).insert_header((LOCATION, place)))
}

fn asked(of: &ConsultationRequest) -> Result<Asked, Failure> {
    match (&of.number, &of.code) {
        (None, None) => Ok(Asked::Nothing),
        (Some(number), None) => Ok(Asked::Number(application_number("/number", number)?)),
        (None, Some(code)) => CallCode::typed(code).map(Asked::Code).ok_or_else(|| {
            let hint = Text::new("код из восьми цифр", "a code of eight digits");
            Failure::field(Code::BadShape, "/code", FieldCode::Invalid, hint)
        }),
        (Some(_), Some(_)) => {
            let hint = Text::new(
                "назовите что-то одно: номер или код",
                "tell one of the two: a number or a code",
            );
            Err(Failure::field(Code::BadShape, "/code", FieldCode::Invalid, hint))
        }
    }
}
