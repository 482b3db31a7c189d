//! Wake-ups: "there may be something new". In the process always, over Redis when configured.
//!
//! A wake-up carries no content and none may be relied on: readers poll as well. Losing Redis costs
//! latency, never data.

use crate::error::StoreError;
use domain::id::CitizenId;
use futures::StreamExt;
use redis::aio::ConnectionManager;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio::task::AbortHandle;

const CHANNEL: &str = "uslugi:wake";
/// How many wake-ups a slow reader may fall behind before it is told that it lagged (and polls).
const BACKLOG: usize = 4096;

/// What may have something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wake {
    /// The journal of a citizen.
    Journal(CitizenId),
    /// The queue.
    Queue,
}

/// The live feed of wake-ups.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    local: broadcast::Sender<Wake>,
    remote: Option<mpsc::UnboundedSender<Wake>>,
    tasks: Arc<Tasks>,
}

#[derive(Debug, Default)]
struct Tasks(Vec<AbortHandle>);

impl Drop for Tasks {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
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
        let (remote, queue) = mpsc::unbounded_channel();
        let speak = tokio::spawn(publish(client.clone(), queue)).abort_handle();
        let listen = tokio::spawn(listen(client, local.clone())).abort_handle();
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
        if let Some(remote) = &self.remote {
            // The publishing task ends only with the process.
            let _gone = remote.send(wake);
        }
    }

    pub(crate) fn stop(&self) {
        self.tasks.0.iter().for_each(AbortHandle::abort);
    }
}

async fn publish(client: redis::Client, mut queue: mpsc::UnboundedReceiver<Wake>) {
    let mut connection: Option<ConnectionManager> = None;
    while let Some(wake) = queue.recv().await {
        if connection.is_none() {
            connection = client.get_connection_manager().await.ok();
        }
        let (Some(redis), Ok(text)) = (&mut connection, serde_json::to_string(&wake)) else {
            continue;
        };
        let sent: Result<i64, _> =
            redis::cmd("PUBLISH").arg(CHANNEL).arg(text).query_async(redis).await;
        if let Err(error) = sent {
            tracing::debug!(%error, "a wake-up was not published; other nodes will poll");
            connection = None;
        }
    }
}

async fn listen(client: redis::Client, local: broadcast::Sender<Wake>) {
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
                        if let Ok(wake) = serde_json::from_str(&text) {
                            let _nobody = local.send(wake);
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
