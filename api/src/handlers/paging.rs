//! Pages of a list: where one begins, and how long it is. A wrong value is refused by its name.

use crate::cursor;
use crate::failure::Failure;
use actix_web::http::header::LINK;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder};
use domain::text::Text;
use domain::time::Moment;
use openapi::problem::{Code, FieldCode};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::str::FromStr;
use utoipa::IntoParams;

/// The longest page.
const LONGEST: u64 = 100;
/// How many are listed where nobody says.
const USUAL: u64 = 20;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
}

impl Query {
    /// After which place the page begins.
    pub(crate) fn place<I: FromStr>(&self) -> Result<Option<(Moment, I)>, Failure> {
        place(self.cursor.as_deref())
    }

    /// How many at most.
    pub(crate) fn limit(&self) -> Result<u64, Failure> {
        limit(self.limit.as_deref())
    }
}

/// A page of a list as an answer, made with the cursor of the next one: where there is one, its address is in `Link`
/// (RFC 8288) too. `path` is the address of the list, with what narrows it.
pub(crate) fn answer<T: Serialize, I: Display>(
    path: &str,
    limit: u64,
    next: Option<(Moment, I)>,
    list: impl FnOnce(Option<String>) -> T,
) -> CustomizeResponder<Json<T>> {
    let next = next.map(cursor::write);
    let and = if path.contains('?') { '&' } else { '?' };
    let link =
        next.as_ref().map(|next| format!("<{path}{and}cursor={next}&limit={limit}>; rel=\"next\""));
    let answer = Json(list(next)).customize();
    match link {
        Some(link) => answer.insert_header((LINK, link)),
        None => answer,
    }
}

/// How many at most.
pub(crate) fn limit(text: Option<&str>) -> Result<u64, Failure> {
    let Some(text) = text else { return Ok(USUAL) };
    let limit = text.parse().ok().filter(|limit| (1..=LONGEST).contains(limit));
    limit.ok_or_else(|| {
        let hint = Text::new(
            format!("целое число от 1 до {LONGEST}"),
            format!("a whole number from 1 to {LONGEST}"),
        );
        Failure::field(Code::BadParameter, "query:limit", FieldCode::Range, hint)
    })
}

/// After which place the page begins.
pub(crate) fn place<I: FromStr>(text: Option<&str>) -> Result<Option<(Moment, I)>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let bad = || {
        let hint = Text::new(
            "возьмите `next` предыдущей страницы без изменений",
            "take `next` of the page before, unchanged",
        );
        Failure::field(Code::BadParameter, "query:cursor", FieldCode::Invalid, hint)
    };
    Ok(Some(cursor::read(text).ok_or_else(bad)?))
}
