//! The notices to the person behind the token: what was said, and how it went.

use super::paging;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use openapi::notice::NoticeList;

/// The notices to the person behind the token, newest first, as they were written to them.
#[utoipa::path(
    tag = "Person",
    operation_id = "list_notices",
    params(paging::Query),
    responses((status = 200, description = "A page of the notices", body = NoticeList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/notices")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<paging::Query>,
) -> Result<CustomizeResponder<Json<NoticeList>>, Failure> {
    let (after, limit) = (query.place()?, query.limit()?);
    let page = casework::cabinet::notices(&app.cx, &signed.actor, after, limit).await?;
    let items = page.items.into_iter().map(view::notice).collect();
    Ok(paging::answer("/v1/notices", limit, page.next, |next| NoticeList { items, next }))
}
