//! How a job ends: what is written of it, counted and said.

use crate::count::counted;
use crate::handler::{Handler, JobOutcome, ReceiverState};
use crate::run::Runner;
use chrono::Duration as Span;
use domain::entropy;
use domain::queue::BackOff;
use std::time::Duration;
use store::{Claim, Ended, Paused, StoreError, Tx};

impl<H: Handler> Runner<H> {
    /// Writes down what became of a claim; whether there may be something to claim that nobody was woken for: the
    /// job itself, later, what waited behind a probe, another suspect.
    pub(crate) async fn end(&self, claim: &Claim, done: JobOutcome) -> bool {
        let left = !matches!(done, JobOutcome::Written(..)) || claim.is_probe() || claim.suspect;
        let kind = claim.job.kind();
        let shown = ReceiverState::by(&done);
        let (outcome, ended) = self.ended(claim, done).await;
        counted(Ended { lane: claim.lane.clone(), kind: kind.to_owned(), outcome });
        if let Err(error) = ended {
            // The lease ends by itself, and the next worker takes it over.
            tracing::warn!(job.id = %claim.id, %error, "a job's end was not written");
        }
        if claim.is_probe()
            && let Err(error) = self.probed(claim, shown).await
        {
            // The probe ends with its lease, and another is sent.
            tracing::warn!(lane = claim.lane, %error, "a probe's answer was not written");
        }
        left
    }

    async fn ended(
        &self,
        claim: &Claim,
        done: JobOutcome,
    ) -> (&'static str, Result<(), StoreError>) {
        let (kind, attempt) = (claim.job.kind(), claim.attempts);
        match done {
            JobOutcome::Written(outcome, _) => (outcome, Ok(())),
            JobOutcome::Done(outcome) => (outcome, self.finish(claim).await),
            JobOutcome::NothingToDo(why) => {
                tracing::info!(job.id = %claim.id, kind, reason = why, "a job had nothing to do any more");
                ("nothing_to_do", self.finish(claim).await)
            }
            JobOutcome::Wait(pause, why) => ("wait", self.wait(claim, pause, why).await),
            JobOutcome::Left => {
                tracing::warn!(job.id = %claim.id, kind, "a job is left to nodes that have its key");
                ("left", self.leave(claim).await)
            }
            JobOutcome::Alarm(pause, why) => {
                tracing::error!(job.id = %claim.id, kind, reason = why, "a job waits for somebody to mend its cause");
                ("alarm", self.wait(claim, pause, &why).await)
            }
            JobOutcome::Receiver(why, asked) => ("receiver", self.blame(claim, asked, &why).await),
            JobOutcome::Hung(why) => {
                tracing::error!(job.id = %claim.id, kind, attempt, reason = why, "a job did not end in its time");
                ("hung", self.hung(claim, &why).await)
            }
            JobOutcome::Retry(why) if attempt < claim.job.most_attempts() => {
                tracing::warn!(job.id = %claim.id, kind, attempt, reason = why, "a job failed; it is tried again");
                ("retry", self.later(claim, &why).await)
            }
            JobOutcome::Retry(why) | JobOutcome::Never(why) => {
                tracing::error!(job.id = %claim.id, kind, attempt, reason = why, "a job was set aside");
                ("set_aside", self.set_aside(claim, &why).await)
            }
        }
    }

    async fn finish(&self, claim: &Claim) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.finish(claim).await?;
        tx.commit().await
    }

    async fn wait(&self, claim: &Claim, pause: Span, why: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let due_at = tx.now() + pause;
        tx.wait(claim, due_at, why).await?;
        tx.commit().await
    }

    async fn leave(&self, claim: &Claim) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.leave(claim).await?;
        tx.commit().await
    }

    async fn later(&self, claim: &Claim, why: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.later_in(&mut tx, claim, why).await?;
        tx.commit().await
    }

    /// Puts a job that failed off, in a transaction at hand: the more often it failed, the longer.
    pub(crate) async fn later_in(
        &self,
        tx: &mut Tx,
        claim: &Claim,
        why: &str,
    ) -> Result<(), StoreError> {
        let random = u64::from_be_bytes(entropy::bytes(&*self.entropy));
        let pause = BackOff::WORK.pause(claim.attempts, random);
        let due_at = tx.now() + Span::from_std(pause).unwrap_or_default();
        tx.later(claim, due_at, why).await
    }

    async fn hung(&self, claim: &Claim, why: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let due_at = tx.now() + Span::from_std(BackOff::WORK.longest).unwrap_or_default() / 60;
        tx.hung(claim, due_at, why).await?;
        tx.commit().await
    }

    async fn set_aside(&self, claim: &Claim, why: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.give_up(claim, why).await?;
        tx.commit().await
    }

    /// The receiver failed, not the message: the job goes back and its lane is paused.
    async fn blame(
        &self,
        claim: &Claim,
        asked: Option<Duration>,
        why: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let paused = tx.receiver_failed(claim, asked, why).await?;
        tx.commit().await?;
        if let Some(paused) = paused {
            paused_said(&claim.lane, why, paused);
        }
        Ok(())
    }

    async fn probed(&self, claim: &Claim, shown: ReceiverState) -> Result<(), StoreError> {
        if shown == ReceiverState::Failing {
            // Written already, with the pause.
            return Ok(());
        }
        let mut tx = self.begin().await?;
        let opened = if shown == ReceiverState::Answering {
            tx.receiver_answered(&claim.lane).await?
        } else {
            tx.probe_ended(claim).await?;
            false
        };
        tx.commit().await?;
        if opened {
            tracing::info!(lane = claim.lane, "a receiver answers again; its lane is open");
        }
        Ok(())
    }
}

/// Says that a lane was closed: once loudly, then quietly while it lasts.
pub fn paused_said(lane: &str, reason: &str, paused: Paused) {
    let Paused { failures, until } = paused;
    if failures == 1 {
        tracing::error!(lane, reason, %until, "a receiver fails; its lane is paused");
    } else {
        tracing::debug!(lane, reason, failures, %until, "a receiver still fails");
    }
}
