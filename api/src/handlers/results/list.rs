//! The result documents of the person behind the token.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::result::ResultList;

/// The result documents of the person behind the token, newest first.
#[utoipa::path(
    tag = "Results",
    operation_id = "list_results",
    params(paging::Query),
    responses((status = 200, description = "A page of the documents", body = ResultList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/results")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<ResultList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::cabinet::results(&app.cx, &signed.actor, after, limit).await?;
    let catalog = app.cx.catalog();
    let items = page.items.iter().map(|one| view::result(&catalog, one, signed.lang)).collect();
    Ok(paging::answer("/v1/results", limit, page.next, |next| ResultList { items, next }))
}
