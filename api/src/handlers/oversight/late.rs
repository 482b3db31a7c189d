//! What is late.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::oversight::LateCaseList;

/// The cases that are late, or nearly, of the services that the asker answers for: those of the departments whose curator they are. The one
/// due first first. Of the people in them nothing is told.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_late_cases",
    params(paging::Query),
    responses((status = 200, description = "A page of the cases", body = LateCaseList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/oversight/late")]
pub(crate) async fn late(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<LateCaseList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::terms::late(&app.cx, &signed.actor, after, limit).await?;
    let catalog = app.cx.catalog();
    let shown = |one| view::late_case(&catalog, one, signed.lang);
    let items = page.items.iter().filter_map(shown).collect();
    let answer = |next| LateCaseList { items, next };
    Ok(paging::answer("/v1/oversight/late", limit, page.next, answer))
}
