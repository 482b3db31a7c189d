//! The colleagues of a workplace.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::web::Json;
use actix_web::{get, web};
use openapi::application::{ColleagueList, ColleagueView};

/// Who a case of the asker's workplace can be handed over to: those who took a case there in the last 30 days and whose duty counts now.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_colleagues",
    params(("id" = String, Path, description = "The application")),
    responses((status = 200, description = "The colleagues, by name", body = ColleagueList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/applications/{id}/colleagues")]
pub(crate) async fn colleagues(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
) -> Result<Json<ColleagueList>, Failure> {
    let found = casework::assignment::colleagues(&app.cx, &signed.actor, named(&id)?).await?;
    let view = |one: casework::assignment::Colleague| ColleagueView {
        id: one.id.to_string(),
        name: one.name,
    };
    Ok(Json(ColleagueList { items: found.into_iter().map(view).collect() }))
}
