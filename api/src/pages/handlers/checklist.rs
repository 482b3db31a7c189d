//! What is done before one applies, step by step.

use super::{html, see_other};
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::checklist::{Checklist, own, strangers};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::Visitor;
use crate::view;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::checklist::Mark;
use domain::codes::ServiceCode;
use openapi::problem::Code;

/// The page and what it sends.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(checklist).service(mark);
}

/// The steps. Who is not signed in reads them; how far one has come is kept for who is.
#[get("/services/{code}/checklist")]
pub(super) async fn checklist(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let code: ServiceCode = named(&code)?;
    let page: Checklist = if visitor.signed.is_some() {
        let look = casework::checklist::read(&app.cx, &visitor.actor(), &code).await?;
        own(view::checklist(&look, visitor.lang).ok_or(Code::Internal)?)
    } else {
        let look = casework::checklist::of_nobody(&app.cx, &code)?;
        strangers(view::checklist(&look, visitor.lang).ok_or(Code::Internal)?)
    };
    html(&app, &visitor, "checklist.html", &page)
}

/// Keeps what the person says of a step. One that waits for others by now is shown as it is.
#[post("/services/{code}/checklist/{step}")]
pub(super) async fn mark(
    app: web::Data<App>,
    sent: Sent,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    let (code, step) = path.into_inner();
    let says = if sent.fields.need("done")? == "yes" { Mark::Done } else { Mark::Undone };
    let code: ServiceCode = named(&code)?;
    let actor = sent.resident.actor();
    match casework::checklist::mark(&app.cx, &actor, (&code, &step), says).await {
        Ok(_) | Err(CaseError::StepWaits { .. } | CaseError::StepKnown) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(&format!("/services/{code}/checklist#{step}")))
}
