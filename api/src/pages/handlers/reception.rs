//! Receptions at the window of an office (МФЦ) or of a department: a visitor is received, and the reception ends.

use super::filing::{new_key, page_key};
use super::{html, html_as, newest_of, see_other};
use crate::app::App;
use crate::handlers::named;
use crate::pages::dates::time_of_day;
use crate::pages::model::reception::{
    Choice, Choices, Open, Shown, card, reception as reception_page, typed_card,
};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::{Resident, reception_place};
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::reception::serve::filed_here;
use casework::reception::{begin, end, read, resume};
use casework::{CaseError, Key};
use catalog::Entry;
use catalog::direct_filing::DirectReason;
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use domain::id::ReceptionId;
use domain::reception::BadField;
use domain::time::{in_moscow, moscow_day};
use openapi::problem::Code;
use serde::Deserialize;

/// How the page of a department's reception is asked for.
const AT_DEPARTMENT: &str = "department";

/// The pages of receptions.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(ask).service(begun).service(show).service(ended).service(resumed);
}

/// Where a visitor is to be received.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AskedAt {
    /// `department`: at a department, in an exceptional case; else at an office.
    at: Option<String>,
}

/// The card of a visitor, to be filled in by their documents.
#[get("/window/receptions")]
pub(super) async fn ask(
    app: web::Data<App>,
    resident: Resident,
    asked: web::Query<AskedAt>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let mut typed = Fields::default();
    if let Some(at) = &asked.at {
        typed.set("at", at.clone());
    }
    let receives = if is_direct(&typed) {
        !begin::departments_of(&app.cx, &resident.person).is_empty()
    } else {
        resident.works_as(DutyRole::OfficeOperator)
    };
    if !receives {
        return Err(Code::Forbidden.into());
    }
    card_page(&app, &resident, (&typed, &[]), StatusCode::OK).await
}

/// Whether a department receives.
fn is_direct(typed: &Fields) -> bool {
    typed.get("at") == Some(AT_DEPARTMENT)
}

/// At whose window, as chosen.
fn at(fields: &Fields) -> Result<Result<begin::At, BadField>, PageFailure> {
    let named = |name: &str| {
        let code = fields.get(name).filter(|code| !code.is_empty());
        code.map(named::<DepartmentCode>).transpose()
    };
    if !is_direct(fields) {
        return Ok(Ok(begin::At::Office(named("office")?)));
    }
    let department = named("department")?;
    let reason = fields.get("direct_reason").and_then(|code| code.parse().ok());
    Ok(match reason {
        Some(reason) => Ok(begin::At::Department(department, reason)),
        None => Err(begin::no_reason()),
    })
}

/// A visitor is received; what cannot be taken is told field by field, with what was typed.
#[post("/window/receptions")]
pub(super) async fn begun(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let Sent { resident, fields } = &sent;
    resident.recently_signed_in()?;
    let (card, key) = (typed_card(fields), key(resident, fields)?);
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let at = match at(fields)? {
        Ok(at) => at,
        // All that is wrong is told at once.
        Err(reason) => {
            let card = card.read(moscow_day(app.cx.clock.now())).err().unwrap_or_default();
            let bad: Vec<BadField> = [reason].into_iter().chain(card).collect();
            return card_page(&app, resident, (fields, &bad), unprocessable).await;
        }
    };
    match begin::begin(&app.cx, &resident.actor(), &at, &card, Some(&key)).await {
        Ok(begun) => Ok(see_other(&reception_place(begun.id))),
        Err(CaseError::Visitor(bad)) => {
            card_page(&app, resident, (fields, &bad), unprocessable).await
        }
        // The page was sent before, about somebody else: it is sent anew.
        Err(CaseError::KeyReused) => {
            card_page(&app, resident, (fields, &[]), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the page is remembered by, in the operator's hands.
pub(super) fn key(resident: &Resident, fields: &Fields) -> Result<Key, PageFailure> {
    let typed = fields.pairs().filter(|(name, _)| *name != "csrf");
    let body = typed.fold(String::new(), |all, (name, value)| format!("{all}{name}={value}\n"));
    Ok(page_key(resident, fields.key()?, &body))
}

async fn card_page(
    app: &App,
    resident: &Resident,
    (typed, bad): (&Fields, &[BadField]),
    status: StatusCode,
) -> Result<HttpResponse, PageFailure> {
    let open = read::open(&app.cx, &resident.actor()).await?.map(|one| Open {
        href: reception_place(one.id),
        since: time_of_day(in_moscow(one.begun_at)),
    });
    let choices = choices(app, resident, typed);
    let texts = (app.pages.texts(), resident.lang());
    let page = card((new_key(app), open), &choices, (typed, bad), texts);
    html_as(status, app, &resident.visitor, "reception-card.html", &page)
}

/// What the card lets choose.
fn choices(app: &App, resident: &Resident, typed: &Fields) -> Choices {
    let (catalog, lang) = (app.cx.catalog(), resident.lang());
    let place = |code: &DepartmentCode, field: &str| Choice {
        value: code.to_string(),
        title: catalog
            .department(code)
            .map_or_else(|| code.to_string(), |one| one.title.pick(lang).to_owned()),
        hint: None,
        chosen: typed.get(field) == Some(code.as_str()),
    };
    if !is_direct(typed) {
        let offices = resident.person.organisations_as(DutyRole::OfficeOperator);
        let offices = offices.into_iter().map(|code| place(code, "office")).collect();
        return Choices { offices, ..Choices::default() };
    }
    let departments = begin::departments_of(&app.cx, &resident.person);
    let reason = |one: &DirectReason| Choice {
        value: one.code.to_string(),
        title: one.title.pick(lang).to_owned(),
        hint: Some(one.hint.pick(lang).to_owned()),
        chosen: typed.get("direct_reason") == Some(one.code.as_str()),
    };
    Choices {
        offices: Vec::new(),
        departments: departments.iter().map(|code| place(code, "department")).collect(),
        reasons: catalog.direct_reasons().iter().map(reason).collect(),
    }
}

/// What is asked of the page of a reception.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Services found by these words.
    #[serde(default)]
    q: String,
    /// What was filed just now.
    filed: Option<String>,
}

/// A reception: who stands at the window, what was filed, and what can be.
#[get("/window/receptions/{id}")]
pub(super) async fn show(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let (id, lang): (ReceptionId, _) = (named(&id)?, resident.lang());
    let look = read::read(&app.cx, &resident.actor(), id).await?;
    let catalog = app.cx.catalog();
    let (mut mine, mut drafts, mut found) = (Vec::new(), Vec::new(), Vec::new());
    if let Some((_, person)) = &look.visitor {
        let visitor = Actor::Person(person.clone());
        mine = newest_of(&app, &visitor).await?;
        drafts = casework::cabinet::drafts(&app.cx, &visitor).await?;
        let all = catalog.search(&query.q, lang).into_iter().map(|(_, entry)| entry);
        let here = |entry: &&Entry| entry.is_open() && filed_here(person, entry).is_ok();
        found = all.filter(here).collect();
    }
    let shown = Shown {
        look: &look,
        mine: &mine,
        drafts: &drafts,
        filed: query.filed.as_deref(),
        found: (query.q.trim(), found),
    };
    let texts = (app.pages.texts(), lang);
    let page = reception_page(shown, (reception_place(id), site(&app)), &catalog, texts);
    html(&app, &resident.visitor, "reception.html", &page)
}

/// Where the site is, as it is read from paper.
fn site(app: &App) -> String {
    let url = &app.settings.public_url;
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The visitor leaves.
#[post("/window/receptions/{id}/end")]
pub(super) async fn ended(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let resident = &sent.resident;
    end::end(&app.cx, &resident.actor(), named(&id)?).await?;
    let at_office = resident.works_as(DutyRole::OfficeOperator);
    Ok(see_other(if at_office { "/window?done=left" } else { "/desk?done=left" }))
}

/// The visitor is still there.
#[post("/window/receptions/{id}/resume")]
pub(super) async fn resumed(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let resumed = resume::resume(&app.cx, &sent.resident.actor(), named(&id)?).await?;
    Ok(see_other(&reception_place(resumed.id)))
}
