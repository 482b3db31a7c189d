//! Applications: the fold of their facts, kept for reading.

use crate::batch::Rows;
use crate::ends::Ends;
use crate::error::{Corrupt, StoreError};
use crate::forms::FiledForm;
use crate::page::{Page, older};
use crate::rows::{Cell, application, citizen, micros, moment, name_of, related};
use crate::tx::{HELD, Store, Tx};
use domain::application::{Application, Holder, Score};
use domain::codes::{ProcessCode, ServiceCode};
use domain::id::{ApplicationId, CitizenId, ResultId};
use domain::number::ApplicationNumber;
use domain::process::Outcome;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};

/// Applications of one list, a part at a time.
pub type ApplicationPage = Page<Application, ApplicationId>;

impl Store {
    /// A digest of an application's identifier under the key of the platform: the same whichever key seals now, and nobody's to make who
    /// has the database alone.
    #[must_use]
    pub fn keyed_digest(&self, purpose: &str, of: ApplicationId) -> Vec<u8> {
        self.seal.index(purpose, &of.to_string())
    }

    /// An application. Who may see it is the caller's to decide.
    pub async fn application(&self, id: ApplicationId) -> Result<Option<Application>, StoreError> {
        let row = application::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.as_ref().map(parse).transpose()?)
    }

    /// The application of a number. Who may see it is the caller's to decide.
    pub async fn application_numbered(
        &self,
        number: ApplicationNumber,
    ) -> Result<Option<Application>, StoreError> {
        let row = application::Entity::find()
            .filter(application::Column::Number.eq(number.to_string()))
            .one(&self.read)
            .await?;
        Ok(row.as_ref().map(parse).transpose()?)
    }

    /// The moments of filing and of the decision of the cases of a service that went by a process and were granted or refused last, at
    /// most `limit`. Of whatever versions.
    pub async fn decided_lately(
        &self,
        (service, process): (&ServiceCode, &ProcessCode),
        limit: u64,
    ) -> Result<Vec<(Moment, Moment)>, StoreError> {
        use application::Column;
        let decided = [Outcome::Granted, Outcome::Refused].map(|one| name_of(&one));
        let rows: Vec<(uuid::Uuid, i64, i64)> = application::Entity::find()
            .select_only()
            .columns([Column::Id, Column::FiledAt, Column::StageSince])
            .filter(Column::Service.eq(service.as_str()))
            .filter(Column::Process.eq(process.as_str()))
            .filter(Column::Outcome.is_not_null())
            .filter(Column::Outcome.is_in(decided))
            .order_by_desc(Column::StageSince)
            .limit(limit)
            .into_tuple()
            .all(&self.read)
            .await?;
        let read = |(id, filed, ended): &(uuid::Uuid, i64, i64)| {
            let cell = Cell { table: "application", row: id };
            Ok((moment(&cell, "filed_at", *filed)?, moment(&cell, "stage_since", *ended)?))
        };
        Ok(rows.iter().map(read).collect::<Result<_, Corrupt>>()?)
    }

    /// A citizen's applications, newest first, after a place in the list.
    pub async fn applications_of(
        &self,
        citizen: CitizenId,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        let own = application::Column::CitizenId.eq(citizen.uuid());
        self.applications_where(application::Entity::find().filter(own), after, limit).await
    }

    /// The applications of a query, newest first, after a place in the list.
    pub(crate) async fn applications_where(
        &self,
        mut query: Select<application::Entity>,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        use application::Column::{FiledAt, Id};
        if let Some((at, id)) = after {
            query = query.filter(older(FiledAt, Id, (at, id.uuid())));
        }
        let rows = query
            .order_by_desc(FiledAt)
            .order_by_desc(Id)
            .limit(limit.saturating_add(1))
            .all(&self.read)
            .await?;
        let items = rows.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.filed_at, last.id))))
    }
}

impl Tx {
    /// Keeps a new application with its form.
    pub async fn insert_application(
        &mut self,
        application: &Application,
        form: &FiledForm,
    ) -> Result<(), StoreError> {
        let row = row_of(application)?;
        let insert = application::Entity::insert(row);
        self.sql.add::<application::Entity>(insert).await?;
        self.keep_form(application.id, application.revision, form).await
    }

    /// An application under its lock, to be changed in this transaction, and with it the journal of its citizen: every
    /// change is a fact there.
    pub async fn lock_application(
        &mut self,
        id: ApplicationId,
    ) -> Result<Option<Application>, StoreError> {
        self.lock(application::Entity::find_by_id(id.uuid()).lock(HELD)).await
    }

    /// The application that a query finds and locks, and with it the journal of its citizen.
    pub(crate) async fn lock(
        &mut self,
        found: Select<application::Entity>,
    ) -> Result<Option<Application>, StoreError> {
        let owner = related::<application::Entity, citizen::Entity>(
            application::Column::CitizenId,
            citizen::Column::Id,
        );
        let found = found
            .join(JoinType::InnerJoin, owner)
            .column(citizen::Column::JournalSequence)
            .column(citizen::Column::JournalHead)
            .column(citizen::Column::JournalAt)
            .expr_as(self.last_position(), "last_position")
            .into_model::<Locked>()
            .one(&self.sql)
            .await?;
        let Some(row) = found else { return Ok(None) };
        let application = parse(&row.application)?;
        let ends = (row.journal_sequence, row.journal_head, row.journal_at, row.last_position);
        self.journal = Some(Ends::read(application.citizen, ends)?);
        Ok(Some(application))
    }

    /// Keeps the new state of an application that was `before` at that version; otherwise nothing of the transaction is
    /// kept, and it ends with a conflict.
    pub async fn update_application(
        &mut self,
        application: &Application,
        before: i64,
    ) -> Result<(), StoreError> {
        let row = row_of(application)?;
        let update = application::Entity::update_many()
            .set(row)
            .filter(application::Column::Id.eq(application.id.uuid()))
            .filter(application::Column::Version.eq(before));
        self.sql.change::<application::Entity>(Rows::One(StoreError::Conflict), update).await
    }
}

/// An application, and where the journal of its citizen ends.
#[derive(FromQueryResult)]
struct Locked {
    #[sea_orm(nested)]
    application: application::Model,
    journal_sequence: i64,
    journal_head: String,
    journal_at: i64,
    last_position: Option<i64>,
}

/// A place on a waiting list, as the column holds it.
fn place_of(place: u32) -> Result<i32, StoreError> {
    i32::try_from(place).map_err(|_range| StoreError::Refused("a place too large".into()))
}

fn row_of(of: &Application) -> Result<application::ActiveModel, StoreError> {
    let version = |version: u32| {
        i32::try_from(version).map_err(|_range| StoreError::Refused("a version too large".into()))
    };
    Ok(application::ActiveModel {
        id: Set(of.id.uuid()),
        number: Set(of.number.to_string()),
        citizen_id: Set(of.citizen.uuid()),
        service: Set(of.service.to_string()),
        service_version: Set(version(of.service_version)?),
        process: Set(of.process.to_string()),
        process_version: Set(version(of.process_version)?),
        channel: Set(name_of(&of.channel)),
        office: Set(of.office.as_ref().map(ToString::to_string)),
        stage: Set(of.stage.to_string()),
        stage_entry: Set(of.stage_entry),
        stage_since: Set(micros(of.stage_since)),
        stage_due_at: Set(of.stage_due_at.map(micros)),
        filed_at: Set(micros(of.filed_at)),
        registered_on: Set(of.registered_on.to_string()),
        due_at: Set(micros(of.due_at)),
        cleared: Set(serde_json::to_string(&of.cleared)
            .map_err(|error| StoreError::Refused(error.to_string()))?),
        revision: Set(of.revision),
        outcome: Set(of.outcome.as_ref().map(name_of)),
        refusal: Set(of.refusal.as_ref().map(ToString::to_string)),
        result_id: Set(of.result.map(ResultId::uuid)),
        version: Set(of.version),
        delayed_since: Set(of.delayed_since.map(micros)),
        holder_role: Set(of.holder.as_ref().map(|one| one.role.name().to_owned())),
        holder_organisation: Set(of
            .holder
            .as_ref()
            .and_then(|one| one.organisation.as_ref())
            .map(ToString::to_string)),
        queue: Set(of.holder.as_ref().map(|one| one.queue.clone())),
        rating: Set(of.rating.map(|score| i32::from(u8::from(score)))),
        documents: Set(list(&of.documents)?),
        to_correct: Set(list(&of.to_correct)?),
        assignee: Set(of.assignee.map(CitizenId::uuid)),
        filing_place: Set(of.filing_place.as_ref().map(ToString::to_string)),
        direct_reason: Set(of.direct_reason.as_ref().map(ToString::to_string)),
        place: Set(of.place.map(place_of).transpose()?),
        co_applicant: Set(of.co_applicant.map(CitizenId::uuid)),
        unconfirmed: Set(of.unconfirmed.then_some(true)),
        lateness: Set(of.lateness.as_ref().map(name_of)),
        watch_at: Set(of.watch_at.map(micros)),
    })
}

/// Codes as a column holds them; nothing, where there are none.
fn list(codes: &[String]) -> Result<Option<String>, StoreError> {
    let written = (!codes.is_empty()).then(|| serde_json::to_string(codes)).transpose();
    written.map_err(|error| StoreError::Refused(error.to_string()))
}

fn listed(
    cell: &Cell<'_>,
    column: &'static str,
    codes: Option<&str>,
) -> Result<Vec<String>, Corrupt> {
    Ok(codes.map(|codes| cell.json(column, codes)).transpose()?.unwrap_or_default())
}

fn score(cell: &Cell<'_>, mark: i32) -> Result<Score, Corrupt> {
    let mark: u8 = cell.count("rating", i64::from(mark))?;
    Score::try_from(mark).map_err(|error| cell.corrupt("rating", error))
}

pub(crate) fn parse(row: &application::Model) -> Result<Application, Corrupt> {
    let cell = Cell { table: "application", row: &row.id };
    let code = |column, text: &Option<String>| {
        text.as_deref().map(|text| cell.text(column, text)).transpose()
    };
    Ok(Application {
        id: ApplicationId::from_uuid(row.id),
        citizen: CitizenId::from_uuid(row.citizen_id),
        number: cell.text("number", &row.number)?,
        service: cell.text("service", &row.service)?,
        service_version: cell.count("service_version", i64::from(row.service_version))?,
        process: cell.text("process", &row.process)?,
        process_version: cell.count("process_version", i64::from(row.process_version))?,
        channel: cell.name("channel", &row.channel)?,
        filing_place: cell.text_if("filing_place", row.filing_place.as_deref())?,
        direct_reason: cell.text_if("direct_reason", row.direct_reason.as_deref())?,
        office: cell.text_if("office", row.office.as_deref())?,
        stage: cell.text("stage", &row.stage)?,
        stage_entry: row.stage_entry,
        stage_since: moment(&cell, "stage_since", row.stage_since)?,
        stage_due_at: row.stage_due_at.map(|at| moment(&cell, "stage_due_at", at)).transpose()?,
        filed_at: moment(&cell, "filed_at", row.filed_at)?,
        registered_on: cell.text("registered_on", &row.registered_on)?,
        due_at: moment(&cell, "due_at", row.due_at)?,
        cleared: cell.json("cleared", &row.cleared)?,
        revision: row.revision,
        outcome: row.outcome.as_deref().map(|name| cell.name("outcome", name)).transpose()?,
        refusal: code("refusal", &row.refusal)?,
        result: row.result_id.map(ResultId::from_uuid),
        rating: row.rating.map(|mark| score(&cell, mark)).transpose()?,
        version: row.version,
        holder: holder(row, &cell)?,
        documents: listed(&cell, "documents", row.documents.as_deref())?,
        to_correct: listed(&cell, "to_correct", row.to_correct.as_deref())?,
        co_applicant: row.co_applicant.map(CitizenId::from_uuid),
        unconfirmed: row.unconfirmed.unwrap_or_default(),
        lateness: row.lateness.as_deref().map(|late| cell.name("lateness", late)).transpose()?,
        watch_at: row.watch_at.map(|at| moment(&cell, "watch_at", at)).transpose()?,
        place: row.place.map(|place| cell.count("place", i64::from(place))).transpose()?,
        assignee: row.assignee.map(CitizenId::from_uuid),
        delayed_since: row
            .delayed_since
            .map(|at| moment(&cell, "delayed_since", at))
            .transpose()?,
    })
}

fn holder(row: &application::Model, cell: &Cell<'_>) -> Result<Option<Holder>, Corrupt> {
    let Some(role) = &row.holder_role else { return Ok(None) };
    let code = row.holder_organisation.as_deref();
    Ok(Some(Holder {
        role: cell.name("holder_role", role)?,
        organisation: cell.text_if("holder_organisation", code)?,
        queue: row.queue.clone().ok_or_else(|| cell.corrupt("queue", "absent beside a holder"))?,
    }))
}
