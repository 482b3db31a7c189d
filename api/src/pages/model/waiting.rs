//! A waiting list as pages draw it: the place, and how it has changed.

use crate::pages::dates::{When, moment};
use domain::text::Lang;
use openapi::application::{PlaceView, WaitingListView};
use openapi::service::ReasonView;
use serde::Serialize;

/// How many places are told in words: the newest.
const TOLD: usize = 20;
/// The picture, in units of its view box.
const WIDTH: i64 = 300;
const HEIGHT: i64 = 60;

#[derive(Debug, Serialize)]
pub(crate) struct Waiting {
    title: String,
    by: String,
    place: u32,
    length: Option<u64>,
    since: Option<When>,
    /// Why it was put before the others or back among them, if it was.
    why: Option<ReasonView>,
    /// The newest places, newest first.
    places: Vec<PlaceShown>,
    /// The first place, where there is a history.
    first: Option<u32>,
    /// The corners of the line through all places, where there are enough for a picture.
    line: Option<String>,
}

#[derive(Debug, Serialize)]
struct PlaceShown {
    place: u32,
    when: When,
}

impl Waiting {
    /// How many are before it.
    pub(crate) const fn before(&self) -> u32 {
        self.place.saturating_sub(1)
    }
}

/// A waiting list as a page draws it.
pub(crate) fn waiting(of: WaitingListView, lang: Lang) -> Waiting {
    let shown = |one: &PlaceView| PlaceShown { place: one.place, when: moment(one.at, lang) };
    Waiting {
        line: line(&of.places),
        first: of.places.first().map(|one| one.place),
        places: of.places.iter().rev().take(TOLD).map(shown).collect(),
        since: of.joined_at.map(|at| moment(at, lang)),
        why: of.reason,
        title: of.title,
        by: of.by,
        place: of.place,
        length: of.length,
    }
}

/// A line of steps: time goes to the right, and the worst place is at the bottom.
fn line(places: &[PlaceView]) -> Option<String> {
    let (first, last) = (places.first()?, places.last()?);
    let worst = i64::from(places.iter().map(|one| one.place).max()?);
    let lasted = (last.at - first.at).num_seconds();
    if places.len() < 3 || lasted == 0 {
        return None;
    }
    let x = |one: &PlaceView| (one.at - first.at).num_seconds() * WIDTH / lasted;
    let y = |one: &PlaceView| (i64::from(one.place) - 1) * HEIGHT / (worst - 1).max(1);
    let mut corners = Vec::with_capacity(places.len() * 2);
    let mut before = y(first);
    for one in places {
        corners.push(format!("{},{before}", x(one)));
        before = y(one);
        corners.push(format!("{},{before}", x(one)));
    }
    Some(corners.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn the_picture_goes_down_the_list_by_steps() {
        let place = |hour: u32, place: u32| PlaceView {
            at: DateTime::parse_from_rfc3339(&format!("2026-11-20T{hour:02}:00:00+03:00")).unwrap(),
            place,
        };
        assert_eq!(line(&[place(9, 2), place(10, 1)]), None, "two places are told in words");
        let drawn = line(&[place(9, 3), place(10, 2), place(12, 1)]).unwrap();
        assert_eq!(drawn, "0,60 0,60 100,60 100,30 300,30 300,0");
        assert_eq!(line(&[place(9, 1), place(9, 2), place(9, 1)]), None, "no time has passed");
    }
}
