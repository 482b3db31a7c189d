//! Result documents: what was issued to whom, with the hash that tells real from forged.

use crate::co_applicants::joined_by;
use crate::error::{Corrupt, StoreError};
use crate::page::{Page, older};
use crate::rows::{Cell, application, micros, moment, name_of, related, result};
use crate::tx::{Store, Tx};
use domain::codes::ServiceCode;
use domain::id::{ApplicationId, CitizenId, ResultId};
use domain::process::Outcome;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};

/// A result document. Its bytes are in [`crate::Files`] under the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// Its identifier.
    pub id: ResultId,
    /// The application it answers.
    pub application: ApplicationId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// The document's number, as printed.
    pub number: String,
    /// What the verification address ends in: unguessable, so that numbers cannot be tried out.
    pub verify_code: String,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: u64,
    /// When it was issued.
    pub issued_at: Moment,
}

/// A result document in its owner's list, with the passport it was issued by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedDocument {
    /// The document.
    pub record: ResultRecord,
    /// The service it answers an application for.
    pub service: ServiceCode,
    /// The version of the service's passport.
    pub service_version: u32,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    result: result::Model,
    service: String,
    service_version: i32,
}

impl Store {
    /// A citizen's result documents, newest first, after a place in the list (the last one seen): those of applications
    /// that ended with them.
    pub async fn results_of(
        &self,
        citizen: CitizenId,
        after: Option<(Moment, ResultId)>,
        limit: u64,
    ) -> Result<Page<IssuedDocument, ResultId>, StoreError> {
        use result::Column::CitizenId as Owner;
        let query = result::Entity::find().filter(Owner.eq(citizen.uuid()));
        self.results_where(query, after, limit).await
    }

    /// The same of applications that a citizen has confirmed as co-applicant.
    pub async fn joint_results_of(
        &self,
        citizen: CitizenId,
        after: Option<(Moment, ResultId)>,
        limit: u64,
    ) -> Result<Page<IssuedDocument, ResultId>, StoreError> {
        let joined = result::Column::ApplicationId.in_subquery(joined_by(citizen));
        self.results_where(result::Entity::find().filter(joined), after, limit).await
    }

    async fn results_where(
        &self,
        mut query: Select<result::Entity>,
        after: Option<(Moment, ResultId)>,
        limit: u64,
    ) -> Result<Page<IssuedDocument, ResultId>, StoreError> {
        use result::Column::{ApplicationId as Answers, Id, IssuedAt};
        let application =
            related::<result::Entity, application::Entity>(Answers, application::Column::Id);
        if let Some((at, id)) = after {
            query = query.filter(older(IssuedAt, Id, (at, id.uuid())));
        }
        let rows = query
            .join(JoinType::InnerJoin, application)
            .filter(application::Column::Outcome.eq(name_of(&Outcome::Granted)))
            .column(application::Column::Service)
            .column(application::Column::ServiceVersion)
            .order_by_desc(IssuedAt)
            .order_by_desc(Id)
            .limit(limit.saturating_add(1))
            .into_model::<Row>()
            .all(&self.read)
            .await?;
        let items = rows.into_iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.record.issued_at, last.record.id))))
    }

    /// A result document.
    pub async fn result(&self, id: ResultId) -> Result<Option<ResultRecord>, StoreError> {
        let row = result::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(parse).transpose()?)
    }

    /// The document a verification code belongs to.
    pub async fn result_by_code(&self, code: &str) -> Result<Option<ResultRecord>, StoreError> {
        let row = result::Entity::find()
            .filter(result::Column::VerifyCode.eq(code))
            .one(&self.read)
            .await?;
        Ok(row.map(parse).transpose()?)
    }
}

impl Tx {
    /// Keeps a new result document's record.
    pub async fn insert_result(&mut self, record: &ResultRecord) -> Result<(), StoreError> {
        let row = result::ActiveModel {
            id: Set(record.id.uuid()),
            application_id: Set(record.application.uuid()),
            citizen_id: Set(record.citizen.uuid()),
            number: Set(record.number.clone()),
            verify_code: Set(record.verify_code.clone()),
            sha256: Set(record.sha256.clone()),
            size: Set(i64::try_from(record.size)
                .map_err(|_range| StoreError::Refused("a file too large".into()))?),
            issued_at: Set(micros(record.issued_at)),
        };
        self.sql.add::<result::Entity>(result::Entity::insert(row)).await
    }
}

fn listed(row: Row) -> Result<IssuedDocument, Corrupt> {
    let record = parse(row.result)?;
    let cell = Cell { table: "application", row: &record.application.uuid() };
    Ok(IssuedDocument {
        service: cell.text("service", &row.service)?,
        service_version: cell.count("service_version", i64::from(row.service_version))?,
        record,
    })
}

fn parse(row: result::Model) -> Result<ResultRecord, Corrupt> {
    let cell = Cell { table: "result", row: &row.id };
    Ok(ResultRecord {
        id: ResultId::from_uuid(row.id),
        application: ApplicationId::from_uuid(row.application_id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        size: cell.count("size", row.size)?,
        issued_at: moment(&cell, "issued_at", row.issued_at)?,
        number: row.number.clone(),
        verify_code: row.verify_code.clone(),
        sha256: row.sha256.clone(),
    })
}
