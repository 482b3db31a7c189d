//! The live feed: Server-Sent Events from the journal.
//!
//! The journal is the truth and has a number for every fact, so a feed that was cut goes on after
//! `Last-Event-ID` without a gap, on any node. Wake-ups only make it quick: it also looks for itself.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding};
use actix_web::{HttpRequest, HttpResponse, get, web};
use bytes::Bytes;
use domain::access::Actor;
use domain::id::CitizenId;
use domain::journal::Fact;
use domain::text::Lang;
use futures::stream;
use openapi::problem::Code;
use serde::Deserialize;
use std::convert::Infallible;
use std::fmt::Write;
use std::time::Duration;
use store::Wake;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Instant, sleep_until, timeout};
use utoipa::IntoParams;

/// A line that keeps proxies from thinking the connection dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
const BATCH: u64 = 100;

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Query {
    /// The last event seen; the header `Last-Event-ID` goes first.
    last_event_id: Option<i64>,
}

/// Events of the person behind the token as they happen. With `Last-Event-ID` those after it come first
/// (0: from the beginning); without it only new ones.
#[utoipa::path(
    tag = "Events",
    operation_id = "follow_events",
    params(Query, ("Last-Event-ID" = Option<i64>, Header, description = "The last event seen")),
    responses(
        (status = 200, content_type = "text/event-stream", body = openapi::event::EventView),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/events")]
pub(crate) async fn events(
    app: web::Data<App>,
    signed: Signed,
    request: HttpRequest,
    query: web::Query<Query>,
) -> Result<HttpResponse, Failure> {
    let last = last_event(&request, &query)?;
    feed(app, signed.actor, signed.person.citizen, last, signed.lang).await
}

fn last_event(request: &HttpRequest, query: &Query) -> Result<Option<i64>, Failure> {
    match request.headers().get("last-event-id") {
        None => Ok(query.last_event_id),
        Some(value) => {
            value.to_str().ok().and_then(|text| text.trim().parse().ok()).map(Some).ok_or_else(
                || {
                    let hint = "the number of the last event seen";
                    Failure::field(Code::BadParameter, "header:Last-Event-ID", "invalid", hint)
                },
            )
        }
    }
}

/// The feed of a citizen, for tokens and for pages.
pub(crate) async fn feed(
    app: web::Data<App>,
    actor: Actor,
    citizen: CitizenId,
    last: Option<i64>,
    lang: Lang,
) -> Result<HttpResponse, Failure> {
    // Before the first look, so that nothing falls between.
    let wakes = app.cx.store.wakes();
    let last = match last {
        Some(last) => last.max(0),
        None => app.cx.store.journal_sequence(citizen).await?,
    };
    let next_beat = Instant::now() + HEARTBEAT;
    let hello = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b": hello\n\n"))]);
    let reader = Reader { app, actor, citizen, last, lang, wakes, next_beat };
    let rest = stream::unfold(reader, Reader::next);
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .insert_header(ContentEncoding::Identity)
        .streaming(futures::StreamExt::chain(hello, rest)))
}

struct Reader {
    app: web::Data<App>,
    actor: Actor,
    citizen: CitizenId,
    last: i64,
    lang: Lang,
    wakes: Receiver<Wake>,
    next_beat: Instant,
}

impl Reader {
    /// The next piece of the stream; `None` when the server drains.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let draining = self.app.draining.clone();
        loop {
            if draining.is_cancelled() {
                return None;
            }
            match casework::read::feed(&self.app.cx, &self.actor, self.last, BATCH).await {
                Ok(facts) => {
                    if let Some(newest) = facts.last() {
                        self.last = newest.sequence;
                        let text = self.tell(&facts).await;
                        self.next_beat = Instant::now() + HEARTBEAT;
                        return Some((Ok(Bytes::from(text)), self));
                    }
                }
                Err(error) => tracing::debug!(%error, "a live feed could not look; it tries again"),
            }
            if Instant::now() >= self.next_beat {
                self.next_beat = Instant::now() + HEARTBEAT;
                return Some((Ok(Bytes::from_static(b": still here\n\n")), self));
            }
            tokio::select! {
                () = draining.cancelled() => return None,
                () = sleep_until(self.next_beat) => {}
                () = self.wait() => {}
            }
        }
    }

    /// Waits for a wake-up of this citizen's journal, at most until the next look.
    async fn wait(&mut self) {
        let woken = async {
            loop {
                match self.wakes.recv().await {
                    Ok(Wake::Journal(citizen)) if citizen == self.citizen => return,
                    Ok(_) => {}
                    // Fallen behind: there may be something.
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // Woken or not, it looks.
        let _either = timeout(self.app.settings.live_poll, woken).await;
    }

    async fn tell(&self, facts: &[Fact]) -> String {
        let catalog = self.app.cx.catalog();
        let mut text = String::new();
        for fact in facts {
            let application = match fact.application {
                Some(id) => self.app.cx.store.application(id).await.ok().flatten(),
                None => None,
            };
            let event = view::event(&catalog, fact, application.as_ref(), self.lang);
            let data = serde_json::to_string(&event).unwrap_or_default();
            // Writing to a string cannot fail.
            let _written =
                write!(text, "id: {}\nevent: {}\ndata: {data}\n\n", fact.sequence, event.kind);
        }
        text
    }
}
