//! What the pages are made of, shown in one place. Only where the sandbox is on: it is for those who build pages.

use super::html;
use crate::app::App;
use crate::pages::model::styleguide::page;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::{HttpResponse, get, web};
use openapi::problem::Code;

/// The page.
#[get("/styleguide")]
pub(super) async fn styleguide(
    app: web::Data<App>,
    visitor: Visitor,
) -> Result<HttpResponse, PageFailure> {
    if app.settings.sandbox_url.is_none() {
        return Err(Code::NotFound.into());
    }
    html(&app, &visitor, "styleguide.html", &page())
}
