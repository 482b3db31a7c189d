//! Correcting an application that was returned: the form as it stands, by the passport the application goes by.

use super::asked::{Asked, Asks, asked};
use super::filing::{Feedback, Screen};
use super::see_other;
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::filled::Filled;
use crate::pages::model::form_frame::CorrectionMark;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Typed;
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::advance::RequestedMove;
use domain::codes::MoveCode;
use domain::process::Role;
use openapi::problem::Code;
use serde_json::Value;

/// A correction that is open to the applicant.
struct Opened<'a> {
    screen: Screen<'a>,
    /// The form as it stands.
    form: Value,
    /// The move it is made by.
    made: MoveCode,
}

/// The form as it stands; the case's page, if there is nothing to correct any more.
#[get("/applications/{id}/correct")]
pub(super) async fn begin(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let Some(mut opened) = open(&app, &resident, &id).await? else { return Ok(moved_on(&id)) };
    let filled = Filled::of(&opened.screen.entry()?.fields(resident.lang()), &opened.form);
    opened.screen.look_at_files(&filled).await?;
    opened.screen.draw(&filled, Feedback::default())
}

/// What the applicant does with it: checks it, sends it.
#[post("/applications/{id}/correct")]
pub(super) async fn send(
    app: web::Data<App>,
    typed: Typed,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let (sent, asks) = match asked(&app, typed).await? {
        Asked::By(sent, asks) => (sent, asks),
        Asked::Nobody(page) => return Ok(page),
    };
    let resident = &sent.resident;
    let opened = open(&app, resident, &id).await?;
    let Some(Opened { mut screen, made, .. }) = opened else { return Ok(moved_on(&id)) };
    let filled = screen.typed(&sent).await?;
    let form = screen.form(&filled)?;
    match asks {
        Asks::Submit => {}
        Asks::Review => return screen.review(&filled),
        Asks::Look(notice) => return screen.draw(&filled, Feedback::shown(notice)),
        Asks::Check | Asks::Save | Asks::Discard => {
            let checked = Some(screen.check(&form)?);
            return screen.draw(&filled, Feedback { checked, ..Feedback::default() });
        }
    }
    let (form, version) = (Some(form), sent.fields.number("version")?);
    let correction = RequestedMove { form, ..RequestedMove::of(made, version) };
    match casework::advance::advance(&app.cx, &resident.actor(), named(&id)?, correction).await {
        Ok(_) => Ok(see_other(&format!("/applications/{}", id.as_str()))),
        Err(CaseError::Insufficient(checked)) => screen.draw(&filled, Feedback::refused(*checked)),
        // It moved on and is still to be corrected: what was typed stays on the screen, with the present version.
        Err(CaseError::Stale { .. }) => {
            let Some(mut opened) = open(&app, resident, &id).await? else {
                return Ok(moved_on(&id));
            };
            opened.screen.look_at_files(&filled).await?;
            let (notice, status) = (Some("correct_moved"), StatusCode::CONFLICT);
            opened.screen.draw(&filled, Feedback { checked: None, notice, status })
        }
        Err(error) => Err(error.into()),
    }
}

/// The correction that is open to this person now; nothing, if none is.
async fn open<'a>(
    app: &'a App,
    resident: &'a Resident,
    id: &str,
) -> Result<Option<Opened<'a>>, PageFailure> {
    let case = casework::read::case(&app.cx, &resident.actor(), named(id)?).await?;
    if !case.roles.contains(&Role::Citizen) {
        return Err(Code::NotFound.into());
    }
    let of = &case.application;
    let process = case.catalog.process_at(&of.process, of.process_version);
    let takes_form = |code: &&MoveCode| {
        process.and_then(|process| process.find_move(code)).is_some_and(|one| one.form)
    };
    let Some((made, form)) =
        case.moves.iter().find(takes_form).cloned().zip(case.filed.clone().map(|filed| filed.form))
    else {
        return Ok(None);
    };
    let seen = view::application(&case, resident.lang()).ok_or(Code::Internal)?;
    let correction = CorrectionMark {
        id: seen.id,
        number: seen.number,
        version: of.version,
        passport: of.service_version,
        refusal: seen.refusal,
        to_correct: seen.to_correct,
    };
    let screen = Screen::of(app, resident, of.service.clone(), Some(correction)).await?;
    Ok(Some(Opened { screen, form, made }))
}

fn moved_on(id: &str) -> HttpResponse {
    see_other(&format!("/applications/{id}?moved"))
}
