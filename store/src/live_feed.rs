//! What live feeds read: whose journals have something new, and facts together with what it takes to render them.

use crate::error::{Corrupt, StoreError};
use crate::journal;
use crate::rows::{Cell, application, fact, related};
use crate::tx::Store;
use domain::application::GoesBy;
use domain::id::CitizenId;
use domain::journal::Fact;
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many rows a statement asks for by key: far below what either engine can bind.
pub(crate) const CHUNK: usize = 500;

/// A fact, and what its application goes by, so that its stage can be named without another read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFact {
    /// What happened, as it is told.
    pub fact: Fact,
    /// What the application goes by; `None` when the fact is about none.
    pub goes_by: Option<GoesBy>,
}

impl Store {
    /// Whose journals have facts after a position, by at most `limit` facts, and the position of the last of these.
    /// One that keeps it and asks for what follows misses nobody.
    pub async fn told_since(
        &self,
        position: i64,
        limit: u64,
    ) -> Result<(BTreeSet<CitizenId>, i64), StoreError> {
        use fact::Column::{CitizenId as Citizen, Position};
        self.place_facts().await?;
        let rows: Vec<(Uuid, i64)> = fact::Entity::find()
            .select_only()
            .columns([Citizen, Position])
            .filter(Position.gt(position))
            .order_by_asc(Position)
            .limit(limit)
            .into_tuple()
            .all(&self.read)
            .await?;
        let upto = rows.last().map_or(position, |(_, last)| *last);
        Ok((rows.into_iter().map(|(citizen, _)| CitizenId::from_uuid(citizen)).collect(), upto))
    }

    /// The facts of a citizen after a sequence number, oldest first, at most `limit`, with what their applications go by: one
    /// statement.
    pub async fn told_after(
        &self,
        citizen: CitizenId,
        sequence: i64,
        limit: u64,
    ) -> Result<Vec<FeedFact>, StoreError> {
        let rows = fact::Entity::find()
            .join(JoinType::LeftJoin, to_application())
            .select_also(application::Entity)
            .filter(fact::Column::CitizenId.eq(citizen.uuid()))
            .filter(fact::Column::Sequence.gt(sequence))
            .order_by_asc(fact::Column::Sequence)
            .limit(limit)
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(told).collect::<Result<_, _>>()?)
    }
}

fn to_application() -> RelationDef {
    related::<fact::Entity, application::Entity>(
        fact::Column::ApplicationId,
        application::Column::Id,
    )
}

fn told(
    (fact, application): (fact::Model, Option<application::Model>),
) -> Result<FeedFact, Corrupt> {
    let goes_by = application.as_ref().map(goes_by).transpose()?;
    Ok(FeedFact { fact: journal::parse(fact)?, goes_by })
}

fn goes_by(row: &application::Model) -> Result<GoesBy, Corrupt> {
    let cell = Cell { table: "application", row: &row.id };
    let version = |column, number: i32| cell.count(column, i64::from(number));
    Ok(GoesBy {
        service: (
            cell.text("service", &row.service)?,
            version("service_version", row.service_version)?,
        ),
        process: (
            cell.text("process", &row.process)?,
            version("process_version", row.process_version)?,
        ),
    })
}
