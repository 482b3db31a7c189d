//! Asking how an application stands: whom, while somebody has it, and without anything of it changing.

use super::terms::process;
use super::{at, filed, russia};
use crate::application::{Application, ApplicationFact, BadInquiry, Holder, addressee_of};
use crate::codes::DepartmentCode;
use crate::consultation::{AnswerText, Inquiry};
use crate::entropy::SeededEntropy;
use crate::id::InquiryId;
use crate::process::{Outcome, Role};
use crate::time::Moment;
use chrono::TimeDelta;

fn now() -> Moment {
    at("2026-03-02 11:00")
}

/// An application that is at somebody's.
fn held_by(role: Role, organisation: Option<&str>) -> Application {
    let organisation = organisation.map(|code| code.parse().unwrap());
    let holder = Holder { role, organisation, queue: "work".to_owned() };
    let case = filed(&process(), &russia(), at("2026-03-02 10:00")).application;
    Application { holder: Some(holder), ..case }
}

/// One that has ended.
fn ended() -> Application {
    let holder = None;
    Application { holder, outcome: Some(Outcome::Granted), ..held_by(Role::Platform, None) }
}

fn inquiry(about: &Application) -> Inquiry {
    Inquiry {
        id: InquiryId::new(now(), &SeededEntropy::new(7)),
        application: about.id,
        number: about.number,
        citizen: about.citizen,
        topic: "progress".parse().unwrap(),
        to: "mvd".parse().unwrap(),
        asked_at: now(),
        answer_by: now() + TimeDelta::days(1),
        answer: None,
    }
}

/// The state as it was, by one fact later.
fn one_later(before: &Application) -> Application {
    Application { version: before.version + 1, ..before.clone() }
}

/// Proves RO-05: what was asked is written down, and nothing of the application changes by it.
#[test]
fn what_is_asked_is_a_fact_that_leaves_everything_but_the_version() {
    let asked_of = [
        Role::OfficeOperator,
        Role::DepartmentOfficer,
        Role::DepartmentSystem,
        Role::Courier,
        Role::Platform,
    ];
    for role in asked_of {
        let before = held_by(role, Some("czn"));
        assert_eq!(before.may_be_asked_about(), Ok(()), "{role:?}");
        let inquiry = inquiry(&before);
        let (after, fact) = before.inquired(&inquiry, now()).unwrap();
        assert_eq!(after, one_later(&before), "{role:?}");
        let expected = ApplicationFact::Inquired {
            inquiry: inquiry.id,
            topic: inquiry.topic.clone(),
            to: inquiry.to.clone(),
            answer_by: inquiry.answer_by,
        };
        assert_eq!(fact, expected);
        assert_eq!(fact.kind(), "application.inquired");
    }
    // One filed before holders were written down.
    let before = Application { holder: None, ..held_by(Role::Platform, None) };
    assert!(before.inquired(&inquiry(&before), now()).is_ok());
}

#[test]
fn nobody_is_asked_after_the_end_or_while_the_applicant_is_waited_for() {
    let case = ended();
    assert_eq!(case.may_be_asked_about(), Err(BadInquiry::Ended));
    assert_eq!(case.inquired(&inquiry(&case), now()).unwrap_err(), BadInquiry::Ended);
    for role in [Role::Citizen, Role::CoApplicant] {
        let case = held_by(role, None);
        assert_eq!(case.may_be_asked_about(), Err(BadInquiry::ApplicantsTurn), "{role:?}");
        let asked = case.inquired(&inquiry(&case), now());
        assert_eq!(asked.unwrap_err(), BadInquiry::ApplicantsTurn, "{role:?}");
    }
    // It ended while the applicant was waited for: the decision is the answer.
    let case = Application { outcome: Some(Outcome::Withdrawn), ..held_by(Role::Citizen, None) };
    assert_eq!(case.inquired(&inquiry(&case), now()).unwrap_err(), BadInquiry::Ended);
}

/// What was asked in time is answered, whatever came of the application meanwhile.
#[test]
fn an_answer_comes_also_after_the_end_and_leaves_everything_but_the_version() {
    let text = AnswerText::of("Ждём ответ архива.").unwrap();
    for before in [held_by(Role::DepartmentOfficer, None), held_by(Role::Citizen, None), ended()] {
        let answered = inquiry(&before).answered(&text, now()).unwrap();
        let (after, fact) = before.inquiry_answered(&answered, now()).unwrap();
        assert_eq!(after, one_later(&before));
        let (inquiry, by) = (answered.id, answered.to);
        assert_eq!(fact, ApplicationFact::InquiryAnswered { inquiry, by });
        assert_eq!(fact.kind(), "application.inquiry_answered");
        let written = serde_json::to_string(&fact).unwrap();
        assert!(!written.contains("архив"), "the journal does not hold what it says: {written}");
    }
}

#[test]
fn the_history_of_an_application_with_a_question_is_folded_to_the_same_state() {
    let decision = filed(&process(), &russia(), at("2026-03-02 10:00"));
    let case = decision.application;
    let text = AnswerText::of("Ждём ответ архива.").unwrap();
    let asked = inquiry(&case);
    let (after, inquired) = case.inquired(&asked, now()).unwrap();
    let answered = asked.answered(&text, now()).unwrap();
    let (after, told) = after.inquiry_answered(&answered, now()).unwrap();
    let mut facts = vec![(decision.facts, case.filed_at)];
    facts.push((vec![inquired, told], now()));
    let facts =
        facts.iter().flat_map(|(facts, at)| facts.iter().map(move |fact| (Some(fact), *at)));
    assert_eq!(Application::fold(case.id, case.citizen, facts), Ok(after));
}

#[test]
fn whoever_has_it_is_asked_and_else_the_department_of_the_service() {
    let own: DepartmentCode = "minsocrazvitiya".parse().unwrap();
    let asked = |case: &Application| addressee_of(case, &own).to_string();
    for role in Role::ALL {
        let at_one = asked(&held_by(role, Some("czn")));
        let answers = [Role::OfficeOperator, Role::DepartmentOfficer, Role::DepartmentSystem];
        let expected = if answers.contains(&role) { "czn" } else { "minsocrazvitiya" };
        assert_eq!(at_one, expected, "{role:?}");
        assert_eq!(asked(&held_by(role, None)), "minsocrazvitiya", "any will do: {role:?}");
    }
    assert_eq!(asked(&held_by(Role::OfficeOperator, Some("mfc-podolsk"))), "mfc-podolsk");
    assert_eq!(asked(&ended()), "minsocrazvitiya");
}
