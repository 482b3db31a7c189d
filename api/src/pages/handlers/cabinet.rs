//! The cabinet: one's applications and drafts, documents, notices, profile.

use super::{html, place};
use crate::app::App;
use crate::cursor;
use crate::failure::Failure;
use crate::pages::dates::day;
use crate::pages::model::cabinet::{
    Applications, Documents, List, Notices, Owner, Profile, Readers, access_row, document, draft,
    notice,
};
use crate::pages::model::chat::since;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, web};
use casework::{cabinet, chat};
use domain::assurance::Assurance;
use domain::time::moscow_day;
use serde::Deserialize;

/// The parts of the cabinet.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(applications)
        .service(fragment)
        .service(documents)
        .service(notices)
        .service(access)
        .service(profile);
}

/// How many a page lists.
const LISTED: u64 = 20;

/// Which page of a list.
#[derive(Debug, Deserialize)]
struct Query {
    /// Older than this one.
    older: Option<String>,
}

/// Applications and drafts.
#[get("/cabinet")]
async fn applications(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, &query).await?;
    html(&app, &resident.visitor, "cabinet.html", &page)
}

/// The part of it that moves.
#[get("/cabinet/fragment")]
async fn fragment(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, &query).await?;
    html(&app, &resident.visitor, "cabinet-live.html", &page)
}

async fn load(app: &App, resident: &Resident, query: &Query) -> Result<Applications, PageFailure> {
    let (lang, texts, actor) = (resident.lang(), app.pages.texts(), resident.actor());
    let mine =
        casework::read::mine(&app.cx, &actor, place(query.older.as_deref())?, LISTED).await?;
    let forms = cabinet::forms(&app.cx, &actor, &mine.items).await?;
    let drafts = cabinet::drafts(&app.cx, &actor).await?;
    let (catalog, today) = (app.cx.catalog(), moscow_day(app.cx.clock.now()));
    let list = List { catalog: &catalog, place: "/applications", today, texts, lang };
    let rows = mine
        .items
        .iter()
        .filter_map(|one| list.row((one, actor.applied_as(one)), forms.get(&one.id)));
    Ok(Applications {
        owner: owner(app, resident, "applications"),
        rows: rows.collect(),
        older: mine.next.map(cursor::write),
        drafts: drafts.iter().map(|one| draft(&catalog, one, lang)).collect(),
    })
}

/// Result documents.
#[get("/cabinet/documents")]
async fn documents(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let (lang, actor) = (resident.lang(), resident.actor());
    let page = cabinet::results(&app.cx, &actor, place(query.older.as_deref())?, LISTED).await?;
    let catalog = app.cx.catalog();
    let page = Documents {
        owner: owner(&app, &resident, "documents"),
        rows: page.items.iter().map(|one| document(&catalog, one, lang)).collect(),
        older: page.next.map(cursor::write),
    };
    html(&app, &resident.visitor, "cabinet-documents.html", &page)
}

/// What was said to the person.
#[get("/cabinet/notices")]
async fn notices(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let (lang, texts, actor) = (resident.lang(), app.pages.texts(), resident.actor());
    let page = cabinet::notices(&app.cx, &actor, place(query.older.as_deref())?, LISTED).await?;
    let page = Notices {
        owner: owner(&app, &resident, "notices"),
        rows: page.items.iter().map(|one| notice(one, texts, lang)).collect(),
        older: page.next.map(cursor::write),
    };
    html(&app, &resident.visitor, "cabinet-notices.html", &page)
}

/// Who read the person's data.
#[get("/cabinet/access")]
async fn access(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let (lang, actor) = (resident.lang(), resident.actor());
    let after = place(query.older.as_deref())?;
    let page = casework::access_log::list(&app.cx, &actor, after, LISTED).await?;
    let row = |one| access_row(view::access_record(&app, one, lang), lang);
    let page = Readers {
        owner: owner(&app, &resident, "profile"),
        rows: page.items.iter().map(row).collect(),
        older: page.next.map(cursor::write),
    };
    html(&app, &resident.visitor, "cabinet-access.html", &page)
}

/// What is known of the person, and how they are reached.
#[get("/cabinet/profile")]
async fn profile(app: web::Data<App>, resident: Resident) -> Result<HttpResponse, PageFailure> {
    let (lang, of) = (resident.lang(), &resident.citizen.profile);
    let current = chat::current(&app.cx, &resident.actor()).await.map_err(Failure::from)?;
    let page = Profile {
        owner: owner(&app, &resident, "profile"),
        born: of.birth_date.map(|born| day(born, lang)),
        email: of.email.clone(),
        mobile: of.mobile.clone(),
        bot: app.settings.telegram_bot.is_some(),
        linked: current.and_then(|link| since(&link, lang)),
    };
    html(&app, &resident.visitor, "cabinet-profile.html", &page)
}

fn owner(app: &App, resident: &Resident, part: &'static str) -> Owner {
    let confirmed = resident.person.assurance == Assurance::Confirmed;
    let account = if confirmed { "account_confirmed" } else { "account_simplified" };
    Owner {
        name: resident.citizen.profile.full_name(),
        account: app.pages.texts().pick(account, resident.lang()).to_owned(),
        confirmed,
        part,
    }
}
