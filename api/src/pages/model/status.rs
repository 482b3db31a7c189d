//! How an application stands, for whoever has its number and its code.

use super::desk::Missed;
use crate::pages::dates::{When, day, moment};
use casework::status::Status;
use catalog::diagram::Names;
use chrono::NaiveDate;
use domain::text::Lang;
use openapi::application::OfficeView;
use openapi::status::StatusView;
use serde::Serialize;

/// The form.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Ask {
    pub(crate) number: String,
    pub(crate) code: String,
    pub(crate) missed: Option<Missed>,
}

/// How it stands.
#[derive(Debug, Serialize)]
pub(crate) struct Known {
    number: String,
    title: String,
    stage: String,
    hint: String,
    outcome: Option<String>,
    filed: When,
    /// Whose turn it is, in words; nothing once it has ended.
    whose: Option<String>,
    /// Until when; nothing once it has ended.
    due: Option<When>,
    /// The day the answer is due at the latest; nothing while the applicant is waited for, and once it has ended.
    expected: Option<When>,
    /// Whether that day has passed.
    overdue: bool,
    /// The place on the waiting list, where it is on one.
    place: Option<u32>,
    office: Option<OfficeView>,
}

/// The page of an application as it stands; `None` if the catalog lost what it goes by.
pub(crate) fn known(
    status: &Status,
    of: StatusView,
    (today, lang): (NaiveDate, Lang),
) -> Option<Known> {
    let (application, catalog) = (&status.application, &status.catalog);
    let entry = catalog.service_at(&application.service, application.service_version)?;
    let process = catalog.process_at(&application.process, application.process_version)?;
    let stage = process.stage(&application.stage)?;
    let names = Names::of(process, Some(entry));
    Some(Known {
        number: of.number,
        title: of.service_title,
        stage: of.stage.title,
        hint: of.stage.hint,
        filed: moment(of.filed_at, lang),
        whose: of.outcome.is_none().then(|| names.about(stage, lang)),
        due: of.stage.due_at.map(|at| day(at.date_naive(), lang)),
        expected: (of.outcome.is_none() && !of.term_stands_still)
            .then(|| day(of.expected_on, lang)),
        overdue: application.is_overdue(today),
        place: of.waiting_list.map(|list| list.place),
        office: of.office.filter(|_| of.outcome.is_none()),
        outcome: of.outcome,
    })
}
