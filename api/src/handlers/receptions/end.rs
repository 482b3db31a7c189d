//! Ending a reception.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{HttpResponse, delete, web};

/// Ends a reception: the visitor leaves, and nothing more is done for them. One that is over stays as it ended.
#[utoipa::path(
    tag = "Desk",
    operation_id = "end_reception",
    params(("id" = String, Path, description = "The reception")),
    responses((status = 204, description = "It is over"), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[delete("/v1/receptions/{id}")]
pub(crate) async fn end(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    casework::reception::end::end(&app.cx, &signed.actor, named(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
