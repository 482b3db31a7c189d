//! What an operator reads off a visitor's documents: typed as it stands there, and taken as it was meant.

use crate::citizen::{IdentityDocument, Profile};
use crate::snils::{BadSnils, Snils};
use crate::text::Text;
use crate::typed;
use chrono::{Months, NaiveDate};
use std::fmt;

/// The longest name and the longest "issued by", in characters.
const LONGEST_TEXT: usize = 200;
/// How many years ago the oldest visitor was born.
const OLDEST_YEARS: u32 = 130;

/// The document that shows who a visitor is, as ESIA calls it: паспорт гражданина Российской Федерации, a series of four digits and a
/// number of six.
const PASSPORT: &str = "RF_PASSPORT";

/// A visitor's data as typed: any field may be empty or wrong.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VisitorCard {
    /// СНИЛС.
    pub snils: String,
    /// Фамилия.
    pub last_name: String,
    /// Имя.
    pub first_name: String,
    /// Отчество; empty for who has none.
    pub middle_name: String,
    /// The day of birth.
    pub birth_date: String,
    /// The series of the passport.
    pub document_series: String,
    /// The number of the passport.
    pub document_number: String,
    /// The day it was issued.
    pub issued_on: String,
    /// By whom it was issued.
    pub issued_by: String,
}

/// A visitor, as their documents tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// СНИЛС: by it their record is found.
    pub snils: Snils,
    /// The rest.
    pub profile: Profile,
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadField {
    /// Which, as a JSON pointer into the request.
    pub pointer: &'static str,
    /// What is wrong and what to do.
    pub message: Text,
}

impl VisitorCard {
    /// Takes it as it was meant; or every field that cannot be taken.
    pub fn read(&self, today: NaiveDate) -> Result<Visitor, Vec<BadField>> {
        let mut bad = Vec::new();
        let mut wrong = |pointer, ru: &str, en: &str| {
            bad.push(BadField { pointer, message: Text::new(ru, en) });
        };
        let snils = self.snils.parse::<Snils>().map_err(|why| {
            let (ru, en) = snils_words(why);
            wrong("/snils", ru, en);
        });
        let (last_name, first_name) = (typed::tidy(&self.last_name), typed::tidy(&self.first_name));
        let middle_name = typed::tidy(&self.middle_name);
        for (pointer, name) in [
            ("/last_name", &last_name),
            ("/first_name", &first_name),
            ("/middle_name", &middle_name),
        ] {
            if !is_name(name) {
                let (ru, en) = NAME;
                wrong(pointer, ru, en);
            }
        }
        if last_name.is_empty() && first_name.is_empty() {
            let (ru, en) =
                ("Укажите фамилию и имя, как в документе", "Write the names of the document");
            wrong("/last_name", ru, en);
        }
        let born = typed::date(&self.birth_date).filter(|on| could_be_born(*on, today));
        if born.is_none() {
            let (ru, en) = ("Укажите дату рождения, как в документе", "Write the day of birth");
            wrong("/birth_date", ru, en);
        }
        let document = self.document(today, &mut wrong);
        let (Ok(snils), Some(document)) = (snils, document) else {
            return Err(bad);
        };
        if !bad.is_empty() {
            return Err(bad);
        }
        let profile = Profile {
            last_name,
            first_name,
            middle_name: Some(middle_name).filter(|name| !name.is_empty()),
            birth_date: born,
            snils: Some(snils.digits().to_owned()),
            email: None,
            mobile: None,
            documents: vec![document],
            posts: Vec::new(),
        };
        Ok(Visitor { snils, profile })
    }

    fn document(
        &self,
        today: NaiveDate,
        wrong: &mut impl FnMut(&'static str, &str, &str),
    ) -> Option<IdentityDocument> {
        let series = typed::ungrouped(&self.document_series);
        let number = typed::ungrouped(&self.document_number);
        let (series_fits, number_fits) = (are_digits(&series, 4), are_digits(&number, 6));
        if !series_fits {
            wrong("/document/series", "Серия паспорта: четыре цифры", "A series has four digits");
        }
        if !number_fits {
            wrong("/document/number", "Номер паспорта: шесть цифр", "A number has six digits");
        }
        let issued_on = typed::date(&self.issued_on).filter(|on| *on <= today);
        if issued_on.is_none() {
            let (ru, en) = ("Укажите, когда документ выдан", "Write when it was issued");
            wrong("/document/issued_on", ru, en);
        }
        let issued_by = typed::tidy(&self.issued_by);
        let by_fits = (1..=LONGEST_TEXT).contains(&issued_by.chars().count());
        if !by_fits {
            let (ru, en) = ("Укажите, кем документ выдан", "Write by whom it was issued");
            wrong("/document/issued_by", ru, en);
        }
        let fits = series_fits && number_fits && issued_on.is_some() && by_fits;
        fits.then(|| IdentityDocument {
            kind: PASSPORT.to_owned(),
            series: Some(series),
            number,
            issued_on,
            issued_by: Some(issued_by),
        })
    }
}

impl Visitor {
    /// Whether a record may be theirs: of the same names and the same day of birth, as far as it says them. A person can
    /// change the family name; then ESIA knows the new one before an office does, or the office asks for it to be told to ESIA.
    #[must_use]
    pub fn is_in(&self, record: &Profile) -> bool {
        let same = |one: &str, other: &str| typed::alike(one) == typed::alike(other);
        let own = &self.profile;
        same(&own.last_name, &record.last_name) && own.may_be_born_as(record)
    }
}

impl Profile {
    /// Whether two records of one СНИЛС speak of one person: of the same given name and the same day of birth. The family name
    /// may have changed between them.
    #[must_use]
    pub fn may_be_born_as(&self, other: &Self) -> bool {
        typed::alike(&self.first_name) == typed::alike(&other.first_name)
            && (self.birth_date.is_none()
                || other.birth_date.is_none()
                || self.birth_date == other.birth_date)
    }
}

impl fmt::Debug for VisitorCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorCard(…)")
    }
}

/// What is told of a name.
const NAME: (&str, &str) = (
    "Пишите имя буквами, как в документе, без цифр и знаков",
    "Write the name in letters, as in the document",
);

const fn snils_words(why: BadSnils) -> (&'static str, &'static str) {
    match why {
        BadSnils::Length => ("В СНИЛС одиннадцать цифр", "A SNILS has eleven digits"),
        BadSnils::CheckDigits => (
            "СНИЛС записан с ошибкой: последние две цифры не сходятся",
            "The check digits of the SNILS do not match",
        ),
    }
}

fn is_name(text: &str) -> bool {
    let sign = |sign: char| sign.is_alphabetic() || matches!(sign, ' ' | '-' | '\'' | '’' | '.');
    text.chars().all(sign) && text.chars().count() <= LONGEST_TEXT
}

fn are_digits(text: &str, many: usize) -> bool {
    text.len() == many && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn could_be_born(on: NaiveDate, today: NaiveDate) -> bool {
    let oldest = today.checked_sub_months(Months::new(OLDEST_YEARS * 12));
    on <= today && oldest.is_none_or(|oldest| oldest <= on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> VisitorCard {
        VisitorCard {
            snils: "112-233-445 95".into(),
            last_name: " Синицына ".into(),
            first_name: "Алёна".into(),
            middle_name: "Игоревна".into(),
            birth_date: "7.3.1961".into(),
            document_series: "46 06".into(),
            document_number: "000111".into(),
            issued_on: "12.04.2006".into(),
            issued_by: "Отделом внутренних дел".into(),
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
    }

    #[test]
    fn a_card_is_taken_as_it_was_meant() {
        let Visitor { snils, profile } = card().read(today()).unwrap();
        assert_eq!(snils.digits(), "11223344595");
        assert_eq!(profile.full_name(), "Синицына Алёна Игоревна");
        assert_eq!(profile.birth_date, NaiveDate::from_ymd_opt(1961, 3, 7));
        let document = profile.documents.first().unwrap();
        assert_eq!(
            (document.series.as_deref(), document.number.as_str()),
            (Some("4606"), "000111")
        );
        assert_eq!(format!("{:?}", card()), "VisitorCard(…)");
    }

    /// Every field that is wrong is named, all of them at once.
    #[test]
    fn what_cannot_be_taken_is_named_field_by_field() {
        let pointers = |card: VisitorCard| -> Vec<_> {
            card.read(today()).unwrap_err().into_iter().map(|bad| bad.pointer).collect()
        };
        assert_eq!(
            pointers(VisitorCard::default()),
            [
                "/snils",
                "/last_name",
                "/birth_date",
                "/document/series",
                "/document/number",
                "/document/issued_on",
                "/document/issued_by"
            ]
        );
        let one = |change: fn(&mut VisitorCard)| {
            let mut card = card();
            change(&mut card);
            pointers(card)
        };
        assert_eq!(one(|card| card.snils = "112-233-445 96".into()), ["/snils"]);
        assert_eq!(one(|card| card.first_name = "Алёна1".into()), ["/first_name"]);
        assert_eq!(one(|card| card.middle_name = "<b>".into()), ["/middle_name"]);
        assert_eq!(one(|card| card.birth_date = "31.02.1961".into()), ["/birth_date"]);
        assert_eq!(one(|card| card.birth_date = "01.12.2026".into()), ["/birth_date"]);
        assert_eq!(one(|card| card.birth_date = "01.01.1800".into()), ["/birth_date"]);
        assert_eq!(one(|card| card.document_series = "460".into()), ["/document/series"]);
        assert_eq!(one(|card| card.document_number = "٠٠٠١١١".into()), ["/document/number"]);
        assert_eq!(one(|card| card.issued_on = "2030-01-01".into()), ["/document/issued_on"]);
        assert_eq!(one(|card| card.issued_by = " ".into()), ["/document/issued_by"]);
    }

    #[test]
    fn a_record_of_other_names_or_another_birthday_is_not_theirs() {
        let visitor = card().read(today()).unwrap();
        let own = visitor.profile.clone();
        let record =
            Profile {
                last_name: "СИНИЦЫНА".into(), first_name: "Алена".into(), ..own.clone()
            };
        assert!(visitor.is_in(&record));
        assert!(visitor.is_in(&Profile { birth_date: None, ..record.clone() }));
        let married = Profile { last_name: "Чижова".into(), ..own.clone() };
        assert!(!visitor.is_in(&married) && own.may_be_born_as(&married));
        let other = Profile { first_name: "Ольга".into(), ..own.clone() };
        assert!(!visitor.is_in(&other) && !own.may_be_born_as(&other));
        let younger = Profile { birth_date: NaiveDate::from_ymd_opt(1991, 3, 7), ..own };
        assert!(!visitor.is_in(&younger));
    }
}
