//! Mistakes in what consultants go by: nothing to say, nobody who calls or answers, and what does not exist.

use super::{Case, SERVICE, each_is_unreadable, each_means_nothing};
use crate::folder::{copy, mistakes, replace};
use std::fs;
use tempfile::TempDir;

const CALLS: &str = "consultations.yaml";
const DEPARTMENTS: &str = "departments.yaml";

const READING: [Case; 8] = [
    (CALLS, "passed_on: true", "pass_on: true", "unknown field `pass_on`"),
    (CALLS, "notice_when_answered:", "notice:", "unknown field `notice`"),
    (CALLS, "passed_on: true", "passed_on: perhaps", "passed_on"),
    (CALLS, "amount: 1, unit: working_day", "amount: 1, unit: fortnight", "fortnight"),
    (CALLS, "amount: 1, unit: working_day", "unit: working_day", "missing field `amount`"),
    (CALLS, "amount: 1, unit: working_day", "amount: -1, unit: working_day", "amount"),
    (CALLS, "code: progress", "code: Some progress", "is not a code"),
    (CALLS, "  - code: progress\n    title:", "  - title:", "missing field `code`"),
];

const MEANING: [Case; 7] = [
    (
        CALLS,
        "notice_when_answered: inquiry-answered",
        "notice_when_answered: pigeon",
        ":6:1: notice `pigeon` does not exist",
    ),
    (
        CALLS,
        "notice_when_answered: inquiry-answered",
        "notice_when_answered: refused",
        "notice `refused` tells a reason of refusal",
    ),
    (CALLS, "code: delay", "code: progress", "topic `progress` stands here twice"),
    (
        CALLS,
        "answer_within: {amount: 1,",
        "answer_within: {amount: 0,",
        "an answer takes some time",
    ),
    (CALLS, ", en: The answer is late}", "}", "has no English beside it"),
    (
        CALLS,
        "    en: Is everything clear? Is there anything else?\n",
        "",
        "has no English beside it",
    ),
    (
        CALLS,
        "    script:\n      - ru: Прочитайте вслух",
        "    script: []\n  - code: reading\n    title: {ru: Чтение, en: Reading}\n    script:\n      - ru: Прочитайте вслух",
        "nothing is said",
    ),
];

/// What is told of a folder, as it is shown.
fn told(folder: &TempDir) -> Vec<String> {
    mistakes(folder).iter().map(ToString::to_string).collect()
}

/// The number of the first line of a file that begins so.
fn line_of(folder: &TempDir, file: &str, begins: &str) -> usize {
    let text = fs::read_to_string(folder.path().join(file)).unwrap();
    text.lines().position(|line| line.starts_with(begins)).unwrap() + 1
}

/// Cuts what stands between two lines, which stay.
fn cut(folder: &TempDir, file: &str, after: &str, before: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let begin = text.find(after).unwrap() + after.len();
    let end = begin + text[begin..].find(before).unwrap();
    fs::write(path, [&text[..begin], &text[end..]].concat()).unwrap();
}

#[test]
fn what_consultants_go_by_and_cannot_be_read_is_told_with_line_and_reason() {
    each_is_unreadable(&READING);
}

/// RO-05: what consultants say and pass on is whole before it is used.
#[test]
fn what_consultants_go_by_and_means_nothing_is_told_with_line_and_reason() {
    each_means_nothing(&MEANING);
}

#[test]
fn a_call_begins_and_ends_with_words() {
    for (part, next) in [("opening", "closing:"), ("closing", "\ntopics:")] {
        let folder = copy();
        cut(&folder, CALLS, &format!("\n{part}:"), next);
        replace(&folder, CALLS, &format!("\n{part}:"), &format!("\n{part}: []\n"));
        let line = line_of(&folder, CALLS, part);
        assert_eq!(told(&folder), [format!("catalog/{CALLS}:{line}:1: nothing is said")]);
    }
}

#[test]
fn calls_of_which_nothing_is_passed_on_are_told_at_the_topics() {
    let folder = copy();
    let path = folder.path().join(CALLS);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("passed_on: true", "passed_on: false")).unwrap();
    let place =
        format!("catalog/{CALLS}:{}:1: nothing is passed on", line_of(&folder, CALLS, "topics:"));
    let told = told(&folder);
    assert!(told.len() == 1 && told[0].starts_with(&place), "{told:?}");
}

#[test]
fn a_catalog_without_consultants_is_told_at_the_topics() {
    let folder = copy();
    replace(&folder, DEPARTMENTS, "roles: [consultant]", "roles: [curator]");
    let line = line_of(&folder, CALLS, "topics:");
    let reason = "no organisation has consultants: nobody answers calls";
    assert_eq!(told(&folder), [format!("catalog/{CALLS}:{line}:1: {reason}")]);
}

/// The officers of the department or of those that act for it answer what is passed on: without them the service is named.
#[test]
fn a_published_service_whose_department_has_no_officers_is_named() {
    let folder = copy();
    // Those of the employment centre, which acts for the ministry.
    replace(&folder, DEPARTMENTS, "roles: [department_officer]", "roles: [curator]");
    let line = line_of(&folder, SERVICE, "department:");
    let reason = "`minsocrazvitiya` has no officers: nobody answers what callers ask";
    let told = told(&folder);
    assert!(told.contains(&format!("catalog/{SERVICE}:{line}:1: {reason}")), "{told:#?}");
    let others: Vec<_> = told.iter().filter(|one| one.contains(reason)).collect();
    let published = |one: &&String| {
        let file = one.strip_prefix("catalog/").unwrap().split(':').next().unwrap();
        fs::read_to_string(folder.path().join(file)).unwrap().contains("\nstatus: published")
    };
    assert!(others.iter().all(published), "an announced one answers for nothing: {others:#?}");
}

/// A service of a department that does not exist is told once, as that.
#[test]
fn a_department_that_does_not_exist_has_no_officers_to_miss() {
    let folder = copy();
    replace(&folder, SERVICE, "department: minsocrazvitiya", "department: nobody");
    let told = told(&folder);
    assert!(told.len() == 1 && told[0].ends_with("department `nobody` does not exist"), "{told:?}");
}

#[test]
fn what_consultants_go_by_is_missed_when_it_is_not_there_and_no_text_in_it_is_a_panic() {
    let folder = copy();
    fs::remove_file(folder.path().join(CALLS)).unwrap();
    assert!(told(&folder).contains(&format!("catalog/{CALLS}: is missing")));
    for text in ["", "\u{0}", "- - - -", "topics: []", "topics: &a [*a]", &"{".repeat(5_000)] {
        let folder = copy();
        fs::write(folder.path().join(CALLS), text).unwrap();
        let told = told(&folder);
        assert!(told.iter().any(|one| one.contains(CALLS)), "`{text}`: {told:?}");
    }
}
