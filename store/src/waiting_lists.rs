//! Waiting lists: who is on which, in what order, and who was told another place than they have.

use crate::error::StoreError;
use crate::rows::{Cell, micros, moment, waiting_entry, waiting_list};
use crate::tx::{HELD, Store, Tx};
use domain::id::ApplicationId;
use domain::key::ListKey;
use domain::process::Precedence;
use domain::time::Moment;
use domain::waiting_list::ListName;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryResult,
    QuerySelect, Set, Statement,
};

/// An application on a waiting list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub joined_at: Moment,
    /// How many are on the list, this one among them.
    pub length: u64,
}

/// How a precedence is written: what goes first is less.
const fn rank(precedence: Precedence) -> i32 {
    match precedence {
        Precedence::First => 0,
        Precedence::Ordinary => 1,
    }
}

/// How many are before an application, by the index of the order.
const BEFORE: &str = "SELECT (SELECT COUNT(*) FROM waiting_entry other WHERE other.list = own.list \
    AND (other.precedence, other.turn) < (own.precedence, own.turn)) \
    FROM waiting_entry own WHERE own.application_id = $1";

/// How many would be before an application on a list: it keeps its turn where it has one, and is behind all of its precedence where not.
const BEFORE_SUCH: &str = "SELECT COUNT(*) FROM waiting_entry WHERE list = $1 AND application_id <> $3 AND (precedence, turn) < ($2, \
    COALESCE((SELECT own.turn FROM waiting_entry own WHERE own.application_id = $3 AND own.list = $1), \
    9223372036854775807))";

/// The place behind so many.
fn place_after(before: i64) -> Result<u32, StoreError> {
    let place = u32::try_from(before).ok().and_then(|before| before.checked_add(1));
    place.ok_or_else(|| StoreError::Refused("a waiting list too long".into()))
}

/// Those of a list whose applicants know another place than they have, the first first.
const MISPLACED: &str = "SELECT placed.application_id, placed.place FROM \
    (SELECT application_id, row_number() OVER (ORDER BY precedence, turn) AS place \
     FROM waiting_entry WHERE list = $1) placed \
    INNER JOIN application ON application.id = placed.application_id \
    WHERE placed.place > $2 AND (application.place IS NULL OR application.place <> placed.place) \
    ORDER BY placed.place LIMIT $3";

impl Store {
    /// The key of a list: the same whichever key seals now, and it says nothing of what the list is of.
    #[must_use]
    pub fn list_key(&self, name: &ListName) -> ListKey {
        ListKey::new(hex::encode(self.seal.index("waiting-list", name.as_str())))
    }

    /// Since when an application waits on a list, and with how many; `None` if it is on none.
    pub async fn waiting(&self, id: ApplicationId) -> Result<Option<Waiting>, StoreError> {
        let entry = waiting_entry::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        let Some(entry) = entry else { return Ok(None) };
        let cell = Cell { table: "waiting_entry", row: &entry.application_id };
        let joined_at = moment(&cell, "joined_at", entry.joined_at)?;
        let on_list = waiting_entry::Column::List.eq(entry.list.as_str());
        let length = waiting_entry::Entity::find().filter(on_list).count(&self.read).await?;
        Ok(Some(Waiting { joined_at, length }))
    }

    /// Which place an application has on its waiting list, from 1; `None` if it is on none.
    pub async fn place_on_list(&self, id: ApplicationId) -> Result<Option<u32>, StoreError> {
        place(&self.read, id).await
    }

    /// Which place an application would have on a list with this precedence, from 1.
    pub async fn place_to_be(
        &self,
        list: &ListKey,
        id: ApplicationId,
        precedence: Precedence,
    ) -> Result<u32, StoreError> {
        let backend = self.read.get_database_backend();
        let values = [list.as_str().into(), rank(precedence).into(), id.uuid().into()];
        let before = Statement::from_sql_and_values(backend, BEFORE_SUCH, values);
        let row = self.read.query_one_raw(before).await?.ok_or(StoreError::Conflict)?;
        place_after(row.try_get_by_index(0)?)
    }

    /// The applications of a list whose applicants were told another place than they have, each with that place; the first first, behind
    /// a place, at most `limit`.
    pub async fn misplaced(
        &self,
        list: &ListKey,
        behind: u32,
        limit: u64,
    ) -> Result<Vec<(ApplicationId, u32)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [list.as_str().into(), i64::from(behind).into(), limit.into()];
        let backend = self.read.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, MISPLACED, values);
        let rows = self.read.query_all_raw(statement).await?;
        let read = |row: &QueryResult| {
            let id = ApplicationId::from_uuid(row.try_get_by_index(0)?);
            let place: i64 = row.try_get_by_index(1)?;
            Ok((id, place_after(place - 1)?))
        };
        rows.iter().map(read).collect()
    }
}

impl Tx {
    /// Puts an application on a waiting list, behind those of its precedence. Who joins the same list meanwhile waits until this
    /// transaction has ended, and comes after.
    pub async fn join_list(
        &mut self,
        list: &ListKey,
        id: ApplicationId,
        precedence: Precedence,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO waiting_list (list, joined) VALUES ($1, 1) ON CONFLICT (list) \
                   DO UPDATE SET joined = waiting_list.joined + 1 RETURNING joined";
        let row = waiting_entry::ActiveModel {
            application_id: Set(id.uuid()),
            list: Set(list.to_string()),
            precedence: Set(rank(precedence)),
            turn: Set(self.next_number(sql, list.as_str()).await?),
            joined_at: Set(micros(self.now)),
        };
        waiting_entry::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    /// The waiting list an application is on, if it is on one. Its order stays as it is until this transaction has ended.
    pub async fn hold_list_of(&mut self, id: ApplicationId) -> Result<Option<ListKey>, StoreError> {
        let entry = waiting_entry::Entity::find_by_id(id.uuid()).one(&self.sql).await?;
        let Some(entry) = entry else { return Ok(None) };
        let list = waiting_list::Entity::find_by_id(entry.list.as_str()).lock(HELD);
        list.one(&self.sql).await?;
        Ok(Some(ListKey::new(entry.list)))
    }

    /// Puts an application before or behind those of another precedence. Among those of its own it keeps the turn in which it joined.
    pub async fn set_precedence(
        &mut self,
        id: ApplicationId,
        precedence: Precedence,
    ) -> Result<(), StoreError> {
        waiting_entry::Entity::update_many()
            .col_expr(waiting_entry::Column::Precedence, Expr::value(rank(precedence)))
            .filter(waiting_entry::Column::ApplicationId.eq(id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Takes an application off its waiting list.
    pub async fn leave_list(&mut self, id: ApplicationId) -> Result<(), StoreError> {
        waiting_entry::Entity::delete_by_id(id.uuid()).exec(&self.sql).await?;
        Ok(())
    }

    /// Which place an application has on its waiting list, from 1; `None` if it is on none.
    pub async fn place_on_list(&mut self, id: ApplicationId) -> Result<Option<u32>, StoreError> {
        place(&self.sql, id).await
    }
}

async fn place(sql: &impl ConnectionTrait, id: ApplicationId) -> Result<Option<u32>, StoreError> {
    let before =
        Statement::from_sql_and_values(sql.get_database_backend(), BEFORE, [id.uuid().into()]);
    let Some(row) = sql.query_one_raw(before).await? else { return Ok(None) };
    place_after(row.try_get_by_index(0)?).map(Some)
}
