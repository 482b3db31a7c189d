//! What a handler is given.

use crate::drawing::Pages;
use crate::gauges::Gauges;
use casework::Cx;
use identity::Identity;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use url::Url;

/// How many live feeds may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedLimits {
    /// On this node.
    pub in_process: usize,
    /// Of one person, on this node.
    pub per_person: usize,
}

/// What the edge must be told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach the platform.
    pub public_url: Url,
    /// How often a live feed looks for itself, whatever wake-ups say.
    pub live_poll: Duration,
    /// How many live feeds may be open on this node.
    pub feeds: FeedLimits,
    /// The user name of the Telegram bot, if there is one.
    pub telegram_bot: Option<String>,
    /// The telephone of support, as people write it; nothing where there is none.
    pub support_phone: Option<String>,
    /// The address of support.
    pub support_email: Option<String>,
    /// Where the sandbox is, when it stands in for the outside: pages say so.
    pub sandbox_url: Option<Url>,
}

/// What a handler is given: procedures of cases, procedures of sign-in, pages, settings.
#[derive(Debug)]
pub struct App {
    /// Procedures of cases.
    pub cx: Cx,
    /// Procedures of sign-in.
    pub identity: Arc<Identity>,
    /// What pages are drawn with.
    pub pages: Pages,
    /// What the edge was told at its start.
    pub settings: Settings,
    /// Ends live feeds when the server drains.
    pub draining: CancellationToken,
    /// The gauges that were told so far.
    pub gauges: Gauges,
}
