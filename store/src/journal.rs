//! The journal of facts: appended under the lock of the citizen's row, numbered without gaps, chained.

mod checkpoint;
mod feed;
mod hand_over;
mod row;
mod verify;
mod verify_all;

pub(crate) use feed::facts_after;
pub use hand_over::HandOver;
pub(crate) use hand_over::hand_over;
pub use verify::Wrong;
pub use verify_all::Verified;

use crate::batch::Rows;
use crate::ends::Ends;
use crate::error::StoreError;
use crate::live::Wake;
use crate::rows::{citizen, fact, micros};
use crate::tx::{HELD, Store, Tx};
use domain::id::{ApplicationId, CitizenId, FactId};
use domain::journal::{Fact, Head, NewFact};
use row::after;
pub(crate) use row::parse;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

impl Tx {
    /// Appends facts to a citizen's journal and wakes its readers after the commit. They are dated now, and
    /// never before the facts that are there.
    pub async fn append(
        &mut self,
        citizen: CitizenId,
        facts: Vec<NewFact>,
    ) -> Result<Vec<Fact>, StoreError> {
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let held = self.journal.take().filter(|held| held.citizen == citizen);
        let Ends { mut head, mut position, .. } = match held {
            Some(held) => held,
            None => self.hold_head(citizen).await?,
        };
        let at = self.now.max(head.at);
        let (mut written, mut rows) = (Vec::new(), Vec::new());
        for new in facts {
            let id = FactId::new(self.now, &*self.entropy);
            position = position.map(|last| last + 1);
            let (fact, row) = after(&head, (citizen, id, at), new, position, &self.chain)?;
            head = Head { sequence: fact.sequence, hash: fact.hash.clone(), at };
            written.push(fact);
            rows.push(row);
        }
        self.sql.add::<fact::Entity>(fact::Entity::insert_many(rows)).await?;
        let ends = citizen::ActiveModel {
            journal_sequence: Set(head.sequence),
            journal_head: Set(head.hash.0.clone()),
            journal_at: Set(micros(head.at)),
            ..Default::default()
        };
        let of = citizen::Column::Id.eq(citizen.uuid());
        let update = citizen::Entity::update_many().set(ends).filter(of);
        self.sql.change::<citizen::Entity>(Rows::One(absent()), update).await?;
        self.journal = Some(Ends { citizen, head, position });
        self.wake(Wake::Journal(citizen));
        Ok(written)
    }

    /// Locks a citizen's journal. The profile in the same row is large, and is not read.
    async fn hold_head(&self, citizen: CitizenId) -> Result<Ends, StoreError> {
        let found = citizen::Entity::find_by_id(citizen.uuid())
            .select_only()
            .columns([
                citizen::Column::JournalSequence,
                citizen::Column::JournalHead,
                citizen::Column::JournalAt,
            ])
            .expr(self.last_position())
            .lock(HELD)
            .into_tuple::<(i64, String, i64, Option<i64>)>()
            .one(&self.sql.about(&["citizen", "fact"]))
            .await?;
        Ends::read(citizen, found.ok_or_else(absent)?)
    }

    /// The position of the last of all facts, where they are placed as they are written. On PostgreSQL they are placed
    /// once they are committed: see `feed`.
    pub(crate) fn last_position(&self) -> SimpleExpr {
        Expr::cust(if self.engine.places_at_once() {
            "(SELECT COALESCE(MAX(position), 0) FROM fact)"
        } else {
            "CAST(NULL AS bigint)"
        })
    }
}

fn absent() -> StoreError {
    StoreError::Refused("facts of a citizen that is not there".to_owned())
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
        let select = citizen::Entity::find_by_id(citizen.uuid())
            .select_only()
            .column(citizen::Column::JournalSequence);
        Ok(select.into_tuple::<i64>().one(&self.read).await?.unwrap_or(0))
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
