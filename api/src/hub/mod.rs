//! The hub of live feeds: one in a process, between the journal and every open feed.
//!
//! A wake-up costs one query for a watched citizen, however many feeds are open; looking without wake-ups costs one
//! statement; the right to listen is asked for in batches. Nothing grows without bound: feeds
//! are counted, each has a bounded inbox, and a reader that falls behind is ended and told to resume.
//!
//! What makes a feed exact is in the feed itself ([`feed`]): the facts of a citizen are numbered without gaps, so it
//! passes on only the number after its last one, drops what it has, and reads the journal when one is missing.

mod check;
mod end;
mod feed;
mod line;
mod look;
mod open;
mod poll;
mod registry;
mod rights;
mod run;

use crate::app::{App, FeedLimits};
use casework::Cx;
use identity::Identity;
use registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

pub(crate) use feed::answer;
pub(crate) use open::Ask;

/// The hub of live feeds.
#[derive(Debug)]
pub(crate) struct Hub {
    cx: Cx,
    identity: Arc<Identity>,
    limits: FeedLimits,
    /// How often it looks for itself, whatever wake-ups say.
    poll: Duration,
    /// Wake-ups were lost: a look is due.
    lagged: Notify,
    registry: Registry,
}

impl Hub {
    /// A hub with no feed in it.
    pub(crate) fn of(app: &App) -> Self {
        Self {
            cx: app.cx.clone(),
            identity: Arc::clone(&app.identity),
            limits: app.settings.feeds,
            poll: app.settings.live_poll,
            lagged: Notify::new(),
            registry: Registry::default(),
        }
    }
}
