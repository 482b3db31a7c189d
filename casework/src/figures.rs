//! Figures: how many applications there are, by day of registration, service, department, channel, office
//! and stage.

use crate::cx::Cx;
use crate::error::CaseError;
use chrono::{NaiveDate, TimeDelta};
use domain::access::{self, Access, Actor};
use domain::application::{Channel, Counted};
use domain::codes::{DepartmentCode, DirectReasonCode, ServiceCode, StageCode};
use domain::process::Process;
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
    /// Where they were filed; `None` for a while after an upgrade, until they are counted by it.
    pub channel: Option<Channel>,
    /// Why they were filed at the department, if they were (AR-05).
    pub direct_reason: Option<DirectReasonCode>,
    /// The office (МФЦ) the applicants come to; `None` where the service asks for none.
    pub office: Option<DepartmentCode>,
    /// The stage they are in.
    pub stage: StageCode,
    /// How many.
    pub applications: u64,
}

/// How applications for a service were filed: how many at the department itself (AR-05), and how many with papers (AR-09).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filings {
    /// How many there are.
    pub applications: u64,
    /// Of them, by where; for a while after an upgrade not all are counted by it.
    pub by_channel: BTreeMap<Channel, u64>,
    /// Those filed at the department, by the reason.
    pub direct: BTreeMap<DirectReasonCode, u64>,
    /// How many go by a process in which papers are carried, as the process is now (AR-09); the others are electronic from end to end.
    pub on_paper: u64,
}

impl Filings {
    /// How many were filed at the department.
    #[must_use]
    pub fn directly(&self) -> u64 {
        self.direct.values().sum()
    }
}

/// How many days one asks for at most.
pub const MOST_DAYS: i64 = 366;

/// The figures from a day to another, both included, of the services that the asker may know them of: seconds behind
/// what happens. At most [`MOST_DAYS`] days, the first ones.
pub async fn applications(
    cx: &Cx,
    actor: &Actor,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Figure>, CaseError> {
    let mut figures = BTreeMap::new();
    for Line { counted, department, applications, on_paper: _ } in lines(cx, actor, days).await? {
        let Counted { day, service, channel, direct_reason, office, stage, .. } = counted;
        let place = (channel, direct_reason, office, stage);
        *figures.entry((day, service, department, place)).or_default() += applications;
    }
    let line = |((day, service, department, place), applications)| {
        let (channel, direct_reason, office, stage) = place;
        Figure { day, service, department, channel, direct_reason, office, stage, applications }
    };
    Ok(figures.into_iter().map(line).collect())
}

/// The same, by how applications were filed: a line for each service for which something was.
pub async fn filings(
    cx: &Cx,
    actor: &Actor,
    days: (NaiveDate, NaiveDate),
) -> Result<BTreeMap<ServiceCode, Filings>, CaseError> {
    let mut services: BTreeMap<ServiceCode, Filings> = BTreeMap::new();
    for Line { counted, applications, on_paper, .. } in lines(cx, actor, days).await? {
        let filings = services.entry(counted.service).or_default();
        filings.applications += applications;
        if on_paper {
            filings.on_paper += applications;
        }
        if let Some(channel) = counted.channel {
            *filings.by_channel.entry(channel).or_default() += applications;
        }
        if let Some(reason) = counted.direct_reason {
            *filings.direct.entry(reason).or_default() += applications;
        }
    }
    Ok(services)
}

/// A count, with what the catalog tells of it.
struct Line {
    counted: Counted,
    /// Who provides the service, by the passport they began with.
    department: DepartmentCode,
    applications: u64,
    /// Whether the process by which such applications go has papers carried.
    on_paper: bool,
}

/// The counts that the asker may know.
async fn lines(
    cx: &Cx,
    actor: &Actor,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Line>, CaseError> {
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
    let last = from.checked_add_signed(TimeDelta::days(MOST_DAYS - 1)).unwrap_or(NaiveDate::MAX);
    let mut lines = Vec::new();
    for (counted, applications) in
        cx.store.application_counts(&services, (from, to.min(last))).await?
    {
        let Counted { service, service_version, .. } = &counted;
        let entry = catalog.service_at(service, *service_version).ok_or_else(|| {
            CaseError::Catalog(format!(
                "service {service} v{service_version} is not in the catalog any more"
            ))
        })?;
        let goes_by = counted.channel.and_then(|channel| channel.process_of(&entry.service));
        let process = goes_by.and_then(|code| catalog.process(code));
        let on_paper = process.is_some_and(Process::carries_papers);
        let department = entry.service.department.clone();
        if theirs(&department) {
            lines.push(Line { counted, department, applications, on_paper });
        }
    }
    Ok(lines)
}
