//! What is done when the queue cannot be claimed as a whole: something is wrong with the rows of one job, and the others must
//! not wait for it.

use crate::count::counted;
use crate::handler::Handler;
use crate::run::{Runner, Taken};
use chrono::Duration as Span;
use domain::entropy;
use domain::queue::BackOff;
use std::slice::from_ref;
use store::{LaneLook, StoreError, Tx};

impl<H: Handler> Runner<H> {
    /// Claims one job of each lane, each in a transaction of its own. One that cannot even be claimed or prepared is tried
    /// again later, with a try counted, and set aside like any that fails too often.
    pub(crate) async fn take_singly(
        &self,
        lanes: &[LaneLook],
    ) -> Result<Taken<H::Work>, StoreError> {
        let (mut jobs, mut rows) = (Vec::new(), 0);
        for lane in lanes.iter().filter(|lane| self.free(&lane.name) > 0) {
            match self.take(from_ref(lane), |_lane| 1).await {
                Ok(taken) => {
                    rows += taken.rows;
                    jobs.extend(taken.jobs);
                }
                Err(error) if error.is_of_rows() => rows += self.put_off(lane, &error).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(Taken { jobs, rows, more: true })
    }

    /// Puts off the job of a lane that is first to be claimed; how many rows were changed.
    async fn put_off(&self, lane: &LaneLook, error: &StoreError) -> Result<usize, StoreError> {
        match self.first_put_off(lane, error).await {
            Err(worse) if worse.is_of_rows() => {
                let mut tx = self.begin().await?;
                let ended = tx.set_unreadable_aside(&lane.name).await?;
                tx.commit().await?;
                if ended.is_empty() {
                    tracing::error!(lane = lane.name, error = %worse, "a lane cannot be claimed");
                }
                let rows = ended.len();
                ended.into_iter().for_each(counted);
                Ok(rows)
            }
            put_off => put_off,
        }
    }

    async fn first_put_off(
        &self,
        lane: &LaneLook,
        error: &StoreError,
    ) -> Result<usize, StoreError> {
        let mut tx: Tx = self.begin().await?;
        let (owner, lease) = (&self.settings.owner, self.settings.lease);
        let claimed = tx.claim(from_ref(lane), owner, |_lane| 1, lease).await?;
        let mut ended = claimed.ended;
        for claim in claimed.claims {
            let (kind, why) = (claim.job.kind(), format!("it cannot be prepared: {error}"));
            tracing::error!(job.id = %claim.id, kind, attempt = claim.attempts, %error, "a job cannot be prepared");
            let outcome = if claim.attempts < claim.job.most_attempts() {
                let random = u64::from_be_bytes(entropy::bytes(&*self.entropy));
                let pause = BackOff::WORK.pause(claim.attempts, random);
                let due_at = tx.now() + Span::from_std(pause).unwrap_or_default();
                tx.later(&claim, due_at, &why).await?;
                "retry"
            } else {
                tx.give_up(&claim, &why).await?;
                "set_aside"
            };
            tx.probe_ended(&claim).await?;
            ended.push(store::Ended { lane: claim.lane, kind: kind.to_owned(), outcome });
        }
        tx.commit().await?;
        ended.into_iter().for_each(counted);
        Ok(claimed.rows)
    }
}
