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

/// The process can serve: the database answers and the server is not draining.
#[get("/readyz")]
pub(crate) async fn readyz(app: web::Data<App>) -> Result<&'static str, Failure> {
    if app.draining.is_cancelled() {
        return Err(Failure::with(Code::StorageAway, "draining"));
    }
    app.cx.store.ping().await?;
    Ok("ok")
}

/// Measures, in Prometheus's text form.
#[get("/metrics")]
pub(crate) async fn measures(
    app: web::Data<App>,
    handle: Option<web::Data<PrometheusHandle>>,
) -> Result<HttpResponse, Failure> {
    let (waiting, dead) = app.cx.store.outbox_depth().await?;
    for (state, depth) in [("waiting", waiting), ("dead", dead)] {
        // A gauge is a float; a depth that does not fit one exactly is beyond reading anyway.
        let depth = f64::from(u32::try_from(depth).unwrap_or(u32::MAX));
        metrics::gauge!("outbox_jobs", "state" => state).set(depth);
    }
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
