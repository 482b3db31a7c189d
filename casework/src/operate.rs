//! What operators and load balancers read of the platform: nothing of any person.

use crate::cx::Cx;
use crate::error::CaseError;
use store::{Lag, LaneLook, SetAside};

/// How much work the queue holds.
#[derive(Debug)]
pub struct QueueState {
    /// Jobs that wait.
    pub waiting: u64,
    /// Jobs that were set aside.
    pub aside: u64,
    /// The same by lane and kind.
    pub set_aside: Vec<SetAside>,
    /// The lanes that have work.
    pub lanes: Vec<LaneLook>,
}

/// Whether the database answers; then how many jobs were set aside.
pub async fn ready(cx: &Cx) -> Result<u64, CaseError> {
    cx.store.ping().await?;
    Ok(cx.store.queue_set_aside().await?.iter().map(|one| one.count).sum())
}

/// How much work the queue holds now.
pub async fn queue(cx: &Cx) -> Result<QueueState, CaseError> {
    let (waiting, aside) = cx.store.queue_depth().await?;
    let set_aside = cx.store.queue_set_aside().await?;
    Ok(QueueState { waiting, aside, set_aside, lanes: cx.store.queue_lanes().await? })
}

/// How far each projection is behind the journal.
pub async fn projections(cx: &Cx) -> Result<Vec<Lag>, CaseError> {
    Ok(cx.store.projections(cx.clock.now()).await?)
}

/// Makes due what is put off for so long that only a wrong cell can say it, and sets aside what is in no state of ours: at most a
/// thousand rows of a lane. How much it was, paused lanes included. Writes nothing while there is none.
pub async fn recall(cx: &Cx) -> Result<u64, CaseError> {
    let (lanes, others) = cx.store.put_off_for_ever(cx.clock.now()).await?;
    if lanes.is_empty() && !others {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let mut recalled = tx.recall_lanes().await? + tx.set_odd_aside().await?;
    for lane in &lanes {
        recalled += tx.recall(lane).await?;
    }
    tx.commit().await?;
    Ok(recalled)
}
