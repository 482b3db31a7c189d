//! Who applies together with the applicant (соавтор): the form says who it is, and they confirm under their own account.

use crate::citizen::Profile;
use crate::snils::Snils;
use crate::typed::alike;
use chrono::NaiveDate;
use std::fmt;

/// A person, as a form names them or as ESIA tells them: all four must agree. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Named {
    snils: Snils,
    last_name: String,
    first_name: String,
    birth_date: NaiveDate,
}

impl Named {
    /// By СНИЛС, family name, given name and day of birth; the names as any document writes them.
    #[must_use]
    pub fn new(snils: Snils, (last_name, first_name): (&str, &str), birth_date: NaiveDate) -> Self {
        Self { snils, last_name: alike(last_name), first_name: alike(first_name), birth_date }
    }

    /// As ESIA tells them; nothing of an account without a СНИЛС or a day of birth.
    #[must_use]
    pub fn of(profile: &Profile) -> Option<Self> {
        let names = (profile.last_name.as_str(), profile.first_name.as_str());
        Some(Self::new(profile.checked_snils()?, names, profile.birth_date?))
    }

    /// Their СНИЛС.
    #[must_use]
    pub const fn snils(&self) -> &Snils {
        &self.snils
    }

    /// All of it as one text, to make a key of. It is kept nowhere.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { snils, last_name, first_name, birth_date } = self;
        format!("{}/{last_name}/{first_name}/{birth_date}", snils.digits())
    }
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Named(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        Profile {
            birth_date: NaiveDate::from_ymd_opt(1990, 2, 3),
            snils: Some("11223344595".into()),
            ..Profile::named("Ёлкина-Берёзова", "Алёна")
        }
    }

    #[test]
    fn a_person_is_known_however_the_name_is_written_and_a_stranger_is_not() {
        let own = Named::of(&profile()).unwrap();
        let named = |snils: &str, names, day| {
            let day = NaiveDate::from_ymd_opt(1990, 2, day).unwrap();
            Named::new(snils.parse().unwrap(), names, day)
        };
        assert_eq!(own, named("112-233-445 95", ("елкина — березова", "АЛЕНА"), 3));
        assert_eq!(own.text(), named("11223344595", ("ЕЛКИНА-БЕРЕЗОВА", "Алёна"), 3).text());
        let called = ("Ёлкина-Берёзова", "Алёна");
        for other in [
            named("11223344595", ("Ёлкина", "Алёна"), 3),
            named("11223344595", ("Ёлкина-Берёзова", "Анна"), 3),
            named("11223344595", called, 4),
            named("00100199800", called, 3),
        ] {
            assert_ne!(own, other);
            assert_ne!(own.text(), other.text());
        }
        assert_eq!(format!("{own:?}"), "Named(…)");
    }

    #[test]
    fn who_has_no_snils_or_day_of_birth_is_nobody_a_form_names() {
        assert!(Named::of(&Profile { snils: None, ..profile() }).is_none());
        assert!(Named::of(&Profile { birth_date: None, ..profile() }).is_none());
    }
}
