//! Rows that cannot even be read as rows: SQLite keeps a word in a column of numbers, a number too large for it, and bytes that
//! are no text in a column of words.

use super::{Ended, SET_ASIDE, Suspects, WAITING};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::rows::{micros, queue};
use crate::tx::Tx;
use domain::id::ApplicationId;
use sea_orm::{ConnectionTrait, EntityTrait, Statement, Value};

/// How many rows of a lane are looked at, those that are claimed first.
const LOOKED_AT: u32 = 200;

/// What makes a row readable that is not: first what is known to be wrong in kind, then everything that is not needed.
const GENTLE: &str = "kind = CAST(kind AS text), payload = CAST(payload AS text)";
const BLUNT: &str = "kind = 'unreadable', payload = ''";

impl Tx {
    /// Sets aside the rows of a lane that cannot be read, among those that are claimed first, and makes them such as can be
    /// shown; what was set aside.
    pub async fn set_unreadable_aside(&mut self, lane: &str) -> Result<Vec<Ended>, StoreError> {
        let mut ended = Vec::new();
        for suspects in [Suspects::Only, Suspects::None] {
            let sql = format!(
                "SELECT {key} AS key FROM queue WHERE state = '{WAITING}' AND lane = $1 AND unended {of} \
                 ORDER BY due_at LIMIT {LOOKED_AT}",
                key = self.row_key(),
                of = suspects.condition(),
            );
            let found = self.sql.query_all_raw(self.with(sql, vec![lane.into()])).await?;
            for row in found {
                let key = match self.engine {
                    Engine::Sqlite => Value::from(row.try_get::<i64>("", "key")?),
                    Engine::Postgres => Value::from(row.try_get::<uuid::Uuid>("", "key")?),
                };
                let Err(error) = self.row(&key).await else { continue };
                tracing::error!(lane, %error, "a job was set aside: its row cannot be read");
                ended.push(self.mend(lane, &key).await?);
            }
        }
        Ok(ended)
    }

    /// What a row is found by whatever stands in it: on SQLite not even its identifier may be one.
    const fn row_key(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "rowid",
            Engine::Postgres => "id",
        }
    }

    fn with(&self, sql: String, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.sql.get_database_backend(), sql, values)
    }

    async fn row(&self, key: &Value) -> Result<Option<queue::Model>, StoreError> {
        let sql = format!("SELECT * FROM queue WHERE {} = $1", self.row_key());
        let statement = self.with(sql, vec![key.clone()]);
        Ok(queue::Entity::find().from_raw_sql(statement).one(&self.sql).await?)
    }

    /// Sets a row aside, with what can be kept of it.
    async fn mend(&mut self, lane: &str, key: &Value) -> Result<Ended, StoreError> {
        let (id, about) = match self.engine {
            Engine::Sqlite => (
                "CASE WHEN typeof(id) = 'blob' AND length(id) = 16 THEN id ELSE $3 END",
                "CASE WHEN typeof(application_id) = 'blob' AND length(application_id) = 16 \
                 THEN application_id END",
            ),
            Engine::Postgres => ("COALESCE(id, $3)", "application_id"),
        };
        for words in [GENTLE, BLUNT] {
            let sql = format!(
                "UPDATE queue SET state = '{SET_ASIDE}', id = {id}, application_id = {about}, dedupe_key = NULL, \
                 claimed_by = NULL, left_since = NULL, attempts = 0, unended = 0, fence = 0, due_at = $1, \
                 created_at = $1, {words}, reason = 'a cell of its row could not be read' WHERE {} = $2",
                self.row_key(),
            );
            let values = vec![micros(self.now).into(), key.clone(), self.new_id().uuid().into()];
            self.sql.execute_raw(self.with(sql, values)).await?;
            if let Ok(Some(row)) = self.row(key).await {
                let about = row.application_id.map(ApplicationId::from_uuid);
                self.check_delay(&row.kind, about).await?;
                return Ok(Ended { lane: row.lane, kind: row.kind, outcome: SET_ASIDE });
            }
        }
        Ok(Ended { lane: lane.to_owned(), kind: "unreadable".to_owned(), outcome: SET_ASIDE })
    }
}
