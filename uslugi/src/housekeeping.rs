//! What somebody has to do now and then, and only one node at a time: sweeping out what nobody can use any more,
//! and finishing what an update left to be done beside it. In small steps, each its own transaction; the lease lies
//! in the database and is renewed with every step.

use casework::hold::hold_older;
use casework::operate::recall;
use casework::{CaseError, Cx};
use chrono::Duration as Span;
use domain::id::ApplicationId;
use identity::Identity;
use std::time::Duration;
use store::SweepPosition;
use tokio_util::sync::CancellationToken;

const LEASE: &str = "housekeeping";
/// How long a node keeps house without showing a sign of life.
const LASTING: Duration = Duration::from_mins(2);
const EVERY: Duration = Duration::from_mins(10);
/// Between two steps, so that whoever writes for a person is not kept waiting.
const PAUSE: Duration = Duration::from_millis(50);
/// How long an answer can be given again for the same idempotency key.
const KEYS_KEPT: i64 = 7;

/// Keeps house until cancelled.
pub(crate) async fn run(cx: Cx, identity: Identity, owner: String, cancel: CancellationToken) {
    let mut house =
        House { cx, identity, owner, walked: None, held_up_to: None, done: Done::default() };
    loop {
        let rest = match house.step().await {
            Ok(true) => PAUSE,
            Ok(false) => {
                house.say();
                EVERY
            }
            Err(error) => {
                tracing::warn!(%error, "the house was not kept; trying again later");
                EVERY
            }
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

struct House {
    cx: Cx,
    identity: Identity,
    owner: String,
    /// Up to where sessions were looked through.
    walked: Option<SweepPosition>,
    /// The last application that was looked at for a holder.
    held_up_to: Option<ApplicationId>,
    done: Done,
}

/// What was done since it was last said.
#[derive(Debug, Default, PartialEq, Eq)]
struct Done {
    answers: u64,
    logins: u64,
    refresh_tokens: u64,
    grants: u64,
    sessions: u64,
    held: u64,
    uploads: u64,
    recalled: u64,
}

impl House {
    /// One step of everything, if no other node keeps house; whether there may be more.
    async fn step(&mut self) -> Result<bool, CaseError> {
        let mut tx = self.cx.begin().await?;
        let ours = tx.take_lease(LEASE, &self.owner, LASTING).await?;
        let before = tx.now() - Span::days(KEYS_KEPT);
        let (answers, more_answers) =
            if ours { tx.forget_answers(before).await? } else { (0, false) };
        tx.commit().await?;
        if !ours {
            return Ok(false);
        }
        self.done.answers += answers;
        let swept = self.identity.sweep(self.walked).await?;
        self.walked = swept.walked;
        self.done.logins += swept.logins;
        self.done.refresh_tokens += swept.refresh_tokens;
        self.done.grants += swept.grants;
        self.done.sessions += swept.sessions;
        // After the last it begins anew: a node of an older version may still write some.
        let held = hold_older(&self.cx, self.held_up_to).await?;
        self.held_up_to = held.map(|held| held.last);
        self.done.held += held.map_or(0, |held| held.count);
        let (uploads, more_uploads) = casework::upload::forget(&self.cx).await?;
        self.done.uploads += uploads;
        let more = more_answers || swept.more || held.is_some() || more_uploads;
        if !more {
            self.done.recalled += recall(&self.cx).await?;
        }
        Ok(more)
    }

    fn say(&mut self) {
        let done = std::mem::take(&mut self.done);
        if done != Done::default() {
            tracing::info!(?done, "the house was kept");
        }
    }
}
