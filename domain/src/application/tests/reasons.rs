//! Reasons of refusal: from the service's list alone, and never one that pre-check has closed.

use super::{at, russia, submission};
use crate::application::{Advance, Application, BadMove, Submission};
use crate::process::{Process, ReasonKind, Role};
use crate::service::Service;
use proptest::prelude::*;

/// The passport and the process the catalog publishes.
fn published() -> (Service, Process) {
    let service = include_str!("../../../../catalog/services/employment-certificate.yaml");
    let process = include_str!("../../../../catalog/processes/electronic.yaml");
    (serde_saphyr::from_str(service).unwrap(), serde_saphyr::from_str(process).unwrap())
}

/// What the department asked to refuse an application that lies with it, filed with these rules
/// satisfied.
fn refusal(cleared: Vec<String>, kind: ReasonKind, reason: Option<&str>) -> Result<(), BadMove> {
    let (service, process) = published();
    let (calendar, now) = (russia(), at("2026-11-20 12:00"));
    let filing = Submission { cleared, ..submission() };
    let decision = Application::submit(filing, &service, &process, &calendar, now).unwrap();
    let mut application = decision.application;
    for (made, role) in [("dispatch", Role::Platform), ("acknowledge", Role::DepartmentSystem)] {
        let asked = Advance::of(made.parse().unwrap(), role);
        let moved = application.advance(&asked, &service, &process, &calendar, now).unwrap();
        application = moved.application;
    }
    let made = process.moves.iter().find(|one| one.reason == kind).unwrap().code.clone();
    let reason = reason.map(|code| code.parse().unwrap());
    let asked = Advance { reason, ..Advance::of(made, Role::DepartmentOfficer) };
    application.advance(&asked, &service, &process, &calendar, now).map(|decision| {
        assert_eq!(decision.application.refusal, asked.reason, "the reason is shown");
    })
}

/// Every rule of pre-check, its own two included.
fn every_rule(service: &Service) -> Vec<String> {
    let rules = service.eligibility.iter().chain(&service.precheck);
    let own = [crate::precheck::FORM, crate::precheck::ASSURANCE].map(str::to_owned);
    own.into_iter().chain(rules.map(|rule| rule.id.clone())).collect()
}

/// The promise: once pre-check said "sufficient", no officer and no system can refuse intake at all.
/// Proves G3.3, DM-08
#[test]
fn what_pre_check_found_sufficient_is_never_refused_at_intake() {
    let (service, _) = published();
    assert!(!service.refusals.intake.is_empty());
    for reason in &service.refusals.intake {
        let refused = refusal(every_rule(&service), ReasonKind::Intake, Some(reason.code.as_str()));
        assert!(
            matches!(refused, Err(BadMove::ReasonClosed { .. })),
            "{}: {refused:?}",
            reason.code
        );
    }
}

/// Proves DM-08, DM-09, DM-22.8/9
#[test]
fn a_refusal_gives_a_reason_and_one_of_its_own_list() {
    let (service, _) = published();
    for (kind, own, other) in [
        (ReasonKind::Intake, &service.refusals.intake, &service.refusals.provision),
        (ReasonKind::Provision, &service.refusals.provision, &service.refusals.intake),
    ] {
        let silent = refusal(vec![], kind, None);
        assert!(matches!(silent, Err(BadMove::ReasonNeeded(_))), "{silent:?}");
        let invented = refusal(vec![], kind, Some("because"));
        assert_eq!(invented, Err(BadMove::ReasonUnknown("because".to_owned())));
        for reason in own {
            assert_eq!(refusal(vec![], kind, Some(reason.code.as_str())), Ok(()));
        }
        for reason in other.iter().filter(|one| !own.iter().any(|mine| mine.code == one.code)) {
            let foreign = refusal(vec![], kind, Some(reason.code.as_str()));
            assert_eq!(foreign, Err(BadMove::ReasonUnknown(reason.code.to_string())));
        }
    }
}

/// A reason where none is taken is refused too: nothing unheard enters the journal.
#[test]
fn a_move_that_takes_no_reason_takes_none() {
    let (service, process) = published();
    let (calendar, now) = (russia(), at("2026-11-20 12:00"));
    let filed = Application::submit(submission(), &service, &process, &calendar, now).unwrap();
    let reason = Some("changed-my-mind".parse().unwrap());
    let asked = Advance { reason, ..Advance::of("withdraw".parse().unwrap(), Role::Citizen) };
    let refused = filed.application.advance(&asked, &service, &process, &calendar, now);
    assert_eq!(refused, Err(BadMove::ReasonUnknown("changed-my-mind".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Exactly the reasons of satisfied rules are closed at intake; provision keeps all of its own,
    /// because facts may change until the decision.
    /// Proves G3.3, DM-08
    #[test]
    fn a_reason_is_closed_exactly_when_the_rule_that_excludes_it_was_satisfied(
        satisfied in prop::collection::vec(any::<bool>(), 16),
    ) {
        let (service, _) = published();
        let rules = every_rule(&service).into_iter().zip(satisfied);
        let cleared: Vec<_> = rules.filter(|(_, is)| *is).map(|(rule, _)| rule).collect();
        for reason in &service.refusals.intake {
            let refused = refusal(cleared.clone(), ReasonKind::Intake, Some(reason.code.as_str()));
            match &reason.cleared_by {
                Some(rule) if cleared.contains(rule) => prop_assert_eq!(refused, Err(BadMove::ReasonClosed {
                    reason: reason.code.to_string(), rule: rule.clone(),
                })),
                _ => prop_assert_eq!(refused, Ok(())),
            }
        }
        for reason in &service.refusals.provision {
            let code = reason.code.as_str();
            prop_assert_eq!(refusal(cleared.clone(), ReasonKind::Provision, Some(code)), Ok(()));
        }
    }
}
