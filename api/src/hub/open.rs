//! Opening a feed: a place in the registry first, so that nothing falls between, then where it begins.

use super::Hub;
use super::feed::Feed;
use super::registry::NoRoom;
use crate::failure::Failure;
use domain::id::CitizenId;
use domain::text::Lang;
use identity::Right;
use openapi::problem::Code;
use std::sync::Arc;

/// Who asks for a feed of their own journal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) citizen: CitizenId,
    /// By what they listen; it was found to hold just now.
    pub(crate) right: Right,
    pub(crate) lang: Lang,
}

/// A place in the registry, given back when the feed goes, however it goes.
#[derive(Debug)]
pub(super) struct Place {
    hub: Arc<Hub>,
    citizen: CitizenId,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.registry.leave(self.citizen, self.id);
    }
}

impl Hub {
    /// Opens a feed after the last event its reader has; without one, of new facts only.
    pub(crate) async fn open(
        self: Arc<Self>,
        ask: Ask,
        last: Option<i64>,
    ) -> Result<Feed, Failure> {
        let Ask { citizen, right, lang } = ask;
        let now = self.cx.clock.now();
        let entered =
            self.registry.enter(citizen, (right, lang), now, self.limits).map_err(no_room)?;
        let place = Place { hub: Arc::clone(&self), citizen, id: entered.id };
        let mut begins = last.map(|last| last.max(0));
        if entered.is_first || begins.is_none() {
            let head = casework::feed::head(&self.cx, citizen).await?;
            self.registry.begin(citizen, head);
            begins.get_or_insert(head);
        }
        Ok(Feed::new(self, place, (citizen, lang), begins.unwrap_or_default(), entered))
    }
}

fn no_room(why: NoRoom) -> Failure {
    match why {
        NoRoom::Person => Failure::with(
            Code::TooManyRequests,
            "у вас открыто слишком много лент событий",
            "too many live feeds of one person",
        ),
        NoRoom::Process => Failure::new(Code::FeedsFull),
        NoRoom::Draining => Failure::draining(),
    }
}
