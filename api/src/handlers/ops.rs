//! What operators and load balancers ask.

use crate::app::App;
use crate::failure::Failure;
use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::PrometheusHandle;
use openapi::problem::Code;

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
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}

/// Sets the measures of the queue, which are read from the database: any node tells them for all.
async fn tell_queue(app: &App) -> Result<(), Failure> {
    // A gauge is a float; a number that does not fit one exactly is beyond reading anyway.
    let float = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let (waiting, aside) = app.cx.store.queue_depth().await?;
    for (state, depth) in [("waiting", waiting), ("set_aside", aside)] {
        metrics::gauge!("queue_jobs", "state" => state).set(float(depth));
    }
    for one in app.cx.store.queue_set_aside().await? {
        let labels = [("lane", one.lane), ("kind", one.kind)];
        metrics::gauge!("queue_set_aside", &labels).set(float(one.count));
    }
    for lane in app.cx.store.queue_lanes().await? {
        let failing = if lane.failing { 1.0 } else { 0.0 };
        metrics::gauge!("queue_lane_failing", "lane" => lane.name).set(failing);
    }
    Ok(())
}
