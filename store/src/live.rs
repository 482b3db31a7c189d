//! Wake-ups: "there may be something new". In the process always, over Redis when configured.
//!
//! A wake-up carries no content and none may be relied on: readers poll as well. Losing Redis costs
//! latency, never data. Nothing here grows without bound: a wake-up that finds no room is dropped and counted.

use crate::error::StoreError;
use domain::entropy::{self, OsEntropy};
use domain::id::CitizenId;
use futures::StreamExt;
use redis::aio::ConnectionManager;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio::task::AbortHandle;

const CHANNEL: &str = "uslugi:wake";
/// How many wake-ups a slow reader may fall behind before it is told that it lagged (and polls).
const BACKLOG: usize = 4096;
/// How many wake-ups may wait for Redis; more are dropped, and the other nodes poll.
const WAITING: usize = 4096;
/// How many wake-ups go to Redis in one round trip at most.
const TOGETHER: usize = 256;
/// Wake-ups that were not passed on to Redis because too many waited already.
const DROPPED: &str = "wakes_dropped_total";

/// What may have something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wake {
    /// The journal of a citizen.
    Journal(CitizenId),
    /// Work that a runner may claim.
    Queue,
}

/// A wake-up on its way over Redis. A node drops its own: it has heard them already.
#[derive(Debug, Serialize, Deserialize)]
struct Signal {
    /// The store that published it, by a number drawn when it was opened.
    origin: u64,
    wake: Wake,
}

/// The live feed of wake-ups.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    local: broadcast::Sender<Wake>,
    remote: Option<mpsc::Sender<Wake>>,
    tasks: Arc<Tasks>,
}

#[derive(Debug, Default)]
struct Tasks(Vec<AbortHandle>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// The longest a look at Redis takes.
const LOOK: Duration = Duration::from_secs(3);

/// Whether Redis answers at an address. Says nothing of the address, which may hold a password.
pub async fn look_at_redis(url: &SecretString) -> Result<(), StoreError> {
    let refused = |error: redis::RedisError| StoreError::Refused(error.category().to_owned());
    let client = redis::Client::open(url.expose_secret()).map_err(refused)?;
    let asked = async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    let slow = |_elapsed| StoreError::Away(format!("no answer in {} s", LOOK.as_secs()));
    tokio::time::timeout(LOOK, asked).await.map_err(slow)?.map(drop).map_err(refused)
}

impl Live {
    /// Starts the feed; with Redis, two tasks: one that publishes, one that listens.
    pub(crate) fn start(redis: Option<&SecretString>) -> Result<Self, StoreError> {
        let (local, _) = broadcast::channel(BACKLOG);
        let Some(url) = redis else {
            return Ok(Self { local, remote: None, tasks: Arc::default() });
        };
        let client = redis::Client::open(url.expose_secret())
            .map_err(|error| StoreError::Refused(format!("redis.url: {error}")))?;
        // Only tells stores apart: nothing that is written depends on it.
        let origin = u64::from_le_bytes(entropy::bytes::<8>(&OsEntropy));
        let (remote, queue) = mpsc::channel(WAITING);
        let speak = tokio::spawn(publish(client.clone(), queue, origin)).abort_handle();
        let listen = tokio::spawn(listen(client, local.clone(), origin)).abort_handle();
        Ok(Self { local, remote: Some(remote), tasks: Arc::new(Tasks(vec![speak, listen])) })
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Wake> {
        self.local.subscribe()
    }

    /// Wakes the readers of this process and, if there is Redis, of the others. Never waits, never
    /// fails: a lost wake-up is found by polling.
    pub(crate) fn publish(&self, wake: Wake) {
        // No receiver is no failure: nobody in this process reads.
        let _nobody = self.local.send(wake);
        if let Some(remote) = &self.remote
            && remote.try_send(wake).is_err()
        {
            metrics::counter!(DROPPED).increment(1);
        }
    }

    pub(crate) fn stop(&self) {
        self.tasks.0.iter().for_each(AbortHandle::abort);
    }
}

async fn publish(client: redis::Client, mut queue: mpsc::Receiver<Wake>, origin: u64) {
    let mut connection: Option<ConnectionManager> = None;
    // What came while the last were on their way goes together, and the same once.
    let mut wakes = Vec::with_capacity(TOGETHER);
    while queue.recv_many(&mut wakes, TOGETHER).await > 0 {
        if connection.is_none() {
            connection = client.get_connection_manager().await.ok();
        }
        let mut messages = redis::pipe();
        for wake in wakes.drain(..).collect::<HashSet<_>>() {
            if let Ok(text) = serde_json::to_string(&Signal { origin, wake }) {
                messages.publish(CHANNEL, text);
            }
        }
        let Some(redis) = &mut connection else { continue };
        let sent: Result<(), _> = messages.query_async(redis).await;
        if let Err(error) = sent {
            tracing::debug!(%error, "a wake-up was not published; other nodes will poll");
            connection = None;
        }
    }
}

async fn listen(client: redis::Client, local: broadcast::Sender<Wake>, origin: u64) {
    // Told once an outage, not once a second.
    let mut away = false;
    loop {
        match client.get_async_pubsub().await {
            Ok(mut pubsub) => {
                away = false;
                if pubsub.subscribe(CHANNEL).await.is_ok() {
                    let mut messages = pubsub.into_on_message();
                    while let Some(message) = messages.next().await {
                        let text: String = message.get_payload().unwrap_or_default();
                        match serde_json::from_str::<Signal>(&text) {
                            Ok(signal) if signal.origin != origin => {
                                let _nobody = local.send(signal.wake);
                            }
                            // Its own; or of a node of another version, and then this one polls.
                            Ok(_) | Err(_) => {}
                        }
                    }
                }
            }
            Err(error) if !away => {
                away = true;
                tracing::warn!(%error, "Redis is away; this node polls until it is back");
            }
            Err(_still_away) => {}
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tokio::sync::broadcast::error::TryRecvError;

    /// Nothing runs between these wake-ups, as if Redis took none: those that find no room are dropped and counted, and
    /// nobody waits for them. A reader in this process that fell as far behind is told so.
    #[tokio::test]
    async fn wake_ups_that_find_no_room_are_dropped_and_counted() {
        let live = Live::start(Some(&"redis://127.0.0.1:1".into())).unwrap();
        let mut heard = live.subscribe();
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            (0..WAITING + 3).for_each(|_| live.publish(Wake::Queue));
        });
        let measures = recorder.handle().render();
        assert!(measures.contains("wakes_dropped_total 3"), "{measures}");
        assert_eq!(heard.try_recv(), Err(TryRecvError::Lagged(3)));
    }
}
