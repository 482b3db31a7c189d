//! Silence around libraries that trace what they send.

use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

/// Runs without anybody listening: mail and HTTP libraries trace whole dialogues, addresses, tokens
/// and passwords included. What is worth knowing, the caller says in its own words.
pub(crate) async fn unheard<F: Future>(future: F) -> F::Output {
    future.with_subscriber(NoSubscriber::default()).await
}
