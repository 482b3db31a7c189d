//! Pre-check of a form.

use crate::app::App;
use crate::extract::{Body, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, ask_registers, named};
use crate::view;
use actix_web::{post, web};
use openapi::precheck::{PrecheckRequest, PrecheckView};

/// Whether data and documents suffice; if not, exactly what is missing. A `sufficient` answer binds:
/// intake cannot refuse by a reason it excludes. Registers whose answers are old or missing are asked again: what they tell counts in the
/// next check, and until then it is `unknown` what nobody has told.
#[utoipa::path(
    tag = "Applications",
    operation_id = "precheck",
    params(("code" = String, Path, description = "The service's code", example = "employment-certificate")),
    request_body = PrecheckRequest,
    responses((status = 200, description = "Whether data and documents suffice, and if not, what is missing", body = PrecheckView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/services/{code}/precheck")]
pub(crate) async fn precheck(
    app: web::Data<App>,
    signed: Signed,
    code: web::Path<String>,
    body: Body<PrecheckRequest>,
) -> Result<web::Json<PrecheckView>, Failure> {
    let code = named(&code)?;
    let checked =
        casework::precheck::precheck(&app.cx, &signed.actor, &code, &body.value.form).await?;
    ask_registers(&app, &signed.actor, &code).await?;
    Ok(web::Json(view::precheck(&checked, signed.lang)))
}
