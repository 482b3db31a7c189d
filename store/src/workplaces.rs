//! Workplaces: the applications a role of an organisation holds, found by one index over what is held.

use crate::applications::{ApplicationPage, parse};
use crate::error::StoreError;
use crate::page::Page;
use crate::rows::{application, held_decision, micros};
use crate::tx::{HELD, Store, Tx};
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId};
use domain::process::Role;
use domain::time::Moment;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _, Select, Statement, Value,
};

/// In whose hands cases are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// In anybody's or nobody's.
    Any,
    /// In nobody's: anybody of the workplace may take them.
    Free,
    /// In this person's.
    Of(CitizenId),
}

impl Store {
    /// A page of the applications a role of an organisation holds but those of one person, the one that is due first
    /// first, after a place in the list. Of whatever version of service and process.
    pub async fn applications_held(
        &self,
        desk: (Role, &DepartmentCode),
        hands: Hands,
        except: CitizenId,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        let statement = self.held(desk, (hands, except), after, limit.saturating_add(1));
        let rows = application::Entity::find().from_raw_sql(statement).all(&self.read).await?;
        let items = rows.iter().map(parse).collect::<Result<Vec<Application>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.stage_due_at?, last.id))))
    }

    /// The statement of a workplace's page: a comparison of rows, which both engines answer from the index.
    fn held(
        &self,
        (role, organisation): (Role, &DepartmentCode),
        (hands, except): (Hands, CitizenId),
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Statement {
        let whose = match hands {
            Hands::Any => "",
            // Those in somebody's hands are passed over: no more than all who work there have in theirs.
            Hands::Free => "AND assignee IS NULL ",
            Hands::Of(_) => "AND assignee = $7 ",
        };
        let sql = format!(
            "SELECT * FROM application WHERE holder_role = $1 AND holder_organisation = $2 {whose}\
             AND (stage_due_at, id) > ($3, $4) AND citizen_id <> $5 \
             AND (co_applicant IS NULL OR co_applicant <> $5) ORDER BY stage_due_at, id LIMIT $6"
        );
        // Every stage that is held has a term: no row is passed over for lack of one.
        let (at, id) =
            after.map_or((i64::MIN, uuid::Uuid::nil()), |(at, id)| (micros(at), id.uuid()));
        let mut values: Vec<Value> = vec![
            role.name().into(),
            organisation.as_str().into(),
            at.into(),
            id.into(),
            except.uuid().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        if let Hands::Of(person) = hands {
            values.push(person.uuid().into());
        }
        Statement::from_sql_and_values(self.read.get_database_backend(), sql, values)
    }

    /// Applications that go on and say of nobody that it is their turn, after one, at most `limit`: they were written
    /// before holders were.
    pub async fn applications_unheld(
        &self,
        after: Option<ApplicationId>,
        limit: u64,
    ) -> Result<Vec<ApplicationId>, StoreError> {
        use application::Column;
        let mut query = application::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::HolderRole.is_null())
            .filter(Column::Outcome.is_null());
        if let Some(after) = after {
            query = query.filter(Column::Id.gt(after.uuid()));
        }
        let ids: Vec<uuid::Uuid> =
            query.order_by_asc(Column::Id).limit(limit).into_tuple().all(&self.read).await?;
        Ok(ids.into_iter().map(ApplicationId::from_uuid).collect())
    }
}

/// What somebody who looks for work does about cases that others are at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queued {
    /// Passes over them: whoever is at one will have it.
    PassedOver,
    /// Waits until they are done, and sees what became of it.
    WaitedFor,
}

/// Which cases are free to be given out at a workplace.
#[derive(Debug, Clone, Copy)]
pub struct Free<'a> {
    /// The workplace: a role of an organisation.
    pub desk: (Role, &'a DepartmentCode),
    /// Not one for which this person applied.
    pub but_of: CitizenId,
    /// Not those in these queues.
    pub but_in: &'a [&'a str],
}

impl Free<'_> {
    /// Those in nobody's hands, on which no decision is held, the one due first first.
    fn query(&self) -> Select<application::Entity> {
        use application::Column;
        let (role, organisation) = self.desk;
        // A decision that the case has moved on over stays until the next is made: it holds nothing.
        let decided = held_decision::Entity::find()
            .select_only()
            .expr(Expr::val(1))
            .filter(held(held_decision::Column::ApplicationId).equals(of(Column::Id)))
            .filter(held(held_decision::Column::Entry).equals(of(Column::StageEntry)));
        application::Entity::find()
            .filter(Column::HolderRole.eq(role.name()))
            .filter(Column::HolderOrganisation.eq(organisation.as_str()))
            .filter(Column::Assignee.is_null())
            .filter(Column::Queue.is_not_in(self.but_in.iter().copied()))
            .filter(Column::CitizenId.ne(self.but_of.uuid()))
            .filter(Column::CoApplicant.is_null().or(Column::CoApplicant.ne(self.but_of.uuid())))
            .filter(Expr::exists(decided.into_query()).not())
            .order_by_asc(Column::StageDueAt)
            .order_by_asc(Column::Id)
            .limit(1)
    }
}

impl Store {
    /// The free application due first.
    pub async fn first_free(&self, free: Free<'_>) -> Result<Option<Application>, StoreError> {
        let row = free.query().one(&self.read).await?;
        Ok(row.as_ref().map(parse).transpose()?)
    }
}

impl Tx {
    /// The free application due first, under its lock. On PostgreSQL a decision may have been held on it while it was waited for:
    /// the caller looks again.
    pub async fn lock_first_free(
        &mut self,
        free: Free<'_>,
        queued: Queued,
    ) -> Result<Option<Application>, StoreError> {
        let found = free.query();
        let found = match queued {
            Queued::PassedOver => found.lock_with_behavior(HELD, LockBehavior::SkipLocked),
            Queued::WaitedFor => found.lock(HELD),
        };
        self.lock(found).await
    }
}

fn of(column: application::Column) -> (application::Entity, application::Column) {
    (application::Entity, column)
}

fn held(column: held_decision::Column) -> Expr {
    Expr::col((held_decision::Entity, column))
}
