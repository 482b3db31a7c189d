//! Reading a reception.

use crate::app::App;
use crate::extract::{OnDuty, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use domain::id::ReceptionId;
use openapi::problem::Code;
use openapi::reception::ReceptionView;

/// A reception of one's own: who stands at the window, and what was filed for them.
#[utoipa::path(
    tag = "Desk",
    operation_id = "read_reception",
    params(("id" = String, Path, description = "The reception")),
    responses((status = 200, description = "The reception", body = ReceptionView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/receptions/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
) -> Result<Json<ReceptionView>, Failure> {
    Ok(Json(view(&app, &signed, named(&id)?).await?))
}

/// A reception of the asker's, as it is now.
pub(super) async fn view(
    app: &App,
    signed: &Signed,
    id: ReceptionId,
) -> Result<ReceptionView, Failure> {
    let look = casework::reception::read::read(&app.cx, &signed.actor, id).await?;
    let shown = view::reception(&app.cx.catalog(), &look, signed.lang);
    shown.ok_or_else(|| Failure::new(Code::Internal))
}
