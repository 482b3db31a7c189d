//! The notifier: the handler of the lanes of its channels. Sends what it is given, writes down what came of it.

use crate::mail::{self, Mailer};
use crate::settings::{Settings, SettingsError};
use crate::telegram::{self, Telegram};
use crate::way::{Through, Way};
use domain::chat::{ChatLink, linked_words};
use domain::entropy::{self, Entropy};
use domain::id::ChatLinkId;
use domain::job::Job;
use domain::notice::{self, Channel, DeliveryState, Next, Outcome};
use domain::queue::BackOff;
use domain::text::Lang;
use domain::time::{Clock, Moment};
use runner::{Handler, JobOutcome, Prepared, ReceiverState, Runner, paused_said};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Claim, DeliveryClaim, Store, StoreError, Tx};
use tokio_util::sync::CancellationToken;

/// How often deliveries whose time ran out are looked for.
const SWEEP: chrono::TimeDelta = chrono::TimeDelta::seconds(10);

/// The notifier. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Notifier(Runner<Sender>);

#[derive(Debug)]
struct Sender {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    ways: Vec<Way>,
    swept: Mutex<Option<Moment>>,
}

impl Notifier {
    /// A notifier; an error names the setting that cannot be used. `clock` is the database's, so that a node
    /// whose own clock is wrong gives nothing up too early.
    pub fn new(
        settings: Settings,
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, SettingsError> {
        // A runner drops what takes longer than nine tenths of the lease.
        let slowest = mail::SLOWEST.max(telegram::SLOWEST);
        if settings.lease.mul_f32(0.9) <= slowest {
            return Err(SettingsError::Lease(slowest));
        }
        let mut ways = Vec::new();
        if let Some(mail) = &settings.mail {
            let through = Through::Mail(Box::new(Mailer::new(mail)?));
            ways.push(Way { through, connections: mail.connections });
        }
        if let Some(telegram) = &settings.telegram {
            let through = Through::Telegram(Telegram::new(telegram)?);
            ways.push(Way { through, connections: telegram.connections });
        }
        let Settings { owner, poll, lease, .. } = settings;
        let sources = (Arc::clone(&clock), Arc::clone(&entropy));
        let sender = Sender { store: store.clone(), clock, entropy, ways, swept: Mutex::default() };
        Ok(Self(Runner::new(sender, store, sources, runner::Settings { owner, poll, lease })))
    }

    /// Works until cancelled; then claims nothing more, ends what is in hand, and returns.
    pub async fn run(&self, cancel: CancellationToken) {
        self.0.run(cancel).await;
        self.0.handler().close().await;
    }

    /// Sends everything that is due now and returns when it is done; how many tries were made.
    pub async fn run_once(&self) -> Result<usize, StoreError> {
        let mut tried = 0;
        loop {
            match self.0.run_once().await? {
                0 => break,
                claimed => tried += claimed,
            }
        }
        self.0.handler().close().await;
        Ok(tried)
    }
}

/// What is sent.
#[derive(Debug)]
enum Work {
    /// A notice, on its way through a channel.
    Delivery(Box<DeliveryClaim>),
    /// The word to a chat that it is linked: its number, and the language.
    Greeting(String, Lang),
}

impl Handler for Sender {
    type Work = Work;

    fn capacity(&self, lane: &str) -> u32 {
        self.way(lane).map_or(0, |way| way.connections.max(1))
    }

    async fn prepare(&self, tx: &mut Tx, claim: &Claim) -> Result<Prepared<Work>, StoreError> {
        let telegram = Channel::Telegram.name();
        match &claim.job {
            Job::GreetChat { link } if claim.lane == telegram => greeting(tx, claim, *link).await,
            Job::SendNotice { channel, .. } if claim.lane == channel.name() => {
                delivery(tx, claim).await
            }
            // Done as if it were, it would be lost without a word.
            other => {
                let why = format!("`{}` is no work of the lane `{}`", other.kind(), claim.lane);
                Ok(Prepared::Never(why))
            }
        }
    }

    async fn handle(&self, claim: &Claim, work: Work) -> JobOutcome {
        let Some(way) = self.way(&claim.lane) else {
            return JobOutcome::Retry("the channel has no way out".to_owned());
        };
        let delivery = match work {
            Work::Delivery(delivery) => delivery,
            Work::Greeting(chat, lang) => {
                return greeted(way.say(&chat, linked_words().pick(lang)).await);
            }
        };
        let outcome = way.send(&delivery, self.clock.now()).await;
        let labels = [("channel", delivery.channel.name()), ("outcome", outcome.name())];
        metrics::counter!("notifier_attempts_total", &labels).increment(1);
        let written = match &outcome {
            Outcome::Away { reason, wait } => self.away(claim, &delivery, (reason, *wait)).await,
            _ => self.conclude(&delivery, &outcome).await,
        };
        if let Err(error) = written {
            // The try stays without an outcome: when the lease ends it counts as maybe sent.
            tracing::error!(delivery = %delivery.id, %error, "the outcome of a try was not written");
        }
        JobOutcome::Written(outcome.name(), shown(&outcome))
    }

    /// Gives up what ran out of time; now and then, and without a transaction while there is nothing.
    async fn tend(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        {
            let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
            if swept.is_some_and(|last| now - last < SWEEP) {
                return Ok(());
            }
            *swept = Some(now);
        }
        while self.store.has_expired_deliveries(now).await? {
            let mut tx = self.store.begin(&*self.clock, &self.entropy).await?;
            let expired = tx.expire_deliveries().await?;
            tx.commit().await?;
            if expired == 0 {
                // What is left is in hand.
                break;
            }
            tracing::warn!(expired, "deliveries were given up: their time ran out");
        }
        Ok(())
    }
}

impl Sender {
    fn way(&self, lane: &str) -> Option<&Way> {
        self.ways.iter().find(|way| way.channel().name() == lane)
    }

    async fn conclude(
        &self,
        delivery: &DeliveryClaim,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let random = u64::from_le_bytes(entropy::bytes(&*self.entropy));
        let pause = BackOff::SENDING.pause(delivery.attempts, random);
        let mut tx = self.store.begin(&*self.clock, &self.entropy).await?;
        let next = notice::next(outcome, tx.now(), delivery.expires_at, pause);
        report(delivery, outcome, next);
        tx.conclude(delivery, outcome, next).await?;
        if matches!(outcome, Outcome::Gone { .. }) && delivery.channel == Channel::Telegram {
            // The link of a chat that takes nothing any more ends, so that nothing is planned to it.
            tx.chat_unreachable(delivery.channel.name(), &delivery.address).await?;
        }
        tx.commit().await
    }

    /// The other side takes nothing now: the whole lane waits.
    async fn away(
        &self,
        claim: &Claim,
        delivery: &DeliveryClaim,
        (reason, wait): (&str, Option<std::time::Duration>),
    ) -> Result<(), StoreError> {
        let outcome = Outcome::Away { reason: reason.to_owned(), wait };
        let mut tx = self.store.begin(&*self.clock, &self.entropy).await?;
        let paused = tx.conclude_away(delivery, &outcome, wait).await?;
        tx.commit().await?;
        if let Some(paused) = paused {
            paused_said(&claim.lane, reason, paused);
        }
        Ok(())
    }

    async fn close(&self) {
        for way in &self.ways {
            if let Through::Mail(mailer) = &way.through {
                mailer.close().await;
            }
        }
    }
}

/// A notice about to be sent.
async fn delivery(tx: &mut Tx, claim: &Claim) -> Result<Prepared<Work>, StoreError> {
    let Some(delivery) = tx.begin_try(claim).await? else {
        return Ok(Prepared::Ended("nothing_to_do", "the delivery had ended, or its time ran out"));
    };
    if !may_be_reached(tx, &delivery).await? {
        let unlinked = Outcome::Never { reason: UNLINKED.to_owned() };
        let failed = Next::Ends(DeliveryState::Failed);
        report(&delivery, &unlinked, failed);
        tx.conclude(&delivery, &unlinked, failed).await?;
        return Ok(Prepared::Ended(unlinked.name(), UNLINKED));
    }
    Ok(Prepared::Work(Work::Delivery(Box::new(delivery))))
}

/// The word to a chat that was linked.
async fn greeting(
    tx: &mut Tx,
    claim: &Claim,
    link: ChatLinkId,
) -> Result<Prepared<Work>, StoreError> {
    let linked = tx.lock_chat_link(link).await?.filter(ChatLink::is_active);
    let Some((chat, citizen)) = linked.as_ref().and_then(|one| Some((one.chat()?, one.citizen)))
    else {
        tx.finish(claim).await?;
        return Ok(Prepared::Ended("nothing_to_do", "the link ended before the chat was greeted"));
    };
    let lang = tx.citizen(citizen).await?.and_then(|one| one.lang).unwrap_or_default();
    Ok(Prepared::Work(Work::Greeting(chat.id.clone(), lang)))
}

/// Why a message does not go to a chat.
const UNLINKED: &str = "telegram: the chat is not linked any more";

/// Whether a delivery may still go out: a chat whose link was ended since it was planned is written to no more.
async fn may_be_reached(tx: &Tx, delivery: &DeliveryClaim) -> Result<bool, StoreError> {
    match delivery.channel {
        Channel::Email => Ok(true),
        Channel::Telegram => {
            tx.is_linked(delivery.citizen, (delivery.channel.name(), &delivery.address)).await
        }
    }
}

/// What became of a greeting. One that may have come is not sent again: it only tells what the person knows.
fn greeted(outcome: Outcome) -> JobOutcome {
    let name = outcome.name();
    match outcome {
        Outcome::Away { reason, wait } => JobOutcome::Receiver(reason, wait),
        Outcome::Later { reason } | Outcome::Alarm { reason } => JobOutcome::Retry(reason),
        Outcome::Sent { .. } | Outcome::Unknown { .. } => JobOutcome::Done(name),
        Outcome::Never { .. } | Outcome::Gone { .. } => {
            JobOutcome::NothingToDo("the chat takes no greeting")
        }
    }
}

const fn shown(outcome: &Outcome) -> ReceiverState {
    match outcome {
        Outcome::Away { .. } => ReceiverState::Failing,
        Outcome::Unknown { .. } => ReceiverState::Nothing,
        Outcome::Sent { .. }
        | Outcome::Later { .. }
        | Outcome::Alarm { .. }
        | Outcome::Never { .. }
        | Outcome::Gone { .. } => ReceiverState::Answering,
    }
}

fn report(claim: &DeliveryClaim, outcome: &Outcome, next: Next) {
    let (delivery, channel, tries) = (claim.id, claim.channel.name(), claim.attempts);
    match (outcome, next) {
        (Outcome::Sent { .. }, _) => tracing::info!(%delivery, channel, tries, "a notice was sent"),
        (_, Next::Again(due_at)) => {
            let reason = outcome.reason();
            tracing::info!(%delivery, channel, tries, reason, %due_at, "a notice waits");
        }
        (_, Next::Ends(state)) => {
            let reason = outcome.reason();
            tracing::warn!(%delivery, channel, tries, reason, ?state, "a notice was not sent");
        }
    }
}
