//! Messages to departments' systems: each with the identity it went out under, its receipt, and the facts of
//! the decision it was answered with.

use crate::batch::{Does, Rows};
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, message, micros, moment};
use crate::seal::Place;
use crate::tx::{Store, Tx};
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;
use domain::time::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::Value;

/// A message that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What the receiver tells repeats by.
    pub id: String,
    /// The application it carried.
    pub application: ApplicationId,
    /// Who received it.
    pub receiver: DepartmentCode,
    /// The stage entry that caused it.
    pub entry: i64,
    /// The revision of the form it carried.
    pub revision: i64,
    /// The receiver's own number.
    pub department_number: String,
    /// When the receiver says that it received it.
    pub received_at: Moment,
}

/// A message that went to a department and was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What the receiver tells repeats by.
    pub id: String,
    /// Who received it; absent in messages of before receivers were recorded: then it was the department of
    /// the service.
    pub receiver: Option<DepartmentCode>,
    /// The stage entry that caused it; 0 in messages of before.
    pub entry: i64,
}

impl Tx {
    /// Keeps the receipt of a message. Keeping it twice keeps it once.
    pub async fn keep_receipt(&mut self, receipt: &Receipt) -> Result<(), StoreError> {
        let row = message::ActiveModel {
            id: Set(receipt.id.clone()),
            application_id: Set(receipt.application.uuid()),
            receiver: Set(Some(receipt.receiver.to_string())),
            entry: Set(receipt.entry),
            revision: Set(receipt.revision),
            department_number: Set(receipt.department_number.clone()),
            received_at: Set(micros(receipt.received_at)),
            data: Set(None),
            decided_at: Set(None),
        };
        let insert = message::Entity::insert(row)
            .on_conflict(OnConflict::column(message::Column::Id).do_nothing().to_owned());
        self.sql.does::<message::Entity>(Does::AddsUnlessThere, Rows::Any, insert).await
    }

    /// Keeps the facts a decision on a message rests on: what the result document may print. The transaction ends with an
    /// error if the message was never received.
    pub async fn keep_decision(
        &mut self,
        application: ApplicationId,
        id: &str,
        data: &Value,
    ) -> Result<(), StoreError> {
        let bytes =
            serde_json::to_vec(data).map_err(|error| StoreError::Refused(error.to_string()))?;
        let sealed = self.seal.seal(&place(application, id), &bytes, &*self.entropy);
        let decided = message::ActiveModel {
            data: Set(Some(sealed)),
            decided_at: Set(Some(micros(self.now))),
            ..Default::default()
        };
        let update = message::Entity::update_many().set(decided).filter(message::Column::Id.eq(id));
        let never = StoreError::Refused("a decision on a message that nobody received".to_owned());
        self.sql.change::<message::Entity>(Rows::One(never), update).await
    }
}

impl Store {
    /// The messages of an application that were received, oldest first. Opens no sealed value: it is asked for with
    /// every question about a decision.
    pub async fn messages_of(
        &self,
        application: ApplicationId,
    ) -> Result<Vec<Message>, StoreError> {
        use message::Column::{ApplicationId as Of, Entry, Id, ReceivedAt, Receiver};
        let rows: Vec<(String, Option<String>, i64, i64)> = message::Entity::find()
            .select_only()
            .columns([Id, Receiver, Entry, ReceivedAt])
            .filter(Of.eq(application.uuid()))
            .order_by_asc(Entry)
            .order_by_asc(Id)
            .into_tuple()
            .all(&self.read)
            .await?;
        let parse = |(id, receiver, entry, at): (String, Option<String>, i64, i64)| {
            moment(&Cell { table: "message", row: &id }, "received_at", at)?;
            Ok(Message { receiver: receiver_of(&id, receiver.as_deref())?, entry, id })
        };
        rows.into_iter().map(parse).collect()
    }

    /// The application of a message that a department has received, and the revision of the form that it carried.
    pub async fn received_message(
        &self,
        receiver: &DepartmentCode,
        id: &str,
    ) -> Result<Option<(ApplicationId, i64)>, StoreError> {
        let found = message::Entity::find_by_id(id)
            .select_only()
            .columns([message::Column::ApplicationId, message::Column::Revision])
            .filter(message::Column::Receiver.eq(receiver.as_str()))
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(found.map(|(id, revision)| (ApplicationId::from_uuid(id), revision)))
    }

    /// The facts of the decisions on an application, by who decided, oldest first. Without a department: as in
    /// [`Message::receiver`].
    pub async fn decisions_of(
        &self,
        application: ApplicationId,
    ) -> Result<Vec<(Option<DepartmentCode>, Value)>, StoreError> {
        let rows = message::Entity::find()
            .filter(message::Column::ApplicationId.eq(application.uuid()))
            .filter(message::Column::Data.is_not_null())
            .order_by_asc(message::Column::Entry)
            .order_by_asc(message::Column::Id)
            .all(&self.read)
            .await?;
        let mut decisions = Vec::with_capacity(rows.len());
        for row in rows {
            let cell = Cell { table: "message", row: &row.id };
            let here = |corrupt| Corrupt { table: "message", ..corrupt };
            let sealed = row.data.as_deref().unwrap_or_default();
            let opened = self.seal.open(&place(application, &row.id), sealed).map_err(here)?;
            let data = serde_json::from_slice(&opened)
                .map_err(|_shape| cell.corrupt("data", "not JSON"))?;
            decisions.push((receiver_of(&row.id, row.receiver.as_deref())?, data));
        }
        Ok(decisions)
    }
}

fn receiver_of(id: &String, code: Option<&str>) -> Result<Option<DepartmentCode>, Corrupt> {
    let cell = Cell { table: "message", row: id };
    cell.text_if("receiver", code)
}

/// Where decision facts are sealed for. A message of before messages had identities of their own goes by its
/// application's, and keeps the place it was sealed for then.
pub(crate) fn place(application: ApplicationId, id: &str) -> Place {
    if id == application.to_string() {
        Place::new("decision", "data", application)
    } else {
        Place::new("message", "data", id)
    }
}
