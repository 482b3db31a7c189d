//! The notifier: claims what is due, sends it, writes down what came of it.

use crate::chat_gone::{ChatGone, KeepChat};
use crate::lane::{Lane, Way};
use crate::mail::{self, Mailer};
use crate::settings::{Settings, SettingsError};
use crate::telegram::{self, Telegram};
use domain::entropy::{self, Entropy};
use domain::notice::{self, Next, Outcome};
use domain::time::{Clock, Moment};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{DeliveryClaim, Store, StoreError, Wake};
use tokio::sync::{OwnedSemaphorePermit, broadcast};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often deliveries whose time ran out are looked for.
const SWEEP: chrono::TimeDelta = chrono::TimeDelta::seconds(10);

/// The notifier. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Notifier(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    chat_gone: Arc<dyn ChatGone>,
    lanes: Vec<Lane>,
    swept: Mutex<Option<Moment>>,
}

type Tasks = JoinSet<()>;

impl Notifier {
    /// A notifier; an error names the setting that cannot be used.
    pub fn new(
        settings: Settings,
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, SettingsError> {
        Self::with_hook(settings, store, (clock, entropy), Arc::new(KeepChat))
    }

    /// A notifier that ends the link of a chat that takes nothing any more.
    pub fn with_hook(
        settings: Settings,
        store: Store,
        (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>),
        chat_gone: Arc<dyn ChatGone>,
    ) -> Result<Self, SettingsError> {
        let slowest = mail::SLOWEST.max(telegram::SLOWEST);
        if settings.lease <= slowest {
            return Err(SettingsError::Lease(slowest));
        }
        let mut lanes = Vec::new();
        if let Some(mail) = &settings.mail {
            let mailer = Box::new(Mailer::new(mail)?);
            lanes.push(Lane::new(Way::Mail(mailer), mail.connections));
        }
        if let Some(telegram) = &settings.telegram {
            let way = Way::Telegram(Telegram::new(telegram)?);
            lanes.push(Lane::new(way, telegram.connections));
        }
        let swept = Mutex::default();
        let inner = Inner { settings, store, clock, entropy, chat_gone, lanes, swept };
        Ok(Self(Arc::new(inner)))
    }

    /// Works until cancelled; then claims nothing more, ends what is in hand, and returns.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut wakes = self.0.store.wakes();
        let mut tasks = Tasks::new();
        while !cancel.is_cancelled() {
            if let Err(error) = self.claim_into(&mut tasks).await {
                tracing::warn!(%error, "deliveries cannot be claimed now");
            }
            // On a slot that became free, a wake-up, or the poll.
            tokio::select! {
                () = cancel.cancelled() => break,
                Some(ended) = tasks.join_next() => note(ended),
                () = woken(&mut wakes) => {}
                () = tokio::time::sleep(self.poll()) => {}
            }
        }
        while let Some(ended) = tasks.join_next().await {
            note(ended);
        }
        self.close().await;
    }

    /// Sends everything that is due now and returns when it is done; how many tries were made.
    pub async fn run_once(&self) -> Result<usize, StoreError> {
        let mut tasks = Tasks::new();
        let mut tried = 0;
        loop {
            let claimed = self.claim_into(&mut tasks).await?;
            tried += claimed;
            match tasks.join_next().await {
                Some(ended) => note(ended),
                None if claimed == 0 => break,
                None => {}
            }
        }
        self.close().await;
        Ok(tried)
    }

    /// Claims as much as there are free slots for, so that a lease begins when the sending does.
    async fn claim_into(&self, tasks: &mut Tasks) -> Result<usize, StoreError> {
        let inner = &self.0;
        self.sweep().await?;
        let mut claimed = 0;
        for (index, lane) in inner.lanes.iter().enumerate() {
            let mut permits = Vec::new();
            while let Ok(permit) = Arc::clone(&lane.slots).try_acquire_owned() {
                permits.push(permit);
            }
            if permits.is_empty() || lane.is_paused(inner.clock.now()) {
                continue;
            }
            let mut tx = inner.store.begin(&*inner.clock, &inner.entropy).await?;
            let (owner, lease) = (&inner.settings.owner, inner.settings.lease);
            let claims = tx.claim_deliveries(lane.channel(), owner, permits.len(), lease).await?;
            tx.commit().await?;
            claimed += claims.len();
            for (claim, permit) in claims.into_iter().zip(permits) {
                tasks.spawn(self.clone().deliver(index, claim, permit));
            }
        }
        Ok(claimed)
    }

    /// Gives up what ran out of time; now and then.
    async fn sweep(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        let now = inner.clock.now();
        {
            let mut swept = inner.swept.lock().unwrap_or_else(PoisonError::into_inner);
            if swept.is_some_and(|last| now - last < SWEEP) {
                return Ok(());
            }
            *swept = Some(now);
        }
        let mut tx = inner.store.begin(&*inner.clock, &inner.entropy).await?;
        let expired = tx.expire_deliveries().await?;
        tx.commit().await?;
        if expired > 0 {
            tracing::warn!(expired, "deliveries were given up: their time ran out");
        }
        Ok(())
    }

    async fn deliver(self, lane: usize, claim: DeliveryClaim, permit: OwnedSemaphorePermit) {
        let inner = &self.0;
        let Some(lane) = inner.lanes.get(lane) else { return };
        let outcome = lane.send(&claim, inner.clock.now()).await;
        let now = inner.clock.now();
        if let Outcome::Later { wait: Some(wait), .. } = &outcome {
            lane.pause(now, *wait);
        }
        let random = u64::from_le_bytes(entropy::bytes(&*inner.entropy));
        let pause = inner.settings.retry.pause(claim.attempts, random);
        let next = notice::next(&outcome, now, claim.expires_at, pause);
        let labels = [("channel", claim.channel.name()), ("outcome", outcome.name())];
        metrics::counter!("notifier_attempts_total", &labels).increment(1);
        report(&claim, &outcome, next);
        if let Err(error) = self.conclude(&claim, &outcome, next).await {
            // The try stays without an outcome: when the lease ends it counts as maybe sent.
            tracing::error!(delivery = %claim.id, %error, "the outcome of a try was not written");
        }
        drop(permit);
    }

    async fn conclude(
        &self,
        claim: &DeliveryClaim,
        outcome: &Outcome,
        next: Next,
    ) -> Result<(), StoreError> {
        let inner = &self.0;
        let mut tx = inner.store.begin(&*inner.clock, &inner.entropy).await?;
        tx.conclude(claim, outcome, next).await?;
        if matches!(outcome, Outcome::Gone { .. }) {
            let (hook, channel) = (&inner.chat_gone, claim.channel);
            hook.chat_gone(&mut tx, claim.citizen, channel, &claim.address).await?;
        }
        tx.commit().await
    }

    /// The time until the next poll, spread so that several notifiers do not ask together.
    fn poll(&self) -> Duration {
        let [spread] = entropy::bytes::<1>(&*self.0.entropy);
        self.0.settings.poll.mul_f32(0.75 + f32::from(spread) / 512.0)
    }

    async fn close(&self) {
        for lane in &self.0.lanes {
            if let Way::Mail(mailer) = &lane.way {
                mailer.close().await;
            }
        }
    }
}

/// Returns when there may be a delivery to send.
async fn woken(wakes: &mut broadcast::Receiver<Wake>) {
    loop {
        match wakes.recv().await {
            Ok(Wake::Deliveries) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            // The store is closing: the poll goes on until we are cancelled.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
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

fn note(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "sending stopped half-way; the lease gives it to the next");
    }
}
