//! A draft: the same form, kept until it is filed or thrown away.

use super::asked::{Asked, Asks, asked};
use super::filing::{Feedback, Screen, new_key};
use super::see_other;
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::filled::Filled;
use crate::pages::model::form_frame::DraftMark;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Typed;
use crate::pages::visitor::Resident;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use casework::submit::Filing;
use domain::application::Channel;
use domain::id::DraftId;
use serde_json::Value;

/// A draft and what is done with it.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(open).service(send);
}

/// The draft, to be gone on with.
#[get("/drafts/{id}")]
pub(super) async fn open(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    form(&app, &resident, &request, named(&id)?).await
}

/// The draft, for whoever it is for.
pub(super) async fn form(
    app: &App,
    resident: &Resident,
    request: &HttpRequest,
    id: DraftId,
) -> Result<HttpResponse, PageFailure> {
    let actor = resident.actor();
    let draft = casework::draft::read(&app.cx, &actor, id).await?;
    let mut screen = Screen::open(app, resident, draft.service).await?;
    screen.draft = Some(DraftMark { id: draft.id.to_string(), version: draft.version });
    let entry = screen.entry()?;
    casework::remember_register::refresh(&app.cx, &actor, &entry.service.registers).await?;
    let filled = Filled::of(&entry.fields(resident.lang()), &draft.form);
    screen.look_at_files(&filled).await?;
    let saved = if resident.person.served.is_some() { "reception_saved" } else { "apply_saved" };
    let notice = (request.query_string() == "saved").then_some(saved);
    screen.draw(&filled, Feedback { notice, ..Feedback::default() })
}

/// What the person does with the draft.
#[post("/drafts/{id}")]
pub(super) async fn send(
    app: web::Data<App>,
    typed: Typed,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    done(&app, typed, named(&id)?).await
}

/// What is done with the draft that was sent.
pub(super) async fn done(
    app: &App,
    typed: Typed,
    id: DraftId,
) -> Result<HttpResponse, PageFailure> {
    let (sent, asks) = match asked(app, typed).await? {
        Asked::By(sent, asks) => (sent, asks),
        Asked::Nobody(page) => return Ok(page),
    };
    let version = sent.fields.number("version")?;
    let actor = sent.resident.actor();
    if asks == Asks::Discard {
        casework::draft::discard(&app.cx, &actor, id, version).await?;
        return Ok(see_other(&sent.resident.own_place()));
    }
    let code = sent.fields.need("service")?;
    let mut screen = Screen::open(app, &sent.resident, named(code)?).await?;
    sent.fields.key()?.clone_into(&mut screen.key);
    screen.draft = Some(DraftMark { id: id.to_string(), version });
    let filled = screen.typed(&sent).await?;
    let form = screen.form(&filled)?;
    match asks {
        Asks::Submit => submit(screen, &filled, form, (id, version)).await,
        Asks::Save => match casework::draft::save(&app.cx, &actor, id, form, version).await {
            Ok(draft) => {
                Ok(see_other(&sent.resident.place(&format!("/drafts/{}?saved", draft.id))))
            }
            Err(CaseError::Stale { current }) => changed_elsewhere(screen, &filled, current),
            Err(CaseError::NotFound(_)) => gone_elsewhere(screen, &filled),
            Err(error) => Err(error.into()),
        },
        Asks::Look(notice) => screen.draw(&filled, Feedback::shown(notice)),
        Asks::Review => screen.review(&filled),
        Asks::Check | Asks::Discard => {
            let checked = Some(screen.check(&form)?);
            screen.draw(&filled, Feedback { checked, ..Feedback::default() })
        }
    }
}

/// Files the draft with what is on the screen, in one transaction: a second click waits for the first and
/// is given its answer.
async fn submit(
    screen: Screen<'_>,
    filled: &Filled,
    form: Value,
    (id, version): (DraftId, i64),
) -> Result<HttpResponse, PageFailure> {
    let (cx, actor) = (&screen.app.cx, screen.resident.actor());
    let key = screen.key_for(&form);
    let filing = Filing::Draft { draft: id, version, form: Some(form) };
    match casework::submit::submit(cx, &actor, &filing, Channel::Portal, Some(&key)).await {
        Ok(application) => Ok(see_other(&screen.resident.place_of_filed(application.id))),
        Err(CaseError::ReceptionOver) => screen.draw(filled, Feedback::over()),
        Err(CaseError::Insufficient(checked)) => screen.draw(filled, Feedback::refused(*checked)),
        Err(CaseError::Stale { current }) => changed_elsewhere(screen, filled, current),
        // Filed with other answers, or deleted.
        Err(CaseError::KeyReused | CaseError::NotFound(_)) => gone_elsewhere(screen, filled),
        Err(error) => Err(error.into()),
    }
}

/// The draft went away in another window: what is on this screen stays, as a form of its own.
fn gone_elsewhere(mut screen: Screen<'_>, filled: &Filled) -> Result<HttpResponse, PageFailure> {
    screen.draft = None;
    screen.key = new_key(screen.app);
    let (notice, status) = (Some("apply_draft_gone"), StatusCode::CONFLICT);
    screen.draw(filled, Feedback { notice, status, ..Feedback::default() })
}

/// The draft was changed in another window: what is on this screen stays, and may be kept over it.
fn changed_elsewhere(
    mut screen: Screen<'_>,
    filled: &Filled,
    current: i64,
) -> Result<HttpResponse, PageFailure> {
    if let Some(draft) = &mut screen.draft {
        draft.version = current;
    }
    let (notice, status) = (Some("apply_changed_elsewhere"), StatusCode::PRECONDITION_FAILED);
    screen.draw(filled, Feedback { notice, status, ..Feedback::default() })
}
