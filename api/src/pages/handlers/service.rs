//! The card of a service.

use super::{html, newest};
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::service::card;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::{HttpResponse, get, web};
use domain::codes::ServiceCode;
use openapi::problem::Code;

/// The card.
#[get("/services/{code}")]
pub(super) async fn service(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let code: ServiceCode = named(&code)?;
    let mine = newest(&app, &visitor).await?;
    let catalog = app.cx.catalog();
    let entry = catalog.service(&code).ok_or(Code::NotFound)?;
    let page = card(&catalog, entry, &mine, app.pages.texts(), visitor.lang);
    html(&app, &visitor, "service.html", &page)
}
