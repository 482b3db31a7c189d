//! The order of all facts: a position that a reader with a cursor can rely on. It never skips and never repeats.
//!
//! SQLite places a fact in the transaction that writes it. On PostgreSQL a fact is written without a position, and
//! readers place what is committed before they read: under one lock, so that positions are committed in order.

use super::row::parse;
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, fact};
use crate::tx::Store;
use domain::journal::{Placed, Root};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How many facts one statement places.
const PLACED_AT_ONCE: u32 = 5_000;
/// How many hashes are held at once while a root is computed.
const PAGE: u64 = 10_000;

impl Store {
    /// Facts after a position, in their order, at most `limit`. One that keeps the position of the last fact it
    /// saw, and asks for what follows, sees every fact once.
    pub async fn feed_after(&self, position: i64, limit: u64) -> Result<Vec<Placed>, StoreError> {
        self.place_facts().await?;
        facts_after(&self.read, position, limit).await
    }

    /// Gives every committed fact its place; the last position. Writes nothing if all have theirs.
    pub async fn place_facts(&self) -> Result<i64, StoreError> {
        while unplaced(&self.read).await? {
            let place = self.engine.place_facts(PLACED_AT_ONCE);
            self.write.execute_unprepared(&place).await?;
        }
        last_position(&self.read).await
    }

    /// The position of the last fact that has one; 0 if none has.
    pub async fn last_position(&self) -> Result<i64, StoreError> {
        last_position(&self.read).await
    }

    /// How many facts there are after a position, placed or not; counted up to `most`.
    pub async fn facts_behind(&self, position: i64, most: u64) -> Result<u64, StoreError> {
        let last = last_position(&self.read).await?;
        let placed = u64::try_from(last.saturating_sub(position)).unwrap_or_default();
        let unplaced = fact::Entity::find()
            .select_only()
            .column(fact::Column::Sequence)
            .filter(fact::Column::Position.is_null())
            .limit(most)
            .into_tuple::<i64>()
            .all(&self.read)
            .await?;
        let unplaced = u64::try_from(unplaced.len()).unwrap_or(u64::MAX);
        Ok(placed.saturating_add(unplaced).min(most))
    }
}

/// Whether a committed fact has no place yet.
pub(super) async fn unplaced(sql: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let found = fact::Entity::find()
        .select_only()
        .column(fact::Column::Sequence)
        .filter(fact::Column::Position.is_null())
        .limit(1)
        .into_tuple::<i64>()
        .one(sql)
        .await?;
    Ok(found.is_some())
}

/// The position of the last fact that has one; 0 if none has.
pub(super) async fn last_position(sql: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let last = fact::Entity::find()
        .select_only()
        .column(fact::Column::Position)
        .filter(fact::Column::Position.is_not_null())
        .order_by_desc(fact::Column::Position)
        .limit(1)
        .into_tuple::<i64>()
        .one(sql)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Facts after a position, in their order.
pub(crate) async fn facts_after(
    sql: &impl ConnectionTrait,
    position: i64,
    limit: u64,
) -> Result<Vec<Placed>, StoreError> {
    let rows = fact::Entity::find()
        .filter(fact::Column::Position.gt(position))
        .order_by_asc(fact::Column::Position)
        .limit(limit)
        .all(sql)
        .await?;
    let placed = |row: fact::Model| {
        let position = row.position.ok_or_else(|| {
            Cell { table: "fact", row: &row.id }.corrupt("position", "read by it and not there")
        })?;
        Ok(Placed { position, fact: parse(row)? })
    };
    Ok(rows.into_iter().map(placed).collect::<Result<_, Corrupt>>()?)
}

/// A place in the order of all facts, and the root over the facts up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) position: i64,
    pub(super) root: Root,
}

impl Mark {
    pub(super) const BEGINNING: Self = Self { position: 0, root: Root::EMPTY };

    /// The mark at a later position, or at the last fact before it.
    pub(super) async fn up_to(
        self,
        sql: &impl ConnectionTrait,
        position: i64,
    ) -> Result<Self, StoreError> {
        let mut mark = self;
        loop {
            let page = fact::Entity::find()
                .select_only()
                .column(fact::Column::Position)
                .column(fact::Column::Hash)
                .filter(fact::Column::Position.gt(mark.position))
                .filter(fact::Column::Position.lte(position))
                .order_by_asc(fact::Column::Position)
                .limit(PAGE)
                .into_tuple::<(i64, String)>()
                .all(sql)
                .await?;
            let Some((last, _)) = page.last() else { return Ok(mark) };
            mark.position = *last;
            mark.root =
                page.iter().fold(mark.root, |root, (position, hash)| root.with(*position, hash));
        }
    }
}
