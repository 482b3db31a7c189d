//! The card of a service.

use super::{html, newest, stages};
use crate::app::App;
use crate::handlers::named;
use crate::handlers::services::read::usual;
use crate::pages::model::service::card;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, web};
use domain::codes::ServiceCode;
use openapi::problem::Code;

/// The card, and how an application goes.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(service).configure(stages::routes);
}

/// The card. Nothing is asked of a register for it: what is known by now is said.
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
    let known = match &visitor.signed {
        Some(_) if entry.is_open() => {
            Some(casework::precheck::known(&app.cx, &visitor.actor()).await?)
        }
        _ => None,
    };
    let usual_days = usual(&app, entry).await;
    let about = (&mine[..], known.as_ref(), usual_days);
    let page = card(&catalog, entry, about, app.pages.texts(), visitor.lang);
    html(&app, &visitor, "service.html", &page)
}
