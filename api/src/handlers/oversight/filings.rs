//! How applications are filed.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use casework::figures::MOST_DAYS;
use chrono::{NaiveDate, TimeDelta};
use domain::text::Text;
use domain::time::moscow_day;
use openapi::oversight::FilingsList;
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// How many days are counted where nobody says.
const USUAL_DAYS: i64 = 30;

/// Which days of registration.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The first one; the thirtieth up to the last where it is left out.
    #[param(value_type = Option<NaiveDate>, example = "2026-11-01")]
    from: Option<String>,
    /// The last one, at most 366 days with the first; today where it is left out.
    #[param(value_type = Option<NaiveDate>, example = "2026-11-30")]
    to: Option<String>,
}

/// How applications for the services that the asker answers for were filed, by the day they count as registered: through which channel,
/// how many at the department itself and why, and how many with papers. For officers and curators of a department, and analysts. Nobody is named.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_filings",
    params(Query),
    responses((status = 200, description = "The figures", body = FilingsList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/oversight/filings")]
pub(crate) async fn filings(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<Query>,
) -> Result<Json<FilingsList>, Failure> {
    let days = days(&query, moscow_day(app.cx.clock.now()))?;
    let told = casework::figures::filings(&app.cx, &signed.actor, days).await?;
    let catalog = app.cx.catalog();
    let items = told.iter().filter_map(|one| view::filings(&catalog, one, signed.lang));
    Ok(Json(FilingsList { from: days.0, to: days.1, items: items.collect() }))
}

/// The days up to one that are counted where nobody says.
pub(crate) fn last_days(to: NaiveDate) -> (NaiveDate, NaiveDate) {
    (to.checked_sub_signed(TimeDelta::days(USUAL_DAYS - 1)).unwrap_or(to), to)
}

fn days(query: &Query, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Failure> {
    let read = |name: &'static str, text: &Option<String>| {
        let day = |text: &str| {
            let wrong = || wrong(name, "пишите день как 2026-11-30", "write a day as 2026-11-30");
            text.parse::<NaiveDate>().map_err(|_not_a_day| wrong())
        };
        text.as_deref().map(day).transpose()
    };
    let to = read("query:to", &query.to)?.unwrap_or(today);
    let from = read("query:from", &query.from)?.unwrap_or(last_days(to).0);
    match (to - from).num_days() {
        ..0 => Err(unfit("это позже последнего дня", "it is later than the last day")),
        MOST_DAYS.. => Err(unfit("дней больше, чем 366", "these are more than 366 days")),
        _ => Ok((from, to)),
    }
}

/// Days that do not go together.
fn unfit(ru: &str, en: &str) -> Failure {
    Failure::field(Code::BadShape, "query:from", FieldCode::Invalid, Text::new(ru, en))
}

fn wrong(name: &'static str, ru: &str, en: &str) -> Failure {
    Failure::field(Code::BadParameter, name, FieldCode::Invalid, Text::new(ru, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(from: Option<&str>, to: Option<&str>) -> Result<(NaiveDate, NaiveDate), Failure> {
        let query = Query { from: from.map(str::to_owned), to: to.map(str::to_owned) };
        days(&query, NaiveDate::from_ymd_opt(2026, 11, 30).unwrap())
    }

    #[test]
    fn days_are_thirty_up_to_today_unless_others_are_asked_for() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(asked(None, None).unwrap(), (day("2026-11-01"), day("2026-11-30")));
        assert_eq!(last_days(day("2026-11-30")), asked(None, None).unwrap());
        let year = asked(Some("2026-01-01"), Some("2026-12-31")).unwrap();
        assert_eq!(year, (day("2026-01-01"), day("2026-12-31")));
        let (earliest, _) = asked(None, Some("-262143-01-01")).unwrap();
        assert_eq!(earliest, NaiveDate::MIN, "nothing before it can be told");
        let (_, latest) = asked(None, Some("+262142-12-31")).unwrap();
        assert_eq!(latest, NaiveDate::MAX);
        for (from, to) in [
            (Some("2026-12-01"), None),
            (Some("2025-11-29"), None),
            (Some("вчера"), None),
            (None, Some("30.11.2026")),
            (None, Some("")),
        ] {
            assert!(asked(from, to).is_err(), "{from:?} {to:?}");
        }
    }
}
