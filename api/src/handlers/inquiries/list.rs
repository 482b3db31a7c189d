//! What waits for an answer.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::inquiry::InquiryList;

/// What callers asked about cases, and the organisations have to answer that the asker works for: the one due first first.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_inquiries",
    params(paging::Query),
    responses((status = 200, description = "A page of the inquiries", body = InquiryList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/inquiries")]
pub(crate) async fn list(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<InquiryList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::inquiry::list(&app.cx, &signed.actor, after, limit).await?;
    let catalog = app.cx.catalog();
    let items = page.items.iter().map(|one| view::inquiry(&catalog, one, signed.lang)).collect();
    Ok(paging::answer("/v1/inquiries", limit, page.next, |next| InquiryList { items, next }))
}
