//! Saying that a step is done.

use crate::app::App;
use crate::extract::{Body, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::{put, web};
use casework::checklist::Mark;
use openapi::checklist::{ChecklistView, StepMark};
use openapi::problem::Code;

/// Keeps whether a step is done; the checklist after it. 409 while steps that come before are not done, and for what the platform
/// sees by itself. The same again changes nothing.
#[utoipa::path(
    tag = "Applications",
    operation_id = "mark_step",
    params(
        ("code" = String, Path, description = "The service's code", example = "high-tech-care"),
        ("step" = String, Path, description = "The step's code", example = "see-doctor"),
    ),
    request_body = StepMark,
    responses((status = 200, description = "The checklist as it stands now", body = ChecklistView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[put("/v1/services/{code}/checklist/{step}")]
pub(crate) async fn mark(
    app: web::Data<App>,
    signed: Signed,
    path: web::Path<(String, String)>,
    body: Body<StepMark>,
) -> Result<web::Json<ChecklistView>, Failure> {
    let (code, step) = path.into_inner();
    let says = if body.value.done { Mark::Done } else { Mark::Undone };
    let of = (&named(&code)?, step.as_str());
    let look = casework::checklist::mark(&app.cx, &signed.actor, of, says).await?;
    Ok(web::Json(view::checklist(&look, signed.lang).ok_or_else(|| Failure::new(Code::Internal))?))
}
