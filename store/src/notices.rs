//! Notices: planned once, kept with their words for the cabinet, read by their owner.

use crate::error::{Corrupt, StoreError};
use crate::page::{Page, older};
use crate::rows::{Cell, delivery, micros, moment, name_of, notice};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::codes::NoticeCode;
use domain::id::{ApplicationId, CitizenId, DeliveryId, JobId, NoticeId};
use domain::job::Job;
use domain::notice::{Channel, DeliveryState, Target, Words};
use domain::time::Moment;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

/// A notice to be planned.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// Who is told.
    pub citizen: CitizenId,
    /// About which application.
    pub application: ApplicationId,
    /// Which notice of the catalog.
    pub code: NoticeCode,
    /// The version of the application that called for it.
    pub version: i64,
    /// What is said.
    pub words: Words,
    /// Where it goes; nowhere is no mistake: it is read in the cabinet.
    pub targets: Vec<Target>,
    /// When it is not worth sending any more.
    pub expires_at: Moment,
}

/// A notice as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its identifier.
    pub id: NoticeId,
    /// About which application.
    pub application: ApplicationId,
    /// Which notice of the catalog.
    pub code: NoticeCode,
    /// What was said.
    pub words: Words,
    /// When it was planned.
    pub created_at: Moment,
    /// How it went through each channel; empty if the person could be reached nowhere.
    pub deliveries: Vec<DeliveryView>,
}

/// A delivery as the owner of the notice sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryView {
    /// Its identifier.
    pub id: DeliveryId,
    /// By which it goes.
    pub channel: Channel,
    /// How it stands.
    pub state: DeliveryState,
    /// How many times it was tried.
    pub attempts: u32,
    /// Whether the person may have got it more than once.
    pub possible_duplicate: bool,
    /// When it ended, if it has.
    pub final_at: Option<Moment>,
}

impl Tx {
    /// Plans a notice, its deliveries and the jobs that send them, due now. The transaction ends with a conflict if it was
    /// planned before.
    pub async fn plan_notice(&mut self, new: &NewNotice) -> Result<NoticeId, StoreError> {
        let id = NoticeId::new(self.now, &*self.entropy);
        let words = serde_json::to_vec(&new.words)
            .map_err(|error| StoreError::Refused(error.to_string()))?;
        let row = notice::ActiveModel {
            id: Set(id.uuid()),
            citizen_id: Set(new.citizen.uuid()),
            application_id: Set(new.application.uuid()),
            code: Set(new.code.to_string()),
            version: Set(new.version),
            words: Set(self.seal.seal(&words_place(id), &words, &*self.entropy)),
            created_at: Set(micros(self.now)),
        };
        self.sql.add::<notice::Entity>(notice::Entity::insert(row)).await?;
        for target in &new.targets {
            self.insert_delivery((id, new.application), target, new.expires_at).await?;
        }
        Ok(id)
    }

    async fn insert_delivery(
        &mut self,
        (notice, application): (NoticeId, ApplicationId),
        target: &Target,
        expires_at: Moment,
    ) -> Result<(), StoreError> {
        let id = DeliveryId::new(self.now, &*self.entropy);
        let address = target.address.as_bytes();
        let row = delivery::ActiveModel {
            id: Set(id.uuid()),
            notice_id: Set(notice.uuid()),
            channel: Set(target.channel.name().to_owned()),
            address: Set(self.seal.seal(&address_place(id), address, &*self.entropy)),
            state: Set(name_of(&DeliveryState::Ready)),
            expires_at: Set(micros(expires_at)),
            attempts: Set(0),
            possible_duplicate: Set(false),
            provider_ref: Set(None),
            last_error: Set(None),
            final_at: Set(None),
        };
        self.sql.add::<delivery::Entity>(delivery::Entity::insert(row)).await?;
        let job = Job::SendNotice { delivery: id, channel: target.channel, application };
        self.enqueue_as(JobId::from_uuid(id.uuid()), &job).await
    }
}

impl Store {
    /// Whether a notice to a citizen was planned.
    pub async fn notice_is_planned(
        &self,
        to: CitizenId,
        about: ApplicationId,
        (code, version): (&NoticeCode, i64),
    ) -> Result<bool, StoreError> {
        let found = notice::Entity::find()
            .select_only()
            .column(notice::Column::Id)
            .filter(notice::Column::ApplicationId.eq(about.uuid()))
            .filter(notice::Column::Code.eq(code.to_string()))
            .filter(notice::Column::Version.eq(version))
            .filter(notice::Column::CitizenId.eq(to.uuid()))
            .into_tuple::<uuid::Uuid>()
            .one(&self.read)
            .await?;
        Ok(found.is_some())
    }

    /// A citizen's notices, newest first, after a place in the list (the last one seen).
    pub async fn notices_of(
        &self,
        citizen: CitizenId,
        after: Option<(Moment, NoticeId)>,
        limit: u64,
    ) -> Result<Page<NoticeView, NoticeId>, StoreError> {
        use notice::Column::{CitizenId as Owner, CreatedAt, Id};
        let mut filter = Condition::all().add(Owner.eq(citizen.uuid()));
        if let Some((at, id)) = after {
            filter = filter.add(older(CreatedAt, Id, (at, id.uuid())));
        }
        let items = self.notices_where(filter, limit.saturating_add(1)).await?;
        Ok(Page::cut(items, limit, |last| Some((last.created_at, last.id))))
    }

    /// The notices on an application, newest first. Who may read them is the caller's to decide.
    pub async fn notices_about(
        &self,
        application: ApplicationId,
    ) -> Result<Vec<NoticeView>, StoreError> {
        let filter = notice::Column::ApplicationId.eq(application.uuid());
        self.notices_where(Condition::all().add(filter), 100).await
    }

    async fn notices_where(
        &self,
        filter: Condition,
        limit: u64,
    ) -> Result<Vec<NoticeView>, StoreError> {
        let notices = notice::Entity::find()
            .filter(filter)
            .order_by_desc(notice::Column::CreatedAt)
            .order_by_desc(notice::Column::Id)
            .limit(limit)
            .all(&self.read)
            .await?;
        // Nothing is of no notice, but an engine walks through all deliveries to find that out.
        if notices.is_empty() {
            return Ok(Vec::new());
        }
        let deliveries = delivery::Entity::find()
            .filter(delivery::Column::NoticeId.is_in(notices.iter().map(|one| one.id)))
            .order_by_asc(delivery::Column::Channel)
            .all(&self.read)
            .await?;
        let view = |row: &notice::Model| {
            let own = deliveries.iter().filter(|one| one.notice_id == row.id);
            view_notice(row, own.map(view_delivery).collect::<Result<_, _>>()?, &self.seal)
        };
        Ok(notices.iter().map(view).collect::<Result<_, _>>()?)
    }
}

pub(crate) fn address_place(id: DeliveryId) -> Place {
    Place::new("delivery", "address", id)
}

pub(crate) fn words_place(id: NoticeId) -> Place {
    Place::new("notice", "words", id)
}

/// The words of a notice, opened.
pub(crate) fn words_of(row: &notice::Model, seal: &Seal) -> Result<Words, Corrupt> {
    let opened = seal.open(&words_place(NoticeId::from_uuid(row.id)), &row.words)?;
    let cell = Cell { table: "notice", row: &row.id };
    serde_json::from_slice(&opened).map_err(|_shape| cell.corrupt("words", "not words"))
}

fn view_notice(
    row: &notice::Model,
    deliveries: Vec<DeliveryView>,
    seal: &Seal,
) -> Result<NoticeView, Corrupt> {
    let cell = Cell { table: "notice", row: &row.id };
    Ok(NoticeView {
        id: NoticeId::from_uuid(row.id),
        application: ApplicationId::from_uuid(row.application_id),
        code: cell.text("code", &row.code)?,
        words: words_of(row, seal)?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        deliveries,
    })
}

fn view_delivery(row: &delivery::Model) -> Result<DeliveryView, Corrupt> {
    let cell = Cell { table: "delivery", row: &row.id };
    Ok(DeliveryView {
        id: DeliveryId::from_uuid(row.id),
        channel: cell.name("channel", &row.channel)?,
        state: cell.name("state", &row.state)?,
        attempts: cell.count("attempts", i64::from(row.attempts))?,
        possible_duplicate: row.possible_duplicate,
        final_at: row.final_at.map(|at| moment(&cell, "final_at", at)).transpose()?,
    })
}
