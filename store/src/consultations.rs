//! Consultations by telephone: begun, ended, listed; and the codes that tell who calls.

use crate::error::{Corrupt, StoreError};
use crate::page::{Page, older};
use crate::rows::{Cell, call_code, call_code_miss, consultation, micros, moment};
use crate::tx::{Store, Tx};
use chrono::TimeDelta;
use domain::codes::DepartmentCode;
use domain::consultation::{About, CALL_CODE_LASTS, CallCode, Consultation, LONGEST};
use domain::id::{ApplicationId, CitizenId, ConsultationId};
use domain::time::Moment;
use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

/// What the blind index is for: the same digits have another index elsewhere.
const PURPOSE: &str = "call code";
/// How many codes that ran out go with each new one.
const SWEPT: u64 = 10;
/// In which time tries are counted together.
const COUNTED_FOR: TimeDelta = TimeDelta::hours(1);

/// A page of an organisation's consultations, newest first.
pub type ConsultationPage = Page<Consultation, ConsultationId>;

impl Store {
    /// That of an identifier, going on or over.
    pub async fn consultation(
        &self,
        id: ConsultationId,
    ) -> Result<Option<Consultation>, StoreError> {
        let row = consultation::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// The consultation of an official that nobody has ended; its time may be over.
    pub async fn consultation_of(
        &self,
        consultant: CitizenId,
    ) -> Result<Option<Consultation>, StoreError> {
        let row = consultation::Entity::find()
            .filter(consultation::Column::ConsultantId.eq(consultant.uuid()))
            .filter(consultation::Column::EndedAt.is_null())
            .one(&self.read)
            .await?;
        Ok(row.map(|row| parse(&row)).transpose()?)
    }

    /// A page of an organisation's consultations, older than a place in the list.
    pub async fn consultations_at(
        &self,
        organisation: &DepartmentCode,
        after: Option<(Moment, ConsultationId)>,
        limit: u64,
    ) -> Result<ConsultationPage, StoreError> {
        use consultation::Column::{BegunAt, Id, Organisation};
        let mut query = consultation::Entity::find().filter(Organisation.eq(organisation.as_str()));
        if let Some((at, id)) = after {
            query = query.filter(older(BegunAt, Id, (at, id.uuid())));
        }
        let rows = query
            .order_by_desc(BegunAt)
            .order_by_desc(Id)
            .limit(limit.saturating_add(1))
            .all(&self.read)
            .await?;
        let items = rows.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.begun_at, last.id))))
    }
}

impl Tx {
    /// Keeps a citizen's code, in the place of the one before; until when it may be told. Two citizens with the same digits at once are a
    /// conflict.
    pub async fn offer_call_code(
        &mut self,
        citizen: CitizenId,
        code: &CallCode,
    ) -> Result<Moment, StoreError> {
        use call_code::Column;
        let out = call_code::Entity::find()
            .select_only()
            .column(Column::CitizenId)
            .filter(Column::ExpiresAt.lte(micros(self.now)))
            .order_by_asc(Column::ExpiresAt)
            .limit(SWEPT)
            .into_query();
        call_code::Entity::delete_many()
            .filter(Column::CitizenId.in_subquery(out))
            .exec(&self.sql)
            .await?;
        let expires_at = self.now + CALL_CODE_LASTS;
        let row = call_code::ActiveModel {
            citizen_id: Set(citizen.uuid()),
            code: Set(self.seal.index(PURPOSE, code.expose())),
            expires_at: Set(micros(expires_at)),
        };
        let replaces = OnConflict::column(Column::CitizenId)
            .update_columns([Column::Code, Column::ExpiresAt])
            .to_owned();
        call_code::Entity::insert(row)
            .on_conflict(replaces)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(expires_at)
    }

    /// Uses up a code that was told: whose it was, if it was somebody's and in time.
    pub async fn use_call_code(
        &mut self,
        code: &CallCode,
    ) -> Result<Option<CitizenId>, StoreError> {
        use call_code::Column;
        let told = Column::Code.eq(self.seal.index(PURPOSE, code.expose()));
        let found = call_code::Entity::find().filter(told.clone()).one(&self.sql).await?;
        let Some(row) = found.filter(|row| row.expires_at > micros(self.now)) else {
            return Ok(None);
        };
        // Of two who were told the same, one deletes the row; and if another code has taken its place meanwhile, nobody does.
        let gone = call_code::Entity::delete_many()
            .filter(Column::CitizenId.eq(row.citizen_id))
            .filter(told)
            .exec(&self.sql)
            .await?;
        Ok((gone.rows_affected == 1).then(|| CitizenId::from_uuid(row.citizen_id)))
    }

    /// Counts that a consultant tried a code of nobody's.
    pub async fn note_missed_code(&mut self, consultant: CitizenId) -> Result<(), StoreError> {
        use call_code_miss::Column;
        let begun = micros(self.now - COUNTED_FOR);
        call_code_miss::Entity::delete_many()
            .filter(Column::ConsultantId.eq(consultant.uuid()))
            .filter(Column::Since.lte(begun))
            .exec(&self.sql)
            .await?;
        let row = call_code_miss::ActiveModel {
            consultant_id: Set(consultant.uuid()),
            since: Set(micros(self.now)),
            missed: Set(1),
        };
        let one_more = Expr::col((call_code_miss::Entity, Column::Missed)).add(1);
        let counts =
            OnConflict::column(Column::ConsultantId).value(Column::Missed, one_more).to_owned();
        call_code_miss::Entity::insert(row)
            .on_conflict(counts)
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// How many codes of nobody's a consultant has tried within the hour, the one that was noted in this transaction among them: who tries
    /// another meanwhile waits until it has ended.
    pub async fn missed_codes(&mut self, consultant: CitizenId) -> Result<u32, StoreError> {
        let row = call_code_miss::Entity::find_by_id(consultant.uuid()).one(&self.sql).await?;
        Ok(row.map_or(0, |row| u32::try_from(row.missed).unwrap_or_default()))
    }

    /// Takes back that a try was noted: the code was somebody's.
    pub async fn forget_missed_code(&mut self, consultant: CitizenId) -> Result<(), StoreError> {
        use call_code_miss::Column;
        call_code_miss::Entity::update_many()
            .col_expr(Column::Missed, Expr::col(Column::Missed).sub(1))
            .filter(Column::ConsultantId.eq(consultant.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Begins a consultation. The one the consultant left open is ended by it; those begun at once by one follow each other.
    pub async fn begin_consultation(&mut self, of: &Consultation) -> Result<(), StoreError> {
        self.hold_official(of.consultant).await?;
        // One that was forgotten did not last until now.
        let forgotten = Expr::col(consultation::Column::BegunAt).lt(micros(of.begun_at - LONGEST));
        let over = Expr::col(consultation::Column::BegunAt).add(LONGEST.num_seconds() * 1_000_000);
        let ended = Expr::case(forgotten, over).finally(micros(of.begun_at));
        consultation::Entity::update_many()
            .col_expr(consultation::Column::EndedAt, ended.into())
            .filter(consultation::Column::ConsultantId.eq(of.consultant.uuid()))
            .filter(consultation::Column::EndedAt.is_null())
            .exec(&self.sql)
            .await?;
        let (application, caller) = match of.about {
            About::Nothing => (None, None),
            About::Application(id) => (Some(id.uuid()), None),
            About::Caller(citizen) => (None, Some(citizen.uuid())),
        };
        let row = consultation::ActiveModel {
            id: Set(of.id.uuid()),
            organisation: Set(of.organisation.to_string()),
            consultant_id: Set(of.consultant.uuid()),
            application_id: Set(application),
            caller_id: Set(caller),
            begun_at: Set(micros(of.begun_at)),
            ended_at: Set(of.ended_at.map(micros)),
            topic: Set(of.topic.as_ref().map(ToString::to_string)),
        };
        row.insert(&self.sql).await?;
        Ok(())
    }

    /// Keeps how a consultation ended: its topic, and when.
    pub async fn end_consultation(&mut self, of: &Consultation) -> Result<(), StoreError> {
        use consultation::Column;
        let topic = of.topic.as_ref().map(ToString::to_string);
        let ended: Expr = Expr::value(of.ended_at.map(micros));
        let noted = consultation::Entity::update_many()
            // The next call may have ended it meanwhile.
            .col_expr(Column::EndedAt, Func::coalesce([Expr::col(Column::EndedAt), ended]).into())
            .col_expr(Column::Topic, Expr::value(topic))
            .filter(Column::Id.eq(of.id.uuid()))
            .filter(Column::Topic.is_null())
            .exec(&self.sql)
            .await?;
        // Noted from two windows at once: the second looks again.
        if noted.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

fn parse(row: &consultation::Model) -> Result<Consultation, Corrupt> {
    let cell = Cell { table: "consultation", row: &row.id };
    let about = match (row.application_id, row.caller_id) {
        (Some(_), Some(_)) => {
            return Err(cell.corrupt("caller_id", "a call is about an application or a caller"));
        }
        (Some(id), None) => About::Application(ApplicationId::from_uuid(id)),
        (None, Some(id)) => About::Caller(CitizenId::from_uuid(id)),
        (None, None) => About::Nothing,
    };
    Ok(Consultation {
        id: ConsultationId::from_uuid(row.id),
        organisation: cell.text("organisation", &row.organisation)?,
        consultant: CitizenId::from_uuid(row.consultant_id),
        about,
        begun_at: moment(&cell, "begun_at", row.begun_at)?,
        ended_at: row.ended_at.map(|at| moment(&cell, "ended_at", at)).transpose()?,
        topic: cell.text_if("topic", row.topic.as_deref())?,
    })
}
