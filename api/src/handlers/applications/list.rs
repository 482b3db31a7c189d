//! The applications of the person behind the token.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, get, web};
use chrono::DateTime;
use domain::id::ApplicationId;
use domain::time::Moment;
use openapi::application::ApplicationList;
use openapi::problem::Code;
use serde::Deserialize;
use utoipa::IntoParams;

const LONGEST_PAGE: u64 = 100;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// How many at most.
    #[serde(default = "usual")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: u64,
}

const fn usual() -> u64 {
    20
}

/// The applications of the person behind the token, newest first.
#[utoipa::path(
    tag = "Applications",
    operation_id = "list_applications",
    params(Query),
    responses((status = 200, body = ApplicationList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/applications")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<Query>,
) -> Result<CustomizeResponder<Json<ApplicationList>>, Failure> {
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let limit = query.limit.clamp(1, LONGEST_PAGE);
    let page = casework::read::mine(&app.cx, &signed.actor, after, limit).await?;
    let catalog = app.cx.catalog();
    let items = page
        .items
        .iter()
        .filter_map(|one| view::summary_application(&catalog, one, signed.lang))
        .collect();
    let next = page.next.map(|(at, id)| format!("{}.{id}", at.timestamp_micros()));
    let link = next
        .as_ref()
        .map(|next| format!("</v1/applications?cursor={next}&limit={limit}>; rel=\"next\""));
    let mut answer = Json(ApplicationList { items, next }).customize();
    if let Some(link) = link {
        answer = answer.insert_header(("link", link));
    }
    Ok(answer)
}

fn read_cursor(text: &str) -> Result<(Moment, ApplicationId), Failure> {
    let parts = || {
        let (at, id) = text.split_once('.')?;
        Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
    };
    parts().ok_or_else(|| {
        let hint = "take `next` of the page before, unchanged";
        Failure::field(Code::BadParameter, "query:cursor", "invalid", hint)
    })
}
