//! One service, with everything needed to apply.

use crate::app::App;
use crate::extract::Caller;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::{get, web};
use catalog::Entry;
use domain::codes::ServiceCode;
use openapi::problem::Code;
use openapi::service::ServiceView;

/// A service: passport, form (JSON Schema), documents, refusal reasons.
#[utoipa::path(
    tag = "Catalog",
    operation_id = "read_service",
    params(("code" = String, Path, description = "The service's code", example = "employment-certificate")),
    responses((status = 200, description = "The service", body = ServiceView), Refusals),
    security(()),
)]
#[get("/v1/services/{code}")]
pub(crate) async fn read(
    app: web::Data<App>,
    caller: Caller,
    code: web::Path<String>,
) -> Result<web::Json<ServiceView>, Failure> {
    let code: ServiceCode = named(&code)?;
    let catalog = app.cx.catalog();
    let entry = catalog.service(&code).ok_or_else(|| Failure::new(Code::NotFound))?;
    let usual_days = usual(&app, entry).await;
    Ok(web::Json(view::service(&catalog, entry, usual_days, caller.lang)))
}

/// How long cases usually take; of a service that is only announced there are none.
pub(crate) async fn usual(app: &App, entry: &Entry) -> Option<u32> {
    if entry.is_open() { casework::usual::usual(&app.cx, &entry.service.code).await } else { None }
}
