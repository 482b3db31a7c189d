//! The journal of facts: appended under the lock of the citizen's row, numbered without gaps, chained.

use crate::error::{Corrupt, StoreError};
use crate::live::Wake;
use crate::rows::{Cell, citizen, fact, micros, moment};
use crate::tx::{HELD, Store, Tx};
use domain::id::{ApplicationId, CitizenId, FactId};
use domain::journal::{self, Fact, FactHash, Head, NewFact};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

impl Tx {
    /// Appends facts to a citizen's journal and wakes its readers after the commit.
    pub async fn append(
        &mut self,
        citizen: CitizenId,
        facts: Vec<NewFact>,
    ) -> Result<Vec<Fact>, StoreError> {
        let row = citizen::Entity::find_by_id(citizen.uuid())
            .lock(HELD)
            .one(&self.sql)
            .await?
            .ok_or_else(|| StoreError::Refused("facts of a citizen that is not there".into()))?;
        let mut head = Head { sequence: row.journal_sequence, hash: FactHash(row.journal_head) };
        let mut written = Vec::with_capacity(facts.len());
        for new in facts {
            let id = FactId::new(self.now, &*self.entropy);
            let fact = journal::append(&head, citizen, new, id, self.now);
            head = Head { sequence: fact.sequence, hash: fact.hash.clone() };
            written.push(fact);
        }
        let rows = written.iter().map(row_of).collect::<Result<Vec<_>, _>>()?;
        fact::Entity::insert_many(rows).exec_without_returning(&self.sql).await?;
        citizen::ActiveModel {
            id: Set(citizen.uuid()),
            journal_sequence: Set(head.sequence),
            journal_head: Set(head.hash.0),
            ..Default::default()
        }
        .update_without_returning(&self.sql)
        .await?;
        self.wake(Wake::Journal(citizen));
        Ok(written)
    }
}

impl Store {
    /// The facts of a citizen after a sequence number, oldest first, at most `limit`.
    pub async fn facts_after(
        &self,
        citizen: CitizenId,
        sequence: i64,
        limit: u64,
    ) -> Result<Vec<Fact>, StoreError> {
        let rows = fact::Entity::find()
            .filter(fact::Column::CitizenId.eq(citizen.uuid()))
            .filter(fact::Column::Sequence.gt(sequence))
            .order_by_asc(fact::Column::Sequence)
            .limit(limit)
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(parse).collect::<Result<_, _>>()?)
    }

    /// The number of the last fact of a citizen's journal; 0 if it is empty.
    pub async fn journal_sequence(&self, citizen: CitizenId) -> Result<i64, StoreError> {
        let row = citizen::Entity::find_by_id(citizen.uuid()).one(&self.read).await?;
        Ok(row.map_or(0, |row| row.journal_sequence))
    }

    /// The facts of an application, oldest first.
    pub async fn facts_of(&self, application: ApplicationId) -> Result<Vec<Fact>, StoreError> {
        let rows = fact::Entity::find()
            .filter(fact::Column::ApplicationId.eq(application.uuid()))
            .order_by_asc(fact::Column::Sequence)
            .all(&self.read)
            .await?;
        Ok(rows.into_iter().map(parse).collect::<Result<_, _>>()?)
    }

    /// A fact by its identifier.
    pub async fn fact(&self, id: FactId) -> Result<Option<Fact>, StoreError> {
        let row =
            fact::Entity::find().filter(fact::Column::Id.eq(id.uuid())).one(&self.read).await?;
        Ok(row.map(parse).transpose()?)
    }
}

fn row_of(fact: &Fact) -> Result<fact::ActiveModel, StoreError> {
    let json = |error: serde_json::Error| StoreError::Refused(error.to_string());
    Ok(fact::ActiveModel {
        citizen_id: Set(fact.citizen.uuid()),
        sequence: Set(fact.sequence),
        id: Set(fact.id.uuid()),
        application_id: Set(fact.application.map(ApplicationId::uuid)),
        at: Set(micros(fact.at)),
        actor: Set(serde_json::to_string(&fact.actor).map_err(json)?),
        body: Set(serde_json::to_string(&fact.body).map_err(json)?),
        previous: Set(fact.previous.0.clone()),
        hash: Set(fact.hash.0.clone()),
    })
}

pub(crate) fn parse(row: fact::Model) -> Result<Fact, Corrupt> {
    let cell = Cell { table: "fact", row: &row.id };
    Ok(Fact {
        id: FactId::from_uuid(row.id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        sequence: row.sequence,
        application: row.application_id.map(ApplicationId::from_uuid),
        at: moment(&cell, "at", row.at)?,
        actor: cell.json("actor", &row.actor)?,
        body: cell.json("body", &row.body)?,
        previous: FactHash(row.previous.clone()),
        hash: FactHash(row.hash.clone()),
    })
}
