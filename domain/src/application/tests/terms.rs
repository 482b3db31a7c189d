//! The term promised at filing: by the portal's cut-off hour and the production calendar.

use super::{at, russia, service, submission};
use crate::application::{
    Application, ApplicationFact, BadSubmission, Channel, Cutoffs, Holder, Submission,
};
use crate::assurance::Assurance;
use crate::process::{Process, Role};
use crate::service::Service;
use crate::term::{Term, TermUnit};
use crate::time::Moment;
use chrono::NaiveTime;

/// Filed at the portal; registered (until 16:00 it is that day); the last day of one, five, ten
/// working days.
const VECTORS: &str = "
    2021-02-19 15:59 | 2021-02-19 | 2021-02-20 | 2021-03-01 | 2021-03-09
    2021-02-19 16:00 | 2021-02-20 | 2021-02-24 | 2021-03-02 | 2021-03-10
    2021-11-03 16:30 | 2021-11-08 | 2021-11-09 | 2021-11-15 | 2021-11-22
    2025-11-01 10:00 | 2025-11-01 | 2025-11-05 | 2025-11-11 | 2025-11-18
    2025-12-30 16:05 | 2026-01-12 | 2026-01-13 | 2026-01-19 | 2026-01-26
    2024-12-27 16:00 | 2024-12-28 | 2025-01-09 | 2025-01-15 | 2025-01-22
    2021-02-20 10:00 | 2021-02-20 | 2021-02-24 | 2021-03-02 | 2021-03-10
    2024-04-26 18:30 | 2024-04-27 | 2024-05-02 | 2024-05-08 | 2024-05-17
    2025-10-31 17:00 | 2025-11-01 | 2025-11-05 | 2025-11-11 | 2025-11-18
    2026-01-05 12:00 | 2026-01-12 | 2026-01-13 | 2026-01-19 | 2026-01-26
    2027-02-19 16:10 | 2027-02-20 | 2027-02-24 | 2027-03-02 | 2027-03-10
";

pub(super) fn process() -> Process {
    serde_saphyr::from_str(include_str!("../../../../catalog/processes/electronic.yaml")).unwrap()
}

fn submit(
    filing: Submission,
    service: &Service,
    now: Moment,
) -> Result<Application, BadSubmission> {
    Application::submit(filing, service, &process(), &russia(), now)
        .map(|decision| decision.application)
}

fn within(amount: u16) -> Service {
    Service { term: Term { amount, unit: TermUnit::WorkingDay }, ..service() }
}

/// Proves DM-22.5, G4.4
#[test]
fn an_application_is_registered_and_due_by_the_vectors_of_the_regulations() {
    for row in VECTORS.trim().lines() {
        let row: Vec<_> = row.split('|').map(str::trim).collect();
        let [filed, registered, one, five, ten] = row[..] else { panic!("{row:?}") };
        for (amount, last) in [(1, one), (5, five), (10, ten)] {
            let application = submit(submission(), &within(amount), at(filed)).unwrap();
            assert_eq!(application.registered_on.to_string(), registered, "filed {filed}");
            // The last day is given whole.
            let midnight = at(&format!("{last} 23:59")) + chrono::TimeDelta::minutes(1);
            let end = midnight - chrono::TimeDelta::microseconds(1);
            assert_eq!(application.due_at, end, "filed {filed}, +{amount}");
        }
    }
}

/// The certificate's own term is one working day: filed on Friday before 16:00, due on Monday.
/// Proves DM-22.5
#[test]
fn a_certificate_asked_for_on_friday_is_due_on_monday() {
    let service: Service = serde_saphyr::from_str(include_str!(
        "../../../../catalog/services/employment-certificate.yaml"
    ))
    .unwrap();
    let friday = submit(submission(), &service, at("2026-11-20 15:59")).unwrap();
    assert_eq!(friday.due_at.to_rfc3339(), "2026-11-23T20:59:59.999999+00:00");
    let late = submit(submission(), &service, at("2026-11-20 16:00")).unwrap();
    assert_eq!(late.registered_on.to_string(), "2026-11-23");
    assert_eq!(late.due_at.to_rfc3339(), "2026-11-24T20:59:59.999999+00:00");
}

#[test]
fn an_account_of_too_low_a_level_files_nothing() {
    let filing = Submission { assurance: Assurance::Simplified, ..submission() };
    let refused = submit(filing, &service(), at("2026-11-20 12:00"));
    assert_eq!(refused, Err(BadSubmission::Assurance { needed: Assurance::Confirmed }));
}

/// Issue 6, A8.
#[test]
fn a_term_beyond_the_calendar_is_counted_by_the_provisional_rule() {
    let filed = submit(submission(), &within(10), at("2027-12-30 12:00")).unwrap();
    assert_eq!(filed.due_at.to_rfc3339(), "2028-01-21T20:59:59.999999+00:00");
}

/// Issue 6, A4: nothing is decided before the day it counts as registered.
#[test]
fn who_takes_an_application_up_before_its_day_has_registered_it() {
    let late = at("2026-11-20 19:00");
    let filed = submit(submission(), &service(), late).unwrap();
    assert_eq!(filed.registered_on.to_string(), "2026-11-23");
    let holder = |role| Some(Holder { role, organisation: None, queue: "q".to_owned() });
    let moved = |holder| ApplicationFact::Moved {
        from: filed.stage.clone(),
        to: "next".parse().unwrap(),
        made: "go".parse().unwrap(),
        stage_due_at: None,
        reason: None,
        outcome: None,
        holder,
        warn_at: None,
    };
    let sent = filed.clone().after(&moved(holder(Role::DepartmentSystem)), late).unwrap();
    assert_eq!(sent.registered_on.to_string(), "2026-11-23", "on its way, and not taken up");
    let taken = filed.clone().after(&moved(holder(Role::DepartmentOfficer)), late).unwrap();
    assert_eq!(taken.registered_on.to_string(), "2026-11-20");
    assert_eq!(taken.due_at, filed.due_at, "what was promised stays");
    let later = at("2026-11-25 10:00");
    let after = filed.clone().after(&moved(holder(Role::DepartmentOfficer)), later).unwrap();
    assert_eq!(after.registered_on.to_string(), "2026-11-23");
}

/// The term stands still while the applicant is waited for: as many days later as were passed, counted as the term is.
#[test]
fn a_term_that_stood_still_ends_as_many_days_later() {
    let end = |day: &str| at(&format!("{day} 23:59")) + chrono::TimeDelta::microseconds(59_999_999);
    let due = end("2026-11-27");
    let moved = |unit, since: &str, until: &str| {
        russia().stood_still(due, unit, (at(since), at(until))).unwrap()
    };
    // From a Friday to the Tuesday after it: two working days, four days of the calendar.
    let (friday, tuesday) = ("2026-11-20 12:00", "2026-11-24 12:00");
    assert_eq!(moved(TermUnit::WorkingDay, friday, tuesday), end("2026-12-01"));
    assert_eq!(moved(TermUnit::CalendarDay, friday, tuesday), end("2026-12-01"));
    assert_eq!(moved(TermUnit::Hour, friday, tuesday), due + chrono::TimeDelta::hours(96));
    // Over a weekend alone nothing of a term in working days was passed; nor within a day; nor when a clock was put back.
    assert_eq!(moved(TermUnit::WorkingDay, friday, "2026-11-22 12:00"), due);
    assert_eq!(moved(TermUnit::CalendarDay, friday, "2026-11-20 23:00"), due);
    assert_eq!(moved(TermUnit::CalendarDay, tuesday, friday), due);
}

/// The vectors of an office, which registers until 18:00: filed, registered.
const AT_OFFICE: &str = "
    2021-02-19 15:59 | 2021-02-19
    2021-02-19 16:00 | 2021-02-19
    2021-11-03 16:30 | 2021-11-03
    2025-11-01 10:00 | 2025-11-01
    2025-12-30 16:05 | 2025-12-30
    2024-12-27 16:00 | 2024-12-27
    2021-02-20 10:00 | 2021-02-20
    2024-04-26 18:30 | 2024-04-27
    2025-10-31 17:00 | 2025-10-31
    2026-01-05 12:00 | 2026-01-12
    2027-02-19 16:10 | 2027-02-19
";

/// Proves SC4, G4.4: what is filed at the window of an office is registered by its own cut-off hour.
#[test]
fn an_office_registers_by_the_vectors_of_the_regulations() {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let cutoffs = Cutoffs { online: hour(16), office: hour(18) };
    for row in AT_OFFICE.trim().lines() {
        let (filed, registered) = row.split_once('|').unwrap();
        let filing = Submission { cutoff: cutoffs.of(Channel::Office), ..submission() };
        let application = submit(filing, &service(), at(filed.trim())).unwrap();
        assert_eq!(application.registered_on.to_string(), registered.trim(), "filed {filed}");
    }
    for channel in [Channel::Portal, Channel::Api, Channel::Bot] {
        assert_eq!(cutoffs.of(channel), hour(16));
    }
}

/// Proves G4.4: no stage in which somebody decides is given longer than the whole term; one that waits for the applicant is.
#[test]
fn a_stage_ends_with_the_whole_term_unless_the_applicant_is_waited_for() {
    let (calendar, friday) = (russia(), at("2026-11-20 12:00"));
    let long = Some(Term { amount: 30, unit: TermUnit::WorkingDay });
    let by = |owner: Role| {
        let mut process = process();
        for stage in &mut process.stages {
            if stage.code == process.initial {
                (stage.owner, stage.term) = (Some(owner), long);
            }
        }
        let filed = Application::submit(submission(), &service(), &process, &calendar, friday);
        let filed = filed.unwrap().application;
        (filed.stage_due_at.unwrap(), filed.due_at)
    };
    for owner in [Role::DepartmentOfficer, Role::DepartmentSystem, Role::Platform, Role::Courier] {
        let (stage, whole) = by(owner);
        assert_eq!(stage, whole, "{owner:?}");
    }
    let (stage, whole) = by(Role::Citizen);
    assert!(stage > whole, "{stage} {whole}");
}
