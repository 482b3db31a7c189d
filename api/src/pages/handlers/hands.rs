//! Taking a case, putting it back and handing it over, at the desk and at the window.

use super::see_other;
use crate::app::App;
use crate::handlers::{desk, field, named};
use crate::pages::model::cabinet::{List, Row};
use crate::pages::model::hands::Hands;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::Resident;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, post, web};
use casework::CaseError;
use casework::assignment::{assign, colleagues, take_next};
use casework::read::{Assignee, Case, Whose, Workplace, assignees};
use domain::application::{Application, Assignment};
use domain::duty::DutyRole;
use domain::id::ApplicationId;
use domain::time::moscow_day;
use openapi::problem::Code;

const WINDOW: &str = "/window";

/// Who works at the desk.
pub(super) const AT_DESK: &[Workplace] = &[Workplace::Department];
/// Who works at the window.
pub(super) const AT_WINDOW: &[Workplace] = &[Workplace::Office, Workplace::Way];

/// Taking the next case, and whatever is done with one.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(next_at_desk).service(next_at_window).service(at_desk).service(at_window);
}

#[post("/desk/next")]
pub(super) async fn next_at_desk(
    app: web::Data<App>,
    sent: Sent,
) -> Result<HttpResponse, PageFailure> {
    next(&app, &sent, ("/desk", AT_DESK)).await
}

#[post("/window/next")]
pub(super) async fn next_at_window(
    app: web::Data<App>,
    sent: Sent,
) -> Result<HttpResponse, PageFailure> {
    next(&app, &sent, (WINDOW, AT_WINDOW)).await
}

#[post("/desk/{id}/assignments")]
pub(super) async fn at_desk(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    change(&app, &sent, ("/desk", &id)).await
}

#[post("/window/{id}/assignments")]
pub(super) async fn at_window(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    change(&app, &sent, (WINDOW, &id)).await
}

/// Whose cases are listed; what is no word of ours says nothing.
pub(super) fn whose_of(word: Option<&str>) -> Whose {
    word.and_then(desk::whose_of).unwrap_or_default()
}

/// The cases of a list, each with who works on it.
pub(super) async fn rows(
    app: &App,
    resident: &Resident,
    place: &str,
    of: &[Application],
) -> Result<Vec<(ApplicationId, Row)>, PageFailure> {
    let hands = assignees(&app.cx, &resident.actor(), of).await?;
    let (catalog, texts, lang) = (app.cx.catalog(), app.pages.texts(), resident.lang());
    let today = moscow_day(app.cx.clock.now());
    let listed = List { catalog: &catalog, place, today, texts, lang };
    let words = |one: &Assignee| {
        let own = one.own.then(|| texts.pick("hands_own", lang).to_owned());
        own.unwrap_or_else(|| format!("{} {}", texts.pick("hands_of", lang), one.name))
    };
    let row = |one: &Application| {
        let hands = hands.iter().find(|(id, _)| *id == one.id).map(|(_, hand)| words(hand));
        Some((one.id, listed.at_work(one, hands)?))
    };
    Ok(of.iter().filter_map(row).collect())
}

/// In whose hands a case is; nothing, where the one who looks does not work where it waits.
pub(super) async fn hands_of(
    app: &App,
    resident: &Resident,
    case: &Case,
) -> Result<Option<Hands>, PageFailure> {
    let actor = resident.actor();
    if actor.duty_at(&case.application).is_none() {
        return Ok(None);
    }
    let own = case.assignee.as_ref().is_some_and(|one| one.own);
    // It may have gone since it was read: then there is nobody to hand it over to.
    let others =
        if own { colleagues(&app.cx, &actor, case.application.id).await } else { Ok(Vec::new()) };
    let others = match others {
        Err(CaseError::NotFound(_) | CaseError::Forbidden) => Vec::new(),
        others => others?,
    };
    Ok(Some(Hands::of(case.assignee.as_ref(), others)))
}

/// Opens the case that is due first of those nobody works on; without one the list says so.
async fn next(
    app: &App,
    sent: &Sent,
    (place, at): (&str, &[Workplace]),
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let taken = take_next(&app.cx, &sent.resident.actor(), at).await?;
    let to = |taken: Application| format!("{place}/{}", taken.id);
    Ok(see_other(&taken.map_or_else(|| format!("{place}?none=yes"), to)))
}

/// Somebody else was quicker, or it is decided: the page shows how it stands.
async fn change(
    app: &App,
    sent: &Sent,
    (place, id): (&str, &str),
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let (id, fields) = (named::<ApplicationId>(id)?, &sent.fields);
    let asked = asked(fields)?;
    let what = (asked, fields.number("version")?);
    match assign(&app.cx, &sent.resident.actor(), id, what).await {
        Ok(of) if of.assignee == sent.resident.actor().person().map(|one| one.citizen) => {
            Ok(see_other(&format!("{place}/{id}")))
        }
        Ok(_) => Ok(see_other(place)),
        Err(CaseError::Stale { .. } | CaseError::DecisionHeld | CaseError::Assignment(_)) => {
            Ok(see_other(&format!("{place}/{id}?moved")))
        }
        // Its applicant took it back, or a colleague has done with it.
        Err(CaseError::NotFound(_)) if place == WINDOW && works_at_window(&sent.resident) => {
            Ok(see_other(&format!("{place}?done=gone")))
        }
        Err(error) => Err(error.into()),
    }
}

fn asked(fields: &Fields) -> Result<Assignment, PageFailure> {
    Ok(match fields.need("act")? {
        "take" => Assignment::Take,
        "take_over" => Assignment::TakeOver,
        "put_back" => Assignment::PutBack,
        "hand_over" => Assignment::HandOver(field("/colleague", fields.need("colleague")?)?),
        _ => return Err(Code::BadShape.into()),
    })
}

/// Whether somebody works at a window, or carries papers.
pub(super) fn works_at_window(resident: &Resident) -> bool {
    [DutyRole::OfficeOperator, DutyRole::Courier].iter().any(|role| resident.works_as(*role))
}
