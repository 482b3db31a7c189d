//! Opening the store, reading from it, and the transaction everything is written in.

use crate::batch::{Batch, Held};
use crate::chain::Chain;
use crate::cuts::Pool;
use crate::ends::Ends;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::group::Group;
use crate::live::{Live, Wake};
use crate::seal::Seal;
use crate::settings::Settings;
use domain::entropy::Entropy;
use domain::time::{Clock, Moment};
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait as _, Statement, Value};
use std::sync::Arc;
use tokio::sync::broadcast;

/// How a row that will be changed is held. Not `FOR UPDATE`: whoever writes a row that refers to a citizen
/// or an application holds that one's key, and two such writers would wait for each other for ever.
pub(crate) const HELD: LockType = LockType::NoKeyUpdate;

/// The store. Cheap to clone: clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) write: Pool,
    pub(crate) read: Pool,
    pub(crate) engine: Engine,
    pub(crate) seal: Arc<Seal>,
    pub(crate) chain: Arc<Chain>,
    pub(crate) serials: crate::serials::Serials,
    group: Group,
    live: Live,
}

impl Store {
    /// Opens the store; does not touch the schema.
    pub async fn open(settings: &Settings) -> Result<Self, StoreError> {
        use secrecy::ExposeSecret;
        let engine = Engine::of(settings.database_url.expose_secret())?;
        let (write, read) = engine.open(settings).await?;
        let live = Live::start(settings.redis_url.as_ref())?;
        let seal = Arc::new(Seal::new(&settings.keys));
        let chain = Arc::new(Chain::new(settings.keys.lasting()));
        Ok(Self {
            write,
            read,
            engine,
            seal,
            chain,
            serials: crate::serials::Serials::default(),
            group: Group::default(),
            live,
        })
    }

    /// Which engine holds the truth.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether the database answers, for `/readyz`.
    pub async fn ping(&self) -> Result<(), StoreError> {
        // A load balancer asks often and must not wait as long as a request may.
        let answer = tokio::time::timeout(std::time::Duration::from_secs(2), self.read.ping());
        let slow = |_elapsed| StoreError::Away("no answer in two seconds".to_owned());
        Ok(answer.await.map_err(slow)??)
    }

    /// Begins a writing transaction at the present moment. On SQLite it waits for its turn.
    pub async fn begin(
        &self,
        clock: &dyn Clock,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Tx, StoreError> {
        let held = match self.engine {
            Engine::Sqlite => Held::Shared(self.group.begin(&self.write, self.engine).await?),
            Engine::Postgres => Held::Alone(self.write.begin(self.engine.begin()).await?),
        };
        Ok(Tx {
            sql: Batch::new(held, self.engine, self.write.statements()),
            engine: self.engine,
            seal: Arc::clone(&self.seal),
            chain: Arc::clone(&self.chain),
            entropy: Arc::clone(entropy),
            now: clock.now(),
            journal: None,
            wakes: Vec::new(),
            live: self.live.clone(),
        })
    }

    /// Waits until readers see what a failed transaction of this process has met: another writer's row, which was
    /// written and, on SQLite, perhaps not committed yet.
    pub async fn settled(&self) {
        self.group.settled().await;
    }

    /// Wake-ups for readers, of this process and, over Redis, of the others. They only make readers
    /// quick: a reader that misses one finds the work at its next poll.
    #[must_use]
    pub fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.live.subscribe()
    }

    /// Closes the connections once everything that uses them has ended.
    pub async fn close(self) -> Result<(), StoreError> {
        self.live.stop();
        self.write.close().await?;
        Ok(self.read.close().await?)
    }
}

/// A writing transaction: state, facts and rows of the queue together. Dropped without commit it leaves
/// nothing.
#[derive(Debug)]
pub struct Tx {
    pub(crate) sql: Batch,
    pub(crate) engine: Engine,
    pub(crate) seal: Arc<Seal>,
    pub(crate) chain: Arc<Chain>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// The moment of the transaction: everything in it happens at once.
    pub(crate) now: Moment,
    /// Where the journal held last ends by now: nobody else writes in it before this transaction ends.
    pub(crate) journal: Option<Ends>,
    pub(crate) wakes: Vec<Wake>,
    live: Live,
}

impl Tx {
    /// The moment of the transaction.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// Takes the next number of a counter: `sql` adds one to the row of `$1`, or begins it, and returns it. Who takes another there waits
    /// until this transaction has ended.
    pub(crate) async fn next_number(
        &mut self,
        sql: &str,
        of: impl Into<Value>,
    ) -> Result<i64, StoreError> {
        let backend = self.sql.get_database_backend();
        let next = Statement::from_sql_and_values(backend, sql, [of.into()]);
        let next = self.sql.query_one_raw(next).await?.ok_or(StoreError::Conflict)?;
        Ok(next.try_get_by_index(0)?)
    }

    /// Commits; only then readers are woken.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.sql.commit().await?;
        for wake in self.wakes {
            self.live.publish(wake);
        }
        Ok(())
    }

    /// Leaves nothing, and no lock: who claims next sees the rows that this one held. A transaction that is dropped leaves
    /// nothing either, but on PostgreSQL keeps its locks until its connection has been given back.
    pub async fn roll_back(self) {
        self.sql.roll_back().await;
    }

    /// Wakes readers once this transaction is committed.
    pub(crate) fn wake(&mut self, wake: Wake) {
        if !self.wakes.contains(&wake) {
            self.wakes.push(wake);
        }
    }
}
