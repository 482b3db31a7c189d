//! Looking whether terms are kept. Every worker does so, each in its own time: what one has found another does not find again.

use casework::{CaseError, Cx};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Between two batches, so that whoever writes for a person is not kept waiting.
const PAUSE: Duration = Duration::from_millis(50);

/// Looks every so often until cancelled: a term that is over is found so much later at most.
pub(crate) async fn run(cx: Cx, every: Duration, cancel: CancellationToken) {
    loop {
        match look(&cx, &cancel).await {
            Ok(0) => {}
            Ok(found) => tracing::info!(found, "applications are late, or nearly"),
            Err(error) => tracing::warn!(%error, "terms were not looked at; trying again later"),
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Looks at everything that is to be looked at now; how many were found to be late.
async fn look(cx: &Cx, cancel: &CancellationToken) -> Result<u64, CaseError> {
    let (mut found, mut after) = (0, None);
    while let Some(batch) = casework::terms::watch(cx, after).await? {
        found += batch.found;
        after = Some(batch.last);
        if cancel.is_cancelled() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(found)
}
