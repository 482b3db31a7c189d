//! Reading a consultation.

use crate::app::App;
use crate::extract::{OnDuty, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use domain::id::ConsultationId;
use openapi::consultation::ConsultationView;

/// A consultation of one's own: how the cases stand, in words to be read aloud, and what to say.
#[utoipa::path(
    tag = "Desk",
    operation_id = "read_consultation",
    params(("id" = String, Path, description = "The consultation")),
    responses((status = 200, description = "The consultation", body = ConsultationView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/consultations/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
) -> Result<Json<ConsultationView>, Failure> {
    Ok(Json(view(&app, &signed, named(&id)?).await?))
}

/// A consultation of the asker's, as it is now.
pub(super) async fn view(
    app: &App,
    signed: &Signed,
    id: ConsultationId,
) -> Result<ConsultationView, Failure> {
    let look = casework::consultation::read(&app.cx, &signed.actor, id).await?;
    Ok(view::consultation(&look, signed.lang))
}
