//! The cabinet: one's applications, drafts, notices, chat.

use super::html;
use crate::app::App;
use crate::cursor;
use crate::pages::model::cabinet::{Cabinet, draft, notice, row};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use actix_web::{HttpResponse, get, web};
use domain::assurance::Assurance;
use openapi::problem::Code;
use serde::Deserialize;

const APPLICATIONS: u64 = 20;
const NOTICES: u64 = 10;

/// Which applications.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Older than this one.
    older: Option<String>,
}

#[get("/cabinet")]
pub(super) async fn cabinet(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, query.older.as_deref()).await?;
    html(&app, &resident.visitor, "cabinet.html", &page)
}

/// The part of the cabinet that moves.
#[get("/cabinet/fragment")]
pub(super) async fn fragment(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, query.older.as_deref()).await?;
    html(&app, &resident.visitor, "cabinet-live.html", &page)
}

async fn load(app: &App, resident: &Resident, older: Option<&str>) -> Result<Cabinet, PageFailure> {
    let (lang, texts) = (resident.lang(), app.pages.texts());
    let actor = resident.actor();
    let after = older.map(|text| cursor::read(text).ok_or(Code::NotFound)).transpose()?;
    let mine = casework::read::mine(&app.cx, &actor, after, APPLICATIONS).await?;
    let drafts = casework::cabinet::drafts(&app.cx, &actor).await?;
    let notices = casework::cabinet::notices(&app.cx, &actor, None, NOTICES).await?;
    let catalog = app.cx.catalog();
    let confirmed = resident.person.assurance == Assurance::Confirmed;
    let account = if confirmed { "account_confirmed" } else { "account_simplified" };
    let rows = mine.items.iter().filter_map(|one| row(&catalog, one, "/applications", lang));
    Ok(Cabinet {
        name: resident.citizen.profile.full_name(),
        account: texts.pick(account, lang).to_owned(),
        confirmed,
        applications: rows.collect(),
        older: mine.next.map(cursor::write),
        drafts: drafts.iter().map(|one| draft(&catalog, one, lang)).collect(),
        notices: notices.items.iter().map(|one| notice(one, texts, lang)).collect(),
        bot: app.settings.telegram_bot.is_some(),
    })
}
