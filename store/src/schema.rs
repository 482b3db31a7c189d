//! Bringing the schema up to date, and with it what only a process that has the keys can do.

use crate::error::StoreError;
use crate::journal;
use crate::tx::Store;
use migrations::{Migrator, MigratorTrait};

impl Store {
    /// Brings the schema up to date, all of it or nothing: a process killed half-way leaves what was
    /// there. Several may call it at once; one is let through at a time.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let guard = self.write.begin(self.engine.begin()).await?;
        self.engine.lock_schema(&guard).await?;
        Migrator::up(&guard, None).await?;
        journal::hand_over(&guard, self.engine, &self.chain).await?;
        Ok(guard.commit().await?)
    }
}
