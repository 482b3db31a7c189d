//! The drafts of a person.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use openapi::draft::DraftList;

/// The drafts of the person behind the token, last changed first, without their forms.
#[utoipa::path(
    tag = "Applications",
    operation_id = "list_drafts",
    responses((status = 200, description = "The drafts", body = DraftList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/drafts")]
pub(crate) async fn list(app: web::Data<App>, signed: Signed) -> Result<Json<DraftList>, Failure> {
    let drafts = casework::cabinet::drafts(&app.cx, &signed.actor).await?;
    let catalog = app.cx.catalog();
    let items = drafts.iter().map(|one| view::draft_summary(&catalog, one, signed.lang)).collect();
    Ok(Json(DraftList { items }))
}
