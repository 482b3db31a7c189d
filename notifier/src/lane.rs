//! A channel's way out: its slots, and the pause the other side asked for.

use crate::mail::Mailer;
use crate::telegram::Telegram;
use domain::notice::{Channel, Outcome};
use domain::time::Moment;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::DeliveryClaim;
use tokio::sync::Semaphore;

/// One channel's way out, with as many slots as it may use at once.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) way: Way,
    pub(crate) slots: Arc<Semaphore>,
    /// The other side asked to be left alone until then.
    paused_until: Mutex<Option<Moment>>,
}

#[derive(Debug)]
pub(crate) enum Way {
    Mail(Box<Mailer>),
    Telegram(Telegram),
}

impl Lane {
    pub(crate) fn new(way: Way, connections: usize) -> Self {
        let slots = Arc::new(Semaphore::new(connections.max(1)));
        Self { way, slots, paused_until: Mutex::default() }
    }

    pub(crate) const fn channel(&self) -> Channel {
        match self.way {
            Way::Mail(_) => Channel::Email,
            Way::Telegram(_) => Channel::Telegram,
        }
    }

    pub(crate) async fn send(&self, claim: &DeliveryClaim, now: Moment) -> Outcome {
        match &self.way {
            Way::Mail(mailer) => mailer.send(claim, now).await,
            Way::Telegram(telegram) => telegram.send(claim).await,
        }
    }

    pub(crate) fn is_paused(&self, now: Moment) -> bool {
        let until = *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| now < until)
    }

    pub(crate) fn pause(&self, now: Moment, wait: Duration) {
        let until =
            chrono::TimeDelta::from_std(wait).ok().and_then(|by| now.checked_add_signed(by));
        *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}
