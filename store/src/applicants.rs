//! Who applied, as they were when they applied: what a department is told and a document prints does not
//! change when the person's record does.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, applicant};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::citizen::Profile;
use domain::id::ApplicationId;
use sea_orm::{EntityTrait, Set};

impl Tx {
    /// Keeps the applicant of an application, in the transaction that files it.
    pub async fn keep_applicant(
        &mut self,
        application: ApplicationId,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let sealed = self.sealed_profile(&place(application), profile)?;
        let row = applicant::ActiveModel {
            application_id: Set(application.uuid()),
            profile: Set(sealed),
        };
        self.sql.add::<applicant::Entity>(applicant::Entity::insert(row)).await
    }

    /// A profile, sealed for its place.
    pub(crate) fn sealed_profile(
        &self,
        place: &Place,
        profile: &Profile,
    ) -> Result<Vec<u8>, StoreError> {
        let bytes =
            serde_json::to_vec(profile).map_err(|error| StoreError::Refused(error.to_string()))?;
        Ok(self.seal.seal(place, &bytes, &*self.entropy))
    }
}

impl Store {
    /// The applicant of an application.
    pub async fn applicant(
        &self,
        application: ApplicationId,
    ) -> Result<Option<Profile>, StoreError> {
        let row = applicant::Entity::find_by_id(application.uuid()).one(&self.read).await?;
        Ok(row.map(|row| open(&self.seal, application, &row.profile)).transpose()?)
    }
}

/// A sealed profile of an applicant, opened.
pub(crate) fn open(seal: &Seal, of: ApplicationId, sealed: &[u8]) -> Result<Profile, Corrupt> {
    let cell = Cell { table: "applicant", row: &of.uuid() };
    opened(seal, &place(of), (&cell, sealed))
}

/// A sealed profile of a cell, opened.
pub(crate) fn opened(
    seal: &Seal,
    place: &Place,
    (cell, sealed): (&Cell<'_>, &[u8]),
) -> Result<Profile, Corrupt> {
    let opened = seal.open(place, sealed)?;
    serde_json::from_slice(&opened).map_err(|_shape| cell.corrupt("profile", "not a profile"))
}

pub(crate) fn place(application: ApplicationId) -> Place {
    Place::new("applicant", "profile", application)
}
