//! An application with what was filed with it, in one look: what is sent, printed and told is made of all three.

use crate::applicants;
use crate::applications::parse;
use crate::error::StoreError;
use crate::forms::{self, FiledForm};
use crate::rows::{applicant, application, application_form, related};
use crate::tx::Store;
use domain::application::Application;
use domain::citizen::Profile;
use domain::id::ApplicationId;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

/// An application with its form and its applicant.
#[derive(Debug, Clone)]
pub struct FiledCase {
    /// The application as it stands.
    pub application: Application,
    /// The form it goes by now, its newest revision; or the one that was asked for.
    pub form: FiledForm,
    /// The applicant as they were when they filed it.
    pub applicant: Profile,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    application: application::Model,
    form_revision: i64,
    form: Vec<u8>,
    profile: Vec<u8>,
}

impl Store {
    /// An application with what was filed with it. Who may see it is the caller's to decide.
    pub async fn filed_case(&self, id: ApplicationId) -> Result<Option<FiledCase>, StoreError> {
        self.filed(id, None).await
    }

    /// The same with the form as it was at a revision.
    pub async fn filed_revision(
        &self,
        id: ApplicationId,
        revision: i64,
    ) -> Result<Option<FiledCase>, StoreError> {
        self.filed(id, Some(revision)).await
    }

    async fn filed(
        &self,
        id: ApplicationId,
        revision: Option<i64>,
    ) -> Result<Option<FiledCase>, StoreError> {
        use application::Column::Id;
        let form = related::<application::Entity, application_form::Entity>(
            Id,
            application_form::Column::ApplicationId,
        );
        let applicant =
            related::<application::Entity, applicant::Entity>(Id, applicant::Column::ApplicationId);
        let found = application::Entity::find_by_id(id.uuid())
            .join(JoinType::InnerJoin, form)
            .join(JoinType::InnerJoin, applicant)
            .column_as(application_form::Column::Revision, "form_revision")
            .column(application_form::Column::Form)
            .column(applicant::Column::Profile)
            .apply_if(revision, |found, revision| {
                found.filter(application_form::Column::Revision.eq(revision))
            })
            .order_by_desc(application_form::Column::Revision)
            .limit(1)
            .into_model::<Row>()
            .one(&self.read)
            .await?;
        let Some(row) = found else { return Ok(None) };
        Ok(Some(FiledCase {
            application: parse(&row.application)?,
            form: forms::open(&self.seal, (id, row.form_revision), &row.form)?,
            applicant: applicants::open(&self.seal, id, &row.profile)?,
        }))
    }
}
