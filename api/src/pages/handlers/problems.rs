//! What a code of failure means: the page its `type` points to.

use super::html;
use crate::app::App;
use crate::pages::model::problem::page;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::{HttpResponse, get, web};
use openapi::Problem;
use openapi::problem::Code;

/// The page of a code.
#[get("/problems/{code}")]
pub(super) async fn problem(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let known = Code::ALL.iter().find(|one| one.as_str() == code.as_str());
    let known = *known.ok_or(Code::NotFound)?;
    let page = page(&Problem::new(known, visitor.lang), app.pages.texts(), visitor.lang);
    html(&app, &visitor, "problem-kind.html", &page)
}
