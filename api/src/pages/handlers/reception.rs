//! Receptions at the window of an office (МФЦ): a visitor is received, and the reception ends.

use super::filing::{new_key, page_key};
use super::{html, html_as, newest_of, see_other};
use crate::app::App;
use crate::handlers::named;
use crate::pages::dates::time_of_day;
use crate::pages::model::reception::{
    Choice, Open, Shown, card, reception as reception_page, typed_card,
};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::{Resident, reception_place};
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::reception::{begin, end, read, resume};
use casework::{CaseError, Key};
use domain::access::Actor;
use domain::codes::DepartmentCode;
use domain::duty::DutyRole;
use domain::id::ReceptionId;
use domain::reception::BadField;
use domain::time::in_moscow;
use openapi::problem::Code;
use serde::Deserialize;

/// The pages of receptions.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(ask).service(begun).service(show).service(ended).service(resumed);
}

/// The card of a visitor, to be filled in by their documents.
#[get("/window/receptions")]
pub(super) async fn ask(
    app: web::Data<App>,
    resident: Resident,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    if !resident.works_as(DutyRole::OfficeOperator) {
        return Err(Code::Forbidden.into());
    }
    card_page(&app, &resident, (&Fields::default(), &[]), StatusCode::OK).await
}

/// A visitor is received; what cannot be taken is told field by field, with what was typed.
#[post("/window/receptions")]
pub(super) async fn begun(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let Sent { resident, fields } = &sent;
    resident.recently_signed_in()?;
    let office = fields.get("office").filter(|code| !code.is_empty());
    let office: Option<DepartmentCode> = office.map(named).transpose()?;
    let (card, key) = (typed_card(fields), key(resident, fields)?);
    let actor = resident.actor();
    match begin::begin(&app.cx, &actor, office.as_ref(), &card, Some(&key)).await {
        Ok(begun) => Ok(see_other(&reception_place(begun.id))),
        Err(CaseError::Visitor(bad)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            card_page(&app, resident, (fields, &bad), status).await
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
    let offices = offices(app, resident, typed.get("office"));
    let texts = (app.pages.texts(), resident.lang());
    let page = card((new_key(app), open), &offices, (typed, bad), texts);
    html_as(status, app, &resident.visitor, "reception-card.html", &page)
}

/// The offices at whose windows a person receives.
fn offices(app: &App, resident: &Resident, chosen: Option<&str>) -> Vec<Choice> {
    let catalog = app.cx.catalog();
    let choice = |code: &DepartmentCode| Choice {
        value: code.to_string(),
        title: catalog
            .department(code)
            .map_or_else(|| code.to_string(), |one| one.title.pick(resident.lang()).to_owned()),
        chosen: chosen == Some(code.as_str()),
    };
    resident.person.organisations_as(DutyRole::OfficeOperator).into_iter().map(choice).collect()
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
        found = all.filter(|entry| entry.is_open()).collect();
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
    end::end(&app.cx, &sent.resident.actor(), named(&id)?).await?;
    Ok(see_other("/window?done=left"))
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
