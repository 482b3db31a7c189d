//! How far projections are behind the journal.

use super::{Progress, ProjectionState};
use crate::error::StoreError;
use crate::rows::{Cell, fact, moment, projection};
use crate::tx::Store;
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::time::Duration;

/// How far a version of a projection is behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    /// The projection's name.
    pub name: String,
    /// Counted up whenever what it counts, or how, is changed.
    pub version: i32,
    /// What the version is for.
    pub state: ProjectionState,
    /// The position up to which it has read.
    pub position: i64,
    /// How many facts it has not read; counted up to [`Lag::MOST`].
    pub facts: u64,
    /// How long ago the first of them happened; zero if there is none.
    pub age: Duration,
}

impl Lag {
    /// More facts than this are not counted.
    pub const MOST: u64 = 100_000;
}

impl Store {
    /// Every version of every projection that reads, and how far behind it is at a moment.
    pub async fn projections(&self, now: Moment) -> Result<Vec<Lag>, StoreError> {
        let rows = projection::Entity::find()
            .order_by_asc(projection::Column::Name)
            .order_by_asc(projection::Column::Version)
            .all(&self.read)
            .await?;
        let mut all = Vec::new();
        for row in rows {
            let name = row.name.clone();
            let Progress { version, position, state } = Progress::of(row)?;
            if matches!(state, ProjectionState::Building | ProjectionState::Serving) {
                let facts = self.facts_behind(position, Lag::MOST).await?;
                let since = self.first_after(position).await?;
                let age =
                    since.map_or(Duration::ZERO, |at| (now - at).to_std().unwrap_or_default());
                all.push(Lag { name, version, state, position, facts, age });
            }
        }
        Ok(all)
    }

    /// When the first fact after a position happened; of those without one, if there is no other.
    async fn first_after(&self, position: i64) -> Result<Option<Moment>, StoreError> {
        let placed = fact::Entity::find()
            .filter(fact::Column::Position.gt(position))
            .order_by_asc(fact::Column::Position);
        let waiting = fact::Entity::find()
            .filter(Condition::all().add(fact::Column::Position.is_null()))
            .order_by_asc(fact::Column::At);
        for found in [placed, waiting] {
            if let Some(row) = found.limit(1).one(&self.read).await? {
                return Ok(Some(moment(&Cell { table: "fact", row: &row.id }, "at", row.at)?));
            }
        }
        Ok(None)
    }
}
