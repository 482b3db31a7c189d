//! Duties granted to people, found by a blind index of the СНИЛС: a duty may be granted before its person signs in.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, duty, micros, moment};
use crate::tx::{Store, Tx};
use domain::duty::Duty;
use domain::id::DutyId;
use domain::snils::Snils;
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// A duty as it was granted, and ended if it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedDuty {
    /// Its identifier.
    pub id: DutyId,
    /// Role, organisation, and from when to when.
    pub duty: Duty,
    /// When it was written.
    pub created_at: Moment,
    /// When it was ended before its time.
    pub ended_at: Option<Moment>,
    /// By what it was ended.
    pub ended_by: Option<String>,
}

impl GrantedDuty {
    /// Whether it counts at a moment.
    #[must_use]
    pub fn counts_at(&self, now: Moment) -> bool {
        self.duty.counts_at(now) && self.ended_at.is_none_or(|ended| now < ended)
    }
}

impl Tx {
    /// Grants a person a duty. Whether it may be granted is the caller's to check.
    pub async fn grant_duty(&mut self, person: &Snils, duty: &Duty) -> Result<DutyId, StoreError> {
        let id = DutyId::new(self.now, &*self.entropy);
        let row = duty::ActiveModel {
            id: Set(id.uuid()),
            person: Set(self.seal.index(PURPOSE, person.digits())),
            role: Set(duty.role.name().to_owned()),
            organisation: Set(duty.organisation.as_ref().map(ToString::to_string)),
            valid_from: Set(micros(duty.from.unwrap_or(self.now))),
            valid_to: Set(duty.to.map(micros)),
            granted_by: Set(duty.granted_by.clone()),
            created_at: Set(micros(self.now)),
            ended_at: Set(None),
            ended_by: Set(None),
        };
        duty::Entity::insert(row).exec_without_returning(&self.sql).await?;
        Ok(id)
    }

    /// Ends a duty now; false if there is none of this identifier, or it was ended before.
    pub async fn end_duty(&mut self, id: DutyId, by: &str) -> Result<bool, StoreError> {
        let done = duty::Entity::update_many()
            .col_expr(duty::Column::EndedAt, Expr::value(micros(self.now)))
            .col_expr(duty::Column::EndedBy, Expr::value(by))
            .filter(duty::Column::Id.eq(id.uuid()))
            .filter(duty::Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        Ok(done.rows_affected == 1)
    }
}

impl Store {
    /// All duties a person was ever granted, the oldest first.
    pub async fn duties_of(&self, person: &Snils) -> Result<Vec<GrantedDuty>, StoreError> {
        let rows = duty::Entity::find()
            .filter(duty::Column::Person.eq(self.seal.index(PURPOSE, person.digits())))
            .order_by_asc(duty::Column::Id)
            .all(&self.read)
            .await?;
        Ok(rows.iter().map(parse).collect::<Result<_, _>>()?)
    }
}

/// What the blind index is for: the same СНИЛС has another index elsewhere.
const PURPOSE: &str = "duty.person";

fn parse(row: &duty::Model) -> Result<GrantedDuty, Corrupt> {
    let cell = Cell { table: "duty", row: &row.id };
    let organisation = row.organisation.as_deref();
    Ok(GrantedDuty {
        id: DutyId::from_uuid(row.id),
        duty: Duty {
            role: cell.text("role", &row.role)?,
            organisation: cell.text_if("organisation", organisation)?,
            from: Some(moment(&cell, "valid_from", row.valid_from)?),
            to: row.valid_to.map(|at| moment(&cell, "valid_to", at)).transpose()?,
            granted_by: row.granted_by.clone(),
        },
        created_at: moment(&cell, "created_at", row.created_at)?,
        ended_at: row.ended_at.map(|at| moment(&cell, "ended_at", at)).transpose()?,
        ended_by: row.ended_by.clone(),
    })
}
