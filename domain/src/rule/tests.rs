//! Tests of rules.

use super::{CompiledRule, Facts, Fault, Language, MAX_LIST, RuleDefect, Verdict};
use crate::service::Rule;
use crate::text::Text;
use proptest::prelude::*;
use serde_json::{Value, json};

fn rule(when: &str) -> Rule {
    Rule {
        id: "tested".to_owned(),
        when: when.to_owned(),
        message: Text::default(),
        remedy: Text::default(),
        norm: String::new(),
        pointer: None,
        after: None,
    }
}

fn facts() -> Facts {
    Facts {
        citizen: json!({
            "age": 61, "email": null, "categories": ["pensioner"], "region": "50",
        }),
        form: json!({"kind": "benefit_amount", "period_from": "2026-08-01", "share": 0.5}),
        registers: json!({"employment": {
            "status": "unemployed", "registered_on": "2026-08-03", "removed_on": null,
            "benefits": [{"month": "2026-08", "amount": 1_278_000}, {"month": "2026-09"}],
        }}),
        today: "2026-11-22".parse().unwrap(),
    }
}

fn ask(when: &str) -> Verdict {
    CompiledRule::compile(&rule(when)).unwrap().evaluate(&facts())
}

fn missing(paths: &[&str]) -> Verdict {
    let missing = paths.iter().map(|&path| path.to_owned()).collect();
    Verdict::Unknown { missing, fault: None }
}

fn defect(when: &str) -> RuleDefect {
    CompiledRule::compile(&rule(when)).unwrap_err().defect
}

#[test]
fn a_rule_answers_by_the_facts() {
    for holds in [
        "citizen.age >= 60 && 'pensioner' in citizen.categories",
        "registers.employment.status == 'unemployed'",
        "registers['employment']['status'] in ['unemployed', 'removed']",
        "registers.employment.registered_on <= today && today == '2026-11-22'",
        "form.period_from >= '2026-01-01' && form.share < 1.0 && form.share < 1",
        "registers.employment.benefits.exists(b, b.month == '2026-09')",
        "registers.employment.benefits.filter(b, has(b.amount)).size() == 1",
        "!has(registers.employment.removed_on)",
        "!has(citizen.email) || citizen.email.endsWith('.ru')",
        "citizen.age + 1 == 62 && citizen.age % 2 == 1",
        "timestamp(form.period_from + 'T00:00:00Z').getMonth() == 7",
        "(citizen.age < 18 ? form.share > 1.0 : true)",
    ] {
        assert_eq!(ask(holds), Verdict::Satisfied, "{holds}");
        assert_eq!(ask(&format!("!({holds})")), Verdict::Unsatisfied, "{holds}");
    }
}

#[test]
fn a_missing_fact_is_an_answer_that_names_it() {
    assert_eq!(ask("citizen.snils != ''"), missing(&["citizen.snils"]));
    assert_eq!(ask("registers.pension.kind == 'old_age'"), missing(&["registers.pension.kind"]));
    assert_eq!(
        ask("citizen.snils != '' && form.kind == 'benefit_amount' && form.purpose != ''"),
        missing(&["citizen.snils", "form.purpose"])
    );
    assert_eq!(
        ask("registers.employment.benefits.all(b, b.amount > 0)"),
        missing(&["registers.employment.benefits[].amount"])
    );
}

#[test]
fn null_is_a_missing_fact_wherever_a_value_is_needed() {
    assert_eq!(ask("citizen.email == 'a@example.ru'"), missing(&["citizen.email"]));
    assert_eq!(
        ask("registers.employment.removed_on < today"),
        missing(&["registers.employment.removed_on"])
    );
    let nothing =
        Facts { citizen: Value::Null, form: Value::Null, registers: Value::Null, ..facts() };
    let rule = CompiledRule::compile(&rule("citizen.age >= 60")).unwrap();
    assert_eq!(rule.evaluate(&nothing), missing(&["citizen.age"]));
}

#[test]
fn a_fact_that_does_not_matter_may_be_missing() {
    assert_eq!(ask("citizen.snils != '' || citizen.age >= 60"), Verdict::Satisfied);
    assert_eq!(ask("citizen.snils != '' && citizen.age >= 100"), Verdict::Unsatisfied);
    assert_eq!(ask("registers.employment.benefits.exists(b, b.amount > 0)"), Verdict::Satisfied);
}

#[test]
fn what_the_rule_tests_itself_is_not_named_as_missing() {
    assert_eq!(
        ask("(!has(citizen.email) || citizen.email != '') && form.purpose != ''"),
        missing(&["form.purpose"])
    );
}

#[test]
fn a_mistake_of_the_rule_is_a_fault_and_tells_no_values() {
    let fault = |when: &str| match ask(when) {
        Verdict::Unknown { fault: Some(fault), .. } => fault,
        other => panic!("{when}: {other:?}"),
    };
    assert_eq!(fault("citizen.age"), Fault::NotBoolean);
    assert_eq!(fault("citizen.age / 0 == 1"), Fault::Uncountable);
    assert_eq!(fault("registers.employment.benefits[7].month == 'x'"), Fault::Uncountable);
    assert_eq!(fault("timestamp(citizen.region) == timestamp(today)"), Fault::Uncountable);
    for when in ["citizen.age > 'x'", "citizen.region + 1 == 2", "citizen.age.years > 3"] {
        let said = fault(when).to_string();
        assert!(said.starts_with("types do not fit"), "{when}: {said}");
        assert!(!said.contains("61") && !said.contains("50"), "{when}: {said}");
    }
}

#[test]
fn what_can_be_proved_wrong_is_refused_before_it_is_asked() {
    assert_eq!(defect("applicant.age > 1"), RuleDefect::UnknownName("applicant".to_owned()));
    let unknown = RuleDefect::UnknownName("c".to_owned());
    assert_eq!(defect("citizen.categories.exists(b, c == 'x')"), unknown);
    assert_eq!(defect("sum(form.share) > 1"), RuleDefect::UnknownFunction("sum".to_owned()));
    let matches = RuleDefect::UnknownFunction("matches".to_owned());
    assert_eq!(defect("citizen.region.matches('(a*)*b')"), matches);
    assert_eq!(defect("citizen.email != null"), RuleDefect::Null);
    let nested = "form.a.exists(x, form.b.exists(y, x == y))";
    assert_eq!(defect(nested), RuleDefect::Nested);
    for no_answer in ["1", "'yes'", "[true]", "citizen.age + 1", "size(form)", "form.a.map(x, x)"] {
        assert_eq!(defect(no_answer), RuleDefect::NotBoolean, "{no_answer}");
    }
    assert_eq!(defect(&format!("form.a == '{}'", "я".repeat(2_000))), RuleDefect::TooLong);
}

#[test]
fn a_rule_nested_too_deep_is_refused_and_breaks_nothing() {
    for (open, close) in [("(", ")"), ("[", "]"), ("size(", ")"), ("form[", "]"), ("!(", ")")] {
        let deep = |n| format!("{}form.a{} == 1", open.repeat(n), close.repeat(n));
        for depth in [9, 50, 300] {
            assert_eq!(defect(&deep(depth)), RuleDefect::TooDeep, "{open} {depth}");
        }
        let answer = CompiledRule::compile(&rule(&deep(8))).unwrap().evaluate(&facts());
        assert!(matches!(answer, Verdict::Unknown { .. }), "{open}");
    }
    assert_eq!(defect(&format!("1{} == 1", " + 1".repeat(300))), RuleDefect::TooDeep);
    assert_eq!(defect(&format!("{}true", "form.a ? true : ".repeat(60))), RuleDefect::TooDeep);
    assert_eq!(ask(&format!("1{} == 21", " + 1".repeat(20))), Verdict::Satisfied);
}

#[test]
fn the_deepest_rule_that_reaches_the_parser_fits_a_threads_stack() {
    for inner in ["true ? true : ", "1 + ", "!", "- ", "1 < ", "form.a[0].a in "] {
        let row = inner.repeat(1_700 / inner.len());
        for (open, close) in
            [("(", ")"), ("form.a.exists(x, ", ")"), ("(1 > 2 ? 1 : ", ")"), ("size([", "])")]
        {
            let levels = if open == "size([" { 4 } else { 8 };
            let worst = format!("{}{row}true{}", open.repeat(levels), close.repeat(levels));
            if let Ok(rule) = CompiledRule::compile(&rule(&worst)) {
                let _ = rule.evaluate(&facts());
            }
        }
    }
}

#[test]
fn a_long_row_of_conditions_is_not_deep() {
    let wide = format!("true{}", " && form.nope == 1".repeat(100));
    assert_eq!(ask(&wide), missing(&["form.nope"]));
    let wide = format!("{}true", "citizen.age > 200 || ".repeat(90));
    assert_eq!(ask(&wide), Verdict::Satisfied);
}

#[test]
fn brackets_in_texts_and_comments_do_not_count() {
    assert_eq!(
        ask("'((((((((((' != ')' // it's ((((((((((\n && citizen.age > 60"),
        Verdict::Satisfied
    );
    let many = "(".repeat(400);
    for lone in [format!("'{many}"), format!("\"{many}\n\" == 'x'"), format!("'a'' {many}")] {
        assert_eq!(defect(&lone), RuleDefect::Quoting, "{lone}");
    }
    assert_eq!(defect(&format!("`{many}`")), RuleDefect::TooDeep);
    assert_eq!(defect("form.a == 'it\\'s'"), RuleDefect::Quoting);
    assert_eq!(defect("form.a == '''it's ('''"), RuleDefect::Quoting);
}

#[test]
fn a_mistake_of_syntax_has_its_place() {
    let error = CompiledRule::compile(&rule("citizen.age >= 60 &&\n  && form.a")).unwrap_err();
    assert!(matches!(error.defect, RuleDefect::Syntax { line: 2, .. }), "{error}");
    assert!(error.to_string().starts_with("rule `tested`: 2:"), "{error}");
    assert!(matches!(defect(""), RuleDefect::Syntax { .. }));
    assert!(matches!(defect("form.?a == 1"), RuleDefect::Syntax { .. }));
}

#[test]
fn a_list_too_long_counts_as_missing() {
    let rule = CompiledRule::compile(&rule("form.items.all(x, x > 0)")).unwrap();
    let with = |length: usize| Facts { form: json!({"items": vec![1; length]}), ..facts() };
    assert_eq!(rule.evaluate(&with(MAX_LIST)), Verdict::Satisfied);
    assert_eq!(rule.evaluate(&with(MAX_LIST + 1)), missing(&["form.items"]));
}

#[test]
fn a_rule_tells_which_facts_it_speaks_of() {
    let rule = rule("has(form.to) && form.list.exists(x, x.on > form['from']) && today > '2026'");
    let mut facts: Vec<_> = CompiledRule::compile(&rule).unwrap().facts().collect();
    facts.sort();
    assert_eq!(facts, ["form", "form.from", "form.list", "form.list[].on", "form.to", "today"]);
}

#[test]
fn compiled_rules_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<CompiledRule>();
    shared::<Language>();
}

/// Expressions over a small vocabulary, right and wrong, with their parentheses.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "citizen.age",
        "citizen.email",
        "citizen",
        "form.list",
        "form.text",
        "form.nope.deeper",
        "registers.employment",
        "today",
        "0",
        "9223372036854775807",
        "-1.5",
        "'x'",
        "true",
        "[1, 'a']",
        "{'k': 1}",
        "timestamp('9999-12-31T23:59:59Z')",
        "duration('9999h')",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        let operator = prop::sample::select(vec![
            "+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in",
        ]);
        let function = prop::sample::select(vec![
            "size",
            "int",
            "double",
            "string",
            "timestamp",
            "duration",
            "!",
            "-",
        ]);
        let method = prop::sample::select(vec![
            "contains",
            "startsWith",
            "endsWith",
            "getMonth",
            "getDayOfYear",
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (function, inner.clone()).prop_map(|(name, a)| format!("{name}({a})")),
            (inner.clone(), method, inner.clone())
                .prop_map(|(a, name, b)| format!("({a}).{name}({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}).exists(v, v == {b})")),
        ]
    })
}

/// Any small JSON.
fn some_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zа-я0-9:TZ-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop::sample::select(vec!["age", "email", "list", "text", "employment", "nope"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn asking_is_total(
        when in expression(), citizen in some_json(), form in some_json(), registers in some_json(),
    ) {
        let facts = Facts { citizen, form, registers, ..facts() };
        if let Ok(rule) = CompiledRule::compile(&rule(&when)) {
            let first = rule.evaluate(&facts);
            prop_assert_eq!(rule.evaluate(&facts), first, "the same question, the same answer");
        }
    }

    #[test]
    fn compiling_any_text_never_panics(when in "\\PC{0,60}") {
        let _ = CompiledRule::compile(&rule(&when));
    }
}
