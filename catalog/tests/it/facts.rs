//! What the seeds ask of the catalog, read off the embedded files.

use catalog::Catalog;
use domain::duty::{Duty, DutyRole};
use domain::process::{Role, Scenario};
use domain::service::{DocumentSource, Status};
use domain::term::TermUnit;
use domain::text::Lang;
use serde_json::json;

fn catalog() -> Catalog {
    Catalog::embedded().unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

#[test]
fn the_embedded_catalog_has_no_mistakes() {
    assert_eq!(catalog::lint::lint(&catalog()), []);
}

/// Proves SC1, DM-04: fully electronic, no visit, and the stages of the exchange 21 → 2.
#[test]
fn the_electronic_process_needs_no_visit() {
    let catalog = catalog();
    let process = catalog.process(&"electronic".parse().unwrap()).unwrap();
    assert_eq!((process.scenario, process.visits_required), (Scenario::Electronic, 0));
    let ids: Vec<u16> = process.stages.iter().map(|stage| stage.epgu_status_id).collect();
    assert_eq!(ids, [17, 21, 2, 36, 3, 4, 10]);
    let citizen: Vec<_> = process
        .open_moves(&"received".parse().unwrap(), &[Role::Citizen])
        .map(|one| one.code.to_string())
        .collect();
    assert_eq!(citizen, ["withdraw"]);
}

/// Proves SV-12, DM-02, DM-06, DM-08…DM-11, DM-21, DM-22.2…DM-22.11 as far as the passport goes.
#[test]
fn the_certificate_of_the_employment_centre_is_what_the_plan_promises() {
    let catalog = catalog();
    let code = "employment-certificate".parse().unwrap();
    let entry = catalog.service(&code).unwrap();
    let service = &entry.service;
    assert_eq!(service.title.ru, "Справка из центра занятости");
    let official = service.official_title.as_ref().unwrap();
    assert_eq!(official.ru, "Выдача справок центрами занятости населения");
    assert_eq!(service.department.as_str(), "minsocrazvitiya");
    assert!(entry.is_open());
    assert_eq!((service.term.amount, service.term.unit), (1, TermUnit::WorkingDay));
    let documents: Vec<_> = service.documents.iter().map(|one| (&*one.code, one.source)).collect();
    assert_eq!(
        documents,
        [("passport", DocumentSource::Profile)],
        "only the passport, and no upload"
    );
    assert!(!service.precheck.is_empty() && !service.eligibility.is_empty());
    assert!(service.refusals.intake.iter().all(|reason| reason.cleared_by.is_some()));
    for code in ["not_registered", "no_benefits"] {
        let known = service.refusals.provision.iter().any(|reason| reason.code.as_str() == code);
        assert!(known, "the department's system refuses by {code}");
    }
    let process = catalog.process(&service.process).unwrap();
    let mut effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    let generates = effects.any(|effect| effect.generating().is_some());
    assert!(generates, "drawn without an operator");
    assert!(catalog.template(&service.result.template).unwrap().contains("certificate_kind"));
    assert!(catalog.service_at(&code, 1).is_some());
}

#[test]
fn an_announced_service_shows_no_form_and_says_so() {
    let catalog = catalog();
    let announced: Vec<_> =
        catalog.entries().filter(|e| e.service.status == Status::Announced).collect();
    assert!(announced.len() >= 4);
    for entry in announced {
        assert!(entry.fields(Lang::Ru).is_empty() && !entry.is_open());
        assert!(entry.service.announcement.as_ref().unwrap().ru.contains("пока нельзя"));
    }
}

#[test]
fn posts_follow_from_the_organisation() {
    let catalog = catalog();
    let duties = |ogrn: &str| -> Vec<String> {
        catalog.duties_of(ogrn).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        duties("1035000000033"),
        ["curator:minsocrazvitiya"],
        "the ministry decides on no case"
    );
    assert!(duties("").is_empty());
    let officer = |code: &str| Duty::of_post(DutyRole::DepartmentOfficer, code.parse().unwrap());
    let duties = catalog.duties_of("1025000000022");
    assert_eq!(duties, [officer("czn"), officer("minsocrazvitiya")]);
    assert_eq!(
        catalog.duties_of("1135024000011"),
        [Duty::of_post(DutyRole::OfficeOperator, "mfc-podolsk".parse().unwrap())],
        "an operator has the duty of their own office"
    );
}

/// Proves PT-02: five ways through the catalog, each with its count.
#[test]
fn the_navigation_counts_services_by_every_way() {
    let catalog = catalog();
    let facets = catalog.facets();
    assert_eq!(catalog.search("", Lang::Ru).len(), catalog.entries().count(), "все услуги");
    for list in [&facets.life_situations, &facets.topics, &facets.departments, &facets.audiences] {
        assert!(!list.is_empty());
    }
    let work = facets.topics.iter().find(|facet| facet.code == "work").unwrap();
    let of_work = catalog
        .entries()
        .filter(|entry| entry.service.topics.iter().any(|topic| topic == "work"))
        .count();
    assert_eq!(work.services, of_work);
    let departments: usize = facets.departments.iter().map(|facet| facet.services).sum();
    assert_eq!(departments, catalog.entries().count(), "every service has one department");
}

#[test]
fn notices_write_themselves_out_in_both_languages() {
    let catalog = catalog();
    let notice = catalog.notice(&"application-registered".parse().unwrap()).unwrap();
    let values = json!({
        "number": "50-2026-0000017-4", "service_title": "Справки {{ link }}",
        "visits": 0, "expected_on": "2026-11-24", "link": "https://uslugi.example/a/1",
    });
    let ru = notice.render(Lang::Ru, &values).unwrap();
    assert_eq!(ru.subject, "Справки {{ link }}: заявление принято");
    assert!(ru.body.contains("не позднее 24 ноября 2026.\n"), "{}", ru.body);
    assert!(ru.body.contains("Услуга: Справки {{ link }}\n"), "a value is never a template");
    assert!(ru.short.ends_with("https://uslugi.example/a/1"));
    assert!(ru.body.contains("Приходить никуда не нужно."), "{}", ru.body);
    let en = notice.render(Lang::En, &values).unwrap();
    assert!(en.body.contains("no later than 24 November 2026"), "{}", en.body);

    let refused = notice.render(Lang::Ru, &json!({"number": "1", "expected_on": "2026-11-24"}));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "notice `application-registered` needs the value `service_title`"
    );
    let mut in_person = values.clone();
    in_person["visits"] = json!(1);
    let ru = notice.render(Lang::Ru, &in_person).unwrap();
    assert!(!ru.body.contains("Приходить") && ru.body.contains("\n\nСледить"), "{}", ru.body);
    let mut odd = values.clone();
    odd["expected_on"] = json!("завтра");
    assert!(notice.render(Lang::Ru, &odd).is_err());
    let mut lines = values;
    lines["number"] = json!("1\r\nBcc: all@example.ru");
    assert_eq!(notice.render(Lang::Ru, &lines).unwrap().subject.lines().count(), 1);
}

/// Proves that no notice can carry an identifier of a person.
#[test]
fn notices_know_no_personal_identifiers() {
    for (name, _) in catalog::notice::sample_values() {
        for personal in ["snils", "passport", "name", "phone", "birth"] {
            assert!(!name.contains(personal), "{name}");
        }
    }
}

#[test]
fn the_calendar_reaches_the_years_of_the_demonstration() {
    let catalog = catalog();
    let years: Vec<i32> = catalog.calendar().years().collect();
    assert!(years.contains(&2021) && years.contains(&2026) && years.contains(&2027));
    let sunday = "2026-11-22".parse().unwrap();
    assert!(!catalog.calendar().is_working(sunday));
}

/// Issue 6, A3: a reason whose rule is asked after another stays open where that one was not answered, so what it advises
/// holds under a condition that it names.
#[test]
fn a_reason_that_rests_on_another_rule_advises_under_a_condition() {
    let catalog = catalog();
    let mut seen = 0;
    for entry in catalog.entries() {
        let of = &entry.service;
        let after: Vec<_> =
            of.eligibility.iter().chain(&of.precheck).filter(|rule| rule.after.is_some()).collect();
        for reason in &of.refusals.intake {
            if after.iter().any(|rule| reason.cleared_by.as_ref() == Some(&rule.id)) {
                seen += 1;
                let (ru, en) = (reason.remedy.pick(Lang::Ru), reason.remedy.pick(Lang::En));
                assert!(ru.starts_with("Если ") && en.starts_with("If "), "{}: {ru}", reason.code);
            }
        }
    }
    assert!(seen > 0, "a reason rests on a rule that stands after another");
}

/// Issue 6, A2: what is only announced says what it is for, and no term, visit or way of doing it.
#[test]
fn the_prose_of_an_announced_service_promises_nothing() {
    let catalog = Catalog::embedded().unwrap();
    let promises = [
        "месяц",
        "день",
        "дня",
        "раз в год",
        "прийти",
        "приход",
        "отозвать",
        "бесплатно",
        "кабинет",
    ];
    for entry in catalog.entries().filter(|entry| !entry.is_open()) {
        let of = &entry.service;
        let prose = [of.summary.pick(Lang::Ru), of.description.pick(Lang::Ru)].concat();
        let said: Vec<_> = promises.iter().filter(|word| prose.contains(**word)).collect();
        assert!(said.is_empty(), "{}: {said:?}", of.code);
    }
}
