//! A day in three fields: nobody has to know in which order, or to find a year in a calendar.

use crate::pages::posted::Fields;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// The ends of the names of the three fields.
const ENDS: [&str; 3] = [":day", ":month", ":year"];

/// What stands in the three fields, as it was typed.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct DateParts {
    day: String,
    month: String,
    year: String,
}

/// The day that three fields of a form make, with dots between them; nothing if none of them was sent, an empty text if all
/// are empty. A whole date in the first field is taken as it is.
pub(super) fn joined(pointer: &str, posted: &Fields) -> Option<String> {
    let sent = ENDS.map(|end| posted.get(&format!("{pointer}{end}")).map(str::trim));
    let [day, month, year] = match sent {
        [None, None, None] => return None,
        parts => parts.map(Option::unwrap_or_default),
    };
    let whole = month.is_empty() && year.is_empty();
    Some(if whole { day.to_owned() } else { format!("{day}.{month}.{year}") })
}

impl DateParts {
    /// What stands in a field, in three: `2026-01-02` and `2.1.2026` are days, anything else stays in the first.
    pub(super) fn of(value: &str) -> Self {
        if let Ok(date) = value.parse::<NaiveDate>() {
            let [day, month] = [date.day(), date.month()].map(|number| number.to_string());
            return Self { day, month, year: date.year().to_string() };
        }
        match value.split('.').collect::<Vec<_>>().as_slice() {
            [day, month, year] => Self {
                day: (*day).to_owned(),
                month: (*month).to_owned(),
                year: (*year).to_owned(),
            },
            _ => Self { day: value.to_owned(), ..Self::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(body: &str) -> Fields {
        Fields::parse(body.as_bytes())
    }

    #[test]
    fn three_fields_make_a_day_and_a_day_makes_three_fields() {
        let three = fields("/born:day=2&/born:month=+1&/born:year=2026");
        assert_eq!(joined("/born", &three).as_deref(), Some("2.1.2026"));
        assert_eq!(joined("/other", &three), None);
        assert_eq!(joined("/born", &fields("/born:day=")).as_deref(), Some(""));
        let whole = fields("/born:day=23.11.2026&/born:month=&/born:year=");
        assert_eq!(joined("/born", &whole).as_deref(), Some("23.11.2026"));
        let parts = |day: &str, month: &str, year: &str| DateParts {
            day: day.to_owned(),
            month: month.to_owned(),
            year: year.to_owned(),
        };
        assert_eq!(DateParts::of("2026-01-02"), parts("2", "1", "2026"));
        assert_eq!(DateParts::of("5..2026"), parts("5", "", "2026"), "what is missing is missing");
        assert_eq!(DateParts::of("вчера"), parts("вчера", "", ""));
    }
}
