//! What operators and load balancers ask.

use crate::app::App;
use crate::failure::Failure;
use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::PrometheusHandle;
use openapi::problem::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use store::Lag;

/// The process runs.
#[get("/livez")]
pub(crate) async fn livez() -> &'static str {
    "ok"
}

/// The process can serve: the database answers and the server is not draining. Work that was set aside is
/// told and does not make it unready.
#[get("/readyz")]
pub(crate) async fn readyz(app: web::Data<App>) -> Result<String, Failure> {
    if app.draining.is_cancelled() {
        return Err(Failure::with(Code::StorageAway, "draining"));
    }
    app.cx.store.ping().await?;
    let aside: u64 = app.cx.store.queue_set_aside().await?.iter().map(|one| one.count).sum();
    let detail = if aside > 0 { format!("\nqueue: {aside} set aside") } else { String::new() };
    Ok(format!("ok{detail}"))
}

/// Measures, in Prometheus's text form.
#[get("/metrics")]
pub(crate) async fn measures(
    app: web::Data<App>,
    handle: Option<web::Data<PrometheusHandle>>,
) -> Result<HttpResponse, Failure> {
    tell_queue(&app).await?;
    tell_projections(&app).await?;
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}

/// Sets how far each projection is behind the journal, read from the database: any node tells it for all.
async fn tell_projections(app: &App) -> Result<(), Failure> {
    let all = app.cx.store.projections(app.cx.clock.now()).await?;
    let labels = |lag: &Lag| [lag.name.clone(), lag.version.to_string()];
    let facts = all
        .iter()
        .map(|lag| (labels(lag), f64::from(u32::try_from(lag.facts).unwrap_or(u32::MAX))));
    Gauges::tell(&app.gauges.lag_facts, facts, |[name, version], value| {
        let labels = [("projection", name.clone()), ("version", version.clone())];
        metrics::gauge!("projection_lag_facts", &labels).set(value);
    });
    let seconds = all.iter().map(|lag| (labels(lag), lag.age.as_secs_f64()));
    Gauges::tell(&app.gauges.lag_seconds, seconds, |[name, version], value| {
        let labels = [("projection", name.clone()), ("version", version.clone())];
        metrics::gauge!("projection_lag_seconds", &labels).set(value);
    });
    Ok(())
}

/// Sets the measures of the queue, which are read from the database: any node tells them for all.
async fn tell_queue(app: &App) -> Result<(), Failure> {
    // A gauge is a float; a number that does not fit one exactly is beyond reading anyway.
    let float = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let (waiting, aside) = app.cx.store.queue_depth().await?;
    for (state, depth) in [("waiting", waiting), ("set_aside", aside)] {
        metrics::gauge!("queue_jobs", "state" => state).set(float(depth));
    }
    let aside = app.cx.store.queue_set_aside().await?;
    let aside = aside.into_iter().map(|one| ([one.lane, one.kind], float(one.count)));
    Gauges::tell(&app.gauges.set_aside, aside, |[lane, kind], value| {
        let labels = [("lane", lane.clone()), ("kind", kind.clone())];
        metrics::gauge!("queue_set_aside", &labels).set(value);
    });
    let lanes = app.cx.store.queue_lanes().await?;
    let failing = lanes.into_iter().map(|lane| (lane.name, if lane.failing { 1.0 } else { 0.0 }));
    Gauges::tell(&app.gauges.failing, failing, |lane, value| {
        metrics::gauge!("queue_lane_failing", "lane" => lane.clone()).set(value);
    });
    Ok(())
}

/// The gauges that were told so far. One whose rows are gone must go back to zero: an alarm ends when its cause
/// does.
#[derive(Debug, Default)]
pub struct Gauges {
    set_aside: Mutex<BTreeSet<[String; 2]>>,
    failing: Mutex<BTreeSet<String>>,
    lag_facts: Mutex<BTreeSet<[String; 2]>>,
    lag_seconds: Mutex<BTreeSet<[String; 2]>>,
}

impl Gauges {
    /// Tells the values of now, and zero for each label of before that has none.
    fn tell<L: Ord>(
        before: &Mutex<BTreeSet<L>>,
        now: impl Iterator<Item = (L, f64)>,
        set: impl Fn(&L, f64),
    ) {
        let mut before = before.lock().unwrap_or_else(PoisonError::into_inner);
        let now: BTreeMap<L, f64> = now.fold(BTreeMap::new(), |mut all, (label, value)| {
            *all.entry(label).or_default() += value;
            all
        });
        for label in before.iter().filter(|label| !now.contains_key(label)) {
            set(label, 0.0);
        }
        for (label, value) in &now {
            set(label, *value);
        }
        *before = now.into_keys().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gauge_whose_rows_are_gone_goes_back_to_zero_once() {
        let (gauges, told) = (Gauges::default(), Mutex::new(Vec::new()));
        let tell = |now: &[(&str, f64)]| {
            let now = now.iter().map(|(label, value)| ((*label).to_owned(), *value));
            let set = |label: &String, value| told.lock().unwrap().push((label.clone(), value));
            Gauges::tell(&gauges.failing, now, set);
            std::mem::take(&mut *told.lock().unwrap())
        };
        let gauge = |label: &str, value: f64| (label.to_owned(), value);
        assert_eq!(tell(&[("a", 2.0), ("b", 1.0)]), [gauge("a", 2.0), gauge("b", 1.0)]);
        assert_eq!(tell(&[("b", 3.0)]), [gauge("a", 0.0), gauge("b", 3.0)]);
        assert_eq!(tell(&[]), [gauge("b", 0.0)]);
        assert_eq!(tell(&[]), []);
    }
}
