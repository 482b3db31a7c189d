//! Group commit, for SQLite: one writer at a time, and each commit waits for the disk. Writing transactions that wait
//! for each other share one commit. Each is a savepoint of a transaction that the first of them opened; whoever has
//! come to its end queues up again behind those that came meanwhile, and the first to have a second turn commits for
//! all. Nobody is told "committed" before that.
//!
//! One that ends without commit ends its group with it: after an error of the disk SQLite may have rolled back all
//! of it, and whoever joined later would write outside of any transaction.

use crate::cuts::Pool;
use crate::engine::Engine;
use crate::error::StoreError;
use sea_orm::{DatabaseTransaction, TransactionTrait};
use std::sync::{Arc, OnceLock};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Who writes, and in which transaction. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group(Arc<Mutex<Option<Open>>>);

/// A transaction that others may join, and how it ends.
#[derive(Debug)]
struct Open {
    whole: DatabaseTransaction,
    outcome: Outcome,
}

/// How a shared transaction ended; empty until then.
type Outcome = Arc<OnceLock<Result<(), StoreError>>>;

/// The turn of one writing transaction; the next waits until it is over.
#[derive(Debug)]
pub(crate) struct Turn {
    group: Group,
    /// `None` once it is over.
    held: Option<OwnedMutexGuard<Option<Open>>>,
}

impl Group {
    /// Waits until what was written before is committed, or is known not to be. Whoever met a row of another writer
    /// waits before they read it: it may not be there yet for readers.
    pub(crate) async fn settled(&self) {
        close(&mut *self.0.lock().await).await;
    }

    /// Waits for its turn and begins: in a transaction that is open, or in a new one.
    pub(crate) async fn begin(
        &self,
        write: &Pool,
        engine: Engine,
    ) -> Result<(DatabaseTransaction, Turn), StoreError> {
        let held = Arc::clone(&self.0).lock_owned().await;
        // From here on whatever fails ends the group.
        let mut turn = Turn { group: self.clone(), held: Some(held) };
        let open = turn.held.as_mut().ok_or_else(lost)?;
        if open.is_none() {
            let whole = write.begin(engine.begin()).await?;
            **open = Some(Open { whole, outcome: Outcome::default() });
        }
        let one = open.as_ref().ok_or_else(lost)?.whole.begin().await?;
        Ok((one, turn))
    }
}

impl Turn {
    /// Ends a transaction, and waits until the group it belongs to is committed.
    pub(crate) async fn commit(mut self, one: DatabaseTransaction) -> Result<(), StoreError> {
        one.commit().await?;
        let held = self.held.take().ok_or_else(lost)?;
        let outcome = held.as_ref().map(|open| Arc::clone(&open.outcome)).ok_or_else(lost)?;
        drop(held);
        let group = Arc::clone(&self.group.0);
        // By itself: others wait for the commit too, whatever becomes of the one that asks here.
        let second = tokio::spawn(async move {
            let mut held = group.lock().await;
            if outcome.get().is_none() {
                close(&mut held).await;
            }
            drop(held);
            outcome.get().cloned().unwrap_or_else(|| Err(lost()))
        });
        second.await.unwrap_or_else(|error| Err(StoreError::Away(error.to_string())))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move { close(&mut held).await });
            }
            // Dropped, the transaction is rolled back; those that wait for it are told that it was lost.
            Err(_no_runtime) => *held = None,
        }
    }
}

/// Commits the open transaction, if there is one, for all that joined it.
async fn close(held: &mut Option<Open>) {
    let Some(Open { whole, outcome }) = held.take() else { return };
    let ended = whole.commit().await.map_err(StoreError::from);
    // Nobody else has set it: whoever closes has the turn.
    let _first = outcome.set(ended);
}

fn lost() -> StoreError {
    StoreError::Away("the transaction was lost before its commit".to_owned())
}

#[cfg(test)]
mod tests;
