//! The mailbox: a real SMTP receiver that sends nothing on, and pages to read what came.

pub(crate) mod letter;
mod session;
mod shelf;
mod wire;

use domain::time::Clock;
pub(crate) use shelf::Mailbox;
use std::sync::Arc;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// How many senders may be served at once.
const MOST_SESSIONS: usize = 64;

/// Takes mail until told to stop.
pub(crate) async fn receive(
    listener: TcpListener,
    mailbox: Arc<Mailbox>,
    clock: Arc<dyn Clock>,
    stopping: CancellationToken,
) {
    let mut sessions = JoinSet::new();
    let seats = Arc::new(Semaphore::new(MOST_SESSIONS));
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "the mailbox could not accept a connection");
                continue;
            }
        };
        while sessions.try_join_next().is_some() {}
        let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else { continue };
        let (mailbox, clock, stop) = (Arc::clone(&mailbox), Arc::clone(&clock), stopping.clone());
        sessions.spawn(async move {
            let served = session::serve(stream, mailbox, clock);
            tokio::select! {
                () = stop.cancelled() => {}
                served = served => {
                    if let Err(error) = served {
                        tracing::debug!(%error, "a mail session broke off");
                    }
                }
            }
            drop(seat);
        });
    }
    while sessions.join_next().await.is_some() {}
}
