//! The live feed of the pages: the same events as for tokens, by the session's cookie.

use crate::hub::{Ask, Hub, answer};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::{HttpRequest, HttpResponse, get, web};
use identity::Right;
use openapi::problem::Code;

/// Events of the person of the session. A number that cannot be one is no number: then only new ones.
#[get("/events")]
pub(super) async fn events(
    hub: web::Data<Hub>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, PageFailure> {
    let resident = visitor.resident().ok_or(Code::Unauthenticated)?;
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let citizen = resident.person.citizen;
    let right = Right::Session(resident.session.id);
    let feed = hub.into_inner().open(Ask { citizen, right, lang: resident.lang() }, last).await?;
    Ok(answer(feed))
}
