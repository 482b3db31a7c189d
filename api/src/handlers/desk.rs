//! The desk of a department's officer, of an operator of an office, and of a courier.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::applications::list::Query;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use casework::read::Workplace;
use openapi::application::ApplicationList;

/// The cases that wait for the asker: for an officer of their departments, for an operator of their office (МФЦ), for a courier of
/// the way; the one that is due first first. No contacts of applicants. With a number, the case of that number, whether it waits or not.
#[utoipa::path(
    tag = "Desk",
    operation_id = "read_desk",
    params(Query),
    responses((status = 200, description = "A page of the cases", body = ApplicationList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/desk")]
pub(crate) async fn desk(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<Query>,
) -> Result<CustomizeResponder<Json<ApplicationList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let places = Workplace::ALL;
    let page = match query.number()? {
        Some(number) => {
            casework::read::desk_numbered(&app.cx, &signed.actor, &places, number).await?
        }
        None => casework::read::desk(&app.cx, &signed.actor, &places, (after, limit)).await?,
    };
    let catalog = app.cx.catalog();
    let items = page
        .items
        .iter()
        .filter_map(|one| view::summary_application(&catalog, one, signed.lang))
        .map(|one| openapi::application::ApplicationView { result: None, ..one })
        .collect();
    Ok(paging::answer("/v1/desk", limit, page.next, |next| ApplicationList { items, next }))
}
