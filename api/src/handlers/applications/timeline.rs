//! The history of an application.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::{get, web};
use openapi::application::Timeline;

/// The history of an application, oldest first.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_timeline",
    params(("id" = String, Path, description = "The application")),
    responses((status = 200, description = "What happened, oldest first", body = Timeline), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/applications/{id}/timeline")]
pub(crate) async fn timeline(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<web::Json<Timeline>, Failure> {
    let case = casework::read::case(&app.cx, &signed.actor, named(&id)?).await;
    let case = case.map_err(|error| signed.hidden(error))?;
    let goes_by = case.application.goes_by();
    let items = case
        .facts
        .iter()
        .map(|fact| view::event(&case.catalog, fact, Some(&goes_by), signed.lang))
        .collect();
    Ok(web::Json(Timeline { items }))
}
