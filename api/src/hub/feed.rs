//! One feed: first what the journal holds after its last event, then what the hub hands out, each fact once and in order.

use super::Hub;
use super::end::End;
use super::line::{InboxItem, Unsent, due};
use super::look::PAGE;
use super::open::Place;
use super::registry::Entered;
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding};
use bytes::Bytes;
use domain::id::CitizenId;
use domain::text::Lang;
use futures::{StreamExt, stream};
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

/// A line that keeps proxies from thinking the connection dead: most of them wait for 60 s.
const HEARTBEAT: Duration = Duration::from_secs(30);
const BEAT: &[u8] = b": still here\n\n";

/// A feed that was opened.
#[derive(Debug)]
pub(crate) struct Feed {
    hub: Arc<Hub>,
    citizen: CitizenId,
    lang: Lang,
    /// The number of the last fact that was passed on.
    last: i64,
    /// Whether the journal may hold facts after it that are in no inbox.
    replaying: bool,
    inbox: Receiver<InboxItem>,
    end: Arc<OnceLock<End>>,
    next_beat: Instant,
    is_over: bool,
    _place: Place,
}

impl Feed {
    pub(super) fn new(
        hub: Arc<Hub>,
        place: Place,
        (citizen, lang): (CitizenId, Lang),
        last: i64,
        entered: Entered,
    ) -> Self {
        let Entered { inbox, end, .. } = entered;
        let next_beat = Instant::now() + HEARTBEAT;
        let (replaying, is_over) = (true, false);
        Self { hub, citizen, lang, last, replaying, inbox, end, next_beat, is_over, _place: place }
    }

    /// The next piece of the stream; `None` after the event that says why the server ended it.
    pub(super) async fn next(&mut self) -> Option<Bytes> {
        if self.is_over {
            return None;
        }
        loop {
            // First of all, so that nothing is told after a right was lost.
            if let Some(end) = self.end.get() {
                self.is_over = true;
                return Some(end.event());
            }
            let text = if self.replaying { self.replay().await } else { self.hear().await };
            // A replay may have taken its time.
            if text.is_some() && self.end.get().is_none() {
                self.next_beat = Instant::now() + HEARTBEAT;
                return text;
            }
        }
    }

    /// A page of the journal; `None` if there is nothing, or it cannot be read now.
    async fn replay(&mut self) -> Option<Bytes> {
        match self.hub.page(self.citizen, self.last, self.lang).await {
            Ok(lines) => {
                self.replaying = u64::try_from(lines.len()).is_ok_and(|found| found >= PAGE);
                match due(&lines, self.last) {
                    Unsent::Text(text, upto) => {
                        self.last = upto;
                        Some(text)
                    }
                    Unsent::Nothing => None,
                    // The journal itself lacks a number: damage, which a check of the chain names. A feed does not hide
                    // what follows; it goes on behind the hole.
                    Unsent::Gap => {
                        let first = lines.first()?;
                        self.last = first.sequence - 1;
                        self.replaying = true;
                        None
                    }
                }
            }
            Err(error) => {
                tracing::debug!(%error, "a live feed could not read the journal; it tries again");
                tokio::time::sleep(self.hub.poll).await;
                None
            }
        }
    }

    /// What the hub hands out, or a heartbeat when it was silent for long.
    async fn hear(&mut self) -> Option<Bytes> {
        match timeout_at(self.next_beat, self.inbox.recv()).await {
            Err(_silence) => Some(Bytes::from_static(BEAT)),
            Ok(Some(InboxItem::Lines(lines))) => match due(&lines, self.last) {
                Unsent::Text(text, upto) => {
                    self.last = upto;
                    Some(text)
                }
                Unsent::Nothing => None,
                Unsent::Gap => {
                    self.replaying = true;
                    None
                }
            },
            Ok(Some(InboxItem::Look)) => {
                self.replaying = true;
                None
            }
            // The hub let go of it, and said why before.
            Ok(None) => {
                let _said = self.end.set(End::Draining);
                None
            }
        }
    }
}

/// The feed as an answer.
pub(crate) fn answer(feed: Feed) -> HttpResponse {
    let hello = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b": hello\n\n"))]);
    let rest = stream::unfold(feed, async |mut feed| Some((Ok(feed.next().await?), feed)));
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .insert_header(ContentEncoding::Identity)
        .streaming(hello.chain(rest))
}
