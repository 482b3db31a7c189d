//! Reading one file strictly, and saying in it where a mistake stands.

use crate::mistake::Mistake;
use crate::places::{Place, Places};
use domain::calendar::BadCalendar;
use serde::de::DeserializeOwned;

/// Reads a file strictly: no unknown keys, no key twice, and only `true` and `false` are such.
pub(crate) fn parse<T: DeserializeOwned>(
    name: &str,
    text: &str,
    places: &Places,
) -> Result<T, Mistake> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let at = error.location().and_then(|at| Place::new(at.line(), at.column()));
        let told = error.without_snippet().to_string();
        // The place is told in our own way, before the reason; options are no advice to an author.
        let reason = told.split(" at line ").next().unwrap_or(&told);
        let reason = reason.split(", set DuplicateKeyPolicy").next().unwrap_or(reason);
        match at.and_then(|at| places.field_at(at)) {
            Some(field) if !reason.contains(field) => {
                Mistake::at(name, at, format!("`{field}`: {reason}"))
            }
            _ => Mistake::at(name, at, reason),
        }
    })
}

/// The line that names the day a calendar's mistake is about.
pub(crate) fn place_of_day(text: &str, error: &BadCalendar) -> Option<Place> {
    let day = match error {
        BadCalendar::OtherYear { date, .. }
        | BadCalendar::OffAnyway(date)
        | BadCalendar::WorksAnyway(date)
        | BadCalendar::Twice(date) => date.to_string(),
        BadCalendar::Empty | BadCalendar::LeftOut(_) | BadCalendar::NoLayer(_) => return None,
    };
    let (line, column) =
        text.lines().enumerate().find_map(|(index, line)| Some((index, line.find(&day)?)))?;
    Place::new(u64::try_from(line).ok()? + 1, u64::try_from(column).ok()? + 1)
}
