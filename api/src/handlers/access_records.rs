//! Who read the data of the person behind the token.

use super::paging;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::access_record::AccessRecordList;

/// Who read the data of the person behind the token, newest first: officials, and clients of others that the person consented to. What
/// one reader read of one thing in an hour is one record.
#[utoipa::path(
    tag = "Person",
    operation_id = "list_access_records",
    params(paging::Query),
    responses((status = 200, description = "A page of the records", body = AccessRecordList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/access-records")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<AccessRecordList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::access_log::list(&app.cx, &signed.actor, after, limit).await?;
    let items = page.items.iter().map(|one| view::access_record(&app, one, signed.lang)).collect();
    let answer = |next| AccessRecordList { items, next };
    Ok(paging::answer("/v1/access-records", limit, page.next, answer))
}
