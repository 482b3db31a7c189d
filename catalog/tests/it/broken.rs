//! One mistake at a time, made in the real files: each is told with its file, line and reason.

mod consultations;
mod papers;

use crate::folder::{copy, mistakes, replace};
use std::fs;

const SERVICE: &str = "services/employment-certificate.yaml";
const ANNOUNCED: &str = "services/doctor-appointment.yaml";
const PROCESS: &str = "processes/electronic.yaml";
const FAST: &str = "processes/fast-track.yaml";
const ABROAD: &str = "services/international-passport.yaml";
const REFUSED: &str = "notices/refused.yaml";

/// (file, what is there, what is written instead, a part of what is told)
type Case = (&'static str, &'static str, &'static str, &'static str);

const READING: [Case; 15] = [
    (SERVICE, "fee_kopecks: 0", "fee_kopek: 0", "unknown field `fee_kopek`"),
    (SERVICE, "fee_kopecks: 0", "fee_kopecks: free", "`fee_kopecks`: invalid u32"),
    (SERVICE, "fee_kopecks: 0", "fee_kopecks: 0\nfee_kopecks: 1", "duplicate"),
    (SERVICE, "level: regional", "level: galactic", "galactic"),
    (SERVICE, "code: employment-certificate", "code: Employment Certificate", "is not a code"),
    (SERVICE, "topics: [work, certificates]", "topics: [work, certificates", ""),
    (SERVICE, "code: employment-certificate", "code: employment-paper", "not named after its code"),
    (PROCESS, "scenario: electronic", "scenario: magic", "magic"),
    (PROCESS, "- send: {sent: dispatch,", "- send_to_moon: {sent: dispatch,", "send_to_moon"),
    (PROCESS, "- send: {sent: dispatch,", "- send: {set: dispatch,", "set"),
    (PROCESS, "unit: hour", "unit: minute", "minute"),
    (REFUSED, "code: refused", "code: rejected", "not named after its code"),
    ("departments.yaml", "roles: [department_officer]", "roles: [king]", "king"),
    ("topics.yaml", "code: health", "code: work", "stands here twice"),
    ("calendars/ru.yaml", "2015-01-01", "2016-01-01", "2016-01-01 stands under 2015"),
];

const MEANING: [Case; 64] = [
    (
        SERVICE,
        "      type: object\n      required: [center,",
        "      type: objekt\n      required: [center,",
        "schema of facts",
    ),
    (
        SERVICE,
        "  facts:\n    minsocrazvitiya:",
        "  facts:\n    ministry:",
        "department `ministry` does not exist",
    ),
    (
        SERVICE,
        "required: [name]",
        "required: [name, address]",
        "another `/center/address` than this asks for",
    ),
    (
        FAST,
        "by: [office_operator]\n    checks: passed",
        "by: [department_officer]\n    checks: passed",
        "checks an application: only `office_operator`",
    ),
    (
        FAST,
        "to: correction-asked\n    by: [office_operator]\n    checks: failed",
        "to: invited\n    by: [office_operator]\n    checks: failed",
        "no corrected form can be sent",
    ),
    (
        FAST,
        "route: [{made: pass-to-office}]",
        "route: [{when: form.limits == 1, made: pass-to-office}]",
        "each way but the last has a condition",
    ),
    (
        FAST,
        "route: [{made: pass-to-office}]",
        "route: [{when: form.limits ==, made: pass-to-office}, {made: pass-to-office}]",
        "Syntax error",
    ),
    (
        FAST,
        "route: [{made: pass-to-office}]",
        "route: [{when: citizen.age > 1, made: pass-to-office}, {made: pass-to-office}]",
        "a way is chosen by `form` alone",
    ),
    (
        FAST,
        "route: [{made: pass-to-office}]",
        "route: [{made: take-papers}]",
        "does not lead out of `registered`",
    ),
    (FAST, "visits_required: 2", "visits_required: 3", "do not go with the scenario"),
    (FAST, "notify: invited", "notify: to-correct", "tells what to correct"),
    (ABROAD, "fields: [/photo]", "fields: [/picture]", "the form has no field `/picture`"),
    (ABROAD, "fields: [/photo]", "fields: []", "nothing could be corrected"),
    (
        ABROAD,
        "fields: [/names_changed, /names_before]",
        "fields: [/names_changed]",
        "`/names_before` is asked by what `/names_changed` says",
    ),
    (ABROAD, "code: names-complete", "code: photo-fits", "check `photo-fits` is listed twice"),
    (
        ABROAD,
        "process: fast-track",
        "process: electronic",
        "there are checks, and the process makes none",
    ),
    (SERVICE, "process: electronic", "process: fast-track", "the process has a check"),
    (
        SERVICE,
        "        x-contact: true",
        "        x-contact: true\n        x-office: true",
        "the applicant comes to none",
    ),
    (
        "departments.yaml",
        "roles: [office_operator]",
        "roles: [department_officer]",
        "operators have an `office`",
    ),
    (
        SERVICE,
        "department: minsocrazvitiya",
        "department: nobody",
        "department `nobody` does not exist",
    ),
    (SERVICE, "process: electronic", "process: telepathy", "process `telepathy` does not exist"),
    (
        SERVICE,
        "topics: [work, certificates]",
        "topics: [work, magic]",
        "topic `magic` does not exist",
    ),
    (SERVICE, "audience: [unemployed]", "audience: [nobody]", "audience `nobody` does not exist"),
    (
        SERVICE,
        "registers: [employment]",
        "registers: [employment, stars]",
        "register `stars` does not exist",
    ),
    (
        SERVICE,
        "template: employment-certificate.typ",
        "template: other.typ",
        "template `other.typ` does not exist",
    ),
    (
        SERVICE,
        "notice_on_submit: application-registered",
        "notice_on_submit: nothing",
        "notice `nothing` does not exist",
    ),
    (
        SERVICE,
        "notice_on_submit: application-registered",
        "notice_on_submit: refused",
        "tells a reason of refusal",
    ),
    (
        SERVICE,
        "type: string\n        minLength: 2",
        "type: strin\n        minLength: 2",
        "form schema",
    ),
    (SERVICE, "        format: email", "        format: e-mail", "form schema"),
    (
        SERVICE,
        "additionalProperties: false",
        "additionalProperties: true",
        "must refuse other fields",
    ),
    (
        SERVICE,
        "        description: Так и будет",
        "        x-note: Так и будет",
        "field `purpose` has no hint",
    ),
    (
        SERVICE,
        "        x-description-en: The certificate will say",
        "        x-note: The certificate will say",
        "field `purpose` has no English hint",
    ),
    (SERVICE, "        x-contact: true", "        x-contact: false", "field `email` is a contact"),
    (
        SERVICE,
        "  prefill:\n    /email: citizen.email",
        "  prefill: {}",
        "field `email` asks what the profile knows",
    ),
    (
        SERVICE,
        "/email: citizen.email",
        "/email: citizen.horoscope",
        "`citizen.horoscope` is not in the profile",
    ),
    (
        SERVICE,
        "/email: citizen.email",
        "/email: citizen.email\n    /sign: citizen.posts",
        "the form has no field `/sign`",
    ),
    (
        SERVICE,
        "- {type: Control, scope: \"#/properties/purpose\"}",
        "- {type: Control, scope: \"#/properties/porpoise\"}",
        "the form has no field `#/properties/porpoise`",
    ),
    (
        SERVICE,
        "      - {type: Control, scope: \"#/properties/purpose\"}\n",
        "",
        "field `purpose` is not in the layout",
    ),
    (
        SERVICE,
        "registers.employment.status in",
        "registers.employment.horoscope in",
        "register `employment` holds no fact `horoscope`",
    ),
    (
        SERVICE,
        "registers.employment.status in",
        "registers.stars.status in",
        "register `stars` is not listed",
    ),
    (
        SERVICE,
        "has(form.period_to)",
        "has(form.period_till)",
        "the form has no field `/period_till`",
    ),
    (SERVICE, "has(form.period_from) ||", "has(form.period_from) |", "rule `period-in-order`"),
    (
        SERVICE,
        "    pointer: /period_to",
        "    pointer: /period_end",
        "the form has no field `/period_end`",
    ),
    (
        SERVICE,
        "      cleared_by: period-in-order",
        "      cleared_by: nothing",
        "rule `nothing`: does not exist",
    ),
    (
        SERVICE,
        "  - id: benefits-paid",
        "  - id: registered-now",
        "rule `registered-now`: the id is used twice",
    ),
    (
        SERVICE,
        "    - code: no_benefits",
        "    - code: not_registered",
        "reason `not_registered` is listed twice",
    ),
    (
        SERVICE,
        "      norm: Административный регламент предоставления услуги",
        "      norm: ''",
        "names no norm",
    ),
    (ANNOUNCED, "status: announced", "status: published", "a published service has"),
    (
        PROCESS,
        "    owner: department_officer\n",
        "",
        "stage `received` is not final and has no owner",
    ),
    (PROCESS, "visits_required: 0", "visits_required: 1", "1 visits do not go with the scenario"),
    (PROCESS, "scenario: electronic", "scenario: fast_track", "0 visits do not go"),
    (PROCESS, "scenario: electronic", "scenario: traditional", "0 visits do not go"),
    (PROCESS, "epgu_status_id: 21", "epgu_status_id: 999", "status 999 is none that a case"),
    (PROCESS, "epgu_status_id: 21", "epgu_status_id: 3", "nothing comes after status 3"),
    (PROCESS, "epgu_status_id: 10", "epgu_status_id: 2", "more comes after status 2"),
    (PROCESS, "{notify: refused}", "{notify: good-bye}", "notice `good-bye` does not exist"),
    (
        PROCESS,
        "received: acknowledge}",
        "received: acknowledged}",
        "`received` names move `acknowledged`, which does not exist",
    ),
    (
        PROCESS,
        "sent: dispatch,",
        "sent: issue,",
        "`sent` names move `issue`, which does not lead out of `registered`",
    ),
    (
        PROCESS,
        "{granted: grant, refused: refuse,",
        "{granted: grant, refused: refuse-intake,",
        "`refused` names move `refuse-intake`, which must have `reason: provision`",
    ),
    (
        PROCESS,
        "{granted: grant, refused: refuse,",
        "{from: minzdrav, granted: grant, refused: refuse,",
        "the stage can be reached without sending",
    ),
    (
        PROCESS,
        "{granted: grant, refused: refuse,",
        "{from: nobody, granted: grant, refused: refuse,",
        "department `nobody` does not exist",
    ),
    (
        PROCESS,
        "    on_enter:\n      - generate: {issued: issue}\n",
        "",
        "stage `decided` waits for no person, and nothing it starts leaves it",
    ),
    (
        REFUSED,
        "Причина: {{ reason_title }}",
        "Причина: {{ reason }}",
        "`reason` is not among the notice's values",
    ),
    (
        "life-situations.yaml",
        "services: [employment-certificate]",
        "services: [flight-to-mars]",
        "service `flight-to-mars` does not exist",
    ),
];

/// Breaks one file and tells what is said; every mistake must be of that file.
fn told(file: &str, from: &str, to: &str) -> Vec<String> {
    let folder = copy();
    replace(&folder, file, from, to);
    let told = mistakes(&folder);
    let strange: Vec<_> = told.iter().filter(|one| one.file != file).collect();
    assert!(strange.is_empty() || file == "topics.yaml", "{file} `{to}`: {strange:?}");
    told.iter().map(ToString::to_string).collect()
}

/// No text can be read that was written instead: each is told with its line and reason.
fn each_is_unreadable(cases: &[Case]) {
    for &(file, from, to, reason) in cases {
        let told = told(file, from, to);
        let fits = |one: &String| one.contains(reason);
        assert!(told.iter().any(fits), "{file} `{to}`: {told:?}");
        let placed = |one: &String| one.split(':').nth(1).is_some_and(|n| n.parse::<u32>().is_ok());
        assert!(told.iter().all(placed), "{file} `{to}`: {told:?}");
    }
}

/// What was written instead can be read and means nothing: each is told with its reason, at a line of its file.
fn each_means_nothing(cases: &[Case]) {
    for &(file, from, to, reason) in cases {
        let folder = copy();
        replace(&folder, file, from, to);
        let told: Vec<String> = mistakes(&folder).iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|one| one.contains(reason)), "{file} `{to}`: {told:#?}");
        let first = told.iter().find(|one| one.contains(reason)).unwrap();
        let start = format!("catalog/{file}:");
        let line = first.strip_prefix(&start).and_then(|rest| rest.split(':').next()?.parse().ok());
        let line: usize = line.unwrap_or_else(|| panic!("no line in {first}"));
        let lines = fs::read_to_string(folder.path().join(file)).unwrap().lines().count();
        assert!(line <= lines, "{first}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_line_and_reason() {
    each_is_unreadable(&READING);
}

/// Proves DM-07, DM-08, DM-09, DM-22.7, AR-06: the linter refuses what would break them.
#[test]
fn a_file_that_means_nothing_is_told_with_line_and_reason() {
    each_means_nothing(&MEANING);
}

#[test]
fn the_line_is_the_line_of_the_mistake() {
    let folder = copy();
    replace(&folder, SERVICE, "department: minsocrazvitiya", "department: nobody");
    let text = fs::read_to_string(folder.path().join(SERVICE)).unwrap();
    let line = text.lines().position(|line| line == "department: nobody").unwrap() + 1;
    let told = mistakes(&folder);
    assert_eq!(
        told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [format!("catalog/{SERVICE}:{line}:1: department `nobody` does not exist")]
    );
}

/// Proves DM-03: a form may not ask what a register holds.
#[test]
fn a_form_that_asks_what_a_register_holds_is_refused() {
    let folder = copy();
    let field = "      registered_on:\n        title: Когда встали на учёт\n        x-title-en: When registered\n        description: Дата\n        x-description-en: A date\n        type: string\n      purpose:\n        title";
    replace(&folder, SERVICE, "      purpose:\n        title", field);
    let scope = "- {type: Control, scope: \"#/properties/purpose\"}";
    let both = format!("{scope}\n      - {{type: Control, scope: \"#/properties/registered_on\"}}");
    replace(&folder, SERVICE, scope, &both);
    let told = mistakes(&folder);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].reason.contains("asks what register `employment` holds as `registered_on`"));
}

#[test]
fn a_traditional_service_needs_a_recorded_waiver() {
    let folder = copy();
    replace(&folder, PROCESS, "scenario: electronic", "scenario: traditional");
    replace(&folder, PROCESS, "visits_required: 0", "visits_required: 2");
    let told = mistakes(&folder);
    assert!(told.iter().all(|one| one.reason.contains("waiver")), "{told:?}");
    let mut of_the_process = 0;
    for entry in fs::read_dir(folder.path().join("services")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let waived =
            text.replace("process: electronic", "waiver: Переход в 2027 году\nprocess: electronic");
        of_the_process += usize::from(waived != text);
        fs::write(path, waived).unwrap();
    }
    assert_eq!(told.len(), of_the_process, "every service of the process: {told:?}");
    assert_eq!(mistakes(&folder), []);
}

#[test]
fn a_missing_file_a_stranger_and_a_text_without_english_are_told() {
    let folder = copy();
    fs::remove_file(folder.path().join("topics.yaml")).unwrap();
    fs::write(folder.path().join("servces.yaml"), "a: 1").unwrap();
    let told: Vec<String> = mistakes(&folder).iter().map(ToString::to_string).collect();
    assert!(told.contains(&"catalog/topics.yaml: is missing".to_owned()), "{told:?}");
    assert!(told.contains(&"catalog/servces.yaml: is not a file the catalog knows".to_owned()));

    let folder = copy();
    replace(&folder, "topics.yaml", ", en: Health", "");
    let told = mistakes(&folder);
    assert!(told[0].reason.contains("has no English"), "{told:?}");
    assert_eq!(told[0].line, Some(4), "{told:?}");
}

#[test]
fn a_notice_may_use_only_the_values_it_declares() {
    let folder = copy();
    replace(&folder, "notices/result-ready.yaml", "values: [number,", "values: [snils, number,");
    let told = mistakes(&folder);
    assert!(told[0].reason.contains("value `snils` is unknown"), "{told:?}");

    let folder = copy();
    replace(&folder, "notices/result-ready.yaml", "values: [number, ", "values: [");
    let told = mistakes(&folder);
    assert!(!told.is_empty() && told.iter().all(|one| one.file == "notices/result-ready.yaml"));

    let folder = copy();
    let rarely = "{% if number == 1 %}{{ expected_on }}{% endif %}{{ link }}";
    replace(&folder, "notices/result-ready.yaml", "{{ link }}", rarely);
    let told = mistakes(&folder);
    assert!(
        told[0].reason.contains("`expected_on` is not among"),
        "seen though not reached: {told:?}"
    );

    let folder = copy();
    replace(&folder, "notices/result-ready.yaml", "{{ link }}", "{{ link }");
    assert!(!mistakes(&folder).is_empty(), "a brace is lost");
}

#[test]
fn no_text_in_a_file_makes_the_loader_panic() {
    for text in
        ["", "\u{0}", "- - - -", "a: &a [*a]", "!!python/object x", "{".repeat(5_000).as_str()]
    {
        for file in [
            SERVICE,
            PROCESS,
            REFUSED,
            "papers.yaml",
            "registers.yaml",
            "synonyms.yaml",
            "calendars/ru.yaml",
        ] {
            let folder = copy();
            fs::write(folder.path().join(file), text).unwrap();
            let told = mistakes(&folder);
            let list = text.is_empty() && file == "synonyms.yaml";
            assert!(list || !told.is_empty(), "{file}: `{text}`");
        }
    }
}

/// A way is chosen by what the form of every service says that goes by it; the passport that lacks it is named.
#[test]
fn a_way_by_what_a_form_does_not_ask_is_told_at_the_passport() {
    let folder = copy();
    let ways = "route: [{when: form.moon == 1, made: pass-to-office}, {made: pass-to-office}]";
    replace(&folder, FAST, "route: [{made: pass-to-office}]", ways);
    let told: Vec<String> = mistakes(&folder).iter().map(ToString::to_string).collect();
    let named = |one: &String| {
        one.contains(ABROAD) && one.contains("by `form.moon`: the form has no field")
    };
    assert!(told.iter().any(named), "{told:#?}");
}
