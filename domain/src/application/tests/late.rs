//! Terms that are nearly over, and over: found once each, and never where no term runs.

use super::terms::process;
use super::{at, filed, russia, service};
use crate::application::{Advance, Application, ApplicationFact, Lateness};
use crate::process::{Process, Role};
use crate::time::{Moment, moscow_day};
use chrono::TimeDelta;

/// One in which the applicant is waited for.
fn fast_track() -> Process {
    serde_saphyr::from_str(include_str!("../../../../catalog/processes/fast-track.yaml")).unwrap()
}

/// The state after every look in a time, an hour apart, and what was found.
fn looked(mut of: Application, until: Moment) -> (Application, Vec<ApplicationFact>) {
    let (mut now, mut found) = (of.stage_since, Vec::new());
    while now <= until {
        while let Some((after, fact)) = of.clone().watch(now) {
            of = after;
            found.push(fact);
        }
        now += TimeDelta::hours(1);
    }
    (of, found)
}

fn kinds(found: &[ApplicationFact]) -> Vec<&'static str> {
    found.iter().map(ApplicationFact::kind).collect()
}

/// Proves G4.4: it is warned of when three quarters of a stage's time are over, and found when the whole term is; each once.
#[test]
fn what_is_nearly_late_is_warned_of_and_what_is_late_is_found() {
    let process = process();
    let begun = at("2026-03-02 10:00");
    let case = filed(&process, &russia(), begun).application;
    // The exchange has four hours.
    let (warned_at, due) = (begun + TimeDelta::hours(3), case.stage_due_at.unwrap());
    assert_eq!((case.watch_at, due), (Some(warned_at), begun + TimeDelta::hours(4)));
    assert!(case.clone().watch(warned_at - TimeDelta::microseconds(1)).is_none());
    let (warned, fact) = case.clone().watch(warned_at).unwrap();
    assert_eq!(fact, ApplicationFact::Warned { stage_due_at: due });
    assert_eq!((warned.lateness, warned.watch_at), (Some(Lateness::Near), Some(case.due_at)));
    assert!(warned.clone().watch(warned_at).is_none(), "once");
    let (over, found) = looked(warned, case.due_at + TimeDelta::days(9));
    assert_eq!(kinds(&found), ["application.overdue"]);
    assert_eq!((over.lateness, over.watch_at), (Some(Lateness::Over), None));

    // Nobody looked for weeks: whoever reads it sees that, and it is found at once that it is over.
    let late = case.due_at + TimeDelta::days(40);
    assert!(case.is_overdue(moscow_day(late)) && over.is_overdue(moscow_day(case.due_at)));
    assert!(!case.is_overdue(moscow_day(case.due_at)), "the day itself is in the term");
    let (_over, fact) = case.clone().watch(late).unwrap();
    assert_eq!(fact, ApplicationFact::Overdue { due_at: case.due_at });

    // A stage that was nearly over and is left is that no more; what was over stays so, and its next stage is warned of.
    let go = |case: Application, made: &str, role, now| {
        let asked = Advance::of(made.parse().unwrap(), role);
        case.advance(&asked, &service(), &process, &russia(), now).unwrap().application
    };
    let (near, _found) = looked(case.clone(), warned_at);
    assert_eq!(near.lateness, Some(Lateness::Near));
    assert_eq!(go(near, "dispatch", Role::Platform, warned_at).lateness, None);
    let after = go(over, "dispatch", Role::Platform, late);
    assert_eq!(
        (after.lateness, after.watch_at),
        (Some(Lateness::Over), Some(late + TimeDelta::hours(3)))
    );
    let (after, found) = looked(after, late + TimeDelta::days(1));
    assert_eq!(kinds(&found), ["application.warned"]);
    assert_eq!((after.lateness, after.watch_at), (Some(Lateness::Over), None));

    // What has ended is late no more than it was.
    let refused = go(after, "withdraw", Role::Citizen, late);
    assert!(!refused.is_overdue(moscow_day(late)));
    assert!(refused.watch(late + TimeDelta::days(99)).is_none());
}

/// A warning falls on a whole microsecond, as moments are kept: a stage of working days ends a microsecond before midnight.
#[test]
fn a_warning_is_a_moment_that_is_kept() {
    let process = process();
    let stage = process.stages.iter().find(|one| one.code.as_str() == "received").unwrap();
    let end = at("2026-03-03 23:59") + TimeDelta::minutes(1) - TimeDelta::microseconds(1);
    for second in 0..9 {
        let begun = at("2026-03-02 10:00") + TimeDelta::seconds(second);
        let warned = process.warn_at(stage, begun, Some(end)).unwrap();
        assert_eq!(warned, crate::time::to_micros(warned), "{warned}");
    }
}

/// While the applicant is waited for no term runs, and nothing of it is late.
#[test]
fn where_the_applicant_is_waited_for_nothing_is_late() {
    let process = fast_track();
    for stage in process.stages.iter().filter(|stage| process.term_stands_still(stage)) {
        let begun = at("2026-03-02 10:00");
        assert_eq!(process.warn_at(stage, begun, Some(begun + TimeDelta::days(1))), None);
    }
    let held = process.stages.iter().filter(|one| one.owner == Some(Role::Citizen)).count();
    assert!(held > 0, "some stage waits for the applicant");
}
