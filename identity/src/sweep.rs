//! Sweeping out what nobody can use any more.

use crate::identity::Identity;
use chrono::Duration;
use store::{StoreError, Swept};

/// What ran out stays this long, for a look after an incident.
const KEPT: Duration = Duration::days(1);

impl Identity {
    /// Deletes what ran out. To be called now and then by one node.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let mut tx = self.begin().await?;
        let swept = tx.sweep_identity(self.now() - KEPT).await?;
        tx.commit().await?;
        Ok(swept)
    }
}
