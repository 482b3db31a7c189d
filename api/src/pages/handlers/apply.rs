//! Applying: a form prefilled from the profile, checked as often as wanted, filed once.

use super::asked::{Asked, Asks, asked};
use super::filing::{Feedback, Screen, new_key};
use super::see_other;
use crate::app::App;
use crate::handlers::named;
use crate::pages::model::filled::Filled;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Typed;
use crate::pages::visitor::Resident;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::submit::Filing;
use domain::application::Channel;
use domain::codes::ServiceCode;

/// The form and what is done with it.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(begin).service(send);
}

/// The form, prefilled. The registers of the service are asked at once, so that pre-check knows.
#[get("/services/{code}/apply")]
pub(super) async fn begin(
    app: web::Data<App>,
    resident: Resident,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    form(&app, &resident, named(&code)?).await
}

/// The form, for whoever it is for.
pub(super) async fn form(
    app: &App,
    resident: &Resident,
    code: ServiceCode,
) -> Result<HttpResponse, PageFailure> {
    let actor = resident.actor();
    let screen = Screen::open(app, resident, code).await?;
    let entry = screen.entry()?;
    casework::remember_register::refresh(&app.cx, &actor, &entry.service.registers).await?;
    let filled = Filled::of(&entry.fields(resident.lang()), &screen.known.prefill(entry));
    screen.draw(&filled, Feedback::default())
}

/// What the person does with the form: checks it, keeps it as a draft, files it.
#[post("/services/{code}/apply")]
pub(super) async fn send(
    app: web::Data<App>,
    typed: Typed,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    done(&app, typed, named(&code)?).await
}

/// What is done with the form that was sent.
pub(super) async fn done(
    app: &App,
    typed: Typed,
    code: ServiceCode,
) -> Result<HttpResponse, PageFailure> {
    let (sent, asks) = match asked(app, typed).await? {
        Asked::By(sent, asks) => (sent, asks),
        Asked::Nobody(page) => return Ok(page),
    };
    let mut screen = Screen::open(app, &sent.resident, code).await?;
    sent.fields.key()?.clone_into(&mut screen.key);
    let filled = screen.typed(&sent).await?;
    match asks {
        Asks::Submit => submit(screen, &filled).await,
        Asks::Save => save(&screen, &filled).await,
        Asks::Look(notice) => screen.draw(&filled, Feedback::shown(notice)),
        Asks::Review => screen.review(&filled),
        Asks::Check | Asks::Discard => {
            let checked = Some(screen.check(&screen.form(&filled)?)?);
            screen.draw(&filled, Feedback { checked, ..Feedback::default() })
        }
    }
}

async fn save(screen: &Screen<'_>, filled: &Filled) -> Result<HttpResponse, PageFailure> {
    let form = screen.form(filled)?;
    let actor = screen.resident.actor();
    let draft =
        casework::draft::begin(&screen.app.cx, &actor, &screen.code, Some(form), None).await?;
    Ok(see_other(&screen.resident.place(&format!("/drafts/{}?saved", draft.id))))
}

async fn submit(mut screen: Screen<'_>, filled: &Filled) -> Result<HttpResponse, PageFailure> {
    let form = screen.form(filled)?;
    let key = screen.key_for(&form);
    let filing = Filing::Form { service: screen.code.clone(), form };
    let actor = screen.resident.actor();
    let done =
        casework::submit::submit(&screen.app.cx, &actor, &filing, Channel::Portal, Some(&key))
            .await;
    match done {
        Ok(application) => Ok(see_other(&screen.resident.place_of_filed(application.id))),
        Err(CaseError::ReceptionOver) => screen.draw(filled, Feedback::over()),
        Err(CaseError::Insufficient(checked)) => screen.draw(filled, Feedback::refused(*checked)),
        // The page was filed before, with other answers: a second application is the person's to want.
        Err(CaseError::KeyReused) => {
            screen.key = new_key(screen.app);
            let notice = Some("apply_filed_before");
            screen.draw(
                filled,
                Feedback { notice, status: StatusCode::CONFLICT, ..Feedback::default() },
            )
        }
        Err(error) => Err(error.into()),
    }
}
