//! How an application for a service goes: every stage, as a picture and in words.

use super::html;
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::stages::stages as draw;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, web};
use catalog::diagram::{self, Names};
use catalog::{Catalog, Entry};
use domain::codes::ServiceCode;
use domain::process::Process;
use openapi::problem::Code;

/// The page and its picture.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(stages).service(picture);
}

/// Every stage, with who acts in it, how long, and what may follow.
#[get("/services/{code}/stages")]
pub(super) async fn stages(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let catalog = app.cx.catalog();
    let (entry, process) = open(&catalog, &code)?;
    html(&app, &visitor, "stages.html", &draw(entry, process, visitor.lang))
}

/// The picture of them.
#[get("/services/{code}/stages.svg")]
pub(super) async fn picture(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let catalog = app.cx.catalog();
    let (entry, process) = open(&catalog, &code)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("image/svg+xml");
    // It brings its own style, and nothing that runs.
    answer
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"));
    answer.insert_header((CACHE_CONTROL, "no-cache"));
    Ok(answer.body(diagram::svg(Names::of(process, Some(entry)), visitor.lang)))
}

/// A service that can be applied for, and the process new cases begin by.
fn open<'a>(catalog: &'a Catalog, code: &str) -> Result<(&'a Entry, &'a Process), PageFailure> {
    let code: ServiceCode = named(code)?;
    let entry = catalog.service(&code).filter(|entry| entry.is_open()).ok_or(Code::NotFound)?;
    Ok((entry, catalog.process(&entry.service.process).ok_or(Code::NotFound)?))
}
