//! «Можно ли мне?»: what of a service a person can get, as far as the profile and the registers have told.

use super::form::note;
use casework::precheck::Known;
use catalog::{Entry, FieldView, Widget};
use domain::precheck::Sufficiency;
use domain::text::Lang;
use serde::Serialize;

/// The most options of one choice that are tried against the rules.
const TRIED: usize = 8;

/// What a person can get.
#[derive(Debug, Serialize)]
pub(crate) struct May {
    /// Of each option whether it is due; empty of a reader nobody knows.
    pub(crate) options: Vec<Offered>,
}

/// An option of the choice that the rules decide.
#[derive(Debug, Serialize)]
pub(crate) struct Offered {
    title: String,
    due: Sufficiency,
    /// Why it is not due.
    note: Option<String>,
}

/// What a person can get of a service; nothing where none of its rules decides a choice.
pub(super) fn may(entry: &Entry, known: Option<&Known>, lang: Lang) -> Option<May> {
    let choice = judged(entry, lang).next()?;
    let Some(known) = known else { return Some(May { options: Vec::new() }) };
    let form = known.prefill(entry);
    let due = known.due_options(entry, &form, &choice.pointer, lang).into_iter();
    let option =
        |of: catalog::DueOption| Offered { note: note(&of, lang), title: of.title, due: of.due };
    Some(May { options: due.map(option).collect() })
}

/// The choices of a form whose options the rules decide, and which are few enough to try each.
pub(crate) fn judged(entry: &Entry, lang: Lang) -> impl Iterator<Item = FieldView> + '_ {
    let by_a_rule = |pointer: &str| {
        entry.service.precheck.iter().any(|rule| rule.pointer.as_deref() == Some(pointer))
    };
    entry.fields(lang).into_iter().filter(move |field| {
        field.widget == Widget::Radio && field.options.len() <= TRIED && by_a_rule(&field.pointer)
    })
}
