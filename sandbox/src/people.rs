//! The demo people: twenty invented residents and officers every stand-in knows.

use chrono::NaiveDate;
use domain::snils::Snils;
use serde::{Deserialize, Serialize};

const EMBEDDED: &str = include_str!("../people.json");

/// An invented person with an ESIA account. No `Debug`: it reads like personal data.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The short latin name forms and tests choose the person by.
    pub key: String,
    /// The number of the ESIA account.
    pub oid: u64,
    /// Who they are, in a few Russian words.
    pub about: String,
    /// Whether the account is confirmed (подтверждённая) or simplified (упрощённая).
    pub confirmed: bool,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество.
    pub middle_name: Option<String>,
    /// As in the passport.
    pub birth_date: NaiveDate,
    /// Birth place, as the passport says.
    pub birth_place: String,
    /// `M` or `F`.
    pub gender: String,
    /// СНИЛС, `000-000-000 00`.
    pub snils: Option<String>,
    /// ИНН, twelve digits.
    pub inn: Option<String>,
    /// Of the Russian Federation; a child has none.
    pub passport: Option<Passport>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone, `+7(900)0000001`.
    pub mobile: String,
    /// Where they live and are registered.
    pub address: Address,
    /// Children.
    #[serde(default)]
    pub kids: Vec<Kid>,
    /// Organisations they act for.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// What the employment register holds about them.
    pub employment: Option<Employment>,
}

/// A passport of the Russian Federation.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passport {
    /// Four digits.
    pub series: String,
    /// Six digits.
    pub number: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// The code of the office, `000-000`.
    pub issue_id: String,
    /// Who issued it.
    pub issued_by: String,
}

/// A postal address.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Субъект Федерации.
    pub region: String,
    /// Населённый пункт.
    pub city: String,
    /// Улица.
    pub street: String,
    /// Дом.
    pub house: String,
    /// Квартира.
    pub flat: String,
    /// Postal index.
    pub zip_code: String,
}

/// A child.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kid {
    /// The number within the parent's account.
    pub id: u64,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество.
    pub middle_name: Option<String>,
    /// As in the passport.
    pub birth_date: NaiveDate,
    /// `M` or `F`.
    pub gender: String,
    /// СНИЛС.
    pub snils: String,
    /// The birth certificate.
    pub certificate: Certificate,
}

/// A birth certificate.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Four digits.
    pub series: String,
    /// Six digits.
    pub number: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// Who issued it.
    pub issued_by: String,
}

/// A person's part in an organisation.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The number of the organisation's account.
    pub org_oid: u64,
    /// Short name of the organisation.
    pub short_name: String,
    /// Full name of the organisation.
    pub full_name: String,
    /// ОГРН, thirteen digits: what the platform knows its offices by.
    pub ogrn: String,
    /// `LEGAL`, `AGENCY` or `BUSINESS`.
    pub r#type: String,
    /// As the organisation has entered it at ESIA.
    pub position: String,
}

/// What the employment register holds about a person.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employment {
    /// Registered now, or removed.
    pub status: EmploymentStatus,
    /// Start of the last registration.
    pub registered_on: NaiveDate,
    /// End of the last registration.
    pub removed_on: Option<NaiveDate>,
    /// The department does not decide by itself about this person.
    pub needs_officer: bool,
    /// Every registration.
    pub periods: Vec<Period>,
    /// Benefits paid, by month.
    pub benefits: Vec<Benefit>,
}

/// Whether the person is registered as unemployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmploymentStatus {
    /// Registered now.
    Unemployed,
    /// Was registered once.
    Removed,
}

/// One registration, open when `to` is absent.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A month's benefit.
#[derive(Clone, Serialize, Deserialize)]
pub struct Benefit {
    /// `2026-08`.
    pub month: String,
    /// A hundredth of a ruble each.
    pub amount_kopecks: i64,
}

impl Person {
    /// Фамилия Имя Отчество.
    #[must_use]
    pub fn full_name(&self) -> String {
        full_name(&self.last_name, &self.first_name, self.middle_name.as_deref())
    }

    /// The level of the account in words.
    #[must_use]
    pub fn level(&self) -> &'static str {
        if self.confirmed { "подтверждённая" } else { "упрощённая" }
    }
}

/// Фамилия Имя Отчество, of who has them.
pub(crate) fn full_name(last: &str, first: &str, middle: Option<&str>) -> String {
    [Some(last), Some(first), middle].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A person who differs from another in what tells people apart.
fn resident(like: &Person, number: u32) -> Person {
    Person {
        key: format!("resident-{number}"),
        oid: 1_100_000_000 + u64::from(number),
        about: format!("Житель № {number}, для измерений"),
        last_name: format!("Жительская-{number}"),
        snils: Snils::of_account(901_000_000 + number).map(|snils| snils.to_string()),
        inn: None,
        email: Some(format!("resident-{number}@example.ru")),
        ..like.clone()
    }
}

/// All demo people.
#[derive(Clone)]
pub struct People(Vec<Person>);

impl People {
    /// The people embedded in this crate.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(EMBEDDED).map(Self)
    }

    /// With so many residents more, for measurements: each has Anna's life under a name, numbers and addresses of their
    /// own, and is known by the key `resident-1` and on.
    #[must_use]
    pub fn with_residents(mut self, count: u32) -> Self {
        let Some(anna) = self.0.first().cloned() else { return self };
        self.0.extend((1..=count).map(|number| resident(&anna, number)));
        self
    }

    /// Everyone, in the order they are shown.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.0.iter()
    }

    /// The person of this key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Person> {
        self.0.iter().find(|person| person.key == key)
    }

    /// The person of this account.
    #[must_use]
    pub fn by_oid(&self, oid: u64) -> Option<&Person> {
        self.0.iter().find(|person| person.oid == oid)
    }

    /// The person of this СНИЛС, spelled with or without separators.
    #[must_use]
    pub fn by_snils(&self, snils: &Snils) -> Option<&Person> {
        let written = snils.to_string();
        self.0.iter().find(|person| person.snils.as_deref() == Some(written.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_twenty_are_distinct_and_their_numbers_hold() {
        let people = People::embedded().unwrap();
        assert_eq!(people.iter().count(), 20);
        assert_eq!(people.iter().map(|p| &p.last_name).collect::<BTreeSet<_>>().len(), 20);
        assert_eq!(people.iter().map(|p| &p.key).collect::<BTreeSet<_>>().len(), 20);
        for (place, person) in (1_u64..).zip(people.iter()) {
            assert_eq!(person.oid, 1_000_000_000 + place, "{}", person.key);
            assert_eq!(person.snils.is_some(), person.confirmed, "{}", person.key);
            for snils in person.snils.iter().chain(person.kids.iter().map(|kid| &kid.snils)) {
                assert_eq!(&snils.parse::<Snils>().unwrap().to_string(), snils);
            }
            let email = person.email.as_deref();
            assert!(email.is_none_or(|email| email.ends_with("@example.ru")), "{}", person.key);
        }
        let anna = "900-101-317 08".parse().unwrap();
        assert_eq!(people.by_snils(&anna).unwrap().key, "anna");
    }

    #[test]
    fn residents_are_told_apart_by_every_number_people_are_known_by() {
        let people = People::embedded().unwrap().with_residents(300);
        assert_eq!(people.iter().count(), 320);
        let residents: Vec<_> = people.iter().skip(20).collect();
        let distinct = |of: fn(&Person) -> String| {
            residents.iter().map(|one| of(one)).collect::<BTreeSet<_>>().len()
        };
        assert_eq!(distinct(|one| one.oid.to_string()), 300);
        assert_eq!(distinct(|one| one.snils.clone().expect("its check digits hold")), 300);
        assert_eq!(distinct(|one| one.email.clone().unwrap()), 300);
        let last = people.by_key("resident-300").unwrap();
        let snils: Snils = last.snils.as_deref().unwrap().parse().unwrap();
        assert_eq!(people.by_snils(&snils).unwrap().key, last.key);
        assert_eq!(people.by_oid(last.oid).unwrap().key, last.key);
        assert!(last.employment.is_some());
    }
}
