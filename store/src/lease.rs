//! Leases: work that only one of several nodes may do at a time.

use crate::error::StoreError;
use crate::rows::{after, lease, micros};
use crate::tx::{Store, Tx};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use std::time::Duration;

impl Tx {
    /// Takes or renews a lease; false if another holds it.
    pub async fn take_lease(
        &mut self,
        name: &str,
        owner: &str,
        lasting: Duration,
    ) -> Result<bool, StoreError> {
        use lease::Column::{Name, Owner, Until};
        let now = micros(self.now);
        let until = after(self.now, lasting);
        let free =
            lease::ActiveModel { name: Set(name.into()), owner: Set(String::new()), until: Set(0) };
        lease::Entity::insert(free)
            .on_conflict(OnConflict::column(Name).do_nothing().to_owned())
            .exec_without_returning(&self.sql)
            .await?;
        let taken = lease::Entity::update_many()
            .col_expr(Owner, Expr::value(owner))
            .col_expr(Until, Expr::value(until))
            .filter(Name.eq(name))
            .filter(Condition::any().add(Owner.eq(owner)).add(Until.lte(now)))
            .exec(&self.sql)
            .await?;
        Ok(taken.rows_affected == 1)
    }
}

impl Store {
    /// Who holds a lease now, whether it has run out or not.
    pub async fn lease_owner(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = lease::Entity::find_by_id(name).one(&self.read).await?;
        Ok(row.map(|row| row.owner))
    }
}
