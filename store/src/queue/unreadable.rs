//! Rows that cannot even be read as rows: SQLite keeps a word in a column of numbers, and a number too large for it.

use super::{Ended, SET_ASIDE, WAITING};
use crate::error::StoreError;
use crate::rows::{micros, queue};
use crate::tx::Tx;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

/// How many rows of a lane are looked at, those that are due first.
const LOOKED_AT: u32 = 200;

impl Tx {
    /// Sets aside the rows of a lane that cannot be read, among those that are due first, and makes them such as can be
    /// shown; what was set aside.
    pub async fn set_unreadable_aside(&mut self, lane: &str) -> Result<Vec<Ended>, StoreError> {
        let sql = format!(
            "SELECT id FROM queue WHERE state = '{WAITING}' AND lane = $1 ORDER BY due_at LIMIT {LOOKED_AT}"
        );
        let backend = self.sql.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [lane.into()]);
        let mut ended = Vec::new();
        for found in self.sql.query_all_raw(statement).await? {
            let id: uuid::Uuid = found.try_get("", "id")?;
            let Err(error) = queue::Entity::find_by_id(id).one(&self.sql).await else { continue };
            tracing::error!(job.id = %id, lane, %error, "a job was set aside: its row cannot be read");
            let sql = format!(
                "UPDATE queue SET state = '{SET_ASIDE}', dedupe_key = NULL, claimed_by = NULL, left_since = NULL, \
                 attempts = 0, unended = 0, fence = 0, due_at = $1, created_at = $1, application_id = NULL, \
                 kind = CAST(kind AS text), payload = CAST(payload AS text), \
                 reason = 'a cell of its row could not be read' WHERE id = $2"
            );
            let values = [micros(self.now).into(), id.into()];
            let mend = Statement::from_sql_and_values(backend, sql, values);
            self.sql.execute_raw(mend).await?;
            let kind = match queue::Entity::find_by_id(id).one(&self.sql).await? {
                Some(row) => row.kind,
                None => String::new(),
            };
            ended.push(Ended { lane: lane.to_owned(), kind, outcome: SET_ASIDE });
        }
        Ok(ended)
    }
}
