//! The page of one's application: where it is, what was, what comes next, what one may do.

use super::{html, see_other};
use crate::app::App;
use crate::handlers::{field, named, score};
use crate::pages::model::application::{CasePage, page as draw};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::Resident;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use casework::advance::RequestedMove;
use casework::read::Case;
use domain::application::BadRating;
use domain::codes::{MoveCode, ReasonCode};
use domain::text::Lang;
use domain::time::moscow_day;
use openapi::problem::Code;

/// The page.
#[get("/applications/{id}")]
pub(super) async fn show(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let mut page = load(&app, &resident, &id).await?;
    page.moved = was_moved(&request);
    html(&app, &resident.visitor, "application.html", &page)
}

/// The part of the page that moves.
#[get("/applications/{id}/fragment")]
pub(super) async fn fragment(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, &id).await?;
    html(&app, &resident.visitor, "application-live.html", &page)
}

/// A move of the applicant, e.g. taking the application back. If it moved on meanwhile, nothing is done: the person sees
/// where it is now, and that it moved.
#[post("/applications/{id}/moves")]
pub(super) async fn advance(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let asked = asked(&sent.fields)?;
    match casework::advance::advance(&app.cx, &sent.resident.actor(), named(&id)?, asked).await {
        Ok(_) => Ok(see_other(&format!("/applications/{id}"))),
        Err(CaseError::Stale { .. }) => Ok(see_other(&format!("/applications/{id}?moved"))),
        Err(error) => Err(error.into()),
    }
}

/// The applicant rates the service. One who rated it before sees how.
#[post("/applications/{id}/rating")]
pub(super) async fn rate(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let mark = u8::try_from(sent.fields.number("score")?).unwrap_or_default();
    let rated =
        casework::rate::rate(&app.cx, &sent.resident.actor(), named(&id)?, score(mark)?).await;
    match rated {
        Ok(_) | Err(CaseError::Rating(BadRating::RatedBefore)) => {
            Ok(see_other(&format!("/applications/{id}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the page is shown because the case moved on meanwhile.
pub(super) fn was_moved(request: &HttpRequest) -> bool {
    request.query_string() == "moved"
}

/// A move and its coded reason, as a form of a page sends them.
pub(super) fn chosen(
    made: &str,
    reason: Option<&str>,
) -> Result<(MoveCode, Option<ReasonCode>), PageFailure> {
    let reason = reason.filter(|code| !code.is_empty());
    Ok((field("/move", made)?, reason.map(|code| field("/reason", code)).transpose()?))
}

/// The move a form asks for.
pub(super) fn asked(fields: &Fields) -> Result<RequestedMove, PageFailure> {
    let (made, reason) = chosen(fields.need("move")?, fields.get("reason"))?;
    Ok(RequestedMove { reason, ..RequestedMove::of(made, fields.number("version")?) })
}

/// A case as a page draws it now.
pub(super) fn drawn(app: &App, case: &Case, lang: Lang) -> Result<CasePage, PageFailure> {
    let today = moscow_day(app.cx.clock.now());
    Ok(draw(case, today, app.pages.texts(), lang).ok_or(Code::Internal)?)
}

/// One's own case: what an officer sees of another's is on the desk.
async fn load(app: &App, resident: &Resident, id: &str) -> Result<CasePage, PageFailure> {
    let case = casework::read::case(&app.cx, &resident.actor(), named(id)?).await?;
    if !case.is_of_who_applied() {
        return Err(Code::NotFound.into());
    }
    drawn(app, &case, resident.lang())
}
