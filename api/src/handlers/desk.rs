//! The desk of a department's officer.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::{get, web};
use openapi::application::ApplicationList;

const LONGEST: u64 = 100;

/// The cases that wait for an officer of the asker's department, oldest first. No contacts of applicants.
#[utoipa::path(
    tag = "Desk",
    operation_id = "read_desk",
    responses((status = 200, body = ApplicationList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/desk")]
pub(crate) async fn desk(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
) -> Result<web::Json<ApplicationList>, Failure> {
    let waiting = casework::read::desk(&app.cx, &signed.actor, LONGEST).await?;
    let catalog = app.cx.catalog();
    let items = waiting
        .iter()
        .filter_map(|one| view::summary_application(&catalog, one, signed.lang))
        .map(|one| openapi::application::ApplicationView { result: None, ..one })
        .collect();
    Ok(web::Json(ApplicationList { items, next: None }))
}
