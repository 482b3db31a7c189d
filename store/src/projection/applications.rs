//! The projection of applications: how many of a day, a service, a channel and an office are in each stage.

use super::{Projection, ProjectionState};
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, application_count, application_counted, name_of, projection};
use crate::tx::{Store, Tx};
use chrono::NaiveDate;
use domain::application::{Channel, Counted, Counting};
use domain::codes::ServiceCode;
use domain::id::ApplicationId;
use domain::journal::Placed;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use std::collections::{BTreeMap, BTreeSet};

/// The projection of applications by day of registration, service, channel, office and stage.
#[derive(Debug, Clone, Copy)]
pub struct Applications {
    version: i32,
}

const NAME: &str = "applications";
/// How many days' counts are removed at once.
const DAYS_AT_ONCE: u64 = 50;

impl Applications {
    /// What this version of the platform counts: since version 2 by office, since version 3 by channel and reason of direct filing too.
    pub const CURRENT: Self = Self::version(3);

    /// The same counted under another version: what a rebuild beside the running one is proved with.
    #[must_use]
    pub const fn version(version: i32) -> Self {
        Self { version }
    }
}

impl Projection for Applications {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> i32 {
        self.version
    }

    async fn apply(&self, tx: &mut Tx, facts: &[Placed]) -> Result<(), StoreError> {
        let told = || {
            facts.iter().filter_map(|placed| {
                Some((placed.fact.application?, placed.fact.body.application()?))
            })
        };
        let ids: BTreeSet<ApplicationId> = told().map(|(id, _fact)| id).collect();
        let mut counting = Counting::from(self.counted(tx, ids).await?);
        for (id, fact) in told() {
            counting.add(id, fact);
        }
        self.keep_counted(tx, &counting).await?;
        self.keep_counts(tx, &counting).await
    }

    async fn forget(&self, tx: &mut Tx, version: i32, most: u64) -> Result<bool, StoreError> {
        use application_count::Column as Count;
        use application_counted::Column::{ApplicationId, Version};
        let some = Query::select()
            .column(ApplicationId)
            .from(application_counted::Entity)
            .and_where(Version.eq(version))
            .limit(most)
            .take();
        let gone = application_counted::Entity::delete_many()
            .filter(Version.eq(version).and(ApplicationId.in_subquery(some)))
            .exec(&tx.sql)
            .await?;
        let days = Query::select()
            .distinct()
            .column(Count::Day)
            .from(application_count::Entity)
            .and_where(Count::Version.eq(version))
            .limit(DAYS_AT_ONCE)
            .take();
        let counts = application_count::Entity::delete_many()
            .filter(Count::Version.eq(version).and(Count::Day.in_subquery(days)))
            .exec(&tx.sql)
            .await?;
        Ok(gone.rows_affected + counts.rows_affected > 0)
    }
}

impl Applications {
    /// Where applications are counted so far.
    async fn counted(
        &self,
        tx: &Tx,
        ids: BTreeSet<ApplicationId>,
    ) -> Result<BTreeMap<ApplicationId, Counted>, StoreError> {
        use application_counted::Column::{ApplicationId as Id, Version};
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids = ids.into_iter().map(ApplicationId::uuid);
        let rows = application_counted::Entity::find()
            .filter(Version.eq(self.version).and(Id.is_in(ids)))
            .all(&tx.sql)
            .await?;
        let read = |row: application_counted::Model| {
            let cell = Cell { table: "application_counted", row: &row.application_id };
            let counted = Counted {
                day: cell.text("day", &row.day)?,
                service: cell.text("service", &row.service)?,
                service_version: cell.count("service_version", row.service_version.into())?,
                channel: channel(&cell, &row.channel)?,
                direct_reason: cell.text_if("direct_reason", some(&row.direct_reason))?,
                office: cell.text_if("office", some(&row.office))?,
                stage: cell.text("stage", &row.stage)?,
            };
            Ok((ApplicationId::from_uuid(row.application_id), counted))
        };
        Ok(rows.into_iter().map(read).collect::<Result<_, Corrupt>>()?)
    }

    async fn keep_counted(&self, tx: &Tx, counting: &Counting) -> Result<(), StoreError> {
        use application_counted::{ActiveModel, Column, Entity};
        let mut rows = Vec::new();
        for (id, at) in counting.moved() {
            rows.push(ActiveModel {
                version: Set(self.version),
                application_id: Set(id.uuid()),
                day: Set(at.day.to_string()),
                service: Set(at.service.to_string()),
                service_version: Set(stored_version(at)?),
                channel: Set(at.channel.map_or("", Channel::name).to_owned()),
                direct_reason: Set(or_empty(at.direct_reason.as_ref())),
                office: Set(or_empty(at.office.as_ref())),
                stage: Set(at.stage.to_string()),
            });
        }
        let again = OnConflict::columns([Column::Version, Column::ApplicationId])
            .update_columns([Column::Office, Column::Stage])
            .to_owned();
        Entity::insert_many(rows).on_conflict(again).exec_without_returning(&tx.sql).await?;
        Ok(())
    }

    async fn keep_counts(&self, tx: &Tx, counting: &Counting) -> Result<(), StoreError> {
        use application_count::{ActiveModel, Column, Entity};
        let mut rows = Vec::new();
        for (at, change) in counting.changes() {
            rows.push(ActiveModel {
                version: Set(self.version),
                service_version: Set(stored_version(&at)?),
                day: Set(at.day.to_string()),
                service: Set(at.service.to_string()),
                channel: Set(at.channel.map_or("", Channel::name).to_owned()),
                direct_reason: Set(or_empty(at.direct_reason.as_ref())),
                office: Set(or_empty(at.office.as_ref())),
                stage: Set(at.stage.to_string()),
                applications: Set(change),
            });
        }
        let sum =
            Expr::col((Entity, Column::Applications)).add(Expr::cust("excluded.applications"));
        let key = [
            Column::Version,
            Column::Day,
            Column::Service,
            Column::ServiceVersion,
            Column::Channel,
            Column::DirectReason,
            Column::Office,
            Column::Stage,
        ];
        let more = OnConflict::columns(key).value(Column::Applications, sum).to_owned();
        Entity::insert_many(rows).on_conflict(more).exec_without_returning(&tx.sql).await?;
        Ok(())
    }
}

fn stored_version(at: &Counted) -> Result<i32, StoreError> {
    i32::try_from(at.service_version).map_err(|_range| StoreError::Unfit)
}

/// As a key holds it, which has no NULL.
fn or_empty(of: Option<&impl ToString>) -> String {
    of.map_or_else(String::new, ToString::to_string)
}

fn some(stored: &str) -> Option<&str> {
    Some(stored).filter(|stored| !stored.is_empty())
}

fn channel(cell: &Cell<'_>, stored: &str) -> Result<Option<Channel>, Corrupt> {
    some(stored).map(|stored| cell.name("channel", stored)).transpose()
}

/// The version whose figures are read. Part of the statement that reads them: one that takes over meanwhile is read
/// wholly or not at all.
fn serving() -> SelectStatement {
    Query::select()
        .column(projection::Column::Version)
        .from(projection::Entity)
        .and_where(projection::Column::Name.eq(NAME))
        .and_where(projection::Column::State.eq(name_of(&ProjectionState::Serving)))
        .take()
}

impl Store {
    /// How many applications of these services were registered from a day to another and are in which stage, in the
    /// order of day, service, channel, office and stage; where there is none, no line. As of the projection's last fact. Of no
    /// channel, all of them, as long as version 2 still serves, which did not count by it.
    pub async fn application_counts(
        &self,
        services: &[ServiceCode],
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<(Counted, u64)>, StoreError> {
        use application_count::Column::{
            Applications, Channel, Day, DirectReason, Office, Service, ServiceVersion, Stage,
            Version,
        };
        if services.is_empty() {
            return Ok(Vec::new());
        }
        let rows = application_count::Entity::find()
            .filter(Version.in_subquery(serving()))
            .filter(Day.between(from.to_string(), to.to_string()))
            .filter(Service.is_in(services.iter().map(ServiceCode::as_str)))
            .filter(Applications.ne(0))
            .order_by_asc(Day)
            .order_by_asc(Service)
            .order_by_asc(ServiceVersion)
            .order_by_asc(Channel)
            .order_by_asc(DirectReason)
            .order_by_asc(Office)
            .order_by_asc(Stage)
            .all(&self.read)
            .await?;
        let read = |row: application_count::Model| {
            let place = (&row.channel, &row.direct_reason, &row.office, &row.stage);
            let key = (&row.day, &row.service, row.service_version, place);
            let cell = Cell { table: "application_count", row: &key };
            let at = Counted {
                day: cell.text("day", &row.day)?,
                service: cell.text("service", &row.service)?,
                service_version: cell.count("service_version", row.service_version.into())?,
                channel: channel(&cell, &row.channel)?,
                direct_reason: cell.text_if("direct_reason", some(&row.direct_reason))?,
                office: cell.text_if("office", some(&row.office))?,
                stage: cell.text("stage", &row.stage)?,
            };
            Ok((at, cell.count("applications", row.applications)?))
        };
        Ok(rows.into_iter().map(read).collect::<Result<_, Corrupt>>()?)
    }
}
