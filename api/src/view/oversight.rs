//! What is late and how applications are filed, in words.

use super::direct_reason_title;
use super::{moment, summary_application};
use casework::figures::Filings;
use catalog::Catalog;
use domain::application::{Application, Lateness};
use domain::codes::ServiceCode;
use domain::text::Lang;
use openapi::oversight::{
    ChannelFilingsView, DirectFilingsView, FilingsView, HolderView, LateCaseView,
};

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

/// How applications for a service were filed; `None` if the catalog lost the service.
pub(crate) fn filings(
    catalog: &Catalog,
    (service, of): (&ServiceCode, &Filings),
    lang: Lang,
) -> Option<FilingsView> {
    let entry = catalog.service(service)?;
    let by_channel = of.by_channel.iter().map(|(channel, applications)| ChannelFilingsView {
        channel: channel.name().to_owned(),
        applications: *applications,
    });
    let by_reason = of.direct.iter().map(|(code, applications)| DirectFilingsView {
        reason: code.to_string(),
        reason_title: direct_reason_title(catalog, code, lang),
        applications: *applications,
    });
    Some(FilingsView {
        service: service.to_string(),
        service_title: entry.service.title.pick(lang).to_owned(),
        applications: of.applications,
        by_channel: by_channel.collect(),
        direct: of.directly(),
        direct_by_reason: by_reason.collect(),
        on_paper: of.on_paper,
    })
}
