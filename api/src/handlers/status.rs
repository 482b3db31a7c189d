//! How an application stands, by its number and its code.

use crate::app::App;
use crate::extract::{Body, Caller};
use crate::failure::Failure;
use crate::handlers::{Refusals, application_number};
use crate::view;
use actix_web::web::Json;
use actix_web::{post, web};
use openapi::problem::Code;
use openapi::status::{StatusRequest, StatusView};

/// Tells how an application stands to whoever has its number and its code: both are on the receipt, and on the applicant's page. Nothing is
/// told of the applicant. The code is in the body, so that no log or history keeps it.
#[utoipa::path(
    tag = "Applications",
    operation_id = "read_status",
    request_body = StatusRequest,
    responses((status = 200, description = "How it stands", body = StatusView), Refusals),
    security(()),
)]
#[post("/v1/status")]
pub(crate) async fn status(
    app: web::Data<App>,
    caller: Caller,
    body: Body<StatusRequest>,
) -> Result<Json<StatusView>, Failure> {
    let number = application_number("/number", &body.value.number)?;
    let known = casework::status::status(&app.cx, number, &body.value.code).await?;
    let shown = view::status(&known, caller.lang);
    shown.map(Json).ok_or_else(|| Failure::new(Code::Internal))
}
