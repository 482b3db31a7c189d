//! What is counted of the queue.

use store::Ended;

/// Counts how a claim ended.
pub(crate) fn counted(of: Ended) {
    let labels = [("lane", of.lane), ("kind", of.kind), ("outcome", of.outcome.to_owned())];
    metrics::counter!("queue_done_total", &labels).increment(1);
}
