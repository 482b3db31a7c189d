//! Calls: where a consultant begins one, how the cases stand, what it was about; and the code a caller tells.

use super::filing::new_key;
use super::reception::key;
use super::{html, html_as, place, see_other};
use crate::app::App;
use crate::cursor;
use crate::handlers::named;
use crate::pages::dates::time_of_day;
use crate::pages::model::call::{Calls, CodePage, OpenCall, Standing, Typed, call, log_row};
use crate::pages::model::desk::Missed;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::consultation::{self, Asked};
use casework::inquiry::AskedInquiry;
use domain::application::BadInquiry;
use domain::codes::TopicCode;
use domain::consultation::{BadEnding, CallCode};
use domain::duty::DutyRole;
use domain::id::ConsultationId;
use domain::number::ApplicationNumber;
use domain::time::{in_moscow, moscow_day};
use openapi::problem::Code;
use serde::Deserialize;

const PAGE: u64 = 20;

/// The pages of calls, and what they send.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(code_page)
        .service(given)
        .service(all)
        .service(begun)
        .service(show)
        .service(ended)
        .service(asked);
}

/// How a person gets a code for a call.
#[get("/cabinet/call")]
async fn code_page(app: web::Data<App>, resident: Resident) -> Result<HttpResponse, PageFailure> {
    let page = CodePage { code: None, until: None };
    html(&app, &resident.visitor, "call-code.html", &page)
}

/// A new code. It is in this answer and nowhere else, so this answer is the page.
#[post("/cabinet/call")]
async fn given(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let offer = consultation::offer_code(&app.cx, &sent.resident.actor()).await?;
    let page = CodePage::with(offer.code.to_string(), in_moscow(offer.expires_at));
    html(&app, &sent.resident.visitor, "call-code.html", &page)
}

/// Which part of the log, and what was noted.
#[derive(Debug, Deserialize)]
struct Query {
    after: Option<String>,
    noted: Option<String>,
}

/// Where calls begin, with the log of those before.
#[get("/calls")]
async fn all(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let page = calls(&app, &resident, Typed::default(), &query).await?;
    html(&app, &resident.visitor, "calls.html", &page)
}

async fn calls(
    app: &App,
    resident: &Resident,
    typed: Typed,
    query: &Query,
) -> Result<Calls, PageFailure> {
    if !resident.works_as(DutyRole::Consultant) {
        return Err(Code::NotFound.into());
    }
    let (actor, lang, catalog) = (resident.actor(), resident.lang(), app.cx.catalog());
    let after = place(query.after.as_deref())?;
    let listed = consultation::list(&app.cx, &actor, after, PAGE).await?;
    let open = consultation::open(&app.cx, &actor).await?;
    let own = Some(resident.person.citizen);
    let row = |one| log_row(view::consultation_log(&catalog, one, own, lang), lang);
    Ok(Calls {
        key: new_key(app),
        script: view::script(&catalog, lang),
        typed,
        open: open.map(|one| OpenCall {
            href: format!("/calls/{}", one.id),
            since: time_of_day(in_moscow(one.begun_at)),
        }),
        rows: listed.items.iter().map(row).collect(),
        next: listed.next.map(cursor::write),
        noted: query.noted.is_some(),
    })
}

/// A call begins; what cannot be taken is told beside the field.
#[post("/calls")]
async fn begun(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let Sent { resident, fields } = &sent;
    resident.recently_signed_in()?;
    let number = fields.get("number").unwrap_or_default().trim().to_owned();
    let typed = match told(fields, &number) {
        Err(typed) => typed,
        Ok(told) => {
            let key = key(resident, fields)?;
            match consultation::begin(&app.cx, &resident.actor(), &told, &key).await {
                Ok(begun) => return Ok(see_other(&format!("/calls/{}", begun.id))),
                Err(error) => missed(&told, number, error)?,
            }
        }
    };
    let page = calls(&app, resident, typed, &Query { after: None, noted: None }).await?;
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &app, &resident.visitor, "calls.html", &page)
}

/// What the caller has told, or what is wrong with it.
fn told(fields: &Fields, number: &str) -> Result<Asked, Typed> {
    let code = fields.get("code").unwrap_or_default().trim();
    let typed = || Typed { number: number.to_owned(), ..Typed::default() };
    match (number, code) {
        ("", "") => Ok(Asked::Nothing),
        (_, "") => ApplicationNumber::typed(number)
            .map(Asked::Number)
            .map_err(|bad| Typed { number_missed: Some(bad.into()), ..typed() }),
        ("", _) => CallCode::typed(code)
            .map(Asked::Code)
            .ok_or_else(|| Typed { code_missed: Some("call_code_form"), ..typed() }),
        _ => Err(Typed { code_missed: Some("call_code_both"), ..typed() }),
    }
}

/// What is told where nothing was found.
fn missed(told: &Asked, number: String, error: CaseError) -> Result<Typed, PageFailure> {
    let typed = Typed { number, ..Typed::default() };
    match (told, error) {
        (Asked::Code(_), CaseError::NotFound(_)) => {
            Ok(Typed { code_missed: Some("call_code_unknown"), ..typed })
        }
        (Asked::Code(_), CaseError::TooManyTries) => {
            Ok(Typed { code_missed: Some("call_code_too_many"), ..typed })
        }
        (Asked::Number(_), CaseError::NotFound(_)) => {
            Ok(Typed { number_missed: Some(Missed::Unknown), ..typed })
        }
        // The page was sent before, with something else: it is sent anew.
        (_, CaseError::KeyReused) => Ok(typed),
        (_, error) => Err(error.into()),
    }
}

/// What came of passing a question on.
#[derive(Debug, Deserialize)]
struct Said {
    said: Option<String>,
}

/// A call: how the cases stand, what to say, what it can have been about.
#[get("/calls/{id}")]
async fn show(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
    query: web::Query<Said>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let look = consultation::read(&app.cx, &resident.actor(), named(&id)?).await?;
    let standing = Standing {
        going: look.consultation.is_open(look.now),
        notable: look.consultation.may_be_noted(look.now),
        today: moscow_day(look.now),
    };
    let said = query.said.as_deref().and_then(said_text);
    let shown = view::consultation(&look, resident.lang());
    let shown = call(shown, (standing, said), &|| new_key(&app), resident.lang());
    html(&app, &resident.visitor, "call.html", &shown)
}

/// The text of what came of something.
fn said_text(word: &str) -> Option<&'static str> {
    match word {
        "asked" => Some("call_said_asked"),
        "waits" => Some("call_said_waits"),
        "nobody" => Some("call_said_nobody"),
        "over" => Some("call_said_over"),
        "other" => Some("call_said_other"),
        _ => None,
    }
}

/// Notes the topic: the call is over.
#[post("/calls/{id}/topic")]
async fn ended(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let id: ConsultationId = named(&id)?;
    let topic: TopicCode = named(sent.fields.need("topic")?)?;
    match consultation::end(&app.cx, &sent.resident.actor(), id, &topic).await {
        Ok(_) => Ok(see_other("/calls?noted")),
        Err(CaseError::Ending(BadEnding::OtherTopic)) => {
            Ok(see_other(&format!("/calls/{id}?said=other")))
        }
        Err(error) => Err(error.into()),
    }
}

/// Passes a question on.
#[post("/calls/{id}/inquiries")]
async fn asked(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let Sent { resident, fields } = &sent;
    resident.recently_signed_in()?;
    let id: ConsultationId = named(&id)?;
    let number = ApplicationNumber::typed(fields.need("number")?);
    let asked = AskedInquiry {
        number: number.map_err(|_malformed| Code::BadShape)?,
        topic: named(fields.need("topic")?)?,
    };
    let key = key(resident, fields)?;
    let said = match casework::inquiry::ask(&app.cx, &resident.actor(), id, &asked, &key).await {
        Ok(_) => "asked",
        Err(CaseError::Inquiry(BadInquiry::Asked(_))) => "waits",
        Err(CaseError::Inquiry(BadInquiry::Ended | BadInquiry::ApplicantsTurn)) => "nobody",
        Err(CaseError::ConsultationOver) => "over",
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(&format!("/calls/{id}?said={said}")))
}
