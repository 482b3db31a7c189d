//! The front page: a question, a search, services with the state of one's own applications.

use super::{html, newest};
use crate::app::App;
use crate::pages::model::tiles::{Home, going, situation, tile, way};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Visitor;
use actix_web::{HttpResponse, get, web};

/// The front page.
#[get("/")]
pub(super) async fn home(
    app: web::Data<App>,
    visitor: Visitor,
) -> Result<HttpResponse, PageFailure> {
    let (lang, texts) = (visitor.lang, app.pages.texts());
    let mine = newest(&app, &visitor).await?;
    let catalog = app.cx.catalog();
    let mut entries: Vec<_> = catalog.entries().collect();
    entries.sort_by_key(|entry| !entry.is_open());
    let page = Home {
        tiles: entries.into_iter().map(|one| tile(&catalog, one, &mine, texts, lang)).collect(),
        topics: catalog.facets().topics.iter().filter_map(|one| way("topic", one, lang)).collect(),
        situations: catalog.life_situations().iter().map(|one| situation(one, lang)).collect(),
        going: going(&catalog, &mine, lang),
    };
    html(&app, &visitor, "home.html", &page)
}
