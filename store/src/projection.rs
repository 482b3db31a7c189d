//! Projections: readers of all facts that keep figures of their own, each fact counted once.
//!
//! The cursor moves in the transaction of what a batch of facts writes: a process killed at any point leaves both or
//! neither. A new version of a projection fills rows of its own beside the version that serves, takes over once it has
//! read everything, and the rows of the version before are removed in batches.

mod applications;
mod kind;
mod lag;

pub use applications::Applications;
pub use kind::{Projected, Projection, ProjectionState};
pub use lag::Lag;

use crate::error::{Corrupt, StoreError};
use crate::journal::facts_after;
use crate::rows::{Cell, name_of, projection};
use crate::tx::{HELD, Store, Tx};
use domain::entropy::Entropy;
use domain::time::Clock;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use std::sync::Arc;

impl Store {
    /// Lets a projection read its next facts, at most so many, in one transaction.
    ///
    /// An error leaves cursor and figures as they were; a fact that cannot be read stops the projection there.
    pub async fn project<P: Projection>(
        &self,
        projection: &P,
        most: u64,
        (clock, entropy): (&dyn Clock, &Arc<dyn Entropy>),
    ) -> Result<Projected, StoreError> {
        let (name, version) = (projection.name(), projection.version());
        let last = self.place_facts().await?;
        // A look before the lock: an idle reader writes nothing.
        let versions = versions_of(self, name).await?;
        let own = versions.iter().find(|one| one.version == version);
        let serves = |one: &Progress| one.state == ProjectionState::Serving;
        let newer = versions.iter().any(|one| one.version > version && serves(one));
        match own {
            _ if newer => return Ok(Projected::Retired),
            Some(own) if own.position > last => self.check_position((name, version), own).await?,
            Some(own) if serves(own) && own.position == last => return Ok(Projected::Idle),
            _ => {}
        }
        let mut tx = self.begin(clock, entropy).await?;
        let Some(own) = tx.lock_projection(name, version).await? else {
            return Ok(Projected::Idle);
        };
        if matches!(own.state, ProjectionState::Retired | ProjectionState::Removed) {
            return Ok(Projected::Retired);
        }
        let facts = facts_after(&tx.sql, own.position, most).await?;
        if !facts.is_empty() {
            projection.apply(&mut tx, &facts).await?;
        }
        let read = u64::try_from(facts.len()).unwrap_or(u64::MAX);
        let position = facts.last().map_or(own.position, |last| last.position);
        let state = if read < most { ProjectionState::Serving } else { own.state };
        tx.keep_projection(name, Progress { version, position, state }).await?;
        if state != own.state {
            tx.retire_before(name, version).await?;
        }
        tx.commit().await?;
        Ok(if read == 0 { Projected::Idle } else { Projected::Read(read) })
    }

    /// Removes rows of versions that serve no more, about so many; whether there may be others.
    pub async fn forget_retired<P: Projection>(
        &self,
        projection: &P,
        most: u64,
        (clock, entropy): (&dyn Clock, &Arc<dyn Entropy>),
    ) -> Result<bool, StoreError> {
        let name = projection.name();
        let versions = versions_of(self, name).await?;
        let retired = |one: &&Progress| one.state == ProjectionState::Retired;
        let Some(retired) = versions.iter().find(retired) else { return Ok(false) };
        let mut tx = self.begin(clock, entropy).await?;
        let Some(own) = tx.lock_projection(name, retired.version).await? else {
            return Ok(false);
        };
        if !projection.forget(&mut tx, own.version, most).await? {
            let state = ProjectionState::Removed;
            tx.keep_projection(name, Progress { state, ..own }).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

impl Store {
    /// Refuses a position beyond the last fact: from there nothing would be read any more, and nobody would be told.
    async fn check_position(&self, of: (&str, i32), own: &Progress) -> Result<(), StoreError> {
        // Another node may have placed facts and read them since.
        if own.position <= self.last_position().await? {
            return Ok(());
        }
        Err(beyond(of).into())
    }
}

fn beyond(of: (&str, i32)) -> Corrupt {
    Cell { table: "projection", row: &of }.corrupt("position", "lies beyond the last fact")
}

/// How far a version of a projection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Progress {
    version: i32,
    position: i64,
    state: ProjectionState,
}

impl Progress {
    fn of(row: projection::Model) -> Result<Self, Corrupt> {
        let cell = Cell { table: "projection", row: &(&row.name, row.version) };
        let state = cell.name("state", &row.state)?;
        Ok(Self { version: row.version, position: row.position, state })
    }
}

async fn versions_of(store: &Store, name: &str) -> Result<Vec<Progress>, StoreError> {
    let rows = projection::Entity::find()
        .filter(projection::Column::Name.eq(name))
        .all(&store.read)
        .await?;
    Ok(rows.into_iter().map(Progress::of).collect::<Result<_, _>>()?)
}

impl Tx {
    /// A version's row, made if it is not there, and held until the transaction ends; `None` while another holds it.
    async fn lock_projection(
        &mut self,
        name: &str,
        version: i32,
    ) -> Result<Option<Progress>, StoreError> {
        use projection::Column;
        let new = projection::ActiveModel {
            name: Set(name.to_owned()),
            version: Set(version),
            position: Set(0),
            state: Set(name_of(&ProjectionState::Building)),
        };
        projection::Entity::insert(new)
            .on_conflict(
                OnConflict::columns([Column::Name, Column::Version]).do_nothing().to_owned(),
            )
            .exec_without_returning(&self.sql)
            .await?;
        let row = projection::Entity::find_by_id((name.to_owned(), version))
            .lock_with_behavior(HELD, LockBehavior::SkipLocked)
            .one(&self.sql)
            .await?;
        Ok(row.map(Progress::of).transpose()?)
    }

    async fn keep_projection(&mut self, name: &str, to: Progress) -> Result<(), StoreError> {
        use projection::Column;
        projection::Entity::update_many()
            .col_expr(Column::Position, Expr::value(to.position))
            .col_expr(Column::State, Expr::value(name_of(&to.state)))
            .filter(Column::Name.eq(name).and(Column::Version.eq(to.version)))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// The version serves: those before it do not any more.
    async fn retire_before(&mut self, name: &str, version: i32) -> Result<(), StoreError> {
        use projection::Column;
        let active = [ProjectionState::Building, ProjectionState::Serving].map(|one| name_of(&one));
        projection::Entity::update_many()
            .col_expr(Column::State, Expr::value(name_of(&ProjectionState::Retired)))
            .filter(Column::Name.eq(name).and(Column::Version.lt(version)))
            .filter(Column::State.is_in(active))
            .exec(&self.sql)
            .await?;
        Ok(())
    }
}
