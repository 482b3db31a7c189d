//! One page a file. Each extracts, calls one procedure, and draws the answer.

mod application;
mod apply;
mod asked;
mod assets;
mod cabinet;
mod calls;
mod chat;
mod checklist;
mod consent;
mod correct;
mod decision;
mod desk;
mod drafts;
mod events;
mod files;
mod filing;
mod hands;
mod home;
mod inquiries;
mod language;
mod manifests;
mod oversight;
mod problems;
mod reception;
mod reception_forms;
mod reference;
mod results;
mod service;
mod services;
mod session;
mod stages;
mod status;
mod styleguide;
mod verify;
mod window;

#[cfg(test)]
pub(super) use asked::Kept;
#[cfg(test)]
pub(super) use consent::Question;

use super::cookies::Jar;
use super::page_failure::PageFailure;
use super::shell::Shell;
use super::visitor::Visitor;
use crate::app::App;
use crate::cursor;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, LOCATION, VARY};
use actix_web::web::ServiceConfig;
use domain::access::Actor;
use domain::application::Application;
use domain::time::Moment;
use openapi::problem::Code;
use serde::Serialize;
use std::str::FromStr;

/// The most applications a page looks at for its tiles.
const LOOKED_AT: u64 = 50;

/// The pages.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .configure(services::routes)
        .configure(service::routes)
        .configure(checklist::routes)
        .configure(apply::routes)
        .configure(drafts::routes)
        .service(application::show)
        .service(application::fragment)
        .service(application::advance)
        .service(application::rate)
        .service(correct::begin)
        .service(correct::send)
        .service(results::document)
        .configure(files::routes)
        .service(events::events)
        .configure(status::routes)
        .configure(verify::routes)
        .configure(session::routes)
        .service(consent::authorize)
        .service(consent::authorize_by_post)
        .service(consent::decide)
        .service(problems::problem)
        .service(language::choose)
        .service(styleguide::styleguide)
        .service(assets::asset)
        .service(assets::favicon)
        .service(assets::robots)
        .configure(reference::routes)
        .configure(cabinet::routes)
        .configure(desk::routes)
        .configure(reception::routes)
        .configure(reception_forms::routes)
        .configure(manifests::routes)
        .configure(calls::routes)
        .configure(inquiries::routes)
        .configure(window::routes)
        .configure(chat::routes);
}

/// After which place a list goes on, as a link of ours carries it.
fn place<I: FromStr>(text: Option<&str>) -> Result<Option<(Moment, I)>, PageFailure> {
    Ok(text.map(|text| cursor::read(text).ok_or(Code::NotFound)).transpose()?)
}

/// A page for a visitor.
fn html<P: Serialize>(
    app: &App,
    visitor: &Visitor,
    name: &str,
    page: &P,
) -> Result<HttpResponse, PageFailure> {
    html_as(StatusCode::OK, app, visitor, name, page)
}

/// A page with a status of its own.
fn html_as<P: Serialize>(
    status: StatusCode,
    app: &App,
    visitor: &Visitor,
    name: &str,
    page: &P,
) -> Result<HttpResponse, PageFailure> {
    let drawn = app.pages.page(visitor.lang, name, &Shell::of(app, visitor), page)?;
    let mut answer = HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_LANGUAGE, visitor.lang.tag()))
        .insert_header((VARY, "Accept-Language, Cookie"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(drawn);
    keep_language(app, visitor, &mut answer)?;
    Ok(answer)
}

/// Gives the browser the language its person chose by this request.
fn keep_language(
    app: &App,
    visitor: &Visitor,
    answer: &mut HttpResponse,
) -> Result<(), PageFailure> {
    if let Some(lang) = visitor.chose {
        let cookie = Jar::of(&app.settings).give_lang(lang);
        answer.add_cookie(&cookie).map_err(|_too_long| Code::Internal)?;
    }
    Ok(())
}

/// After something was done: the browser goes on by a new request, so that reloading does not repeat it.
fn see_other(place: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, place))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

/// The newest applications of a visitor, for the live state of tiles; none of a stranger.
async fn newest(app: &App, visitor: &Visitor) -> Result<Vec<Application>, PageFailure> {
    match visitor.actor() {
        person @ Actor::Person(_) => newest_of(app, &person).await,
        _ => Ok(Vec::new()),
    }
}

/// The newest applications of a person.
async fn newest_of(app: &App, person: &Actor) -> Result<Vec<Application>, PageFailure> {
    Ok(casework::read::mine(&app.cx, person, None, LOOKED_AT).await?.items)
}
