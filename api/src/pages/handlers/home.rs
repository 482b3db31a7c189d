//! The front page: what is the reader's own, a question, a search, life situations, services.

use super::{html, newest};
use crate::app::App;
use crate::pages::model::tiles::{Home, own, situation, tile, way};
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
    let name = visitor.signed.as_ref().map(|signed| signed.citizen.profile.called());
    let (own, more) = match name {
        Some(name) => own(&catalog, (&mine, app.cx.clock.now()), name, lang),
        None => (Vec::new(), 0),
    };
    let tiles = |open: bool| {
        let those = catalog.entries().filter(|entry| entry.is_open() == open);
        those.map(|one| tile(&catalog, one, &mine, texts, lang)).collect()
    };
    let page = Home {
        own,
        more,
        tiles: tiles(true),
        later: tiles(false),
        topics: catalog.facets().topics.iter().filter_map(|one| way("topic", one, lang)).collect(),
        situations: catalog.life_situations().iter().map(|one| situation(one, lang)).collect(),
    };
    html(&app, &visitor, "home.html", &page)
}
