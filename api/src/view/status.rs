//! How an application stands, as anybody is told who has its number and its code.

use super::summary_application;
use casework::status::Status;
use catalog::Catalog;
use domain::application::Application;
use domain::text::Lang;
use openapi::status::StatusView;

/// How it stands; `None` if the catalog lost what it goes by.
pub(crate) fn status(of: &Status, lang: Lang) -> Option<StatusView> {
    status_of(&of.catalog, &of.application, lang)
}

/// The same of an application that was found otherwise.
pub(super) fn status_of(catalog: &Catalog, of: &Application, lang: Lang) -> Option<StatusView> {
    let seen = summary_application(catalog, of, lang)?;
    Some(StatusView {
        number: seen.number,
        service_title: seen.service_title,
        stage: seen.stage,
        filed_at: seen.filed_at,
        expected_on: seen.expected_on,
        term_stands_still: seen.term_stands_still,
        lateness: seen.lateness,
        outcome: seen.outcome,
        waiting_list: seen.waiting_list,
        office: seen.office,
    })
}
