//! The applications of the person behind the token.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use domain::number::{ApplicationNumber, BadNumber};
use domain::process::Role;
use domain::text::Text;
use openapi::application::{ApplicationList, ApplicationView};
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// Only the application of this number, as people read it (`50-2026-0000123-8`); the list is empty if there is none.
    number: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
}

/// The number asked for.
pub(crate) fn number(text: Option<&str>) -> Result<Option<ApplicationNumber>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let bad = |error: BadNumber| {
        let ru = match error {
            BadNumber::Form => "номер заявления выглядит так: 50-2026-0000123-8",
            BadNumber::CheckDigit => "последняя цифра номера не сходится с остальными",
        };
        let words = Text::new(ru, error.to_string());
        Failure::field(Code::BadParameter, "query:number", FieldCode::Invalid, words)
    };
    ApplicationNumber::typed(text).map(Some).map_err(bad)
}

/// The applications of the person behind the token, newest first, or the one of a number.
#[utoipa::path(
    tag = "Applications",
    operation_id = "list_applications",
    params(Query),
    responses((status = 200, description = "A page of the applications", body = ApplicationList), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/applications")]
pub(crate) async fn list(
    app: web::Data<App>,
    signed: Signed,
    query: web::Query<Query>,
) -> Result<CustomizeResponder<Json<ApplicationList>>, Failure> {
    let after = paging::place(query.cursor.as_deref())?;
    let limit = paging::limit(query.limit.as_deref())?;
    let page = match number(query.number.as_deref())? {
        Some(number) => casework::read::mine_numbered(&app.cx, &signed.actor, number).await?,
        None => casework::read::mine(&app.cx, &signed.actor, after, limit).await?,
    };
    let catalog = app.cx.catalog();
    let items = page
        .items
        .iter()
        .filter_map(|one| {
            let mut shown = view::summary_application(&catalog, one, signed.lang)?;
            let role = signed.actor.applied_as(one);
            if role == Role::Citizen {
                view::rated(&mut shown, one);
            }
            let applied_as = view::applied_as(role).map(str::to_owned);
            Some(ApplicationView { applied_as, ..shown })
        })
        .collect();
    Ok(paging::answer("/v1/applications", limit, page.next, |next| ApplicationList { items, next }))
}
