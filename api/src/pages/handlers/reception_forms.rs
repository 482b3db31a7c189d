//! Forms that an operator fills in for a visitor: those of the services and drafts, below the address of the reception.
//! Whom they are for is told by the address: see [`crate::pages::visitor::AtWindow`].

use super::{apply, drafts};
use crate::app::App;
use crate::handlers::named;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Typed;
use crate::pages::visitor::Resident;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};

/// The forms.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(apply_form).service(apply_sent).service(draft_form).service(draft_sent);
}

/// The form of a service.
#[get("/window/receptions/{reception}/services/{code}/apply")]
pub(super) async fn apply_form(
    app: web::Data<App>,
    resident: Resident,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    apply::form(&app, &resident, named(&path.1)?).await
}

/// What the operator does with it.
#[post("/window/receptions/{reception}/services/{code}/apply")]
pub(super) async fn apply_sent(
    app: web::Data<App>,
    typed: Typed,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    apply::done(&app, typed, named(&path.1)?).await
}

/// A draft of the visitor's.
#[get("/window/receptions/{reception}/drafts/{id}")]
pub(super) async fn draft_form(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    drafts::form(&app, &resident, &request, named(&path.1)?).await
}

/// What the operator does with it.
#[post("/window/receptions/{reception}/drafts/{id}")]
pub(super) async fn draft_sent(
    app: web::Data<App>,
    typed: Typed,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    drafts::done(&app, typed, named(&path.1)?).await
}
