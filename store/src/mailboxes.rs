//! Mailboxes: what departments' systems collect by themselves, each in one order without gaps.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, micros, moment, name_of, placed_message};
use crate::tx::{Store, Tx};
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    Set, Statement,
};

/// A message in the mailbox of a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedMessage {
    /// Whose mailbox.
    pub receiver: DepartmentCode,
    /// Its place there, from 1.
    pub position: u64,
    /// What the receiver tells repeats by.
    pub id: String,
    /// What it says.
    pub kind: MessageKind,
    /// Of which application.
    pub application: ApplicationId,
    /// The stage entry that caused it.
    pub entry: Entry,
    /// The revision of the form that it is about.
    pub revision: i64,
    /// The stage entry in which its receipt is awaited.
    pub awaited: Entry,
    /// When it was placed.
    pub placed_at: Moment,
}

/// The messages of a department that are on their way: placed, and nobody has said that they are received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnTheirWay {
    /// Whose mailbox, as it stands in the database.
    pub receiver: String,
    /// How many.
    pub messages: u64,
    /// Since when the oldest waits.
    pub since: Moment,
}

/// Found from the cases that a system or the platform holds: few of all, by the index of who holds what.
const ON_THEIR_WAY: &str = "SELECT placed.receiver, COUNT(*), MIN(placed.placed_at) FROM application \
    INNER JOIN placed_message placed ON placed.application_id = application.id \
        AND placed.awaited = application.stage_entry AND placed.kind = 'sent' \
    WHERE application.holder_role IN ('department_system', 'platform') AND application.outcome IS NULL \
    GROUP BY placed.receiver ORDER BY placed.receiver";

impl Tx {
    /// Puts a message into a mailbox, behind all that are there, and says at which position; `position` and `placed_at` of what is given
    /// do not count. Who places another there meanwhile waits until this transaction has ended: whoever reads to a
    /// position has all before it.
    pub async fn place_message(&mut self, message: &PlacedMessage) -> Result<u64, StoreError> {
        let sql = "INSERT INTO mailbox (receiver, placed) VALUES ($1, 1) ON CONFLICT (receiver) \
                   DO UPDATE SET placed = mailbox.placed + 1 RETURNING placed";
        let position = self.next_number(sql, message.receiver.as_str()).await?;
        let row = placed_message::ActiveModel {
            receiver: Set(message.receiver.to_string()),
            position: Set(position),
            id: Set(message.id.clone()),
            kind: Set(name_of(&message.kind)),
            application_id: Set(message.application.uuid()),
            entry: Set(message.entry.0),
            revision: Set(message.revision),
            awaited: Set(message.awaited.0),
            placed_at: Set(micros(self.now)),
        };
        placed_message::Entity::insert(row).exec_without_returning(&self.sql).await?;
        u64::try_from(position).map_err(|_range| StoreError::Refused("a negative position".into()))
    }
}

impl Store {
    /// The messages of a mailbox behind a position, in their order, so many at most; each with its position, so that one that cannot
    /// be read stops no other.
    pub async fn placed_after(
        &self,
        receiver: &DepartmentCode,
        after: u64,
        limit: u64,
    ) -> Result<Vec<(u64, Result<PlacedMessage, Corrupt>)>, StoreError> {
        // Behind the last position there can be there is nothing.
        let Ok(after) = i64::try_from(after) else { return Ok(Vec::new()) };
        let rows = placed_message::Entity::find()
            .filter(placed_message::Column::Receiver.eq(receiver.as_str()))
            .filter(placed_message::Column::Position.gt(after))
            .order_by_asc(placed_message::Column::Position)
            .limit(limit)
            .all(&self.read)
            .await?;
        // None is negative, behind a position that is not.
        let placed =
            |row: placed_message::Model| (row.position.unsigned_abs(), parse(receiver, row));
        Ok(rows.into_iter().map(placed).collect())
    }

    /// The message that carried an application to a department last.
    pub async fn last_placed(
        &self,
        receiver: &DepartmentCode,
        application: ApplicationId,
    ) -> Result<Option<PlacedMessage>, StoreError> {
        let row = placed_message::Entity::find()
            .filter(placed_message::Column::ApplicationId.eq(application.uuid()))
            .filter(placed_message::Column::Receiver.eq(receiver.as_str()))
            .filter(placed_message::Column::Kind.eq(name_of(&MessageKind::Sent)))
            .order_by_desc(placed_message::Column::Position)
            .limit(1)
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(receiver, row)).transpose()?)
    }

    /// How many messages were placed for a department: the last position there is.
    pub async fn placed(&self, receiver: &DepartmentCode) -> Result<u64, StoreError> {
        let last: Option<i64> = placed_message::Entity::find()
            .select_only()
            .column(placed_message::Column::Position)
            .filter(placed_message::Column::Receiver.eq(receiver.as_str()))
            .order_by_desc(placed_message::Column::Position)
            .limit(1)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(last.map(i64::unsigned_abs).unwrap_or_default())
    }

    /// What is on its way, by department.
    pub async fn on_their_way(&self) -> Result<Vec<OnTheirWay>, StoreError> {
        let backend = self.read.get_database_backend();
        let rows = self.read.query_all_raw(Statement::from_string(backend, ON_THEIR_WAY)).await?;
        let read = |row: &QueryResult| {
            let receiver: String = row.try_get_by_index(0)?;
            let cell = Cell { table: "placed_message", row: &receiver };
            Ok(OnTheirWay {
                messages: cell.count("position", row.try_get_by_index(1)?)?,
                since: moment(&cell, "placed_at", row.try_get_by_index(2)?)?,
                receiver,
            })
        };
        rows.iter().map(read).collect()
    }

    /// A message of a mailbox by its identity.
    pub async fn placed_message(
        &self,
        receiver: &DepartmentCode,
        id: &str,
    ) -> Result<Option<PlacedMessage>, StoreError> {
        let row = placed_message::Entity::find()
            .filter(placed_message::Column::Id.eq(id))
            .filter(placed_message::Column::Receiver.eq(receiver.as_str()))
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(receiver, row)).transpose()?)
    }
}

fn parse(receiver: &DepartmentCode, row: placed_message::Model) -> Result<PlacedMessage, Corrupt> {
    let cell = Cell { table: "placed_message", row: &row.id };
    Ok(PlacedMessage {
        receiver: receiver.clone(),
        position: cell.count("position", row.position)?,
        kind: cell.name("kind", &row.kind)?,
        application: ApplicationId::from_uuid(row.application_id),
        entry: Entry(row.entry),
        revision: row.revision,
        awaited: Entry(row.awaited),
        placed_at: moment(&cell, "placed_at", row.placed_at)?,
        id: row.id.clone(),
    })
}
