//! Figures: how many applications there are, by day of registration, service, department, office
//! and stage.

use crate::cx::Cx;
use crate::error::CaseError;
use chrono::NaiveDate;
use domain::access::{self, Access, Actor};
use domain::application::Counted;
use domain::codes::{DepartmentCode, ServiceCode, StageCode};
use std::collections::BTreeMap;

/// One line: so many applications. Lines of one day and service add up to what was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The day they count as registered.
    pub day: NaiveDate,
    /// Whose applications are counted.
    pub service: ServiceCode,
    /// Who provides it, by the passport they began with.
    pub department: DepartmentCode,
    /// The office (МФЦ) the applicants come to; `None` where the service asks for none.
    pub office: Option<DepartmentCode>,
    /// The stage they are in.
    pub stage: StageCode,
    /// How many.
    pub applications: u64,
}

/// How many days one asks for at most.
pub const MOST_DAYS: i64 = 366;

/// The figures from a day to another, both included, of the services that the asker may know them of: seconds behind
/// what happens. At most [`MOST_DAYS`] days, the first ones.
pub async fn applications(
    cx: &Cx,
    actor: &Actor,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Figure>, CaseError> {
    let catalog = cx.catalog();
    let theirs =
        |department: &DepartmentCode| access::read_figures(actor, department) == Access::Allow;
    let services: Vec<ServiceCode> = catalog
        .versions()
        .filter(|entry| theirs(&entry.service.department))
        .map(|entry| entry.service.code.clone())
        .collect();
    if services.is_empty() {
        return Err(CaseError::Forbidden);
    }
    let last = from + chrono::TimeDelta::days(MOST_DAYS - 1);
    let counts = cx.store.application_counts(&services, (from, to.min(last))).await?;
    let mut figures = BTreeMap::new();
    for (Counted { day, service, service_version, office, stage }, applications) in counts {
        let entry = catalog.service_at(&service, service_version).ok_or_else(|| {
            CaseError::Catalog(format!(
                "service {service} v{service_version} is not in the catalog any more"
            ))
        })?;
        let department = entry.service.department.clone();
        if theirs(&department) {
            *figures.entry((day, service, department, office, stage)).or_default() += applications;
        }
    }
    let line = |((day, service, department, office, stage), applications)| Figure {
        day,
        service,
        department,
        office,
        stage,
        applications,
    };
    Ok(figures.into_iter().map(line).collect())
}
