//! Sweeping out what nobody can use any more.

use crate::identity::Identity;
use chrono::Duration;
use store::{StoreError, SweepCounts, SweepPosition};

/// What ran out stays this long, for a look after an incident.
const KEPT: Duration = Duration::days(1);

impl Identity {
    /// Deletes a batch of what ran out; `walked` is where the last batch ended. To be called by one node, until
    /// there is no more.
    pub async fn sweep(&self, walked: Option<SweepPosition>) -> Result<SweepCounts, StoreError> {
        let mut tx = self.begin().await?;
        let swept = tx.sweep_identity(self.now() - KEPT, walked).await?;
        tx.commit().await?;
        Ok(swept)
    }
}
