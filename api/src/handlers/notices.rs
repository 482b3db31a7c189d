//! The notices to the person behind the token: what was said, and how it went.

use super::paging;
use crate::app::App;
use crate::cursor;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use openapi::notice::NoticeList;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
}

/// The notices to the person behind the token, newest first, as they were written to them.
#[utoipa::path(
    tag = "Person",
    operation_id = "list_notices",
    params(Query),
    responses((status = 200, body = NoticeList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/notices")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<Query>,
) -> Result<Json<NoticeList>, Failure> {
    let after = paging::place(query.cursor.as_deref())?;
    let limit = paging::limit(query.limit.as_deref())?;
    let mut told = casework::cabinet::notices(&app.cx, &signed.actor, after, limit + 1).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = told.len() > most;
    told.truncate(most);
    let last = told.last().filter(|_| more);
    let next = last.map(|last| cursor::write((last.created_at, last.id)));
    Ok(Json(NoticeList { items: told.into_iter().map(view::notice).collect(), next }))
}
