//! Verifying facts as their rows are: each against its hash and the fact before it, none of them parsed.

use super::hand_over::HandOver;
use crate::chain::Chain;
use crate::error::StoreError;
use crate::rows::{Cell, citizen, moment};
use crate::tx::Store;
use domain::id::{ApplicationId, CitizenId, FactId};
use domain::journal::{Before, FactHash, Fault, Head, Scheme, StoredFact, check};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Statement, Value};
use std::fmt;
use uuid::Uuid;

/// The first thing that is wrong with the journal, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Whose journal, if one person's.
    pub citizen: Option<CitizenId>,
    /// The number of the fact there.
    pub sequence: Option<i64>,
    /// Its feed position, if it has one.
    pub position: Option<i64>,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = self.position {
            write!(f, "position {position}, ")?;
        }
        if let Some(citizen) = self.citizen {
            write!(f, "citizen {citizen}, ")?;
        }
        if let Some(sequence) = self.sequence {
            write!(f, "sequence {sequence}: ")?;
        }
        self.fault.fmt(f)
    }
}

/// A fact's row beside the row before it in the citizen's journal, and whether its citizen is there.
#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    citizen_id: Uuid,
    sequence: i64,
    id: Uuid,
    application_id: Option<Uuid>,
    at: i64,
    actor: String,
    body: String,
    previous: String,
    pub(super) hash: String,
    pub(super) position: Option<i64>,
    hash_scheme: i32,
    hash_key: Option<i32>,
    before_hash: Option<String>,
    before_at: Option<i64>,
    before_position: Option<i64>,
    owner: Option<Uuid>,
}

/// How many rows are held at once.
const PAGE: u64 = 2_000;

impl Row {
    /// A page of rows. `which` is the condition and the order, with `$1` and `$2` in it.
    pub(super) async fn page(
        sql: &impl ConnectionTrait,
        which: &str,
        values: [Value; 2],
    ) -> Result<Vec<Self>, StoreError> {
        let text = format!(
            "SELECT f.citizen_id, f.sequence, f.id, f.application_id, f.at, f.actor, f.body, f.previous, \
             f.hash, f.position, f.hash_scheme, f.hash_key, b.hash AS before_hash, b.at AS before_at, \
             b.position AS before_position, c.id AS owner FROM fact f \
             LEFT JOIN fact b ON b.citizen_id = f.citizen_id AND b.sequence = f.sequence - 1 \
             LEFT JOIN citizen c ON c.id = f.citizen_id WHERE {which} LIMIT {PAGE}"
        );
        let statement = Statement::from_sql_and_values(sql.get_database_backend(), text, values);
        Ok(Self::find_by_statement(statement).all(sql).await?)
    }

    /// Whether the row is what was written.
    pub(super) fn check(&self, chain: &Chain, hand_over: Option<HandOver>) -> Result<(), Wrong> {
        self.fault(chain, hand_over).map_err(|fault| self.wrong(fault))
    }

    /// That the row is where no fact can be.
    pub(super) fn outside(&self) -> Wrong {
        self.wrong(Fault::Outside)
    }

    fn wrong(&self, fault: Fault) -> Wrong {
        Wrong {
            citizen: Some(CitizenId::from_uuid(self.citizen_id)),
            sequence: Some(self.sequence),
            position: self.position,
            fault,
        }
    }

    fn fault(&self, chain: &Chain, hand_over: Option<HandOver>) -> Result<(), Fault> {
        let scheme = Scheme::of(self.hash_scheme, self.hash_key).ok_or(Fault::Scheme)?;
        let old = |position| hand_over.is_some_and(|over| position <= over.position);
        if scheme == Scheme::Plain && !self.position.is_some_and(old) {
            return Err(Fault::OldScheme);
        }
        let stored = StoredFact {
            scheme,
            citizen: CitizenId::from_uuid(self.citizen_id),
            sequence: self.sequence,
            id: FactId::from_uuid(self.id),
            application: self.application_id.map(ApplicationId::from_uuid),
            at: self.at,
            actor: &self.actor,
            body: &self.body,
            previous: &self.previous,
        };
        let before = match (&self.before_hash, self.before_at) {
            (Some(hash), Some(at)) => Some(Before { hash, at, position: self.before_position }),
            _ => None,
        };
        check(&stored, &self.hash, self.position, before, |key, bytes| chain.mac(key, bytes))?;
        if self.owner.is_some() { Ok(()) } else { Err(Fault::Citizen) }
    }
}

impl Store {
    /// Checks a citizen's whole journal: where it ends, or the first thing that is wrong.
    pub async fn verify_journal(
        &self,
        citizen: CitizenId,
    ) -> Result<Result<Head, Wrong>, StoreError> {
        let hand_over = self.hand_over().await?;
        let mut last = Head::empty();
        loop {
            for row in self.journal_page(citizen, last.sequence).await? {
                if let Err(wrong) = row.check(&self.chain, hand_over) {
                    return Ok(Err(wrong));
                }
                let cell = Cell { table: "fact", row: &row.id };
                let at = moment(&cell, "at", row.at)?;
                last = Head { sequence: row.sequence, hash: FactHash(row.hash), at };
            }
            let kept = citizen::Entity::find_by_id(citizen.uuid()).one(&self.read).await?;
            let ends = |row: citizen::Model| {
                row.journal_sequence == last.sequence && row.journal_head == last.hash.0
            };
            if kept.is_some_and(ends) {
                return Ok(Ok(last));
            }
            // More than a page, or facts that came meanwhile, are not missing.
            if self.journal_page(citizen, last.sequence).await?.is_empty() {
                let (citizen, sequence) = (Some(citizen), Some(last.sequence));
                return Ok(Err(Wrong { citizen, sequence, position: None, fault: Fault::Head }));
            }
        }
    }

    async fn journal_page(&self, citizen: CitizenId, after: i64) -> Result<Vec<Row>, StoreError> {
        let which = "f.citizen_id = $1 AND f.sequence > $2 ORDER BY f.sequence";
        Row::page(&self.read, which, [citizen.uuid().into(), after.into()]).await
    }
}
