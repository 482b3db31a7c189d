//! What is late and how applications are filed, as those who answer for services see it.

use super::application::who;
use crate::drawing::Texts;
use crate::pages::dates::{When, day, moment};
use crate::view;
use catalog::Catalog;
use domain::application::{Application, Lateness};
use domain::text::Lang;
use domain::time::Moment;
use openapi::oversight::{FilingsView, LateCaseView};
use serde::Serialize;

/// The page.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Oversight {
    pub(crate) rows: Vec<Row>,
    /// The cursor of those that are due later.
    pub(crate) next: Option<String>,
    /// How applications were filed in the last days, service by service; on the first page.
    pub(crate) filings: Vec<FilingsView>,
}

/// A case that is late, or nearly.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    number: String,
    title: String,
    stage: String,
    /// Whose turn it is.
    holder: String,
    /// Whether somebody there has taken it.
    taken: bool,
    /// How late it is, in a word.
    late: String,
    /// Whether what was promised is broken already, and not only near.
    bad: bool,
    /// When that term ends, or ended.
    due: When,
    /// When the stage must be left.
    stage_due: Option<When>,
}

/// The row of a case; `None` where it is not late.
pub(crate) fn row(
    catalog: &Catalog,
    of: &Application,
    (texts, lang): (&Texts, Lang),
    now: Moment,
) -> Option<Row> {
    let LateCaseView { number, service: _, service_title, stage, lateness: _, due_at, holder } =
        view::late_case(catalog, of, lang)?;
    let late = match (of.lateness == Some(Lateness::Over), of.stage_due_at) {
        (true, _) => "late_over",
        (false, Some(due)) if due < now => "late_stage",
        (false, _) => "late_near",
    };
    let role = texts.pick(who(&holder.role), lang).to_owned();
    Some(Row {
        number,
        title: service_title,
        stage: stage.title,
        holder: holder.organisation_title.unwrap_or(role),
        taken: holder.taken,
        late: texts.pick(late, lang).to_owned(),
        bad: late != "late_near",
        due: day(due_at.date_naive(), lang),
        stage_due: stage.due_at.map(|at| moment(at, lang)),
    })
}
