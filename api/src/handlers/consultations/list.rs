//! The log of consultations.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::consultation::ConsultationList;

/// The log of the consultations of the asker's organisation, newest first: when, how long, what about. Of callers nothing is told.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_consultations",
    params(paging::Query),
    responses((status = 200, description = "A page of the log", body = ConsultationList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/consultations")]
pub(crate) async fn list(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<ConsultationList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::consultation::list(&app.cx, &signed.actor, after, limit).await?;
    let (catalog, asker) = (app.cx.catalog(), signed.actor.person().map(|one| one.citizen));
    let shown = |one| view::consultation_log(&catalog, one, asker, signed.lang);
    let items = page.items.iter().map(shown).collect();
    let answer = |next| ConsultationList { items, next };
    Ok(paging::answer("/v1/consultations", limit, page.next, answer))
}
