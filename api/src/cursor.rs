//! Places in a list, as `next` and links carry them: the moment the list is ordered by, and the thing there.

use chrono::DateTime;
use domain::time::Moment;
use std::fmt::Display;
use std::str::FromStr;

/// A place as text, safe in an address.
pub(crate) fn write<I: Display>((at, id): (Moment, I)) -> String {
    format!("{}.{id}", at.timestamp_micros())
}

/// The place a text names; `None` if it was not written by [`write`].
pub(crate) fn read<I: FromStr>(text: &str) -> Option<(Moment, I)> {
    let (at, id) = text.split_once('.')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::ApplicationId;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is_one() {
        let id: ApplicationId = "app_01a2121aa14a71b4878163ea15b564e9".parse().unwrap();
        let place = (DateTime::from_timestamp_micros(-17).unwrap(), id);
        assert_eq!(read(&write(place)), Some(place));
        for text in ["", ".", "1", "1.", "x.app_1", "1.app_1", "9223372036854775807.app_0"] {
            assert_eq!(read::<ApplicationId>(text), None, "{text}");
        }
    }
}
