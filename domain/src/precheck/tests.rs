//! Tests of pre-check: its answers, and the theorem that makes them a promise.

use super::{
    ASSURANCE, CompiledRules, FORM, Finding, FindingKind, Precheck, Sufficiency, open_reasons,
    precheck,
};
use crate::assurance::Assurance;
use crate::rule::{Facts, RuleDefect, Verdict};
use crate::service::Service;
use crate::text::Text;
use proptest::prelude::*;
use serde_json::{Value, json};

fn rule(id: &str, when: &str) -> Value {
    json!({
        "id": id, "when": when, "norm": "п. 2", "pointer": "/kind",
        "message": {"ru": format!("не выполнено: {id}")}, "remedy": {"ru": "сделайте это"},
    })
}

fn reason(code: &str, cleared_by: Option<&str>) -> Value {
    let text = json!({"ru": code});
    json!({
        "code": code, "title": text, "explanation": text, "remedy": text, "norm": "п. 3",
        "cleared_by": cleared_by,
    })
}

fn service(eligibility: &[Value], rules: &[Value], intake: &[Value]) -> Service {
    let text = json!({"ru": "Справка"});
    serde_json::from_value(json!({
        "code": "certificate", "version": 1, "title": text, "summary": text, "description": text,
        "department": "employment", "level": "regional", "topics": [], "audience": [],
        "synonyms": [], "minimum_assurance": "confirmed", "process": "electronic",
        "term": {"amount": 1, "unit": "working_day"}, "fee_kopecks": 0, "documents": [],
        "eligibility": eligibility, "precheck": rules,
        "refusals": {"intake": intake, "provision": []},
        "result": {"title": text, "template": "certificate.typ"},
        "notice_on_submit": "registered", "norms": [],
    }))
    .unwrap()
}

fn facts(age: i64, status: Option<&str>) -> Facts {
    Facts {
        citizen: json!({"age": age}),
        form: json!({}),
        registers: json!({"employment": {"status": status}}),
        today: "2026-11-22".parse().unwrap(),
    }
}

fn certificate() -> Service {
    service(
        &[rule("adult", "citizen.age >= 16")],
        &[rule("unemployed", "registers.employment.status == 'unemployed'")],
        &[
            reason("incomplete", Some(FORM)),
            reason("not-confirmed", Some(ASSURANCE)),
            reason("not-registered", Some("unemployed")),
            reason("illegible", None),
        ],
    )
}

fn check(form: Vec<Finding>, level: Assurance, facts: &Facts) -> Precheck {
    let service = certificate();
    let rules = CompiledRules::compile(&service).unwrap();
    precheck(&service, &rules, form, level, facts)
}

fn form_finding(kind: FindingKind) -> Finding {
    Finding {
        kind,
        rule: FORM.to_owned(),
        pointer: Some("/kind".to_owned()),
        title: None,
        message: Text::new("Выберите вид справки", "Choose the kind"),
        remedy: None,
        norm: None,
    }
}

fn open(answer: &Precheck) -> Vec<String> {
    let service = certificate();
    open_reasons(&service, &answer.satisfied).map(|reason| reason.code.to_string()).collect()
}

/// Proves G3.3
#[test]
fn what_suffices_is_sufficient_and_closes_the_reasons_it_excludes() {
    let answer = check(vec![], Assurance::Confirmed, &facts(30, Some("unemployed")));
    assert_eq!(answer.verdict, Sufficiency::Sufficient);
    assert!(answer.findings.is_empty());
    assert_eq!(answer.satisfied, [FORM, ASSURANCE, "adult", "unemployed"]);
    assert_eq!(open(&answer), ["illegible"]);
}

/// Proves G3.3
#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_remedy_and_norm() {
    let form = vec![form_finding(FindingKind::Missing)];
    let answer = check(form, Assurance::Simplified, &facts(15, Some("none")));
    assert_eq!(answer.verdict, Sufficiency::Insufficient);
    let rules: Vec<_> = answer.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, [FORM, ASSURANCE, "adult", "unemployed"]);
    let last = answer.findings.last().unwrap();
    assert_eq!(last.kind, FindingKind::Unmet);
    assert_eq!(last.message.ru, "не выполнено: unemployed");
    assert_eq!(last.pointer.as_deref(), Some("/kind"));
    assert!(last.remedy.is_some() && last.norm.is_some());
    assert!(answer.satisfied.is_empty());
    assert_eq!(open(&answer).len(), 4);
}

#[test]
fn a_silent_register_makes_the_answer_unknown_and_never_a_refusal() {
    let answer = check(vec![], Assurance::Confirmed, &facts(30, None));
    assert_eq!(answer.verdict, Sufficiency::Unknown);
    let [finding] = answer.findings.as_slice() else { panic!("{answer:?}") };
    assert_eq!((finding.kind, finding.rule.as_str()), (FindingKind::Unknown, "unemployed"));
    assert!(finding.message.ru.contains("ведомство") && finding.message.en.is_some());
    assert_eq!(open(&answer), ["not-registered", "illegible"]);
}

/// A check of one rule at `/kind`, by the form, the profile and the registers given.
fn ask_one(when: &str, form: Value, citizen: Value, registers: Value) -> Precheck {
    let service = service(&[], &[rule("one", when)], &[]);
    let rules = CompiledRules::compile(&service).unwrap();
    let facts = Facts { citizen, form, registers, ..facts(30, None) };
    precheck(&service, &rules, vec![], Assurance::Confirmed, &facts)
}

/// Issue 6, A5: only a register that has not told is unknown.
#[test]
fn a_rule_that_the_form_keeps_from_being_counted_is_unmet_at_its_field() {
    for (when, form, pointer) in [
        ("form.from <= form.to", json!({"from": "2026-01-01"}), "/to"),
        ("form.from <= form.to", json!({"from": 5, "to": "2026-01-01"}), "/kind"),
        ("int(form.share) > 0", json!({"share": "half"}), "/kind"),
        ("form.person.name != ''", json!({"person": {}}), "/person/name"),
        ("form.items.all(one, one.sum > 0)", json!({"items": [{"sum": 1}, {}]}), "/items"),
        ("size(form.items) > 0", json!({"items": vec![0; 1_001]}), "/items"),
        ("form.kind == registers.work.kind", json!({}), "/kind"),
    ] {
        let answer = ask_one(when, form, json!({"has_snils": true}), json!({}));
        let [finding] = answer.findings.as_slice() else { panic!("{when}: {answer:?}") };
        assert_eq!(finding.kind, FindingKind::Unmet, "{when}");
        assert_eq!(finding.pointer.as_deref(), Some(pointer), "{when}");
        assert_eq!(answer.verdict, Sufficiency::Insufficient);
        assert!(!finding.message.ru.contains("реестр"), "{}", finding.message.ru);
    }
}

/// Issue 6, A3: no "later" where no answer can come.
#[test]
fn what_keeps_an_answer_away_is_said_as_it_is() {
    let asks = |registers, citizen| {
        let answer = ask_one("registers.work.status == 'x'", json!({}), citizen, registers);
        let [finding] = answer.findings.as_slice() else { panic!("{answer:?}") };
        (finding.kind, finding.message.ru.clone())
    };
    let (kind, said) = asks(json!({}), json!({"has_snils": false}));
    assert_eq!(kind, FindingKind::Unmet);
    assert!(said.contains("СНИЛС"), "{said}");
    let (kind, said) = asks(json!({}), json!({"has_snils": true}));
    assert_eq!(kind, FindingKind::Unknown);
    assert!(said.contains("Ждём ответа"), "{said}");
    let (kind, said) = asks(json!({"work": {"other": 1}}), json!({"has_snils": true}));
    assert_eq!(kind, FindingKind::Unknown);
    assert!(said.contains("проверит ведомство"), "{said}");
    let answer = ask_one("citizen.age > 17", json!({}), json!({"age": null}), json!({}));
    assert_eq!(answer.findings.first().unwrap().kind, FindingKind::Unmet);
}

/// Issue 6, A3: each message once.
#[test]
fn what_was_said_is_not_said_again_and_what_is_beside_the_point_is_not_said() {
    let mut after = rule("other-kind", "registers.work.status == 'now'");
    after["after"] = json!("known");
    let service = service(
        &[rule("known", "registers.work.status != 'never'")],
        &[after, rule("third", "registers.work.paid > 0")],
        &[],
    );
    let rules = CompiledRules::compile(&service).unwrap();
    let told = |registers| {
        let facts = Facts { registers, ..facts(30, None) };
        let answer = precheck(&service, &rules, vec![], Assurance::Confirmed, &facts);
        answer.findings.into_iter().map(|one| one.rule).collect::<Vec<_>>()
    };
    assert_eq!(told(json!({"work": {"status": "never", "paid": 1}})), ["known"]);
    assert_eq!(told(json!({"work": {"status": "then", "paid": 1}})), ["other-kind"]);
    // Two rules wait for one register: it is said once.
    assert_eq!(told(json!({})), ["known"]);
}

#[test]
fn a_rule_is_asked_after_one_above_it() {
    let mut first = rule("first", "true");
    first["after"] = json!("second");
    let broken = service(&[], &[first, rule("second", "true")], &[]);
    let mistakes = CompiledRules::compile(&broken).unwrap_err();
    assert_eq!(mistakes.first().unwrap().defect, RuleDefect::NotAbove("second".to_owned()));
}

/// A rule may be asked after the form's own check, which is no rule: it is asked where that is known to hold.
#[test]
fn a_rule_after_the_forms_own_check_is_asked_where_that_holds() {
    let mut late = rule("late", "citizen.age > 90");
    late["after"] = json!(FORM);
    let service = service(&[], &[late], &[]);
    let rules = CompiledRules::compile(&service).unwrap();
    let facts = facts(40, Some("now"));
    assert!(rules.verdicts(&facts, &[]).is_empty());
    let holding = [FORM.to_owned()];
    let answers = rules.verdicts(&facts, &holding);
    let answers: Vec<_> =
        answers.into_iter().map(|(one, verdict)| (one.rule().id.as_str(), verdict)).collect();
    assert_eq!(answers, [("late", Verdict::Unsatisfied)]);
}

#[test]
fn a_rule_says_nothing_of_a_value_the_form_itself_refuses() {
    let service = service(&[], &[rule("order", "form.from <= form.to")], &[]);
    let rules = CompiledRules::compile(&service).unwrap();
    let facts = Facts { form: json!({"from": "x", "to": "2026"}), ..facts(30, None) };
    let mut wrong = form_finding(FindingKind::Invalid);
    wrong.pointer = Some("/from".to_owned());
    let answer = precheck(&service, &rules, vec![wrong], Assurance::Confirmed, &facts);
    assert_eq!(answer.findings.len(), 1);
}

#[test]
fn what_is_wrong_weighs_more_than_what_is_unknown() {
    let answer = check(vec![], Assurance::Confirmed, &facts(15, None));
    assert_eq!(answer.verdict, Sufficiency::Insufficient);
    assert_eq!(answer.findings.len(), 2);
}

#[test]
fn the_answer_travels_as_json_in_snake_case() {
    let answer = check(vec![], Assurance::Confirmed, &facts(30, None));
    let json = serde_json::to_value(&answer).unwrap();
    assert_eq!(json["verdict"], "unknown");
    assert_eq!(json["findings"][0]["kind"], "unknown");
    assert_eq!(serde_json::from_value::<Precheck>(json).unwrap(), answer);
}

#[test]
fn every_mistake_of_a_passports_rules_is_reported_at_once() {
    let broken = service(
        &[rule("form", "true"), rule("adult", "age > 1")],
        &[rule("adult", "true")],
        &[reason("late", Some("in-time"))],
    );
    let mistakes = CompiledRules::compile(&broken).unwrap_err();
    let found: Vec<_> = mistakes.into_iter().map(|one| (one.rule, one.defect)).collect();
    let expected = [
        ("form", RuleDefect::Reserved),
        ("adult", RuleDefect::Twice),
        ("in-time", RuleDefect::NoSuchRule("late".to_owned())),
        ("adult", RuleDefect::UnknownName("age".to_owned())),
    ];
    assert_eq!(found, expected.map(|(rule, defect)| (rule.to_owned(), defect)));
}

/// Conditions of every kind of answer, by what the facts happen to be.
fn condition() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "true",
        "false",
        "citizen.age >= 18",
        "citizen.age < 60 || registers.employment.status == 'unemployed'",
        "registers.employment.status == 'unemployed'",
        "has(registers.employment.status)",
        "form.nothing == 1",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// The theorem. Proves G3.3
    #[test]
    fn sufficient_means_no_reason_that_a_rule_excludes_is_open(
        conditions in prop::collection::vec((condition(), any::<bool>()), 0..5),
        cleared in prop::collection::vec(0_usize..7, 0..6),
        age in 10_i64..70,
        status in prop::option::of(prop::sample::select(vec!["unemployed", "removed"])),
        confirmed in any::<bool>(),
        kinds in prop::collection::vec(prop::sample::select(vec![
            FindingKind::Missing, FindingKind::Invalid, FindingKind::Unknown,
        ]), 0..2),
    ) {
        let id = |n: usize| format!("r{n}");
        let numbered = || conditions.iter().enumerate();
        let of = |wanted: bool| -> Vec<Value> {
            numbered()
                .filter(|(_, (_, eligibility))| *eligibility == wanted)
                .map(|(n, (when, _))| rule(&id(n), when))
                .collect()
        };
        let intake: Vec<_> = cleared.iter().enumerate().map(|(n, &by)| {
            let by = match by {
                0 => None,
                1 => Some(FORM.to_owned()),
                by if by - 2 < conditions.len() => Some(id(by - 2)),
                _ => Some(ASSURANCE.to_owned()),
            };
            reason(&format!("reason-{n}"), by.as_deref())
        }).collect();
        let service = service(&of(true), &of(false), &intake);
        let rules = CompiledRules::compile(&service).unwrap();
        let level = if confirmed { Assurance::Confirmed } else { Assurance::Simplified };
        let findings: Vec<_> = kinds.into_iter().map(form_finding).collect();
        let answer = precheck(&service, &rules, findings, level, &facts(age, status));

        let promised = answer.verdict == Sufficiency::Sufficient;
        prop_assert_eq!(promised, answer.findings.is_empty());
        if promised {
            let all = open_reasons(&service, &answer.satisfied).all(|one| one.cleared_by.is_none());
            prop_assert!(all, "sufficient, yet a reason a rule excludes is open");
        }
        for finding in &answer.findings {
            prop_assert!(!answer.satisfied.contains(&finding.rule), "{} both ways", finding.rule);
        }
    }
}
