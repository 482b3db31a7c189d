//! Decisions of officers that wait a moment before they are made: until then they can be taken back, and the application
//! is as it was. Nobody else's business, so they leave no facts; the move that makes one does.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, held_decision, micros, moment, name_of};
use crate::tx::{Store, Tx};
use domain::application::Application;
use domain::codes::{MoveCode, ReasonCode};
use domain::id::{ApplicationId, CitizenId, DecisionId};
use domain::job::Entry;
use domain::process::Role;
use domain::time::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

/// A decision that is not made yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    /// Its identifier.
    pub id: DecisionId,
    /// On which application.
    pub application: ApplicationId,
    /// The entry of the stage it was decided in: in another one it is not made. What is only noted on the case, such as a
    /// delay, leaves it standing.
    pub entry: Entry,
    /// The move it makes.
    pub made: MoveCode,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// In what role.
    pub role: Role,
    /// Who decided.
    pub officer: CitizenId,
    /// When it is made.
    pub leaves_at: Moment,
}

impl HeldDecision {
    /// Whether it still stands: the application is where it was decided on.
    #[must_use]
    pub const fn stands(&self, application: &Application) -> bool {
        application.outcome.is_none() && self.entry.is(application.stage_entry)
    }
}

impl Store {
    /// The decision held on an application.
    pub async fn held_decision(
        &self,
        application: ApplicationId,
    ) -> Result<Option<HeldDecision>, StoreError> {
        Ok(self.held_decisions(&[application]).await?.pop())
    }

    /// The decisions held on these applications.
    pub async fn held_decisions(
        &self,
        applications: &[ApplicationId],
    ) -> Result<Vec<HeldDecision>, StoreError> {
        if applications.is_empty() {
            return Ok(Vec::new());
        }
        let ids = applications.iter().map(|one| one.uuid());
        let rows = held_decision::Entity::find()
            .filter(held_decision::Column::ApplicationId.is_in(ids))
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Holds a decision on an application held under its lock that no other is held on.
    pub async fn hold_decision(&mut self, held: &HeldDecision) -> Result<(), StoreError> {
        let row = held_decision::ActiveModel {
            application_id: Set(held.application.uuid()),
            id: Set(held.id.uuid()),
            entry: Set(held.entry.0),
            made: Set(held.made.to_string()),
            reason: Set(held.reason.as_ref().map(ToString::to_string)),
            role: Set(name_of(&held.role)),
            officer_id: Set(held.officer.uuid()),
            leaves_at: Set(micros(held.leaves_at)),
        };
        held_decision::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    /// The decision held on an application.
    pub async fn held_decision(
        &mut self,
        application: ApplicationId,
    ) -> Result<Option<HeldDecision>, StoreError> {
        let row = held_decision::Entity::find_by_id(application.uuid()).one(&self.sql).await?;
        Ok(row.as_ref().map(parse).transpose()?)
    }

    /// Holds a decision no longer: it is made, taken back or overtaken. False if it was not held.
    pub async fn release_decision(&mut self, held: &HeldDecision) -> Result<bool, StoreError> {
        let done = held_decision::Entity::delete_many()
            .filter(held_decision::Column::ApplicationId.eq(held.application.uuid()))
            .filter(held_decision::Column::Id.eq(held.id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected == 1)
    }
}

fn parse(row: &held_decision::Model) -> Result<HeldDecision, Corrupt> {
    let cell = Cell { table: "held_decision", row: &row.application_id };
    Ok(HeldDecision {
        id: DecisionId::from_uuid(row.id),
        application: ApplicationId::from_uuid(row.application_id),
        entry: Entry(row.entry),
        made: cell.text("made", &row.made)?,
        reason: cell.text_if("reason", row.reason.as_deref())?,
        role: cell.name("role", &row.role)?,
        officer: CitizenId::from_uuid(row.officer_id),
        leaves_at: moment(&cell, "leaves_at", row.leaves_at)?,
    })
}
