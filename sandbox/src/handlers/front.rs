//! The front page, the style, and what is nowhere.

use crate::state::State;
use actix_web::{HttpResponse, http::StatusCode, web::Data};
use chrono::NaiveDate;
use serde_json::{Value, json};

const STYLE: &str = include_str!("../../templates/style.css");

/// `GET /`: what this is and who lives here.
pub(crate) async fn front(state: Data<State>) -> HttpResponse {
    let people: Vec<Value> = state
        .people
        .iter()
        .map(|person| {
            let day = |on: NaiveDate| on.format("%d.%m.%Y").to_string();
            json!({
                "key": person.key, "name": person.full_name(), "about": person.about,
                "level": person.level(), "oid": person.oid,
                // What they show at a window.
                "born": day(person.birth_date), "snils": person.snils,
                "passport": person.passport.as_ref().map(|one| json!({
                    "number": format!("{} {}", one.series, one.number),
                    "issued_on": day(one.issued_on),
                })),
            })
        })
        .collect();
    state.pages.show(StatusCode::OK, "index.html", &json!({"people": people}))
}

/// `GET /style.css`.
pub(crate) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=3600"))
        .content_type("text/css; charset=utf-8")
        .body(STYLE)
}

/// Anything else.
pub(crate) async fn missing(state: Data<State>) -> HttpResponse {
    state.pages.problem(
        StatusCode::NOT_FOUND,
        "Такой страницы нет",
        "Проверьте адрес или начните с главной страницы песочницы.",
    )
}
