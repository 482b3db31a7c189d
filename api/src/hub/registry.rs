//! Which feeds are open, of whom, and how far each citizen's facts were handed out.

use super::end::End;
use super::line::{EventLine, InboxItem};
use super::rights::{Rights, ToCheck};
use crate::app::FeedLimits;
use domain::id::CitizenId;
use domain::text::Lang;
use domain::time::Moment;
use identity::{Basis, Right};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::mpsc::{self, Receiver, Sender};

/// How many pieces may wait in a feed's inbox before its reader counts as slow.
pub(super) const INBOX: usize = 32;
/// Live feeds that are open.
const OPEN: &str = "live_feeds_open";

/// Every open feed, by citizen.
#[derive(Debug, Default)]
pub(super) struct Registry(Mutex<Watched>);

#[derive(Debug, Default)]
struct Watched {
    citizens: HashMap<CitizenId, Watch>,
    rights: Rights,
    open: usize,
    next: u64,
    draining: bool,
}

/// One citizen's feeds.
#[derive(Debug, Default)]
struct Watch {
    /// Up to which fact they were handed out; `None` until the first feed has read the journal's head.
    upto: Option<i64>,
    /// How many connections are open, those included that were ended and have not gone yet.
    open: usize,
    feeds: Vec<Listener>,
}

#[derive(Debug)]
struct Listener {
    id: u64,
    lang: Lang,
    inbox: Sender<InboxItem>,
    end: Arc<OnceLock<End>>,
}

impl Listener {
    fn stop(self, end: End) {
        if self.end.set(end).is_ok() {
            end.count();
        }
    }
}

/// What a feed holds of its place in the registry.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) id: u64,
    pub(super) inbox: Receiver<InboxItem>,
    pub(super) end: Arc<OnceLock<End>>,
    /// Whether somebody must say how far this citizen's journal goes ([`Registry::begin`]).
    pub(super) is_first: bool,
}

/// Why there is no room for a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRoom {
    /// The person has as many as they may.
    Person,
    /// The node has.
    Process,
    /// The node drains.
    Draining,
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        // What a panic elsewhere left is whole: every change here is one assignment after another.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a feed in, if there is room. Its right was found to hold at `now`; until when, the next round asks.
    pub(super) fn enter(
        &self,
        citizen: CitizenId,
        (right, lang): (Right, Lang),
        now: Moment,
        limits: FeedLimits,
    ) -> Result<Entered, NoRoom> {
        let mut all = self.lock();
        if all.draining {
            return Err(NoRoom::Draining);
        }
        if all.citizens.get(&citizen).is_some_and(|watch| watch.open >= limits.per_person) {
            return Err(NoRoom::Person);
        }
        if all.open >= limits.in_process {
            return Err(NoRoom::Process);
        }
        let id = all.next;
        all.next += 1;
        all.open += 1;
        record(all.open);
        let watch = all.citizens.entry(citizen).or_default();
        watch.open += 1;
        let is_first = watch.upto.is_none();
        let (sender, inbox) = mpsc::channel(INBOX);
        let end = Arc::new(OnceLock::new());
        let told = Arc::clone(&end);
        watch.feeds.push(Listener { id, lang, inbox: sender, end: told });
        all.rights.enter(ToCheck { citizen, id, right }, now);
        Ok(Entered { id, inbox, end, is_first })
    }

    /// A feed's connection has gone.
    pub(super) fn leave(&self, citizen: CitizenId, id: u64) {
        let mut all = self.lock();
        all.open = all.open.saturating_sub(1);
        record(all.open);
        all.rights.leave(id);
        let Some(watch) = all.citizens.get_mut(&citizen) else { return };
        watch.open = watch.open.saturating_sub(1);
        watch.feeds.retain(|feed| feed.id != id);
        if watch.open == 0 {
            all.citizens.remove(&citizen);
        }
    }

    /// Says how far a citizen's journal goes, unless that is known.
    pub(super) fn begin(&self, citizen: CitizenId, head: i64) {
        if let Some(watch) = self.lock().citizens.get_mut(&citizen) {
            watch.upto.get_or_insert(head);
        }
    }

    /// How far a citizen's facts were handed out, and in which languages they are read; `None` if nobody reads.
    pub(super) fn reading(&self, citizen: CitizenId) -> Option<(i64, Vec<Lang>)> {
        let all = self.lock();
        let watch = all.citizens.get(&citizen)?;
        let mut langs = Vec::new();
        for feed in &watch.feeds {
            if !langs.contains(&feed.lang) {
                langs.push(feed.lang);
            }
        }
        if langs.is_empty() { None } else { Some((watch.upto?, langs)) }
    }

    /// Hands facts up to a number out to a citizen's feeds. One whose inbox is full is ended; one in a language that
    /// these were not rendered in (it came meanwhile) is told to look for itself.
    pub(super) fn hand(&self, citizen: CitizenId, upto: i64, lines: &[(Lang, Arc<[EventLine]>)]) {
        let mut all = self.lock();
        let Some(watch) = all.citizens.get_mut(&citizen) else { return };
        watch.upto = watch.upto.max(Some(upto));
        let full = watch.feeds.extract_if(.., |feed| {
            let own = lines.iter().find(|(lang, _)| *lang == feed.lang);
            let piece =
                own.map_or(InboxItem::Look, |(_, lines)| InboxItem::Lines(Arc::clone(lines)));
            feed.inbox.try_send(piece).is_err()
        });
        for feed in full {
            feed.stop(End::SlowReader);
        }
    }

    /// Whether somebody reads a citizen's facts.
    pub(super) fn is_read(&self, citizen: CitizenId) -> bool {
        self.lock().citizens.contains_key(&citizen)
    }

    /// Whether no feed is open.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().open == 0
    }

    /// Rights of which it is not known whether they still hold, because of what was taken back (`None`: too much to be
    /// named): they are to be asked for at once.
    pub(super) fn doubt(&self, taken: Option<&[Basis]>) {
        let mut all = self.lock();
        match taken {
            Some(taken) => taken.iter().for_each(|basis| all.rights.doubt(basis)),
            None => all.rights.doubt_all(),
        }
    }

    /// The feeds whose right is to be asked for now.
    pub(super) fn to_check(&self, now: Moment) -> Vec<ToCheck> {
        self.lock().rights.due(now)
    }

    /// What came of asking: a right that holds until a moment is believed again, a feed without one is ended.
    pub(super) fn checked(
        &self,
        now: Moment,
        answers: impl Iterator<Item = (ToCheck, Option<Moment>)>,
    ) {
        let mut all = self.lock();
        for (one, until) in answers {
            if let Some(until) = until {
                all.rights.holds(one.id, now, until);
                continue;
            }
            all.rights.leave(one.id);
            let Some(watch) = all.citizens.get_mut(&one.citizen) else { continue };
            for feed in watch.feeds.extract_if(.., |feed| feed.id == one.id) {
                feed.stop(End::AccessEnded);
            }
        }
    }

    /// Ends every feed and takes no more.
    pub(super) fn drain(&self) {
        let mut all = self.lock();
        all.draining = true;
        for watch in all.citizens.values_mut() {
            for feed in watch.feeds.drain(..) {
                feed.stop(End::Draining);
            }
        }
    }
}

fn record(open: usize) {
    metrics::gauge!(OPEN).set(f64::from(u32::try_from(open).unwrap_or(u32::MAX)));
}

#[cfg(test)]
mod tests;
