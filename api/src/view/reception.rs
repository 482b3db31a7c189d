//! Receptions, as the operator sees them.

use super::application::direct_filing;
use super::{moment, office, summary_application};
use casework::reception::read::Look;
use catalog::Catalog;
use domain::citizen::Citizen;
use domain::text::Lang;
use openapi::application::ApplicationView;
use openapi::reception::{ReceptionView, VisitorView};

/// A reception as it was looked at; `None` if the catalog lost what was filed goes by.
pub(crate) fn reception(catalog: &Catalog, of: &Look, lang: Lang) -> Option<ReceptionView> {
    let reception = &of.reception;
    let (place, reason) = (Some(&reception.window.place), reception.window.direct_reason.as_ref());
    let applications = of.applications.iter().map(|(one, code)| {
        let shown = summary_application(catalog, one, lang)?;
        Some(ApplicationView { status_code: Some(code.to_string()), ..shown })
    });
    Some(ReceptionView {
        id: reception.id.to_string(),
        office: office(catalog, place.filter(|_| reason.is_none()), lang),
        direct_filing: direct_filing(catalog, (place, reason), lang),
        begun_at: moment(reception.begun_at),
        until: moment(reception.until()),
        seconds: reception.lasted(of.now).num_seconds(),
        visitor: of.visitor.as_ref().map(|(citizen, _)| visitor(citizen)),
        applications: applications.collect::<Option<_>>()?,
    })
}

fn visitor(of: &Citizen) -> VisitorView {
    VisitorView {
        name: of.profile.full_name(),
        birth_date: of.profile.birth_date,
        has_signed_in: of.esia_oid.is_some(),
    }
}
