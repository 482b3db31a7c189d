//! A service's form, ready to be drawn: sections, fields, hints, what is wrong, what is due.

use super::date_parts::DateParts;
use super::file::FileShown;
use super::filled::Filled;
use super::form_frame::FormFrame;
use super::service::Document;
use super::verdict::Verdict;
use crate::drawing::Texts;
use crate::pages::dates::{When, day};
use casework::Upload;
use catalog::{DueOption, Entry, FieldView, OptionView, Visibility, Widget, as_text};
use domain::citizen::Profile;
use domain::precheck::{FindingKind, Sufficiency};
use domain::text::Lang;
use domain::upload::UploadState;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(crate) struct FormPage {
    #[serde(flatten)]
    pub(crate) frame: FormFrame,
    /// Who applies, as the profile says.
    pub(crate) applicant: Applicant,
    pub(crate) sections: Vec<Section>,
    /// What was accepted and is sent along as it is, by the pointers of its fields.
    pub(crate) kept: Vec<(String, String)>,
    /// Whether a file can be chosen: then the form is sent in parts.
    pub(crate) takes_files: bool,
    pub(crate) verdict: Option<Verdict>,
    /// Something the person should know before going on.
    pub(crate) notice: Option<String>,
    /// Documents that are not asked of the person, with where they come from.
    pub(crate) documents: Vec<Document>,
}

/// Who applies: what need not be typed.
#[derive(Debug, Serialize)]
pub(crate) struct Applicant {
    name: String,
    born: Option<When>,
}

impl Applicant {
    pub(crate) fn of(profile: &Profile, lang: Lang) -> Self {
        Self { name: profile.full_name(), born: profile.birth_date.map(|born| day(born, lang)) }
    }
}

/// Fields under one heading and one condition.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    legend: Option<String>,
    /// When to fill it in, in words.
    condition: Option<String>,
    /// The same for the script.
    when: Option<String>,
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Field {
    /// Its place on the page.
    id: String,
    /// Its pointer.
    name: String,
    title: String,
    hint: String,
    widget: Widget,
    options: Vec<Choice>,
    value: String,
    /// A day in its three fields.
    date: Option<DateParts>,
    checked: bool,
    example: Option<String>,
    required: bool,
    error: Option<String>,
    remedy: Option<String>,
    /// The file it holds.
    file: Option<FileShown>,
    /// Whether its options are judged by what is known of the person.
    judged: bool,
    /// Why none of its options is due, where it is one reason for all.
    note: Option<String>,
}

/// An option of a choice.
#[derive(Debug, Serialize)]
struct Choice {
    id: String,
    value: String,
    title: String,
    chosen: bool,
    /// Whether it is due to this person: `sufficient`, `insufficient`, `unknown`; nothing if not asked.
    due: Option<Sufficiency>,
    /// Why it is not due.
    note: Option<String>,
}

/// Whether each option of a choice is due: by the field's pointer and the option's value.
pub(crate) type Due = BTreeMap<(String, String), DueOption>;

/// What a form is drawn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) filled: &'a Filled,
    pub(crate) verdict: Option<&'a Verdict>,
    pub(crate) due: &'a Due,
    /// The checks that were not passed, of a correction: what they do not name is not asked.
    pub(crate) failed: &'a [String],
    /// The files that the form names.
    pub(crate) uploads: &'a [Upload],
    /// What the addresses of the person's pages begin with.
    pub(crate) below: &'a str,
    pub(crate) texts: &'a Texts,
    pub(crate) lang: Lang,
}

/// The place of a field on the page.
pub(super) fn anchor(pointer: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    format!("f{}", pointer.chars().map(plain).collect::<String>())
}

/// Whether a form asks for a file.
pub(crate) fn takes_files(entry: &Entry) -> bool {
    entry.fields(Lang::Ru).iter().any(|field| field.widget == Widget::File)
}

/// The sections of a form: fields that follow each other under one heading and one condition.
pub(crate) fn sections(drawn: Drawn<'_>) -> Vec<Section> {
    let fields = drawn.entry.fields(drawn.lang);
    let form = drawn.filled.form(drawn.entry, drawn.lang);
    let shown = drawn.entry.visible_fields(&form, drawn.lang);
    let mut found: Vec<Section> = Vec::new();
    let mut last: Option<(&Option<String>, &[Visibility])> = None;
    let asked = |field: &&FieldView| drawn.entry.is_to_correct(drawn.failed, &field.pointer);
    for field in fields.iter().filter(asked) {
        let own = (&field.group, field.visibility.as_slice());
        if last != Some(own) {
            found.push(Section {
                legend: field.group.clone(),
                condition: condition(&drawn, &fields, &field.visibility),
                when: when(&field.visibility),
                fields: Vec::new(),
            });
            last = Some(own);
        }
        let now = shown.iter().find(|one| one.pointer == field.pointer).unwrap_or(field);
        if let Some(section) = found.last_mut() {
            section.fields.push(draw(&drawn, now));
        }
    }
    found
}

/// What is not asked, with the pointers of its fields.
pub(crate) fn kept(drawn: Drawn<'_>) -> Vec<(String, String)> {
    let asked = |pointer: &str| drawn.entry.is_to_correct(drawn.failed, pointer);
    drawn.filled.pairs().into_iter().filter(|(pointer, _)| !asked(pointer)).collect()
}

fn draw(drawn: &Drawn<'_>, field: &FieldView) -> Field {
    let wrong = drawn.verdict.and_then(|verdict| verdict.at(&field.pointer));
    let id = anchor(&field.pointer);
    let values = drawn.filled.all(&field.pointer);
    let offered = match field.widget {
        Widget::YesNo => yes_or_no(drawn),
        _ => field.options.clone(),
    };
    let shared = shared_note(drawn, field);
    let choice = |(place, option): (usize, &OptionView)| {
        let value = as_text(&option.value);
        let due = due_of(drawn, field, option);
        Choice {
            // The first option carries the field's own place, so that the summary's link lands in it.
            id: if place == 0 { id.clone() } else { format!("{id}-{place}") },
            chosen: values.contains(&value),
            due: due.map(|due| due.due),
            note: due.filter(|_| shared.is_none()).and_then(|due| note(due, drawn.lang)),
            title: option.title.clone(),
            value,
        }
    };
    Field {
        options: offered.iter().enumerate().map(choice).collect(),
        name: field.pointer.clone(),
        title: field.title.clone(),
        hint: field.hint.clone(),
        widget: field.widget,
        value: drawn.filled.one(&field.pointer).to_owned(),
        date: (field.widget == Widget::Date)
            .then(|| DateParts::of(drawn.filled.one(&field.pointer))),
        file: (field.widget == Widget::File).then(|| file(drawn, field)).flatten(),
        checked: matches!(drawn.filled.one(&field.pointer), "on" | "true"),
        example: field.examples.first().cloned(),
        required: field.required,
        error: wrong.map(|finding| finding.message.clone()).or_else(|| file_error(drawn, field)),
        remedy: wrong.and_then(|finding| finding.remedy.clone()),
        judged: field.options.iter().any(|option| due_of(drawn, field, option).is_some()),
        // The answer above the form says it already.
        note: shared.filter(|_| drawn.verdict.is_none()),
        id,
    }
}

/// The file that a field names, if it is there.
fn held<'a>(drawn: &Drawn<'a>, field: &FieldView) -> Option<&'a Upload> {
    let id = drawn.filled.one(&field.pointer);
    drawn.uploads.iter().find(|file| file.id.to_string() == id)
}

/// The file that a field holds, unless it has to be chosen anew.
fn file(drawn: &Drawn<'_>, field: &FieldView) -> Option<FileShown> {
    let file = held(drawn, field)?;
    (file.state != UploadState::Rejected).then(|| FileShown::own(file, drawn.below, drawn.lang))
}

/// Why the file of a field has to be chosen anew, also where the form was not checked.
fn file_error(drawn: &Drawn<'_>, field: &FieldView) -> Option<String> {
    if field.widget != Widget::File || drawn.filled.one(&field.pointer).is_empty() {
        return None;
    }
    match held(drawn, field).map(|file| (file.state, file.defect)) {
        Some((UploadState::Rejected, Some(defect))) => {
            Some(defect.text().pick(drawn.lang).to_owned())
        }
        Some((UploadState::Accepted | UploadState::Checking, _)) => None,
        _ => Some(drawn.texts.pick("file_gone", drawn.lang).to_owned()),
    }
}

fn due_of<'a>(drawn: &Drawn<'a>, field: &FieldView, option: &OptionView) -> Option<&'a DueOption> {
    drawn.due.get(&(field.pointer.clone(), as_text(&option.value)))
}

/// The one reason why none of the options is due; nothing if one is, or if the reasons differ.
fn shared_note(drawn: &Drawn<'_>, field: &FieldView) -> Option<String> {
    let mut notes = field
        .options
        .iter()
        .map(|option| due_of(drawn, field, option).and_then(|due| note(due, drawn.lang)));
    let first = notes.next()??;
    notes.all(|one| one.as_ref() == Some(&first)).then_some(first)
}

/// Why an option is not due: the first thing that stands in its way.
pub(super) fn note(of: &DueOption, lang: Lang) -> Option<String> {
    let wrong = of.findings.iter().find(|one| one.kind != FindingKind::Unknown)?;
    Some(wrong.message.pick(lang).to_owned())
}

/// The two answers of a question that needs one.
fn yes_or_no(drawn: &Drawn<'_>) -> Vec<OptionView> {
    [(true, "answer_yes"), (false, "answer_no")]
        .map(|(value, key)| OptionView {
            value: Value::Bool(value),
            title: drawn.texts.pick(key, drawn.lang).to_owned(),
        })
        .into()
}

/// The condition of a section in words: without the script everything is shown, with its condition.
fn condition(drawn: &Drawn<'_>, fields: &[FieldView], rules: &[Visibility]) -> Option<String> {
    let say = |rule: &Visibility| {
        let of = fields.iter().find(|field| field.pointer == rule.pointer)?;
        let names: Vec<String> =
            values(&rule.schema).iter().map(|value| format!("«{}»", name_of(of, value))).collect();
        let key = match (names.is_empty(), rule.shown) {
            (true, _) => "form_when_other",
            (false, true) => "form_when_shown",
            (false, false) => "form_when_hidden",
        };
        let text = drawn.texts.pick(key, drawn.lang);
        Some(text.replace("{field}", &of.title).replace("{value}", &names.join(", ")))
    };
    let said: Vec<String> = rules.iter().filter_map(say).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The values a condition names.
fn values(schema: &Value) -> Vec<&Value> {
    match (schema.get("const"), schema.get("enum").and_then(Value::as_array)) {
        (Some(one), _) => vec![one],
        (None, Some(list)) => list.iter().collect(),
        (None, None) => Vec::new(),
    }
}

fn name_of(field: &FieldView, value: &Value) -> String {
    let option = field.option(value);
    option.map_or_else(|| as_text(value), |option| option.title.clone())
}

fn when(rules: &[Visibility]) -> Option<String> {
    if rules.is_empty() { None } else { serde_json::to_string(rules).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_a_place_on_the_page() {
        assert_eq!(anchor("/certificate_kind"), "f-certificate_kind");
        assert_eq!(anchor("/a/b c<"), "f-a-b-c-");
    }
}
