//! The desk of a department's officer: what waits, and a case without the applicant's contacts (G4.1).

use super::application::CasePage;
use super::cabinet::Row;
use crate::pages::dates::{When, day};
use casework::read::Case;
use catalog::{Entry, FieldView, Widget, as_text};
use chrono::NaiveDate;
use domain::citizen::Profile;
use domain::process::ReasonKind;
use domain::text::Lang;
use openapi::application::MoveView;
use openapi::service::ReasonView;
use serde::Serialize;
use serde_json::Value;

/// The list.
#[derive(Debug, Serialize)]
pub(crate) struct Desk {
    pub(crate) rows: Vec<Row>,
    /// How many there are, where that is known.
    pub(crate) count: Option<u64>,
    /// The cursor of those due later.
    pub(crate) next: Option<String>,
    pub(crate) search: Search,
}

/// How much of a text that is no number is shown again.
const LONGEST: usize = 40;

impl Desk {
    /// The desk that says why a text led to no case, and shows it again.
    pub(crate) fn missed(text: &str, why: Missed) -> Self {
        let search = Search { number: text.chars().take(LONGEST).collect(), missed: Some(why) };
        Self { rows: Vec::new(), count: None, next: None, search }
    }
}

/// The field that looks for a case by its number.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Search {
    /// What was typed.
    pub(crate) number: String,
    /// Why it led to no case.
    pub(crate) missed: Option<Missed>,
}

/// Why a text led to no case.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Missed {
    /// It is no number.
    Form,
    /// A digit of it is wrong.
    CheckDigit,
    /// The department has no case of this number.
    Unknown,
}

#[derive(Debug, Serialize)]
pub(crate) struct DeskCase {
    pub(crate) case: CasePage,
    /// Whom it is about: a decision is made on a person. No contacts.
    pub(crate) applicant: String,
    pub(crate) born: Option<When>,
    pub(crate) answers: Vec<Answer>,
    /// What the officer may do.
    pub(crate) moves: Vec<Decision>,
    /// What would need a reason, and every reason is closed by pre-check.
    pub(crate) closed: Vec<String>,
}

/// A move of an officer.
#[derive(Debug, Serialize)]
pub(crate) struct Decision {
    pub(crate) code: String,
    pub(crate) title: String,
    /// The reasons it takes one of; empty when it takes none.
    pub(crate) reasons: Vec<ReasonView>,
}

/// An answer of the form.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    pub(crate) title: String,
    pub(crate) value: String,
}

/// A case for an officer; `None` if the catalog lost what it goes by.
pub(crate) fn case(
    of: &Case,
    page: CasePage,
    who: &Profile,
    form: &Value,
    lang: Lang,
) -> Option<DeskCase> {
    let application = &of.application;
    let entry = of.catalog.service_at(&application.service, application.service_version)?;
    let process = of.catalog.process_at(&application.process, application.process_version)?;
    let takes_reason = |one: &MoveView| {
        let found = one.code.parse().ok().and_then(|code| process.find_move(&code));
        found.is_some_and(|found| found.reason != ReasonKind::None)
    };
    let (closed, open): (Vec<MoveView>, Vec<MoveView>) =
        page.moves.iter().cloned().partition(|one| one.reasons.is_empty() && takes_reason(one));
    let decision =
        |one: MoveView| Decision { code: one.code, title: one.title, reasons: one.reasons };
    Some(DeskCase {
        case: page,
        applicant: who.full_name(),
        born: who.birth_date.map(|born| day(born, lang)),
        answers: answers(entry, &entry.form_for_department(form), lang),
        moves: open.into_iter().map(decision).collect(),
        closed: closed.into_iter().map(|one| one.title).collect(),
    })
}

/// What was answered, field by field, in words.
fn answers(entry: &Entry, form: &Value, lang: Lang) -> Vec<Answer> {
    let one = |field: FieldView| {
        let value = form.pointer(&field.pointer)?;
        let value = match value {
            Value::Array(items) => {
                items.iter().map(|item| in_words(&field, item, lang)).collect::<Vec<_>>().join(", ")
            }
            one => in_words(&field, one, lang),
        };
        Some(Answer { title: field.title, value })
    };
    entry.fields(lang).into_iter().filter_map(one).collect()
}

fn in_words(field: &FieldView, value: &Value, lang: Lang) -> String {
    if let Some(option) = field.options.iter().find(|option| option.value == *value) {
        return option.title.clone();
    }
    let date = value.as_str().filter(|_| field.widget == Widget::Date);
    match (date.and_then(|text| text.parse::<NaiveDate>().ok()), value, lang) {
        (Some(date), _, lang) => day(date, lang).text,
        (None, Value::Bool(true), Lang::Ru) => "да".to_owned(),
        (None, Value::Bool(false), Lang::Ru) => "нет".to_owned(),
        (None, Value::Bool(true), Lang::En) => "yes".to_owned(),
        (None, Value::Bool(false), Lang::En) => "no".to_owned(),
        (None, other, _) => as_text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catalog::Catalog;
    use serde_json::json;

    /// Proves G4.1 on the page of a case.
    #[test]
    fn an_officer_reads_answers_in_words_and_never_a_contact() {
        let catalog = Catalog::embedded().unwrap();
        let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
        let form = json!({
            "certificate_kind": "registration_periods", "period_from": "2026-01-02", "email": "a@example.ru"
        });
        let told = answers(entry, &entry.form_for_department(&form), Lang::Ru);
        let told: Vec<&str> = told.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(told, ["Периоды учёта", "2 января 2026"]);
    }
}
