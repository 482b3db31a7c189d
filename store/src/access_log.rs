//! Who read a person's data, for the person to see.

use crate::error::{Corrupt, StoreError};
use crate::page::{Page, older};
use crate::rows::{Cell, access_record, micros, moment};
use crate::tx::{Store, Tx};
use chrono::TimeDelta;
use domain::access_log::{AccessRecord, Reader, Reading};
use domain::id::{AccessRecordId, ApplicationId, CitizenId};
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

/// How old what is noted may be before it is noted anew.
const FRESH: TimeDelta = TimeDelta::minutes(1);

impl Store {
    /// Whether a reading is noted already, not longer than a minute ago.
    pub async fn access_is_noted(
        &self,
        reading: &Reading,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let fresh = access_record::Column::LastAt.gt(micros(now - FRESH));
        let noted = access_record::Entity::find().filter(place(reading, now)).filter(fresh);
        Ok(noted.limit(1).count(&self.read).await? > 0)
    }

    /// Who read a citizen's data, newest first, after a place in the list (the last one seen).
    pub async fn access_records_of(
        &self,
        citizen: CitizenId,
        after: Option<(Moment, AccessRecordId)>,
        limit: u64,
    ) -> Result<Page<AccessRecord, AccessRecordId>, StoreError> {
        use access_record::Column::{CitizenId as Owner, FirstAt, Id};
        let mut filter = Condition::all().add(Owner.eq(citizen.uuid()));
        if let Some((at, id)) = after {
            filter = filter.add(older(FirstAt, Id, (at, id.uuid())));
        }
        let rows = access_record::Entity::find()
            .filter(filter)
            .order_by_desc(FirstAt)
            .order_by_desc(Id)
            .limit(limit.saturating_add(1))
            .all(&self.read)
            .await?;
        let items = rows.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.first_at, last.id))))
    }
}

impl Tx {
    /// Notes a reading; one of the same reader and thing in the same hour is the same record.
    pub async fn note_access(
        &mut self,
        id: AccessRecordId,
        reading: &Reading,
    ) -> Result<(), StoreError> {
        use access_record::Column::{
            ApplicationId as About, CitizenId as Owner, Hour, LastAt, Organisation, Reader as By,
            Role,
        };
        let now = self.now();
        let (reader, role, organisation) = by(&reading.reader);
        let row = access_record::ActiveModel {
            id: Set(id.uuid()),
            citizen_id: Set(reading.citizen.uuid()),
            application_id: Set(about(reading)),
            number: Set(reading.application.map(|(_, one)| one.to_string()).unwrap_or_default()),
            reader: Set(reader),
            role: Set(role),
            organisation: Set(organisation),
            hour: Set(hour(now)),
            first_at: Set(micros(now)),
            last_at: Set(micros(now)),
        };
        let once = OnConflict::columns([Owner, About, By, Role, Organisation, Hour])
            .update_column(LastAt)
            .to_owned();
        access_record::Entity::insert(row)
            .on_conflict(once)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }
}

/// The record that a reading at a moment belongs to.
fn place(reading: &Reading, now: Moment) -> Condition {
    use access_record::Column::{
        ApplicationId as About, CitizenId as Owner, Hour, Organisation, Reader as By, Role,
    };
    let (reader, role, organisation) = by(&reading.reader);
    Condition::all()
        .add(Owner.eq(reading.citizen.uuid()))
        .add(About.eq(about(reading)))
        .add(By.eq(reader))
        .add(Role.eq(role))
        .add(Organisation.eq(organisation))
        .add(Hour.eq(hour(now)))
}

fn about(reading: &Reading) -> Uuid {
    reading.application.map_or(Uuid::nil(), |(id, _)| id.uuid())
}

const fn hour(at: Moment) -> i64 {
    at.timestamp().div_euclid(60 * 60)
}

/// The reader, the role and the organisation, as a row holds them.
fn by(reader: &Reader) -> (String, String, String) {
    match reader {
        Reader::Official { person, role, organisation } => {
            (person.to_string(), role.name().to_owned(), organisation.to_string())
        }
        Reader::Client { id } => (id.clone(), String::new(), String::new()),
    }
}

fn parse(row: access_record::Model) -> Result<AccessRecord, Corrupt> {
    let cell = Cell { table: "access_record", row: &row.id };
    let reader = if row.role.is_empty() {
        Reader::Client { id: row.reader }
    } else {
        Reader::Official {
            person: cell.text("reader", &row.reader)?,
            role: cell.text("role", &row.role)?,
            organisation: cell.text("organisation", &row.organisation)?,
        }
    };
    let application = if row.application_id.is_nil() {
        None
    } else {
        Some((ApplicationId::from_uuid(row.application_id), cell.text("number", &row.number)?))
    };
    Ok(AccessRecord {
        id: AccessRecordId::from_uuid(row.id),
        reading: Reading { citizen: CitizenId::from_uuid(row.citizen_id), application, reader },
        first_at: moment(&cell, "first_at", row.first_at)?,
        last_at: moment(&cell, "last_at", row.last_at)?,
    })
}
