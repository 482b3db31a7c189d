//! Pages of a list: where one begins, and how long it is. A wrong value is refused by its name.

use crate::cursor;
use crate::failure::Failure;
use domain::time::Moment;
use openapi::problem::Code;
use std::str::FromStr;

/// The longest page.
const LONGEST: u64 = 100;
/// How many are listed where nobody says.
const USUAL: u64 = 20;

/// How many at most.
pub(crate) fn limit(text: Option<&str>) -> Result<u64, Failure> {
    let Some(text) = text else { return Ok(USUAL) };
    let limit = text.parse().ok().filter(|limit| (1..=LONGEST).contains(limit));
    limit.ok_or_else(|| {
        let hint = format!("a whole number from 1 to {LONGEST}");
        Failure::field(Code::BadParameter, "query:limit", "range", hint)
    })
}

/// After which place the page begins.
pub(crate) fn place<I: FromStr>(text: Option<&str>) -> Result<Option<(Moment, I)>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let hint = "take `next` of the page before, unchanged";
    let bad = || Failure::field(Code::BadParameter, "query:cursor", "invalid", hint);
    Ok(Some(cursor::read(text).ok_or_else(bad)?))
}
