//! The API reference: every operation and shape of the document, a way to try them, and the way to a first token.
//! In English: it is for developers.

use super::{html, see_other};
use crate::app::App;
use crate::pages::model::reference::{Act, first_token, index, operation, shapes};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use crate::reference::Reference;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, web};
use openapi::problem::Code;

/// The pages of the reference.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(front)
        .service(old_front)
        .service(one_operation)
        .service(all_shapes)
        .service(first)
        .service(authorized);
}

/// All operations, and the problems they may answer with.
#[get("/docs")]
async fn front(
    app: web::Data<App>,
    visitor: Visitor,
    reference: web::Data<Reference>,
) -> Result<HttpResponse, PageFailure> {
    html(&app, &visitor, "reference.html", &index(&reference, Act::of(&app.identity)))
}

/// Where the reference was.
#[get("/docs/")]
async fn old_front() -> HttpResponse {
    see_other("/docs")
}

/// One operation, to be read and tried.
#[get("/docs/operations/{id}")]
async fn one_operation(
    app: web::Data<App>,
    visitor: Visitor,
    reference: web::Data<Reference>,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let shown = operation(&reference, &id, Act::of(&app.identity)).ok_or(Code::NotFound)?;
    html(&app, &visitor, "reference-operation.html", &shown)
}

/// Every shape of the document.
#[get("/docs/shapes")]
async fn all_shapes(
    app: web::Data<App>,
    visitor: Visitor,
    reference: web::Data<Reference>,
) -> Result<HttpResponse, PageFailure> {
    html(&app, &visitor, "reference-shapes.html", &shapes(&reference))
}

/// From nothing to a first token and a first application, for portals and for mobile apps.
#[get("/docs/first-token")]
async fn first(
    app: web::Data<App>,
    visitor: Visitor,
    reference: web::Data<Reference>,
) -> Result<HttpResponse, PageFailure> {
    let here = first_token(&reference.base, app.settings.sandbox_url.as_ref());
    html(&app, &visitor, "reference-first-token.html", &here)
}

/// Where a person who let the reference act for them comes back to: its script takes the code (RFC 6749 §4.1.2).
#[get("/docs/authorized")]
async fn authorized(app: web::Data<App>, visitor: Visitor) -> Result<HttpResponse, PageFailure> {
    html(&app, &visitor, "reference-authorized.html", &())
}
