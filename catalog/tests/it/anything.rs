//! Whatever comes in: no panic, a bounded answer.

use catalog::Catalog;
use domain::precheck::FindingKind;
use domain::text::Lang;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Loaded once: the cases are many.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!("registration_periods")),
    ];
    let name = prop_oneof![
        Just("certificate_kind".to_owned()),
        Just("period_from".to_owned()),
        Just("purpose".to_owned()),
        Just("email".to_owned()),
        ".{0,8}",
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_form_is_answered_in_words_and_with_pointers(form in anything()) {
        let entry = CATALOG.service(&"employment-certificate".parse().unwrap()).unwrap();
        for finding in entry.check_form(&form) {
            prop_assert!(finding.message.ru.chars().any(|c| ('а'..='я').contains(&c)));
            prop_assert!(matches!(finding.kind, FindingKind::Missing | FindingKind::Invalid));
            prop_assert!(finding.pointer.is_none_or(|pointer| pointer.starts_with('/')));
        }
        let shown = entry.visible_fields(&form, Lang::En);
        prop_assert!(shown.len() <= entry.fields(Lang::En).len());
        let sent = entry.form_for_department(&form);
        prop_assert_eq!(sent.get("email"), None);
        let filled = entry.prefill(&form);
        prop_assert!(entry.check_form(&filled).iter().all(|one| one.kind == FindingKind::Missing));
    }

    #[test]
    fn any_query_is_answered_best_first(query in ".{0,60}") {
        let scores: Vec<f32> = CATALOG.search(&query, Lang::Ru).iter().map(|one| one.0).collect();
        prop_assert!(scores.iter().all(|score| score.is_finite()));
        prop_assert!(scores.is_sorted_by(|a, b| a >= b));
    }
}
