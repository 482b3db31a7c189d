//! The database's clock: what leases, pauses and expiries are counted by, whatever a node's own clock says.

use crate::engine::Engine;
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, moment};
use crate::tx::Store;
use chrono::TimeDelta;
use domain::time::{Clock, Moment, to_micros};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often the clock is set by the database anew: a node's monotonic clock drifts little in a minute.
pub const SET_EVERY: Duration = Duration::from_mins(1);

/// A clock set by the database and running on the machine's monotonic clock in between, so that all nodes
/// agree and no step of a wall clock is seen. SQLite has no clock but its machine's: there it is `machine`.
/// Clones share the setting.
#[derive(Debug, Clone)]
pub struct DatabaseClock {
    machine: Arc<dyn Clock>,
    set: Option<Arc<Mutex<Setting>>>,
}

#[derive(Debug, Clone, Copy)]
struct Setting {
    moment: Moment,
    at: Instant,
}

impl DatabaseClock {
    /// Sets a clock by the database of a store. `machine` is what SQLite goes by. An error if the database
    /// does not tell its time.
    pub async fn open(store: &Store, machine: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let set = match store.engine() {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Arc::new(Mutex::new(ask(store).await?))),
        };
        Ok(Self { machine, set })
    }

    /// Sets the clock anew; how far it was off.
    pub async fn set_anew(&self, store: &Store) -> Result<TimeDelta, StoreError> {
        let Some(set) = &self.set else { return Ok(TimeDelta::zero()) };
        let setting = ask(store).await?;
        let mut held = set.lock().unwrap_or_else(PoisonError::into_inner);
        let off = setting.now() - held.now();
        *held = setting;
        Ok(off)
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Moment {
        match &self.set {
            None => self.machine.now(),
            Some(set) => set.lock().unwrap_or_else(PoisonError::into_inner).now(),
        }
    }
}

impl Setting {
    fn now(self) -> Moment {
        let gone = TimeDelta::from_std(self.at.elapsed()).unwrap_or_default();
        to_micros(self.moment + gone)
    }
}

/// The database's time, taken to be told half-way between question and answer.
async fn ask(store: &Store) -> Result<Setting, StoreError> {
    let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";
    let began = Instant::now();
    let backend = store.read.get_database_backend();
    let row = store.read.query_one_raw(Statement::from_string(backend, sql)).await?;
    let row = row.ok_or_else(|| StoreError::Refused("no time was told".to_owned()))?;
    let at = began + began.elapsed() / 2;
    Ok(Setting { moment: told(row.try_get("", "now")?)?, at })
}

fn told(micros: i64) -> Result<Moment, Corrupt> {
    moment(&Cell { table: "clock_timestamp()", row: &"now" }, "now", micros)
}
