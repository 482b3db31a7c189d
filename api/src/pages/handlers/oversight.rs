//! What is late, for those who answer for services.

use super::{html, place};
use crate::app::App;
use crate::cursor;
use crate::pages::model::oversight::{Oversight, row};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use actix_web::{HttpResponse, get, web};
use domain::duty::DutyRole;
use openapi::problem::Code;
use serde::Deserialize;

const PAGE: u64 = 50;

/// Which page.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Due after this one.
    after: Option<String>,
}

/// The cases that are late, or nearly.
#[get("/oversight")]
pub(super) async fn late(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    if !resident.works_as(DutyRole::Curator) {
        return Err(Code::NotFound.into());
    }
    let after = place(query.after.as_deref())?;
    let page = casework::terms::late(&app.cx, &resident.actor(), after, PAGE).await?;
    let (catalog, texts) = (app.cx.catalog(), app.pages.texts());
    let (lang, now) = (resident.lang(), app.cx.clock.now());
    let rows = page.items.iter().filter_map(|one| row(&catalog, one, (texts, lang), now));
    let shown = Oversight { rows: rows.collect(), next: page.next.map(cursor::write) };
    html(&app, &resident.visitor, "oversight.html", &shown)
}
