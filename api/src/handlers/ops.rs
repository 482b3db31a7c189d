//! What operators and load balancers ask.

use crate::app::App;
use crate::failure::Failure;
use crate::gauges::Gauges;
use actix_web::{HttpResponse, get, web};
use casework::Lag;
use casework::operate::{self, QueueState};
use domain::time::moscow_day;
use metrics_exporter_prometheus::PrometheusHandle;

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
        return Err(Failure::draining());
    }
    let aside = operate::ready(&app.cx).await?;
    let mut told = "ok".to_owned();
    if aside > 0 {
        told = format!("{told}\nqueue: {aside} set aside");
    }
    if let Some(ends) = app.cx.catalog().calendar().data_ends(moscow_day(app.cx.clock.now())) {
        told = format!("{told}\ncalendar: {ends}");
    }
    Ok(told)
}

/// Measures, in Prometheus's text form.
#[get("/metrics")]
pub(crate) async fn measures(
    app: web::Data<App>,
    handle: Option<web::Data<PrometheusHandle>>,
) -> Result<HttpResponse, Failure> {
    tell_queue(&app).await?;
    tell_projections(&app).await?;
    tell_calendar(&app);
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    Ok(exposed(text))
}

/// Measures of a process that has no API: its own counters. What is read from the database is told by the nodes that have one.
pub(crate) async fn own_measures(handle: web::Data<PrometheusHandle>) -> HttpResponse {
    exposed(handle.render())
}

/// Measures as an answer, in the text format of that version.
fn exposed(text: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text)
}

/// Sets for how many days the production calendar has data yet.
fn tell_calendar(app: &App) {
    let left = app.cx.catalog().calendar().ends_on() - moscow_day(app.cx.clock.now());
    let days = i32::try_from(left.num_days()).unwrap_or(i32::MAX);
    metrics::gauge!("calendar_days_left").set(f64::from(days));
}

/// Sets how far each projection is behind the journal, read from the database: any node tells it for all.
async fn tell_projections(app: &App) -> Result<(), Failure> {
    let all = operate::projections(&app.cx).await?;
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
    let QueueState { waiting, aside, set_aside, lanes } = operate::queue(&app.cx).await?;
    for (state, depth) in [("waiting", waiting), ("set_aside", aside)] {
        metrics::gauge!("queue_jobs", "state" => state).set(float(depth));
    }
    let aside = set_aside.into_iter().map(|one| ([one.lane, one.kind], float(one.count)));
    Gauges::tell(&app.gauges.set_aside, aside, |[lane, kind], value| {
        let labels = [("lane", lane.clone()), ("kind", kind.clone())];
        metrics::gauge!("queue_set_aside", &labels).set(value);
    });
    let failing = lanes.into_iter().map(|lane| (lane.name, if lane.failing { 1.0 } else { 0.0 }));
    Gauges::tell(&app.gauges.failing, failing, |lane, value| {
        metrics::gauge!("queue_lane_failing", "lane" => lane.clone()).set(value);
    });
    Ok(())
}
