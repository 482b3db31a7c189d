//! Logs and measures of the process.

use crate::config::Log;
use anyhow::{Context, bail};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error. A second call changes nothing (tests start many platforms).
pub(crate) fn logs(log: &Log) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(&log.filter).with_context(|| format!("log.filter: {:?}", log.filter))?;
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        // A log that cannot be written (a full disk, a closed terminal) is nobody to complain to: the
        // complaint would go the same way, and panic.
        .log_internal_errors(false);
    // An error means that logging runs already.
    let _running = match log.format.as_str() {
        "text" => builder.try_init(),
        "json" => builder.json().try_init(),
        other => bail!("log.format must be text or json, not {other:?}"),
    };
    Ok(())
}

/// Starts measuring; `None` when another platform of this process measures already.
pub(crate) fn measures() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
