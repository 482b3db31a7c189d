//! Forms of applications, sealed, one for each revision: as filed, and as corrected later.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, application_form};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::id::ApplicationId;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A form as the applicant filed or corrected it.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledForm(pub Value);

impl Tx {
    /// Keeps the form of a revision. `Conflict` if that revision has one.
    pub async fn keep_form(
        &mut self,
        application: ApplicationId,
        revision: i64,
        form: &FiledForm,
    ) -> Result<(), StoreError> {
        let bytes =
            serde_json::to_vec(&form.0).map_err(|error| StoreError::Refused(error.to_string()))?;
        let row = application_form::ActiveModel {
            application_id: Set(application.uuid()),
            revision: Set(revision),
            form: Set(self.seal.seal(&place(application, revision), &bytes, &*self.entropy)),
        };
        let insert = application_form::Entity::insert(row);
        self.sql.add::<application_form::Entity>(insert).await
    }

    /// The form an application goes by as this transaction sees it: its newest revision.
    pub async fn filed_form(&mut self, id: ApplicationId) -> Result<Option<FiledForm>, StoreError> {
        let row = newest(id).one(&self.sql).await?;
        Ok(row.map(|row| open(&self.seal, (id, row.revision), &row.form)).transpose()?)
    }
}

fn newest(id: ApplicationId) -> Select<application_form::Entity> {
    application_form::Entity::find()
        .filter(application_form::Column::ApplicationId.eq(id.uuid()))
        .order_by_desc(application_form::Column::Revision)
        .limit(1)
}

impl Store {
    /// The form an application goes by now: its newest revision.
    pub async fn filed_form(&self, id: ApplicationId) -> Result<Option<FiledForm>, StoreError> {
        let row = newest(id).one(&self.read).await?;
        Ok(row.map(|row| open(&self.seal, (id, row.revision), &row.form)).transpose()?)
    }

    /// The forms of a page of applications, each at its revision.
    pub async fn filed_forms(
        &self,
        of: &[(ApplicationId, i64)],
    ) -> Result<BTreeMap<ApplicationId, FiledForm>, StoreError> {
        use application_form::Column::{ApplicationId as Id, Revision};
        if of.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = application_form::Entity::find()
            .filter(of.iter().fold(Condition::any(), |any, (id, revision)| {
                any.add(Id.eq(id.uuid()).and(Revision.eq(*revision)))
            }))
            .all(&self.read)
            .await?;
        let opened = rows.into_iter().map(|row| {
            let id = ApplicationId::from_uuid(row.application_id);
            Ok((id, open(&self.seal, (id, row.revision), &row.form)?))
        });
        opened.collect::<Result<_, Corrupt>>().map_err(StoreError::from)
    }
}

/// A sealed form, opened.
pub(crate) fn open(
    seal: &Seal,
    (id, revision): (ApplicationId, i64),
    sealed: &[u8],
) -> Result<FiledForm, Corrupt> {
    let here = |corrupt| Corrupt { table: "application_form", ..corrupt };
    let opened = seal.open(&place(id, revision), sealed).map_err(here)?;
    let cell = Cell { table: "application_form", row: &id.uuid() };
    serde_json::from_slice(&opened)
        .map(FiledForm)
        .map_err(|_shape| cell.corrupt("form", "not JSON"))
}

/// Where a form is sealed for. Revision 1 keeps the place of the time when it stood in `application`: rows
/// sealed then open now.
pub(crate) fn place(id: ApplicationId, revision: i64) -> Place {
    match revision {
        1 => Place::new("application", "form", id),
        later => Place::new("application_form", "form", format!("{id}/{later}")),
    }
}
