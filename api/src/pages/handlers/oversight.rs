//! What is late and how applications are filed, for those who answer for services.

use super::{html, place};
use crate::app::App;
use crate::cursor;
use crate::handlers::oversight::last_days;
use crate::pages::model::oversight::{Oversight, row};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::{HttpResponse, get, web};
use domain::duty::DutyRole;
use domain::time::moscow_day;
use openapi::problem::Code;
use serde::Deserialize;
use std::collections::BTreeMap;

const PAGE: u64 = 50;

/// Which page.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Due after this one.
    after: Option<String>,
}

/// The cases that are late, or nearly; and how applications were filed lately.
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
    let told = match after {
        None => {
            let days = last_days(moscow_day(now));
            casework::figures::filings(&app.cx, &resident.actor(), days).await?
        }
        Some(_) => BTreeMap::new(),
    };
    let filings = told.iter().filter_map(|one| view::filings(&catalog, one, lang)).collect();
    let rows = page.items.iter().filter_map(|one| row(&catalog, one, (texts, lang), now));
    let shown = Oversight { rows: rows.collect(), next: page.next.map(cursor::write), filings };
    html(&app, &resident.visitor, "oversight.html", &shown)
}
