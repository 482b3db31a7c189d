//! Questions of callers that an organisation has to answer.

use super::{html, html_as, place, see_other};
use crate::app::App;
use crate::cursor;
use crate::handlers::named;
use crate::pages::model::inquiry::{Inquiries, row};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::inquiry::{answer, list};
use domain::consultation::{AnswerText, BadAnswer};
use domain::duty::DutyRole;
use domain::id::InquiryId;
use domain::time::moscow_day;
use serde::Deserialize;

const PAGE: u64 = 50;

/// The page and what it sends.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(waiting).service(answered);
}

/// Which part of the list, and what came of an answer.
#[derive(Debug, Deserialize)]
struct Query {
    after: Option<String>,
    said: Option<String>,
}

/// What waits for an answer, due first first.
#[get("/inquiries")]
async fn waiting(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let mut page = inquiries(&app, &resident, query.after.as_deref(), None).await?;
    page.said = query.said.as_ref().map(|_answered| "inquiry_said_answered");
    html(&app, &resident.visitor, "inquiries.html", &page)
}

/// The list; `typed`, the answer to one of them that could not be taken, and why.
async fn inquiries(
    app: &App,
    resident: &Resident,
    after: Option<&str>,
    typed: Option<(InquiryId, &str, &'static str)>,
) -> Result<Inquiries, PageFailure> {
    let listed = list(&app.cx, &resident.actor(), place(after)?, PAGE).await?;
    let (catalog, texts, lang) = (app.cx.catalog(), app.pages.texts(), resident.lang());
    let today = moscow_day(app.cx.clock.now());
    // An operator opens cases at the window, an officer at the desk.
    let desk = if resident.works_as(DutyRole::OfficeOperator) { "/window" } else { "/desk" };
    let rows = listed.items.iter().map(|one| {
        let typed = typed.filter(|(id, ..)| *id == one.id).map(|(_, text, wrong)| (text, wrong));
        row(view::inquiry(&catalog, one, lang), desk, typed, (today, texts, lang))
    });
    Ok(Inquiries::new(rows.collect(), listed.next.map(cursor::write), after.map(str::to_owned)))
}

/// Answers one; what cannot be taken is shown again with what was typed.
#[post("/inquiries/{id}/answer")]
async fn answered(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let Sent { resident, fields } = &sent;
    resident.recently_signed_in()?;
    let (id, typed): (InquiryId, &str) = (named(&id)?, fields.need("text")?);
    let after = fields.get("after").filter(|after| !after.is_empty());
    let wrong = match AnswerText::of(typed) {
        Ok(text) => match answer(&app.cx, &resident.actor(), id, &text).await {
            Ok(_) => return Ok(see_other("/inquiries?said=answered")),
            Err(CaseError::Answer(BadAnswer::Answered)) => None,
            Err(error) => return Err(error.into()),
        },
        Err(BadAnswer::TooLong) => Some("inquiry_too_long"),
        Err(_) => Some("inquiry_empty"),
    };
    let mut page = inquiries(&app, resident, after, wrong.map(|wrong| (id, typed, wrong))).await?;
    if wrong.is_none() {
        page.said = Some("inquiry_said_before");
        page.typed = Some(typed.to_owned());
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    html_as(status, &app, &resident.visitor, "inquiries.html", &page)
}
