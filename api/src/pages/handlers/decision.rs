//! An officer's decision: seen with what it leads to, made, and taken back while it is held.

use super::application::{chosen, drawn};
use super::{html, see_other};
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::decision::decision as draw_decision;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::Resident;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::{HttpResponse, get, post, web};
use casework::decision::RequestedDecision;
use casework::{CaseError, DraftForm};
use domain::application::BadMove;
use domain::id::{ApplicationId, DecisionId};
use openapi::problem::Code;
use serde::Deserialize;

/// Which decision is looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// The move; without one there is nothing to look at.
    #[serde(rename = "move")]
    made: Option<String>,
    reason: Option<String>,
    version: Option<i64>,
}

/// The decision before it is made: the letters, the document.
#[get("/desk/{id}/decision")]
pub(super) async fn look(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let (actor, lang) = (resident.actor(), resident.lang());
    let application = named::<ApplicationId>(&id)?;
    let Query { made: Some(made), reason, version: Some(version) } = query.into_inner() else {
        return Ok(see_other(&format!("/desk/{id}")));
    };
    let asked = requested(&made, reason.as_deref(), version)?;
    let preview = casework::decision::preview(&app.cx, &actor, application, asked.clone()).await;
    let preview = match preview {
        Err(CaseError::Stale { .. } | CaseError::Move(BadMove::Colleague)) => {
            return Ok(see_other(&format!("/desk/{id}?moved")));
        }
        other => other?,
    };
    let case = casework::read::case(&app.cx, &actor, application).await?;
    let page = drawn(&app, &case, lang)?;
    let seconds = app.cx.decisions_held.as_secs();
    let page =
        draw_decision(&case, page, (&asked, preview), seconds, lang).ok_or(Code::Internal)?;
    html(&app, &resident.visitor, "desk-decision.html", &page)
}

/// Makes a decision: it is held for a moment.
#[post("/desk/{id}/decision")]
pub(super) async fn decide(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let fields = &sent.fields;
    let asked = requested(fields.need("move")?, fields.get("reason"), fields.number("version")?)?;
    let actor = sent.resident.actor();
    match casework::decision::decide(&app.cx, &actor, named(&id)?, asked).await {
        Ok(_held) => Ok(see_other(&format!("/desk/{id}"))),
        Err(
            CaseError::Stale { .. }
            | CaseError::DecisionHeld
            | CaseError::Move(BadMove::Colleague | BadMove::NotInTurn(_)),
        ) => Ok(see_other(&format!("/desk/{id}?moved"))),
        Err(error) => Err(error.into()),
    }
}

/// Takes a decision back. One that is made already stays made, and the page says so.
#[post("/desk/{id}/decision/undo")]
pub(super) async fn undo(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let (application, actor) = (named::<ApplicationId>(&id)?, sent.resident.actor());
    let held = sent.fields.get("decision").and_then(|text| text.parse::<DecisionId>().ok());
    let taken_back = casework::decision::take_back(&app.cx, &actor, application, held).await?;
    Ok(see_other(&format!("/desk/{id}{}", if taken_back { "" } else { "?late" })))
}

/// A draft of the document, as a file.
#[get("/desk/{id}/document")]
pub(super) async fn document(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    draft(&app, &resident, &id, ("application/pdf", DraftForm::Pdf)).await
}

/// A draft of the document, as a picture.
#[get("/desk/{id}/document.svg")]
pub(super) async fn picture(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    draft(&app, &resident, &id, ("image/svg+xml", DraftForm::Svg)).await
}

async fn draft(
    app: &App,
    resident: &Resident,
    id: &str,
    (kind, form): (&str, DraftForm),
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let bytes = casework::decision::draft(&app.cx, &resident.actor(), named(id)?, form).await?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(kind).insert_header((CACHE_CONTROL, "no-store"));
    Ok(answer.insert_header((CONTENT_DISPOSITION, "inline")).body(bytes))
}

fn requested(
    made: &str,
    reason: Option<&str>,
    version: i64,
) -> Result<RequestedDecision, PageFailure> {
    let (made, reason) = chosen(made, reason)?;
    Ok(RequestedDecision { made, reason, version })
}
