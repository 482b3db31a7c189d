//! Workplaces: the applications a role of an organisation holds, found by one index over what is held.

use crate::applications::{ApplicationPage, parse};
use crate::error::StoreError;
use crate::page::Page;
use crate::rows::{application, micros};
use crate::tx::Store;
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId};
use domain::process::Role;
use domain::time::Moment;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

impl Store {
    /// A page of the applications a role of an organisation holds but those of one person, the one that is due first
    /// first, after a place in the list. Of whatever version of service and process.
    pub async fn applications_held(
        &self,
        (role, organisation): (Role, &DepartmentCode),
        except: CitizenId,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        let statement = self.held((role, organisation), except, after, limit.saturating_add(1));
        let rows = application::Entity::find().from_raw_sql(statement).all(&self.read).await?;
        let items = rows.iter().map(parse).collect::<Result<Vec<Application>, _>>()?;
        Ok(Page::cut(items, limit, |last| Some((last.stage_due_at?, last.id))))
    }

    /// The statement of a workplace's page: a comparison of rows, which both engines answer from the index.
    fn held(
        &self,
        (role, organisation): (Role, &DepartmentCode),
        except: CitizenId,
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Statement {
        let sql = "SELECT * FROM application WHERE holder_role = $1 AND holder_organisation = $2 \
                   AND (stage_due_at, id) > ($3, $4) AND citizen_id <> $5 ORDER BY stage_due_at, id LIMIT $6";
        // Every stage that is held has a term: no row is passed over for lack of one.
        let (at, id) =
            after.map_or((i64::MIN, uuid::Uuid::nil()), |(at, id)| (micros(at), id.uuid()));
        let values = [
            role.name().into(),
            organisation.as_str().into(),
            at.into(),
            id.into(),
            except.uuid().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
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
