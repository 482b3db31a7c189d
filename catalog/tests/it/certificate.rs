//! «Выдача справок центрами занятости населения»: its form, its rules, who is due what.

use catalog::{Catalog, Widget};
use domain::assurance::Assurance;
use domain::precheck::{FindingKind, Sufficiency, open_reasons, precheck};
use domain::rule::Facts;
use domain::text::Lang;
use serde_json::{Value, json};

fn catalog() -> Catalog {
    Catalog::embedded().unwrap()
}

fn entry(catalog: &Catalog) -> &catalog::Entry {
    catalog.service(&"employment-certificate".parse().unwrap()).unwrap()
}

/// (kind, pointer, Russian) of every finding.
fn findings(form: &Value) -> Vec<(FindingKind, String, String)> {
    let catalog = catalog();
    let found = entry(&catalog).check_form(form);
    assert!(found.iter().all(|one| one.rule == "form" && one.message.en.is_some()));
    found
        .into_iter()
        .map(|one| (one.kind, one.pointer.unwrap_or_default(), one.message.ru))
        .collect()
}

fn facts(form: Value, employment: &Value) -> Facts {
    Facts {
        citizen: json!({"last_name": "Рябинина", "age": 34}),
        form,
        registers: json!({"employment": employment}),
        today: "2026-11-22".parse().unwrap(),
    }
}

#[test]
fn a_good_form_has_no_findings() {
    for form in [
        json!({"certificate_kind": "unemployed_status"}),
        json!({"certificate_kind": "benefit_amount", "purpose": "В школу", "email": "a@example.ru"}),
        json!({"certificate_kind": "registration_periods", "period_from": "2025-01-01"}),
    ] {
        assert_eq!(findings(&form), [], "{form}");
    }
}

#[test]
fn each_mistake_of_a_form_is_told_in_words_with_its_field() {
    let invalid = FindingKind::Invalid;
    let missing = FindingKind::Missing;
    let kind = "unemployed_status";
    let cases: [(Value, FindingKind, &str, &str); 11] = [
        (json!({}), missing, "/certificate_kind", "Выберите один из вариантов."),
        (
            json!({"certificate_kind": "all"}),
            invalid,
            "/certificate_kind",
            "Выберите один из вариантов.",
        ),
        (
            json!({"certificate_kind": 7}),
            invalid,
            "/certificate_kind",
            "Выберите один из вариантов.",
        ),
        (json!({"certificate_kind": kind, "purpose": 5}), invalid, "/purpose", "Нужен текст."),
        (
            json!({"certificate_kind": kind, "purpose": ""}),
            missing,
            "/purpose",
            "Слишком коротко: нужно знаков не меньше 2.",
        ),
        (
            json!({"certificate_kind": kind, "purpose": "я".repeat(201)}),
            invalid,
            "/purpose",
            "Слишком длинно: можно знаков не больше 200.",
        ),
        (
            json!({"certificate_kind": kind, "email": "anna"}),
            invalid,
            "/email",
            "Укажите почту, на которую можно отправить письмо, например anna@example.ru.",
        ),
        (
            json!({"certificate_kind": "registration_periods", "period_from": "31.01.2026"}),
            invalid,
            "/period_from",
            "Укажите дату, например 22.11.2026.",
        ),
        (
            json!({"certificate_kind": kind, "period_from": "2026-01-31"}),
            invalid,
            "/period_from",
            "При таком выборе это поле не заполняют: очистите его.",
        ),
        (
            json!({"certificate_kind": kind, "snils": "1"}),
            invalid,
            "/snils",
            "В форме нет поля «snils».",
        ),
        (json!("справка"), invalid, "", "Форма должна быть объектом с полями."),
    ];
    for (form, kind, pointer, message) in cases {
        assert_eq!(findings(&form), [(kind, pointer.to_owned(), message.to_owned())], "{form}");
    }
}

#[test]
fn many_mistakes_are_told_at_once_in_the_order_of_the_form_and_a_flood_is_bounded() {
    let many = findings(&json!({"email": "x", "purpose": "", "certificate_kind": "?"}));
    let pointers: Vec<_> = many.iter().map(|one| one.1.as_str()).collect();
    assert_eq!(pointers, ["/certificate_kind", "/purpose", "/email"]);
    let flood: Value = (0..10_000).map(|n| (format!("f{n}"), json!(n))).collect();
    assert!(findings(&flood).len() <= 50);
}

#[test]
fn the_form_is_filled_from_the_profile_with_what_it_takes() {
    let catalog = catalog();
    let entry = entry(&catalog);
    let citizen = json!({"email": {"value": "anna@example.ru", "verified": true}});
    assert_eq!(entry.prefill(&citizen), json!({"email": "anna@example.ru"}));
    assert_eq!(entry.prefill(&json!({"email": null})), json!({}));
    let odd = json!({"email": {"value": "не почта", "verified": true}});
    assert_eq!(entry.prefill(&odd), json!({}), "the form would not take it");
}

/// Proves that contact data never leaves with the form (the department never meets the citizen).
#[test]
fn the_department_gets_the_form_without_contacts() {
    let catalog = catalog();
    let form = json!({"certificate_kind": "unemployed_status", "email": "anna@example.ru"});
    let sent = entry(&catalog).form_for_department(&form);
    assert_eq!(sent, json!({"certificate_kind": "unemployed_status"}));
}

/// Proves DM-22.7: every field has a hint, in both languages.
#[test]
fn fields_come_in_the_order_of_the_layout_with_hints_and_options() {
    let catalog = catalog();
    for lang in [Lang::Ru, Lang::En] {
        let fields = entry(&catalog).fields(lang);
        let order: Vec<_> = fields.iter().map(|field| field.pointer.as_str()).collect();
        assert_eq!(
            order,
            ["/certificate_kind", "/period_from", "/period_to", "/purpose", "/email"]
        );
        assert!(fields.iter().all(|field| field.hint.len() > 10 && !field.title.is_empty()));
        let widgets: Vec<_> = fields.iter().map(|field| field.widget).collect();
        let dates = [Widget::Radio, Widget::Date, Widget::Date, Widget::Text, Widget::Email];
        assert_eq!(widgets, dates);
        assert_eq!(fields[0].options.len(), 3);
        assert!(fields[0].required && !fields[3].required);
        assert_eq!(fields[3].max_length, Some(200));
        assert!(fields[4].prefilled);
        assert!(fields[1].group.is_some() && fields[3].group.is_none());
        let cyrillic = |text: &str| text.chars().any(|c| ('а'..='я').contains(&c));
        assert_eq!(cyrillic(&fields[0].options[0].title), lang == Lang::Ru);
    }
}

#[test]
fn a_field_of_one_choice_is_shown_only_with_it() {
    let catalog = catalog();
    let entry = entry(&catalog);
    let shown = |form: &Value| -> Vec<String> {
        entry.visible_fields(form, Lang::Ru).into_iter().map(|field| field.pointer).collect()
    };
    assert_eq!(shown(&json!({})), ["/certificate_kind", "/purpose", "/email"]);
    let periods = json!({"certificate_kind": "registration_periods"});
    assert_eq!(shown(&periods).len(), 5);
    let required: Vec<_> = entry.visible_fields(&periods, Lang::Ru);
    assert_eq!(required.iter().filter(|field| field.required).count(), 1);
}

/// Proves DM-22.6: only the certificates that are due are offered and let through.
#[test]
fn only_due_certificates_pass_the_pre_check() {
    let catalog = catalog();
    let entry = entry(&catalog);
    let benefits = json!([{"month": "2026-08", "amount_kopecks": 1_278_000}]);
    let states = [
        (json!({"status": "unemployed", "benefits": benefits}), [true, true, true]),
        (json!({"status": "unemployed", "benefits": []}), [true, false, true]),
        (json!({"status": "removed", "benefits": []}), [false, false, true]),
        (json!({"status": "none", "benefits": []}), [false, false, false]),
    ];
    for (register, due) in states {
        let kinds = ["unemployed_status", "benefit_amount", "registration_periods"];
        for (kind, due) in kinds.iter().zip(due) {
            let facts = facts(json!({"certificate_kind": kind}), &register);
            let found = entry.check_form(&facts.form);
            let answer =
                precheck(&entry.service, &entry.rules, found, Assurance::Confirmed, &facts);
            let sufficient = answer.verdict == Sufficiency::Sufficient;
            assert_eq!(sufficient, due, "{kind} with {register}: {answer:?}");
            if sufficient {
                assert_eq!(open_reasons(&entry.service, &answer.satisfied).count(), 0);
            }
        }
        let offered = entry.due_options(
            "/certificate_kind",
            Lang::Ru,
            Assurance::Confirmed,
            facts(json!({}), &register),
        );
        let offered: Vec<bool> =
            offered.iter().map(|option| option.due == Sufficiency::Sufficient).collect();
        assert_eq!(offered, due, "{register}");
    }
}

#[test]
fn a_silent_register_leaves_the_answer_open_and_a_simplified_account_does_not_pass() {
    let catalog = catalog();
    let entry = entry(&catalog);
    let form = json!({"certificate_kind": "unemployed_status"});
    let mut facts = facts(form, &Value::Null);
    facts.registers = json!({});
    let ask = |assurance| precheck(&entry.service, &entry.rules, vec![], assurance, &facts).verdict;
    assert_eq!(ask(Assurance::Confirmed), Sufficiency::Unknown);
    assert_eq!(ask(Assurance::Simplified), Sufficiency::Insufficient);
    let offered = entry.due_options("/certificate_kind", Lang::En, Assurance::Confirmed, facts);
    assert!(offered.iter().all(|option| option.due == Sufficiency::Unknown), "{offered:?}");
}

#[test]
fn a_period_that_ends_before_it_begins_is_told_at_its_field() {
    let catalog = catalog();
    let entry = entry(&catalog);
    let form = json!({"certificate_kind": "registration_periods", "period_from": "2026-05-01", "period_to": "2026-04-01"});
    let facts = facts(form, &json!({"status": "removed", "benefits": []}));
    let answer = precheck(&entry.service, &entry.rules, vec![], Assurance::Confirmed, &facts);
    let told: Vec<_> = answer.findings.iter().map(|one| one.pointer.as_deref()).collect();
    assert_eq!(told, [Some("/period_to")], "{answer:?}");
}
