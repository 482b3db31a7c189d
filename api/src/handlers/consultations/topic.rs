//! Ending a consultation with its topic.

use super::read::view;
use crate::app::App;
use crate::extract::{Body, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, field, named};
use actix_web::web::Json;
use actix_web::{put, web};
use openapi::consultation::{ConsultationTopic, ConsultationView};

/// Notes what a consultation was about; it is over. The same topic again changes nothing, another one is refused (409). One that was ended by
/// the next call can still be noted, within 12 hours after it began.
#[utoipa::path(
    tag = "Desk",
    operation_id = "end_consultation",
    params(("id" = String, Path, description = "The consultation")),
    request_body = ConsultationTopic,
    responses((status = 200, description = "The consultation, which is over", body = ConsultationView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[put("/v1/consultations/{id}/topic")]
pub(crate) async fn end(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
    body: Body<ConsultationTopic>,
) -> Result<Json<ConsultationView>, Failure> {
    let (id, topic) = (named(&id)?, field("/topic", &body.value.topic)?);
    casework::consultation::end(&app.cx, &signed.actor, id, &topic).await?;
    Ok(Json(view(&app, &signed, id).await?))
}
