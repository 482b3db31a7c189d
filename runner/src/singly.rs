//! What is done when the queue cannot be claimed as a whole: something is wrong with the rows of one job, and the others must
//! not wait for it.

use crate::count::counted;
use crate::handler::Handler;
use crate::run::{Runner, Taken, Untaken};
use domain::id::JobId;
use std::slice::from_ref;
use store::{Claim, Ended, LaneLook, StoreError, Tx};

impl<H: Handler> Runner<H> {
    /// Claims one job of each lane, each in a transaction of its own. One that cannot even be claimed or prepared is tried
    /// again later, with a try counted, and set aside like any that fails too often. What is in hand when the database goes
    /// away is not let go.
    pub(crate) async fn take_singly(
        &self,
        lanes: &[LaneLook],
    ) -> Result<Taken<H::Work>, StoreError> {
        let (mut jobs, mut rows) = (Vec::new(), 0);
        for lane in lanes.iter().filter(|lane| self.free(&lane.name) > 0) {
            let changed = match self.take(from_ref(lane), |_lane| 1).await {
                Ok(taken) => {
                    jobs.extend(taken.jobs);
                    Ok(taken.rows)
                }
                Err(Untaken { job, error }) if error.is_of_rows() => {
                    self.put_off(lane, job, &error).await
                }
                Err(Untaken { error, .. }) => Err(error),
            };
            match changed {
                Ok(changed) => rows += changed,
                Err(error) if error.is_of_rows() => {
                    tracing::error!(lane = lane.name, %error, "a lane cannot be claimed");
                }
                Err(error) if rows == 0 => return Err(error),
                Err(error) => {
                    tracing::warn!(lane = lane.name, %error, "the other lanes are claimed later");
                    break;
                }
            }
        }
        Ok(Taken { jobs, rows, more: true })
    }

    /// Puts off the job that could not be prepared; where none could even be claimed, sets aside what cannot be read. How many
    /// rows were changed.
    async fn put_off(
        &self,
        lane: &LaneLook,
        job: Option<JobId>,
        error: &StoreError,
    ) -> Result<usize, StoreError> {
        let mut tx: Tx = self.begin().await?;
        let (owner, lease) = (&self.settings.owner, self.settings.lease);
        let ended = match job {
            Some(job) => {
                let claimed = tx.claim(from_ref(lane), owner, |_lane| 1, lease).await?;
                let mut ended = claimed.ended;
                for claim in &claimed.claims {
                    if claim.id != job {
                        // Another node has it by now. This one is as good as any: nothing is written.
                        tx.roll_back().await;
                        return Ok(0);
                    }
                    ended.push(self.tried(&mut tx, claim, error).await?);
                }
                ended
            }
            None => tx.set_unreadable_aside(&lane.name).await?,
        };
        tx.commit().await?;
        let rows = ended.len();
        ended.into_iter().for_each(counted);
        Ok(rows)
    }

    /// Counts a try of a job that cannot be prepared.
    async fn tried(
        &self,
        tx: &mut Tx,
        claim: &Claim,
        error: &StoreError,
    ) -> Result<Ended, StoreError> {
        let (kind, why) = (claim.job.kind(), format!("it cannot be prepared: {error}"));
        tracing::error!(job.id = %claim.id, kind, attempt = claim.attempts, %error, "a job cannot be prepared");
        let outcome = if claim.attempts < claim.job.most_attempts() {
            self.later_in(tx, claim, &why).await?;
            "retry"
        } else {
            tx.give_up(claim, &why).await?;
            "set_aside"
        };
        tx.probe_ended(claim).await?;
        Ok(Ended { lane: claim.lane.clone(), kind: kind.to_owned(), outcome })
    }
}
