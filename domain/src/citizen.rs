//! A citizen's record: who they are, by ESIA, and how they can be reached.

use crate::assurance::Assurance;
use crate::id::CitizenId;
use crate::snils::Snils;
use crate::text::Lang;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A contact and whether ESIA checked it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The e-mail address or the phone in E.164.
    pub value: String,
    /// Whether the owner proved it.
    pub verified: bool,
}

/// An identity document of the profile.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityDocument {
    /// ESIA's type, e.g. `RF_PASSPORT`.
    pub kind: String,
    /// Series, if the kind has one.
    pub series: Option<String>,
    /// As ESIA gives it: digits, or letters and digits.
    pub number: String,
    /// When it was issued.
    pub issued_on: Option<NaiveDate>,
    /// By whom.
    pub issued_by: Option<String>,
}

/// A post a person holds (employment in an organisation, as ESIA knows it).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// ОГРН of the organisation.
    pub ogrn: String,
    /// Its short name.
    pub organisation: String,
}

/// What ESIA told of a person. Personal data: stored sealed, `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Фамилия; empty for a person who has none.
    pub last_name: String,
    /// Имя; empty for a person whose only name is the family's. One of both is there.
    pub first_name: String,
    /// Отчество, if there is one.
    pub middle_name: Option<String>,
    /// Absent where ESIA does not tell it.
    pub birth_date: Option<NaiveDate>,
    /// СНИЛС, eleven digits; absent in simplified accounts.
    pub snils: Option<String>,
    /// E-mail.
    pub email: Option<Contact>,
    /// Mobile phone.
    pub mobile: Option<Contact>,
    /// Identity documents.
    #[serde(default)]
    pub documents: Vec<IdentityDocument>,
    /// Posts held.
    #[serde(default)]
    pub posts: Vec<Post>,
}

impl Profile {
    /// A person of whom nothing but family name and given name is known.
    #[must_use]
    pub fn named(last_name: &str, first_name: &str) -> Self {
        Self {
            last_name: last_name.to_owned(),
            first_name: first_name.to_owned(),
            middle_name: None,
            birth_date: None,
            snils: None,
            email: None,
            mobile: None,
            documents: Vec::new(),
            posts: Vec::new(),
        }
    }

    /// Whether it holds a document of this type of ESIA's, e.g. `RF_PASSPORT`.
    #[must_use]
    pub fn has_document(&self, kind: &str) -> bool {
        self.documents.iter().any(|one| one.kind == kind)
    }

    /// «Фамилия Имя Отчество», of those there are: some people have one name only.
    #[must_use]
    pub fn full_name(&self) -> String {
        self.names().collect::<Vec<_>>().join(" ")
    }

    /// How a page speaks to the person: by the given name, or the only one.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.first_name.is_empty() { &self.last_name } else { &self.first_name }
    }

    /// «И***в И. О.»: enough for the owner to know themself, too little for others.
    #[must_use]
    pub fn masked_name(&self) -> String {
        let mut names = self.names();
        let letters: Vec<char> = names.next().unwrap_or_default().chars().collect();
        let mut masked: String = letters.first().into_iter().collect();
        masked.push_str("***");
        if letters.len() > 3 {
            masked.extend(letters.last());
        }
        for name in names {
            masked.push(' ');
            masked.extend(name.chars().next());
            masked.push('.');
        }
        masked
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let all = [Some(&self.last_name), Some(&self.first_name), self.middle_name.as_ref()];
        all.into_iter().flatten().map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The СНИЛС, if there is a well-formed one.
    #[must_use]
    pub fn checked_snils(&self) -> Option<Snils> {
        self.snils.as_deref().and_then(|text| text.parse().ok())
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile(…)")
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(…)")
    }
}

impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityDocument(…)")
    }
}

/// A citizen's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    /// Our identifier.
    pub id: CitizenId,
    /// The account's number at ESIA; nothing of a person who came to an office and has not signed in yet.
    pub esia_oid: Option<i64>,
    /// The level of the account when it last signed in.
    pub assurance: Assurance,
    /// What ESIA told, or what an operator read off their documents while ESIA has told nothing.
    pub profile: Profile,
    /// The language they chose to be written to in; nothing while they have chosen none.
    pub lang: Option<Lang>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_tells_the_owner_and_nobody_else() {
        let profile = Profile {
            middle_name: Some("Олеговна".into()),
            ..Profile::named("Рябинина", "Анна")
        };
        assert_eq!(profile.masked_name(), "Р***а А. О.");
        assert_eq!(profile.full_name(), "Рябинина Анна Олеговна");
        assert_eq!(format!("{profile:?}"), "Profile(…)");
        let alone = Profile::named("", "Сари");
        assert_eq!((alone.full_name().as_str(), alone.called()), ("Сари", "Сари"));
        assert_eq!(alone.masked_name(), "С***и");
        assert_eq!(Profile::named("Ким", "").called(), "Ким");
    }
}
