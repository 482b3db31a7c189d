//! The window of an office (МФЦ): the applications that are there, and one of them.

use super::application::{drawn, was_moved};
use super::desk::{find, typed};
use super::hands::{AT_WINDOW as AT, hands_of, rows, whose_of, works_at_window};
use super::{html, place, see_other};
use crate::app::App;
use crate::cursor;
use crate::handlers::desk::word_of;
use crate::handlers::named;
use crate::handlers::results::read::pdf_of;
use crate::pages::model::desk::{Desk, Search};
use crate::pages::model::window::{
    CHECK, Done, Mark, ORIGINAL, Unfit, WITHHELD, Window, WindowCasePage, window_case,
};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::Resident;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use casework::advance::{RequestedMove, advance};
use domain::application::{BadMove, Checked, Compared, SeenOriginals};
use domain::id::ApplicationId;
use openapi::problem::Code;
use serde::Deserialize;

const PAGE: u64 = 50;

/// The window and what is done there.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list).service(case).service(moved).service(result);
}

/// Which results.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Kept shorter than this one.
    after: Option<String>,
    /// Only the one of this application's number.
    number: Option<String>,
    /// Whose: `everybodys` without it.
    whose: Option<String>,
    /// Whether the next one was asked for and there is none.
    none: Option<String>,
    /// What was done with the application before.
    done: Option<String>,
}

/// The applications that are there, or the one of a number.
#[get("/window")]
pub(super) async fn list(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    if let Some(text) = typed(query.number.as_deref()) {
        // Without a case, the window says what to check, and keeps what was typed.
        return match find(&app, &resident, AT, text).await? {
            Ok(id) => Ok(see_other(&format!("/window/{id}"))),
            Err(missed) => {
                let window = Window { desk: Desk::missed(text, missed), done: None };
                html(&app, &resident.visitor, "window.html", &window)
            }
        };
    }
    let after = place(query.after.as_deref())?;
    let (actor, whose) = (resident.actor(), whose_of(query.whose.as_deref()));
    let page = casework::read::desk(&app.cx, &actor, (AT, whose), (after, PAGE)).await?;
    let all = after.is_none() && page.next.is_none();
    let count = all.then(|| u64::try_from(page.items.len()).unwrap_or_default());
    let rows = rows(&app, &resident, "/window", &page.items).await?;
    let (rows, next) = (rows.into_iter().map(|(_id, row)| row).collect(), page.next);
    let (whose, next) = (word_of(whose), next.map(cursor::write));
    let (none, search) = (query.none.is_some(), Search::default());
    let desk = Desk { rows, count, whose, none, next, search };
    let window = Window { desk, done: query.done.as_deref().and_then(Done::of) };
    html(&app, &resident.visitor, "window.html", &window)
}

/// One of them.
#[get("/window/{id}")]
pub(super) async fn case(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let mut page = page(&app, &resident, named(&id)?, (&Fields::default(), None)).await?;
    page.case.moved = was_moved(&request);
    html(&app, &resident.visitor, "window-case.html", &page)
}

/// The case as it stands, with what was marked, and why that leads nowhere.
async fn page(
    app: &App,
    resident: &Resident,
    id: ApplicationId,
    (marked, wrong): (&Fields, Option<Unfit>),
) -> Result<WindowCasePage, PageFailure> {
    let of = casework::read::window_case(&app.cx, &resident.actor(), id).await?;
    let page = drawn(app, &of.case, resident.lang())?;
    let texts = (app.pages.texts(), resident.lang());
    let mut page = window_case(&of, page, (marked, wrong), texts).ok_or(Code::Internal)?;
    page.hands = hands_of(app, resident, &of.case).await?;
    Ok(page)
}

/// It was checked, or its originals were compared: what the operator makes of it.
#[post("/window/{id}/moves")]
pub(super) async fn moved(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let (id, fields, actor) = (named(&id)?, &sent.fields, sent.resident.actor());
    let asked = asked(fields)?;
    let (made, withheld) = (asked.made.clone(), !asked.originals.withheld.is_empty());
    match advance(&app.cx, &actor, id, asked).await {
        Ok(moved) => {
            let catalog = app.cx.catalog();
            let process = catalog.process_at(&moved.process, moved.process_version);
            let made = process.and_then(|process| process.find_move(&made));
            let done = |made| Done::by((made, withheld), moved.outcome);
            let done = made.map_or(Done::HandedIn, done);
            Ok(see_other(&format!("/window?done={}", done.word())))
        }
        // It was done already: by a colleague, or by a click before this one.
        Err(CaseError::NotFound(_)) if works_at_window(&sent.resident) => {
            Ok(see_other("/window?done=gone"))
        }
        Err(CaseError::Move(BadMove::Originals(wrong))) => {
            unfit(&app, &sent, id, Unfit::Originals(wrong)).await
        }
        Err(CaseError::Move(BadMove::Checks(wrong))) => {
            unfit(&app, &sent, id, Unfit::Checks(wrong)).await
        }
        Err(CaseError::Stale { .. } | CaseError::Move(BadMove::Colleague)) => {
            Ok(see_other(&format!("/window/{id}?moved")))
        }
        Err(error) => Err(error.into()),
    }
}

/// The case again, with what was marked and why that leads nowhere.
async fn unfit(
    app: &App,
    sent: &Sent,
    id: ApplicationId,
    wrong: Unfit,
) -> Result<HttpResponse, PageFailure> {
    let page = page(app, &sent.resident, id, (&sent.fields, Some(wrong))).await?;
    html(app, &sent.resident.visitor, "window-case.html", &page)
}

/// The move that the page asks for, with what was marked.
fn asked(fields: &Fields) -> Result<RequestedMove, PageFailure> {
    let compared = |document, agrees| Compared { document, agrees };
    let checked = |check, passed| Checked { check, passed };
    Ok(RequestedMove {
        originals: SeenOriginals {
            compared: marked(fields, ORIGINAL, compared),
            withheld: withheld(fields),
        },
        checked: marked(fields, CHECK, checked),
        ..super::application::asked(fields)?
    })
}

/// What was marked of each thing whose fields begin so: the first word is a yes, the second a no, and another says nothing.
fn marked<T>(fields: &Fields, (prefix, [yes, no]): Mark, of: impl Fn(String, bool) -> T) -> Vec<T> {
    let named = fields.pairs().filter_map(|(name, word)| Some((name.strip_prefix(prefix)?, word)));
    let said = named.filter(|(_, word)| *word == yes || *word == no);
    said.map(|(name, word)| of(name.to_owned(), word == yes)).collect()
}

/// The documents that are marked as withheld.
fn withheld(fields: &Fields) -> Vec<String> {
    let marked = fields.pairs().filter(|(_name, word)| *word == WITHHELD);
    marked.filter_map(|(name, _word)| name.strip_prefix(ORIGINAL.0)).map(str::to_owned).collect()
}

/// The result to be printed, as a file.
#[get("/window/{id}/result")]
pub(super) async fn result(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let record = casework::read::window_result(&app.cx, &resident.actor(), named(&id)?).await?;
    // A computer at a window is used by many, and the case is the operator's for as long as it is there.
    Ok(pdf_of(&app, &request, &record, "no-store").await?)
}
