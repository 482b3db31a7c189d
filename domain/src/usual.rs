//! How long cases of a service usually take, by those that were decided last.

use crate::time::{Moment, moscow_day};
use chrono::{Days, NaiveDate};

/// How many of the decided cases are looked at, the last ones.
pub const LOOKED_AT: u64 = 200;
/// Fewer of them say nothing.
const FEWEST: usize = 20;

/// In how many days four of five cases were decided, counted in Moscow from the day each was filed; 0 is the same day. A case
/// is its moments of filing and of the decision. `None` while there are fewer than 20.
#[must_use]
pub fn usual_days(decided: &[(Moment, Moment)]) -> Option<u32> {
    let took = |(filed, ended): &(Moment, Moment)| {
        u32::try_from((moscow_day(*ended) - moscow_day(*filed)).num_days()).unwrap_or_default()
    };
    let mut took: Vec<u32> = decided.iter().map(took).collect();
    if took.len() < FEWEST {
        return None;
    }
    took.sort_unstable();
    // The smallest number of days in which at least four of five were decided.
    took.get((took.len() * 4).div_ceil(5) - 1).copied()
}

/// The day on which a case is usually decided; `None` once that day is over: it is a slow one, and nothing more is known of it.
#[must_use]
pub fn usually_on(filed: Moment, days: u32, now: Moment) -> Option<NaiveDate> {
    let on = moscow_day(filed).checked_add_days(Days::new(days.into()))?;
    (on >= moscow_day(now)).then_some(on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn noon() -> Moment {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    fn taking(days: impl IntoIterator<Item = i64>) -> Vec<(Moment, Moment)> {
        days.into_iter().map(|days| (noon(), noon() + TimeDelta::days(days))).collect()
    }

    #[test]
    fn four_of_five_were_decided_in_so_many_days_and_few_say_nothing() {
        assert_eq!(usual_days(&taking([0; 19])), None);
        assert_eq!(usual_days(&taking([0; 20])), Some(0));
        assert_eq!(usual_days(&taking((0..16).map(|_| 1).chain([30; 4]))), Some(1));
        assert_eq!(usual_days(&taking((0..15).map(|_| 1).chain([30; 5]))), Some(30));
        assert_eq!(usual_days(&taking(0..100)), Some(79));
        // By the days of Moscow: an hour around midnight is a day.
        let late = "2026-11-20T20:30:00Z".parse().unwrap();
        let over = vec![(late, late + TimeDelta::hours(1)); 20];
        assert_eq!(usual_days(&over), Some(1));
        // Clocks that jump: decided before it was filed is the same day.
        assert_eq!(usual_days(&taking([-3; 20])), Some(0));
    }

    #[test]
    fn a_day_that_is_over_is_told_no_more() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(usually_on(noon(), 0, noon()), Some(day("2026-11-20")));
        assert_eq!(usually_on(noon(), 2, noon()), Some(day("2026-11-22")));
        let on_the_last = noon() + TimeDelta::days(2);
        assert_eq!(usually_on(noon(), 2, on_the_last), Some(day("2026-11-22")));
        assert_eq!(usually_on(noon(), 2, on_the_last + TimeDelta::days(1)), None);
        assert_eq!(usually_on(noon(), u32::MAX, noon()), None);
    }

    proptest! {
        #[test]
        fn at_least_four_of_five_and_no_more_days_than_that_needs(
            days in prop::collection::vec(0_i64..400, 20..300),
        ) {
            let usual = i64::from(usual_days(&taking(days.clone())).unwrap());
            let within = |most: i64| days.iter().filter(|took| **took <= most).count() * 5;
            prop_assert!(within(usual) >= days.len() * 4);
            prop_assert!(within(usual - 1) < days.len() * 4);
        }
    }
}
