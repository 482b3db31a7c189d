//! Group commit, for SQLite: one writer at a time, and each commit waits for the disk. Writing transactions that wait
//! for each other share one commit. Each writes behind a savepoint of a transaction that the first of them opened; whoever
//! has come to its end queues up again behind those that came meanwhile, and the first to have a second turn commits for
//! all. Nobody is told "committed" before that.
//!
//! A savepoint costs no way of its own: the first statement of a turn takes along what releases the one before and sets
//! its own. Two names take turns, so that "back to mine" never means that of another: where it was not set, the
//! engine refuses, and the group ends as lost.
//!
//! One that ends without commit ends its group with it: after an error of the disk SQLite may have rolled back all
//! of it, and whoever joined later would write outside of any transaction.

use crate::cuts::Pool;
use crate::engine::Engine;
use crate::error::StoreError;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use std::sync::atomic::{AtomicU8, Ordering};
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
    /// Whose savepoint is set: an index of [`MARKS`]; 0 while nobody has written.
    mark: AtomicU8,
}

/// A savepoint: what sets it, after the one before was released, and what goes back to it.
struct Mark {
    set: &'static str,
    back: &'static str,
    next: u8,
}

/// No savepoint yet, and the two that take turns. The first is set in two ways: behind none, and behind the other.
const MARKS: [Mark; 4] = [
    Mark { set: "", back: "", next: 1 },
    Mark { set: "SAVEPOINT odd", back: "ROLLBACK TO odd", next: 2 },
    Mark { set: "RELEASE odd; SAVEPOINT even", back: "ROLLBACK TO even", next: 3 },
    Mark { set: "RELEASE even; SAVEPOINT odd", back: "ROLLBACK TO odd", next: 2 },
];

/// How a shared transaction ended; empty until then.
type Outcome = Arc<OnceLock<Result<(), StoreError>>>;

/// A writing transaction as a member of its group, while it is its turn; the next waits until it is over.
#[derive(Debug)]
pub(crate) struct Member {
    group: Group,
    /// `None` once it is over.
    held: Option<OwnedMutexGuard<Option<Open>>>,
    /// The savepoint it writes behind: an index of [`MARKS`]; 0 while it has written nothing.
    own: AtomicU8,
}

impl Group {
    /// Waits until what was written before is committed, or is known not to be. Whoever met a row of another writer
    /// waits before they read it: it may not be there yet for readers.
    pub(crate) async fn settled(&self) {
        close(&mut *self.0.lock().await).await;
    }

    /// Waits for its turn: in a transaction that is open, or in a new one.
    pub(crate) async fn begin(&self, write: &Pool, engine: Engine) -> Result<Member, StoreError> {
        let held = Arc::clone(&self.0).lock_owned().await;
        // From here on whatever fails ends the group.
        let mut turn = Member { group: self.clone(), held: Some(held), own: AtomicU8::new(0) };
        let open = turn.held.as_mut().ok_or_else(lost)?;
        if open.is_none() {
            let whole = write.begin(engine.begin()).await?;
            let (outcome, mark) = (Outcome::default(), AtomicU8::new(0));
            **open = Some(Open { whole, outcome, mark });
        }
        Ok(turn)
    }
}

impl Member {
    /// The transaction it writes in.
    pub(crate) fn whole(&self) -> Result<&DatabaseTransaction, DbErr> {
        Ok(&self.open()?.whole)
    }

    /// What to send before its first statement that writes; nothing after that. From now on it may have written: if it
    /// ends without commit, all behind its savepoint goes.
    pub(crate) fn writes(&self) -> Result<Option<&'static str>, DbErr> {
        if self.own.load(Ordering::Acquire) != 0 {
            return Ok(None);
        }
        let open = self.open()?;
        let next = mark(open.mark.load(Ordering::Acquire)).next;
        self.own.store(next, Ordering::Release);
        open.mark.store(next, Ordering::Release);
        Ok(Some(mark(next).set))
    }

    fn open(&self) -> Result<&Open, DbErr> {
        let open = self.held.as_ref().and_then(|held| held.as_ref());
        open.ok_or_else(|| DbErr::Custom(LOST.to_owned()))
    }

    /// Ends a transaction, and waits until the group it belongs to is committed.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
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

impl Drop for Member {
    fn drop(&mut self) {
        let Some(held) = self.held.take() else { return };
        let left = Left { held, own: self.own.load(Ordering::Acquire) };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(left.settle());
        }
    }
}

/// What a turn that ended without commit has left.
struct Left {
    held: OwnedMutexGuard<Option<Open>>,
    /// The savepoint to go back to; 0 if nothing was written, or all that was is taken back.
    own: u8,
}

impl Left {
    /// Takes back what the turn wrote, and ends its group.
    async fn settle(mut self) {
        if let Some(open) = self.held.as_ref().filter(|_open| self.own != 0) {
            // Where that fails, all of the group goes.
            if open.whole.execute_unprepared(mark(self.own).back).await.is_ok() {
                self.own = 0;
            }
        }
        if self.own == 0 {
            close(&mut self.held).await;
        }
    }
}

/// Without a runtime, or with one that ends before it has come to this, the whole is dropped and rolled back; those that
/// wait for it are told that it was lost.
impl Drop for Left {
    fn drop(&mut self) {
        if self.own != 0 {
            *self.held = None;
        }
    }
}

/// Commits the open transaction, if there is one, for all that joined it.
async fn close(held: &mut Option<Open>) {
    let Some(Open { whole, outcome, mark: _ }) = held.take() else { return };
    let ended = whole.commit().await.map_err(StoreError::from);
    // Nobody else has set it: whoever closes has the turn.
    let _first = outcome.set(ended);
}

/// What whoever was in a transaction that went is told.
const LOST: &str = "the transaction was lost before its commit";

fn lost() -> StoreError {
    StoreError::Away(LOST.to_owned())
}

fn mark(index: u8) -> &'static Mark {
    let [none, first, even, odd] = &MARKS;
    match index {
        0 => none,
        1 => first,
        2 => even,
        _ => odd,
    }
}

#[cfg(test)]
mod tests;
