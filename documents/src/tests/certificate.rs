//! The certificate of an employment centre, in all its kinds.

use serde_json::{Value, json};

use super::{certificate, holder_of, printed, render, template};
use crate::Renderer;

const KINDS: [&str; 3] = ["unemployed_status", "benefit_amount", "registration_periods"];

fn words(values: &Value) -> String {
    printed(&certificate(), values).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(values: &Value, parts: &[&str]) {
    let text = words(values);
    for part in parts {
        assert!(text.contains(part), "«{part}» is not in: {text}");
    }
}

/// Proves DM-10
#[test]
fn every_kind_passes_the_linter() {
    for kind in KINDS {
        Renderer::new().check(template(&certificate()), &holder_of(kind)).unwrap();
    }
}

#[test]
fn every_kind_says_who_when_and_by_whom() {
    for kind in KINDS {
        has(
            &holder_of(kind),
            &[
                "СПРАВКА",
                "Ковалёва Анна Игоревна",
                "31 января 1990",
                "№ 50-2026-000117",
                "22 ноября 2026",
                "городского округа Химки",
                "Для предъявления по месту требования.",
                "127.0.0.1:8080/verify/50-2026-000117",
            ],
        );
    }
}

/// Each face is cut to its letters, measured and compressed anew for each document (docs/adr/0028).
#[test]
fn it_is_set_in_two_faces() {
    let pdf = render(&certificate(), &holder_of("registration_periods")).unwrap().pdf;
    assert_eq!(pdf.windows(9).filter(|bytes| *bytes == b"FontFile3").count(), 2);
}

#[test]
fn status_tells_the_three_cases_apart() {
    let mut values = holder_of("unemployed_status");
    has(&values, &["Ковалёва Анна Игоревна состоит на", "с 3 августа 2026"]);
    values["decisions"]["minsocrazvitiya"]["removed_on"] = json!("2026-10-05");
    has(&values, &["по 5 октября 2026", "на регистрационном учёте не состоит."]);
    values["decisions"]["minsocrazvitiya"]["registered_on"] = Value::Null;
    has(&values, &["не состоит."]);
}

#[test]
fn money_is_written_in_roubles_with_its_total() {
    has(
        &holder_of("benefit_amount"),
        &["август 2026", "12 780,00 ₽", "12 780,05 ₽", "500,00 ₽", "Всего", "26 060,05 ₽"],
    );
}

#[test]
fn periods_are_listed_and_an_open_one_says_so() {
    has(
        &holder_of("registration_periods"),
        &["12 февраля 2024", "30 сентября 2024", "продолжается"],
    );
}

/// The periods are cut to the span the applicant asked about, by the template itself.
#[test]
fn periods_are_cut_to_the_days_asked_about() {
    let mut values = holder_of("registration_periods");
    values["form"]["period_from"] = json!("2024-05-01");
    values["form"]["period_to"] = json!("2026-09-01");
    has(&values, &["1 мая 2024", "30 сентября 2024", "3 августа 2026", "1 сентября 2026"]);
    let text = words(&values);
    assert!(!text.contains("12 февраля 2024") && !text.contains("продолжается"), "{text}");
    values["form"]["period_from"] = json!("2025-01-01");
    values["form"]["period_to"] = json!("2025-12-31");
    has(&values, &["периодов регистрации в качестве безработного гражданина нет."]);
}

/// An officer decided without the department's system: the register tells what is printed.
#[test]
fn without_a_decision_of_the_system_the_register_is_printed() {
    let mut values = holder_of("unemployed_status");
    values["registers"]["employment"] = values["decisions"]["minsocrazvitiya"].take();
    values["decisions"] = json!({});
    has(&values, &["Ковалёва Анна Игоревна состоит на", "городского округа Химки"]);
}

#[test]
fn empty_lists_are_said_in_words() {
    let mut values = holder_of("benefit_amount");
    values["decisions"]["minsocrazvitiya"] = json!({ "center": { "name": "Центр занятости" } });
    has(&values, &["не начислялось"]);
    values["form"]["certificate_kind"] = json!("registration_periods");
    has(&values, &["периодов регистрации в качестве безработного гражданина нет."]);
}

#[test]
fn a_holder_without_a_middle_name_and_a_given_purpose_fit() {
    let mut values = holder_of("unemployed_status");
    values["applicant"]["middle_name"] = Value::Null;
    values["form"]["purpose"] = json!("для органа социальной защиты");
    has(&values, &["Ковалёва Анна", "Цель получения: для органа социальной защиты"]);
}

/// ESIA may not tell a birth date: the certificate is issued all the same.
#[test]
fn a_holder_whose_birth_date_is_not_known_gets_the_document_without_it() {
    let mut values = holder_of("unemployed_status");
    values["applicant"]["birth_date"] = Value::Null;
    has(&values, &["Выдана", "Ковалёва Анна"]);
}

#[test]
fn an_unknown_kind_is_refused_by_name() {
    let error = render(&certificate(), &holder_of("diploma")).unwrap_err();
    assert!(error.to_string().contains("certificate_kind"), "{error}");
}
