//! What is late, in words.

use super::{moment, summary_application};
use catalog::Catalog;
use domain::application::{Application, Lateness};
use domain::text::Lang;
use openapi::oversight::{HolderView, LateCaseView};

/// A case that is late; `None` where it is not, has ended, or the catalog lost what it goes by.
pub(crate) fn late_case(catalog: &Catalog, of: &Application, lang: Lang) -> Option<LateCaseView> {
    let (late, holder) = (of.lateness?, of.holder.as_ref()?);
    let shown = summary_application(catalog, of, lang)?;
    let organisation = holder.organisation.as_ref();
    let title = organisation.and_then(|code| catalog.department(code)).map(|one| &one.title);
    Some(LateCaseView {
        number: shown.number,
        service: shown.service,
        service_title: shown.service_title,
        stage: shown.stage,
        lateness: lateness(late).to_owned(),
        due_at: moment(of.due_at),
        holder: HolderView {
            role: holder.role.name().to_owned(),
            organisation: organisation.map(ToString::to_string),
            organisation_title: title.map(|title| title.pick(lang).to_owned()),
            taken: of.assignee.is_some() || !holder.role.has_a_workplace(),
        },
    })
}

/// How late a case is, by the word of the API.
pub(crate) const fn lateness(of: Lateness) -> &'static str {
    match of {
        Lateness::Near => "near",
        Lateness::Over => "over",
    }
}
