//! What a department's system answered on an application: its receipt, then the facts of its decision.

use crate::error::StoreError;
use crate::rows::{Cell, decision, micros};
use crate::seal::Place;
use crate::tx::{Store, Tx};
use domain::id::ApplicationId;
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde_json::Value;

impl Tx {
    /// Keeps the receipt of an application by the department's system. Keeping it twice keeps it once.
    pub async fn keep_receipt(
        &mut self,
        application: ApplicationId,
        department_number: &str,
        received_at: Moment,
    ) -> Result<(), StoreError> {
        let row = decision::ActiveModel {
            application_id: Set(application.uuid()),
            department_number: Set(department_number.to_owned()),
            received_at: Set(micros(received_at)),
            data: Set(None),
            decided_at: Set(None),
        };
        decision::Entity::insert(row)
            .on_conflict(
                OnConflict::column(decision::Column::ApplicationId).do_nothing().to_owned(),
            )
            .exec_without_returning(&self.sql)
            .await?;
        Ok(())
    }

    /// Keeps the facts a decision rests on: what the result document will print.
    pub async fn keep_decision(
        &mut self,
        application: ApplicationId,
        data: &Value,
    ) -> Result<(), StoreError> {
        let bytes =
            serde_json::to_vec(data).map_err(|error| StoreError::Refused(error.to_string()))?;
        let sealed = self.seal.seal(&place(application), &bytes, &*self.entropy);
        decision::ActiveModel {
            application_id: Set(application.uuid()),
            data: Set(Some(sealed)),
            decided_at: Set(Some(micros(self.now))),
            ..Default::default()
        }
        .update(&self.sql)
        .await?;
        Ok(())
    }
}

impl Store {
    /// The facts a decision rests on, if the department's system gave any.
    pub async fn decision_data(
        &self,
        application: ApplicationId,
    ) -> Result<Option<Value>, StoreError> {
        let row = decision::Entity::find_by_id(application.uuid()).one(&self.read).await?;
        let Some((id, sealed)) = row.and_then(|row| Some((row.application_id, row.data?))) else {
            return Ok(None);
        };
        let opened = self.seal.open(&place(application), &sealed)?;
        let cell = Cell { table: "decision", row: &id };
        let data =
            serde_json::from_slice(&opened).map_err(|_shape| cell.corrupt("data", "not JSON"))?;
        Ok(Some(data))
    }
}

fn place(application: ApplicationId) -> Place {
    Place::new("decision", "data", application)
}
