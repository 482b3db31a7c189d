//! A channel's way out.

use crate::mail::Mailer;
use crate::telegram::Telegram;
use domain::notice::{Channel, Outcome};
use domain::time::Moment;
use store::DeliveryClaim;

/// One channel's way out, with as many places as it may use at once.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) through: Through,
    pub(crate) connections: u32,
}

#[derive(Debug)]
pub(crate) enum Through {
    Mail(Box<Mailer>),
    Telegram(Telegram),
}

impl Way {
    pub(crate) const fn channel(&self) -> Channel {
        match self.through {
            Through::Mail(_) => Channel::Email,
            Through::Telegram(_) => Channel::Telegram,
        }
    }

    /// Says a word that is no notice; by mail nothing is said so.
    pub(crate) async fn say(&self, chat: &str, words: &str) -> Outcome {
        match &self.through {
            Through::Telegram(telegram) => telegram.say(chat, words).await,
            Through::Mail(_) => Outcome::Never { reason: "mail: notices only".to_owned() },
        }
    }

    pub(crate) async fn send(&self, claim: &DeliveryClaim, now: Moment) -> Outcome {
        match &self.through {
            Through::Mail(mailer) => mailer.send(claim, now).await,
            Through::Telegram(telegram) => telegram.send(claim).await,
        }
    }
}
