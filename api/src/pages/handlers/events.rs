//! The live feed of the pages: the same events as for tokens, by the session's cookie.

use crate::app::App;
use crate::handlers::events::feed;
use crate::pages::turn::Turn;
use crate::pages::visitor::Visitor;
use actix_web::{HttpRequest, HttpResponse, get, web};
use openapi::problem::Code;

/// Events of the person of the session. A number that cannot be one is no number: then only new ones.
#[get("/events")]
pub(super) async fn events(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, Turn> {
    let resident = visitor.resident().ok_or(Code::Unauthenticated)?;
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let citizen = resident.person.citizen;
    Ok(feed(app, resident.actor(), citizen, last, resident.lang()).await?)
}
