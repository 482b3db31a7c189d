//! The desk of a department's officer, of an operator of an office, and of a courier.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::applications::list::number;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use casework::read::{Whose, Workplace};
use domain::application::Application;
use domain::text::Text;
use openapi::application::{ApplicationList, ApplicationView};
use openapi::closed::CasesOf;
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// Only the case of this number, as people read it (`50-2026-0000123-8`), whoever works on it; the list is empty if there is none.
    number: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
    /// Those that anybody works on or nobody does (`everybodys`), that nobody works on (`nobodys`), or that the asker works on (`mine`).
    #[param(value_type = Option<CasesOf>, inline, default = "everybodys")]
    whose: Option<String>,
}

impl Query {
    fn whose(&self) -> Result<Whose, Failure> {
        let Some(word) = self.whose.as_deref() else { return Ok(Whose::Everybodys) };
        whose_of(word).ok_or_else(|| {
            let hint = Text::new("everybodys, nobodys или mine", "everybodys, nobodys or mine");
            Failure::field(Code::BadParameter, "query:whose", FieldCode::Invalid, hint)
        })
    }
}

/// What a word of an address says.
pub(crate) fn whose_of(word: &str) -> Option<Whose> {
    WHOSE.into_iter().find_map(|(name, whose)| (name == word).then_some(whose))
}

/// The same the other way round.
pub(crate) fn word_of(whose: Whose) -> &'static str {
    WHOSE.into_iter().find_map(|(name, one)| (one == whose).then_some(name)).unwrap_or_default()
}

const WHOSE: [(&str, Whose); 3] =
    [("everybodys", Whose::Everybodys), ("nobodys", Whose::Nobodys), ("mine", Whose::Mine)];

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
    let after = paging::place(query.cursor.as_deref())?;
    let (limit, whose) = (paging::limit(query.limit.as_deref())?, query.whose()?);
    let places = Workplace::ALL;
    let page = match number(query.number.as_deref())? {
        Some(number) => {
            casework::read::desk_numbered(&app.cx, &signed.actor, &places, number).await?
        }
        None => {
            casework::read::desk(&app.cx, &signed.actor, (&places, whose), (after, limit)).await?
        }
    };
    let catalog = app.cx.catalog();
    let hands = casework::read::assignees(&app.cx, &signed.actor, &page.items).await?;
    let shown = |one: &Application| {
        let hand = hands.iter().find(|(id, _)| *id == one.id).map(|(_, hand)| view::assignee(hand));
        let shown = view::summary_application(&catalog, one, signed.lang)?;
        Some(ApplicationView { result: None, assignee: hand, ..shown })
    };
    let items = page.items.iter().filter_map(shown).collect();
    let path = format!("/v1/desk?whose={}", word_of(whose));
    Ok(paging::answer(&path, limit, page.next, |next| ApplicationList { items, next }))
}
