//! How long cases usually take.

use crate::cx::Cx;
use chrono::{NaiveDate, TimeDelta};
use domain::application::Application;
use domain::codes::ServiceCode;
use domain::process::Process;
use domain::usual::{self, LOOKED_AT, usual_days};
use std::time::Duration;

/// How long what is known is taken as it is.
const KEPT: TimeDelta = TimeDelta::minutes(10);
/// How long is waited for it: a page of the catalog needs no database for anything else.
const WAIT: Duration = Duration::from_secs(1);

/// In how many days cases of a service are usually decided. Nothing where the applicant comes: such a case ends when they do, not when it
/// was decided. Nothing while there are too few to say, or while nobody can say: that is asked for again when its time is over.
pub(crate) async fn days_of(cx: &Cx, service: &ServiceCode) -> Option<u32> {
    let catalog = cx.catalog();
    let process = catalog.service(service).and_then(|of| catalog.process(&of.service.process));
    let process = process.filter(|process| process.visits_required == 0)?;
    let (now, known) = (cx.clock.now(), cx.usual_days().known(service));
    if let Some((_, days)) = known.filter(|(at, _)| *at <= now && now - *at < KEPT) {
        return days;
    }
    // What was filed at a window goes by another process, and ends when its applicant comes.
    let of = (service, &process.code);
    let asked = tokio::time::timeout(WAIT, cx.store.decided_lately(of, LOOKED_AT)).await;
    let days = match asked {
        Ok(Ok(decided)) => usual_days(&decided),
        Ok(Err(error)) => {
            tracing::warn!(%service, %error, "how long cases take is not known");
            known.and_then(|(_, days)| days)
        }
        Err(_slow) => known.and_then(|(_, days)| days),
    };
    cx.usual_days().keep(service, (now, days));
    days
}

/// The day on which such a case is usually decided, while its term runs.
pub(crate) async fn usually_on(cx: &Cx, process: &Process, of: &Application) -> Option<NaiveDate> {
    let stage = process.stage(&of.stage)?;
    // What was filed at a window ends when its applicant comes.
    if of.outcome.is_some() || of.filing_place.is_some() || process.term_stands_still(stage) {
        return None;
    }
    usual::usually_on(of.filed_at, days_of(cx, &of.service).await?, cx.clock.now())
}
