//! Duties: what a person may do for an organisation, and on which days. A scope says what a client may do, a duty
//! what a person may do; both must allow (ADR 0018).

use crate::application::Holder;
use crate::codes::DepartmentCode;
use crate::process::Role;
use crate::reception::Window;
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a person does for an organisation (RO-01…09).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyRole {
    /// Operator of an МФЦ.
    OfficeOperator,
    /// Decides on applications of their department.
    DepartmentOfficer,
    /// Courier of an МФЦ.
    Courier,
    /// Consultant of the centre of telephone service (ЦТО).
    Consultant,
    /// Curator of a department's services.
    Curator,
    /// Analyst of the region's figures.
    Analyst,
    /// Administrator of regulations: the catalog of services.
    RegulationAdministrator,
    /// Runs the platform itself; sees nobody's case.
    PlatformAdministrator,
}

impl DutyRole {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::OfficeOperator,
        Self::DepartmentOfficer,
        Self::Courier,
        Self::Consultant,
        Self::Curator,
        Self::Analyst,
        Self::RegulationAdministrator,
        Self::PlatformAdministrator,
    ];

    /// The name, as stored and shown to clients.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OfficeOperator => "office_operator",
            Self::DepartmentOfficer => "department_officer",
            Self::Courier => "courier",
            Self::Consultant => "consultant",
            Self::Curator => "curator",
            Self::Analyst => "analyst",
            Self::RegulationAdministrator => "regulation_administrator",
            Self::PlatformAdministrator => "platform_administrator",
        }
    }

    /// By which duty one receives visitors at a window.
    #[must_use]
    pub const fn at(window: &Window) -> Self {
        match window.direct_reason {
            None => Self::OfficeOperator,
            Some(_) => Self::DepartmentOfficer,
        }
    }

    /// The role in processes of one whose turn a case can be; nothing for the others.
    #[must_use]
    pub const fn in_a_process(self) -> Option<Role> {
        match self {
            Self::OfficeOperator => Some(Role::OfficeOperator),
            Self::DepartmentOfficer => Some(Role::DepartmentOfficer),
            Self::Courier => Some(Role::Courier),
            _ => None,
        }
    }

    /// Whether it is a duty in one organisation; the others are for the whole region.
    #[must_use]
    pub const fn is_of_an_organisation(self) -> bool {
        matches!(
            self,
            Self::OfficeOperator
                | Self::DepartmentOfficer
                | Self::Courier
                | Self::Consultant
                | Self::Curator
        )
    }
}

/// A text that names no role of a duty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not the role of a duty: use office_operator, department_officer, courier, consultant, curator, analyst, \
     regulation_administrator or platform_administrator"
)]
pub struct BadDutyRole;

impl FromStr for DutyRole {
    type Err = BadDutyRole;

    fn from_str(text: &str) -> Result<Self, BadDutyRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(BadDutyRole)
    }
}

/// A duty of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What they do.
    pub role: DutyRole,
    /// For which organisation; absent for duties of the whole region.
    pub organisation: Option<DepartmentCode>,
    /// From when it counts; absent: as long as ESIA tells of the post.
    pub from: Option<Moment>,
    /// Until when; absent: until it is ended.
    pub to: Option<Moment>,
    /// What it rests on: `esia`, or the order it was granted by. No names of people.
    pub granted_by: String,
}

/// Why a duty cannot be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDuty {
    /// The role is one in an organisation, and none is named.
    #[error("this role is in an organisation: name it")]
    NoOrganisation,
    /// The role is for the whole region, and an organisation is named.
    #[error("this role is for the whole region: name no organisation")]
    Organisation,
    /// It would end before it begins.
    #[error("it would end before it begins")]
    Days,
    /// Nothing says by what it is granted.
    #[error("say by what it is granted, in 1 to 200 characters: the number of an order")]
    GrantedBy,
}

impl Duty {
    /// The duty that follows from a post ESIA tells of.
    #[must_use]
    pub fn of_post(role: DutyRole, organisation: DepartmentCode) -> Self {
        let granted_by = "esia".to_owned();
        Self { role, organisation: Some(organisation), from: None, to: None, granted_by }
    }

    /// Refuses a duty that cannot be granted.
    pub fn check(&self) -> Result<(), BadDuty> {
        match (self.role.is_of_an_organisation(), &self.organisation) {
            (true, None) => return Err(BadDuty::NoOrganisation),
            (false, Some(_)) => return Err(BadDuty::Organisation),
            _ => {}
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| to <= from) {
            return Err(BadDuty::Days);
        }
        if !(1..=200).contains(&self.granted_by.trim().chars().count()) {
            return Err(BadDuty::GrantedBy);
        }
        Ok(())
    }

    /// Whether it counts at a moment: from `from` on, up to `to` and not at it.
    #[must_use]
    pub fn counts_at(&self, now: Moment) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// Whether it is a duty at the workplace where an application waits.
    #[must_use]
    pub fn is_at(&self, holder: &Holder) -> bool {
        holder.organisation.as_ref().is_some_and(|place| self.is_of((holder.role, place)))
    }

    /// Whether it makes its person one of a role of an organisation.
    #[must_use]
    pub fn is_of(&self, (role, organisation): (Role, &DepartmentCode)) -> bool {
        self.role.in_a_process() == Some(role) && self.organisation.as_ref() == Some(organisation)
    }

    /// Whether it makes its person an officer of this department.
    #[must_use]
    pub fn is_officer_of(&self, department: &DepartmentCode) -> bool {
        self.role == DutyRole::DepartmentOfficer && self.organisation.as_ref() == Some(department)
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.organisation {
            Some(organisation) => write!(f, "{}:{organisation}", self.role.name()),
            None => f.write_str(self.role.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn duty(role: DutyRole, organisation: Option<&str>) -> Duty {
        let organisation = organisation.map(|code| code.parse().unwrap());
        Duty { role, organisation, from: None, to: None, granted_by: "приказ 17".into() }
    }

    /// Proves RO-03: a duty counts on its days only.
    #[test]
    fn a_duty_counts_from_its_beginning_up_to_its_end() {
        let (from, to) = (Moment::UNIX_EPOCH, Moment::UNIX_EPOCH + TimeDelta::days(1));
        let of = |from, to| Duty { from, to, ..duty(DutyRole::Analyst, None) };
        let instant = TimeDelta::microseconds(1);
        for (now, counts) in
            [(from - instant, false), (from, true), (to - instant, true), (to, false)]
        {
            assert_eq!(of(Some(from), Some(to)).counts_at(now), counts, "{now}");
        }
        assert!(of(None, None).counts_at(from) && of(Some(from), None).counts_at(to));
    }

    #[test]
    fn what_cannot_be_granted_says_why() {
        for role in DutyRole::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            let (with, without) = (duty(role, Some("mfc")).check(), duty(role, None).check());
            if role.is_of_an_organisation() {
                assert_eq!((with, without), (Ok(()), Err(BadDuty::NoOrganisation)));
            } else {
                assert_eq!((with, without), (Err(BadDuty::Organisation), Ok(())));
            }
        }
        assert_eq!("king".parse::<DutyRole>(), Err(BadDutyRole));
        let at = Some(Moment::UNIX_EPOCH);
        let days = Duty { from: at, to: at, ..duty(DutyRole::Analyst, None) };
        assert_eq!(days.check(), Err(BadDuty::Days));
        let silent = Duty { granted_by: " ".into(), ..duty(DutyRole::Analyst, None) };
        assert_eq!(silent.check(), Err(BadDuty::GrantedBy));
    }
}
