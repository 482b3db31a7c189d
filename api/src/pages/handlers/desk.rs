//! The desk of a department's officer: the cases that wait, and one of them.

use super::application::{drawn, was_moved};
use super::hands::{self, AT_DESK as AT, hands_of, rows, whose_of};
use super::{decision, html, oversight, place, see_other};
use crate::app::App;
use crate::cursor;
use crate::handlers::desk::word_of;
use crate::handlers::named;
use crate::pages::model::desk::{Desk, Missed, OfficersDesk, Search};
use crate::pages::model::desk_case::desk_case;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, web};
use casework::read::Workplace;
use casework::reception::begin::departments_of;
use domain::id::ApplicationId;
use domain::number::ApplicationNumber;
use openapi::problem::Code;
use serde::Deserialize;

const PAGE: u64 = 50;

/// The desk and what is decided there.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(hands::routes)
        .service(oversight::late)
        .service(list)
        .service(case)
        .service(decision::look)
        .service(decision::decide)
        .service(decision::undo)
        .service(decision::picture)
        .service(decision::document);
}

/// Which cases.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Due after this one.
    after: Option<String>,
    /// Only the case of this number.
    number: Option<String>,
    /// Whose: `everybodys` without it.
    whose: Option<String>,
    /// Whether the next one was asked for and there is none.
    none: Option<String>,
    /// `left`: a visitor has just left.
    done: Option<String>,
}

/// What was typed where a number is asked for, if anything.
pub(super) fn typed(number: Option<&str>) -> Option<&str> {
    number.map(str::trim).filter(|text| !text.is_empty())
}

/// The cases that wait, or the case of a number.
#[get("/desk")]
pub(super) async fn list(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let officers = |desk: Desk| OfficersDesk {
        desk,
        receives: !departments_of(&app.cx, &resident.person).is_empty(),
        left: query.done.as_deref() == Some("left"),
    };
    if let Some(text) = typed(query.number.as_deref()) {
        // Without a case, the desk says what to check, and keeps what was typed.
        return match find(&app, &resident, AT, text).await? {
            Ok(id) => Ok(see_other(&format!("/desk/{id}"))),
            Err(missed) => {
                let desk = officers(Desk::missed(text, missed));
                html(&app, &resident.visitor, "desk.html", &desk)
            }
        };
    }
    let desk = waiting(&app, &resident, &query).await?;
    html(&app, &resident.visitor, "desk.html", &officers(desk))
}

/// The cases that wait.
async fn waiting(app: &App, resident: &Resident, query: &Query) -> Result<Desk, PageFailure> {
    let after = place(query.after.as_deref())?;
    let (actor, whose) = (resident.actor(), whose_of(query.whose.as_deref()));
    let page = casework::read::desk(&app.cx, &actor, (AT, whose), (after, PAGE)).await?;
    // How many there are is known where all of them are on the page.
    let all = after.is_none() && page.next.is_none();
    let held = casework::read::held_on(&app.cx, &page.items).await?;
    let waiting = page.items.len().saturating_sub(held.len());
    let count = all.then(|| u64::try_from(waiting).unwrap_or_default());
    let mut rows = rows(app, resident, "/desk", &page.items).await?;
    for (id, row) in &mut rows {
        if held.iter().any(|held| held.application == *id) {
            app.pages.texts().pick("desk_held", resident.lang()).clone_into(&mut row.stage);
        }
    }
    Ok(Desk {
        rows: rows.into_iter().map(|(_id, row)| row).collect(),
        count,
        whose: word_of(whose),
        none: query.none.is_some(),
        next: page.next.map(cursor::write),
        search: Search::default(),
    })
}

/// The case of a number at a workplace, or why there is none.
pub(super) async fn find(
    app: &App,
    resident: &Resident,
    at: &[Workplace],
    text: &str,
) -> Result<Result<ApplicationId, Missed>, PageFailure> {
    let number = match ApplicationNumber::typed(text) {
        Ok(number) => number,
        Err(bad) => return Ok(Err(bad.into())),
    };
    let found = casework::read::desk_numbered(&app.cx, &resident.actor(), at, number).await?;
    Ok(found.items.first().map(|one| one.id).ok_or(Missed::Unknown))
}

/// A case, without the applicant's contacts.
#[get("/desk/{id}")]
pub(super) async fn case(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let (id, lang) = (named::<ApplicationId>(&id)?, resident.lang());
    let texts = app.pages.texts();
    let of = casework::read::desk_case(&app.cx, &resident.actor(), id).await?;
    let mut page = drawn(&app, &of.case, lang)?;
    page.moved = was_moved(&request);
    let officer = resident.actor().person().map(|person| person.citizen);
    let mut page =
        desk_case(&of, page, (officer, app.cx.clock.now()), (texts, lang)).ok_or(Code::Internal)?;
    page.late = request.query_string() == "late";
    if of.held.is_none() {
        page.hands = hands_of(&app, &resident, &of.case).await?;
    }
    html(&app, &resident.visitor, "desk-case.html", &page)
}
