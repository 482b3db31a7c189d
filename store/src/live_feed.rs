//! What live feeds read: the heads of many journals at once, and facts together with what it takes to render them.

use crate::error::{Corrupt, StoreError};
use crate::journal;
use crate::rows::{Cell, application, citizen, fact};
use crate::tx::Store;
use domain::codes::ProcessCode;
use domain::id::CitizenId;
use domain::journal::Fact;
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

/// How many rows a statement asks for by key: far below what either engine can bind.
pub(crate) const CHUNK: usize = 500;

/// A fact, and the process its application goes by, so that its stage can be named without another read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The fact.
    pub fact: Fact,
    /// Code and version of the process; `None` when the fact is about no application.
    pub process: Option<(ProcessCode, u32)>,
}

impl Store {
    /// The number of the last fact of each of these journals; a citizen that is not there is left out. One statement
    /// for every 500.
    pub async fn journal_heads(
        &self,
        citizens: &[CitizenId],
    ) -> Result<Vec<(CitizenId, i64)>, StoreError> {
        use citizen::Column::{Id, JournalSequence};
        let mut heads = Vec::with_capacity(citizens.len());
        for chunk in citizens.chunks(CHUNK) {
            let rows: Vec<(Uuid, i64)> = citizen::Entity::find()
                .select_only()
                .columns([Id, JournalSequence])
                .filter(Id.is_in(chunk.iter().map(|citizen| citizen.uuid())))
                .into_tuple()
                .all(&self.read)
                .await?;
            heads.extend(rows.into_iter().map(|(id, head)| (CitizenId::from_uuid(id), head)));
        }
        Ok(heads)
    }

    /// The facts of a citizen after a sequence number, oldest first, at most `limit`, with their processes: one
    /// statement.
    pub async fn told_after(
        &self,
        citizen: CitizenId,
        sequence: i64,
        limit: u64,
    ) -> Result<Vec<Told>, StoreError> {
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
    fact::Entity::belongs_to(application::Entity)
        .from(fact::Column::ApplicationId)
        .to(application::Column::Id)
        .into()
}

fn told((fact, application): (fact::Model, Option<application::Model>)) -> Result<Told, Corrupt> {
    let process = application.as_ref().map(process).transpose()?;
    Ok(Told { fact: journal::parse(fact)?, process })
}

fn process(row: &application::Model) -> Result<(ProcessCode, u32), Corrupt> {
    let cell = Cell { table: "application", row: &row.id };
    let version = cell.count("process_version", i64::from(row.process_version))?;
    Ok((cell.text("process", &row.process)?, version))
}
