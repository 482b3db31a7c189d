//! Organisations that provide services, and registers that hold facts.

use domain::codes::{DepartmentCode, RegisterCode};
use domain::duty::{Duty, DutyRole};
use domain::text::Text;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An organisation (ведомство, подведомственная организация, МФЦ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// As passports and duties name it: kebab-case.
    pub code: DepartmentCode,
    /// Its full name.
    pub title: Text,
    /// Its short name.
    pub short: Text,
    /// ОГРН, by which ESIA names it; absent while nobody of it signs in here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    /// The department it acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<DepartmentCode>,
    /// What a post in it lets a person do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<DutyRole>,
    /// Where people come to, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Office>,
}

/// A place where people are received (офис МФЦ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The municipality it stands in.
    pub municipality: Text,
    /// Its address, as people read it.
    pub address: Text,
    /// When it is open.
    pub hours: Text,
}

/// A fact a register holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFact {
    /// Its name.
    pub title: Text,
    /// Other names a form might ask for it by; it may not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// What its codes mean.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Text>,
    /// What its number counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The fields of a fact that has fields, or of each item of its list, that people are shown.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: IndexMap<String, RegisterPart>,
}

/// What a number of a fact counts, where people are shown it in another way than it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Kopecks; people read roubles.
    Kopecks,
}

/// A field of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterPart {
    /// Its name.
    pub title: Text,
    /// What its number counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// A register the platform asks instead of the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// As passports name it: kebab-case.
    pub code: RegisterCode,
    /// Its name.
    pub title: Text,
    /// Who keeps it.
    pub holder: DepartmentCode,
    /// The facts it holds, in the order people are shown them; rules read them as `registers.<code>.<fact>`.
    pub facts: IndexMap<String, RegisterFact>,
}

impl Register {
    /// The fact a form's field of this name would ask again, if there is one.
    #[must_use]
    pub fn holds(&self, field: &str) -> Option<&str> {
        self.facts
            .iter()
            .find(|(name, fact)| *name == field || fact.also_known_as.iter().any(|n| n == field))
            .map(|(name, _)| name.as_str())
    }
}

/// The duties of a post in an organisation: an officer also acts for the department it is part of.
pub(crate) fn duties(all: &[Department], ogrn: &str) -> Vec<Duty> {
    let mut found = Vec::new();
    for one in all.iter().filter(|one| one.ogrn.as_deref() == Some(ogrn)) {
        for role in &one.roles {
            let also = one.part_of.as_ref().filter(|_| *role == DutyRole::DepartmentOfficer);
            let places = [Some(&one.code), also].into_iter().flatten();
            found.extend(places.map(|code| Duty::of_post(*role, code.clone())));
        }
    }
    found
}

/// Whether the text has the shape of an ОГРН. Its check digit is not looked at: the numbers of the
/// demonstration are made up so that they can belong to nobody.
pub(crate) fn looks_like_ogrn(text: &str) -> bool {
    text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit())
}
