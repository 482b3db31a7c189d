//! Reading a checklist.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::{get, web};
use openapi::checklist::ChecklistView;
use openapi::problem::Code;

/// What the person does before they apply for a service, step by step, and how far they have come. 404 for a service that takes no
/// more than its form.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_checklist",
    params(("code" = String, Path, description = "The service's code", example = "high-tech-care")),
    responses((status = 200, description = "The steps, and how each stands", body = ChecklistView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/services/{code}/checklist")]
pub(crate) async fn read(
    app: web::Data<App>,
    signed: Signed,
    code: web::Path<String>,
) -> Result<web::Json<ChecklistView>, Failure> {
    let look = casework::checklist::read(&app.cx, &signed.actor, &named(&code)?).await?;
    Ok(web::Json(view::checklist(&look, signed.lang).ok_or_else(|| Failure::new(Code::Internal))?))
}
