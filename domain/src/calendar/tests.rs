//! Tests of the calendar, on the catalog's real data.

use super::{BadCalendar, Calendar, CalendarFile, Year};
use crate::term::{Term, TermUnit};
use crate::time::{Moment, moscow};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn file() -> CalendarFile {
    serde_saphyr::from_str(include_str!("../../../catalog/calendars/ru.yaml")).unwrap()
}

fn russia() -> Calendar {
    file().calendar(&[]).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Moment {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    local.and_local_timezone(moscow()).unwrap().with_timezone(&Utc)
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
}

fn term(amount: u16, unit: TermUnit) -> Term {
    Term { amount, unit }
}

/// Filed; registered by the portal's cut-off; by the МФЦ's; one, five, ten working days on.
const VECTORS: &str = "
    2021-02-19 15:59 | 2021-02-19 | 2021-02-19 | 2021-02-20 | 2021-03-01 | 2021-03-09
    2021-02-19 16:00 | 2021-02-20 | 2021-02-19 | 2021-02-24 | 2021-03-02 | 2021-03-10
    2021-11-03 16:30 | 2021-11-08 | 2021-11-03 | 2021-11-09 | 2021-11-15 | 2021-11-22
    2025-11-01 10:00 | 2025-11-01 | 2025-11-01 | 2025-11-05 | 2025-11-11 | 2025-11-18
    2025-12-30 16:05 | 2026-01-12 | 2025-12-30 | 2026-01-13 | 2026-01-19 | 2026-01-26
    2024-12-27 16:00 | 2024-12-28 | 2024-12-27 | 2025-01-09 | 2025-01-15 | 2025-01-22
    2021-02-20 10:00 | 2021-02-20 | 2021-02-20 | 2021-02-24 | 2021-03-02 | 2021-03-10
    2024-04-26 18:30 | 2024-04-27 | 2024-04-27 | 2024-05-02 | 2024-05-08 | 2024-05-17
    2025-10-31 17:00 | 2025-11-01 | 2025-10-31 | 2025-11-05 | 2025-11-11 | 2025-11-18
    2026-01-05 12:00 | 2026-01-12 | 2026-01-12 | 2026-01-13 | 2026-01-19 | 2026-01-26
    2027-02-19 16:10 | 2027-02-20 | 2027-02-19 | 2027-02-24 | 2027-03-02 | 2027-03-10
";

/// Proves DM-22.5
#[test]
fn registration_and_terms_follow_the_vectors_of_the_regulations() {
    let calendar = russia();
    let rows = VECTORS.trim().lines().map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    for row in rows {
        let [filed, portal, office, one, five, ten] = row[..] else { panic!("{row:?}") };
        let registered = calendar.registration_day(at(filed), hour(16)).unwrap();
        assert_eq!(registered, day(portal), "portal, {filed}");
        let at_office = calendar.registration_day(at(filed), hour(18)).unwrap();
        assert_eq!(at_office, day(office), "office, {filed}");
        for (n, expected) in [(1, one), (5, five), (10, ten)] {
            let last = calendar.plus_working_days(registered, n).unwrap();
            assert_eq!(last, day(expected), "+{n}, {filed}");
        }
    }
}

#[test]
fn every_year_has_as_many_working_days_as_the_official_calendar() {
    let calendar = russia();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2015..=2027).collect::<Vec<_>>());
    for year in calendar.years() {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.year() == year);
        let working = days.filter(|day| calendar.is_working(*day)).count();
        let expected = if matches!(year, 2020 | 2024) { 248 } else { 247 };
        assert_eq!(working, expected, "{year}");
    }
}

#[test]
fn days_off_by_decree_count_only_where_their_layer_is_named() {
    let decreed = day("2021-11-03");
    assert!(russia().is_working(decreed));
    let layered = file().calendar(&["presidential-decrees"]).unwrap();
    assert!(!layered.is_working(decreed));
    assert_eq!(layered.on_or_after(day("2021-10-30")), Ok(day("2021-11-08")));
    assert!(!layered.is_working(day("2020-04-15")));
    let none = file().calendar(&["fools-day"]);
    assert_eq!(none, Err(BadCalendar::NoLayer("fools-day".to_owned())));
}

/// Proves DM-22.5
#[test]
fn one_working_day_ends_with_the_last_microsecond_of_the_next_working_day() {
    let friday = day("2026-11-20");
    let due = russia().due(friday, at("2026-11-20 12:00"), term(1, TermUnit::WorkingDay));
    assert_eq!(due.unwrap().to_rfc3339(), "2026-11-23T20:59:59.999999+00:00");
}

#[test]
fn calendar_days_end_on_their_last_day_even_if_it_is_off_and_hours_by_the_clock() {
    let calendar = russia();
    let started = at("2026-11-20 15:30");
    let due = calendar.due(day("2026-11-20"), started, term(2, TermUnit::CalendarDay));
    assert_eq!(due.unwrap().to_rfc3339(), "2026-11-22T20:59:59.999999+00:00");
    let due = calendar.due(day("2026-11-20"), started, term(4, TermUnit::Hour));
    assert_eq!(due.unwrap(), at("2026-11-20 19:30"));
}

#[test]
fn the_day_is_moscows_and_not_that_of_utc() {
    let just_after_midnight = at("2026-11-24 00:30");
    assert_eq!(russia().registration_day(just_after_midnight, hour(16)), Ok(day("2026-11-24")));
}

/// Issue 6, A8: filing never stops for want of a file.
#[test]
fn beyond_the_data_weekends_and_the_holidays_of_every_year_are_off_and_provisional() {
    let calendar = russia();
    let last = calendar.ends_on();
    assert_eq!(last, day("2027-12-31"));
    for (text, works) in [
        ("2028-01-03", false),
        ("2028-01-10", true),
        ("2028-02-23", false),
        ("2028-03-01", true),
        ("2028-05-01", false),
        ("2028-11-04", false),
        ("2028-03-04", false),
        ("2028-12-29", true),
    ] {
        assert_eq!(calendar.is_working(day(text)), works, "{text}");
        assert!(calendar.is_provisional(day(text)));
    }
    assert!(!calendar.is_provisional(last));
    assert_eq!(calendar.plus_working_days(day("2027-12-30"), 1), Ok(day("2028-01-10")));
    assert!(calendar.plus_working_days(day("2026-12-30"), 5_000).is_ok());
    let filed = calendar.registration_day(at("2028-01-01 12:00"), hour(16));
    assert_eq!(filed, Ok(day("2028-01-10")));
}

#[test]
fn the_calendar_says_in_time_that_it_runs_out() {
    let calendar = russia();
    let said = |today| calendar.data_ends(day(today)).map(|ends| ends.to_string());
    assert_eq!(said("2027-08-01"), None);
    assert_eq!(said("2027-12-01").as_deref(), Some("has data for 30 more days"));
    assert_eq!(said("2027-12-30").as_deref(), Some("has data for 1 more day"));
    for beyond in ["2028-01-10", "2014-12-31"] {
        assert_eq!(said(beyond).as_deref(), Some("has no data of this day"));
    }
}

#[test]
fn a_year_before_the_data_is_provisional_too_and_the_end_of_all_days_is_an_error() {
    let calendar = russia();
    let filed = calendar.registration_day(at("2014-12-31 10:00"), hour(16));
    assert_eq!(filed, Ok(day("2014-12-31")));
    assert!(calendar.is_provisional(day("2014-12-31")));
    let far = calendar.due(NaiveDate::MAX, at("2026-11-20 12:00"), term(1, TermUnit::CalendarDay));
    assert!(far.is_err());
}

#[test]
fn a_year_that_is_left_out_is_a_mistake() {
    let years = [2025, 2027].map(|year| (year, Year::default()));
    assert_eq!(Calendar::new(years.into()), Err(BadCalendar::LeftOut(2026)));
}

#[test]
fn a_mistake_in_the_data_is_named() {
    let made = |days_off: &[&str], working: &[&str]| {
        let list = |days: &[&str]| days.iter().map(|text| day(text)).collect();
        let year = Year { days_off: list(days_off), working: list(working) };
        Calendar::new(BTreeMap::from([(2026, year)])).map(|_| ())
    };
    let other = BadCalendar::OtherYear { year: 2026, date: day("2025-01-01") };
    assert_eq!(made(&["2025-01-01"], &[]), Err(other));
    assert_eq!(made(&["2026-11-22"], &[]), Err(BadCalendar::OffAnyway(day("2026-11-22"))));
    assert_eq!(made(&[], &["2026-11-23"]), Err(BadCalendar::WorksAnyway(day("2026-11-23"))));
    let twice = made(&["2026-11-23", "2026-11-23"], &[]);
    assert_eq!(twice, Err(BadCalendar::Twice(day("2026-11-23"))));
    assert_eq!(made(&["2026-11-23"], &["2026-11-22"]), Ok(()));
    assert_eq!(Calendar::new(BTreeMap::new()), Err(BadCalendar::Empty));
}

/// Days of 2015 to 2025: a hundred working days on, the calendar still knows the year.
fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..4_000).prop_map(|n| day("2015-01-01") + Days::new(n))
}

proptest! {
    #[test]
    fn a_term_ends_on_a_working_day_after_its_start(from in some_day(), n in 0_u16..100) {
        let calendar = russia();
        let last = calendar.plus_working_days(from, n).unwrap();
        prop_assert!(calendar.is_working(last));
        let sooner = last < from || (n > 0 && last == from);
        prop_assert!(!sooner);
    }

    #[test]
    fn a_longer_or_later_term_never_ends_sooner(
        from in some_day(), later in 0_u64..30, n in 0_u16..100, more in 0_u16..30,
    ) {
        let calendar = russia();
        let last = calendar.plus_working_days(from, n).unwrap();
        prop_assert!(calendar.plus_working_days(from, n + more).unwrap() >= last);
        prop_assert!(calendar.plus_working_days(from + Days::new(later), n).unwrap() >= last);
    }

    #[test]
    fn two_terms_in_a_row_are_one_term(from in some_day(), n in 1_u16..60, m in 0_u16..60) {
        let calendar = russia();
        let between = calendar.plus_working_days(from, n).unwrap();
        prop_assert_eq!(
            calendar.plus_working_days(between, m),
            calendar.plus_working_days(from, n + m)
        );
    }

    #[test]
    fn registration_is_on_a_working_day_not_before_filing(
        filed in some_day(), minute in 0_i64..1_440, cutoff in 0_u32..24,
    ) {
        let calendar = russia();
        let moment = at(&format!("{filed} 00:00")) + chrono::TimeDelta::minutes(minute);
        let registered = calendar.registration_day(moment, hour(cutoff)).unwrap();
        prop_assert!(registered >= filed && calendar.is_working(registered));
        let soon = calendar.plus_working_days(filed, 1).unwrap();
        prop_assert!(registered <= soon, "never later than the next working day");
    }
}
