//! Pre-check: what is known is said, what is missing is named, what is unknown is not guessed.

use crate::world::{SERVICE, World, form, register, simplified};
use casework::CaseError;
use casework::precheck::{MAX_FORM, known, precheck};
use domain::access::Actor;
use domain::precheck::{FindingKind, Precheck, Sufficiency};
use domain::text::Lang;
use serde_json::{Value, json};

async fn check(world: &World, actor: &Actor, form: &Value) -> Result<Precheck, CaseError> {
    precheck(&world.cx, actor, &SERVICE.parse().unwrap(), form).await
}

/// Proves G3.3, DM-06
#[tokio::test]
async fn who_is_entitled_is_told_so_and_every_rule_is_proven() {
    let world = World::new().await;
    let checked = check(&world, &world.anna, &form()).await.unwrap();
    assert_eq!((checked.verdict, checked.findings), (Sufficiency::Sufficient, vec![]));
    let catalog = world.cx.catalog();
    let service = &catalog.service(&SERVICE.parse().unwrap()).unwrap().service;
    for reason in &service.refusals.intake {
        let rule = reason.cleared_by.as_ref().unwrap();
        assert!(checked.satisfied.contains(rule), "{} stays open", reason.code);
    }
}

/// Proves DM-22.6
#[tokio::test]
async fn who_is_not_entitled_learns_which_rule_and_what_to_do() {
    let world = World::new().await;
    world.told(&world.boris, &register("none")).await;
    let checked = check(&world, &world.boris, &form()).await.unwrap();
    assert_eq!(checked.verdict, Sufficiency::Insufficient);
    let unmet = checked.findings.iter().find(|one| one.kind == FindingKind::Unmet).unwrap();
    assert!(unmet.remedy.is_some() && unmet.norm.is_some());
}

#[tokio::test]
async fn what_no_register_told_is_unknown_and_not_a_refusal() {
    let world = World::new().await;
    let checked = check(&world, &world.boris, &form()).await.unwrap();
    assert_eq!(checked.verdict, Sufficiency::Unknown);
    assert!(checked.findings.iter().all(|one| one.kind == FindingKind::Unknown));
    let cleared = checked.satisfied;
    assert!(!cleared.iter().any(|rule| rule == "known-to-register"), "{cleared:?}");
}

#[tokio::test]
async fn a_wrong_field_is_named_by_its_pointer() {
    let world = World::new().await;
    for (form, pointer) in [
        (json!({}), "/certificate_kind"),
        (json!({ "certificate_kind": "diploma" }), "/certificate_kind"),
        (json!({ "certificate_kind": "unemployed_status", "purpose": "x" }), "/purpose"),
        (json!({ "certificate_kind": "unemployed_status", "snils": "1" }), "/snils"),
    ] {
        let checked = check(&world, &world.anna, &form).await.unwrap();
        assert_eq!(checked.verdict, Sufficiency::Insufficient, "{form}");
        let named = checked.findings.iter().any(|one| one.pointer.as_deref() == Some(pointer));
        assert!(named, "{form}: {:?}", checked.findings);
    }
}

#[tokio::test]
async fn a_simplified_account_is_told_what_it_needs() {
    let world = World::new().await;
    let checked = check(&world, &simplified(&world.anna), &form()).await.unwrap();
    assert_eq!(checked.verdict, Sufficiency::Insufficient);
}

#[tokio::test]
async fn what_is_no_form_nobody_or_not_open_is_refused() {
    let world = World::new().await;
    for form in [json!([1]), json!("form"), json!(null)] {
        let refused = check(&world, &world.anna, &form).await;
        assert!(matches!(refused, Err(CaseError::Form(_))), "{refused:?}");
    }
    let huge = json!({ "purpose": "я".repeat(MAX_FORM) });
    assert!(matches!(check(&world, &world.anna, &huge).await, Err(CaseError::Form(_))));
    for nobody in [Actor::Anonymous, Actor::Bot] {
        let refused = check(&world, &nobody, &form()).await;
        assert!(matches!(refused, Err(CaseError::SignInFirst)), "{refused:?}");
    }
    let of = |code: &str| (code.parse().unwrap(), form());
    let (code, form) = of("no-such-service");
    let refused = precheck(&world.cx, &world.anna, &code, &form).await;
    assert!(matches!(refused, Err(CaseError::NoService(_))), "{refused:?}");
    let catalog = world.cx.catalog();
    let announced = catalog.entries().find(|entry| !entry.is_open()).unwrap();
    let refused = precheck(&world.cx, &world.anna, &announced.service.code, &form).await;
    assert!(matches!(refused, Err(CaseError::NotOpen(_))), "{refused:?}");
}

/// Issue 6, B11: the form that is filed is the one that was meant, however it was typed.
#[tokio::test]
async fn a_form_is_judged_as_it_was_meant() {
    let world = World::new().await;
    let typed = json!({
        "certificate_kind": " registration_periods ", "period_from": "03.11.2025", "period_to": "2 ноября 2026 г.",
        "purpose": "Для\u{a0}субсидии\u{200b}", "email": " <anna@example.ru> ",
    });
    let checked = check(&world, &world.anna, &typed).await.unwrap();
    assert_eq!(checked.findings, vec![]);
}

/// Issue 6, A3: all options of a question are judged by one reading of what is known.
#[tokio::test]
async fn options_are_judged_by_what_was_read_once() {
    let world = World::new().await;
    let known = known(&world.cx, &world.anna).await.unwrap();
    let catalog = world.cx.catalog();
    let entry = catalog.service(&SERVICE.parse().unwrap()).unwrap();
    let due = || known.due_options(entry, &json!({}), "/certificate_kind", Lang::Ru);
    let before = due();
    assert_eq!(before.len(), 3);
    world.told(&world.anna, &register("none")).await;
    assert_eq!(due(), before, "read once");
    let verdict = known.check(entry, &form()).unwrap().verdict;
    assert_eq!(verdict, Sufficiency::Sufficient);
}

/// Issue 6, A3: advice fits the person.
#[tokio::test]
async fn one_who_was_never_registered_is_told_that_and_nothing_else() {
    let world = World::new().await;
    world.told(&world.boris, &register("none")).await;
    let checked =
        check(&world, &world.boris, &json!({"certificate_kind": "benefit_amount"})).await.unwrap();
    let rules: Vec<&str> = checked.findings.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(rules, ["known-to-register"]);
}
