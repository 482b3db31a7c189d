//! Co-applicants: whom a form names, by a key that tells nothing, and who they were when they confirmed it.

use crate::applicants;
use crate::applications::ApplicationPage;
use crate::batch::Rows;
use crate::citizens;
use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, application, citizen, co_applicant, micros, moment, name_of};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::co_applicant::Named;
use domain::id::{ApplicationId, CitizenId};
use domain::key::PersonKey;
use domain::time::Moment;
use sea_orm::sea_query::{Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

/// Who applies together with an applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoApplicant {
    /// Whom the form names.
    pub person: PersonKey,
    /// The one who confirmed it; nothing while they have not.
    pub confirmed: Option<Confirmed>,
}

/// A co-applicant who has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// As ESIA told of them then.
    pub profile: Profile,
    /// When.
    pub at: Moment,
}

impl Store {
    /// The key of a person: the same whichever key seals now.
    #[must_use]
    pub fn person_key(&self, named: &Named) -> PersonKey {
        PersonKey::new(hex::encode(self.seal.index("co-applicant", &named.text())))
    }

    /// The co-applicant of an application, if it has one.
    pub async fn co_applicant(&self, id: ApplicationId) -> Result<Option<CoApplicant>, StoreError> {
        found(&self.read, &self.seal, id).await
    }

    /// The applications that a person has confirmed as co-applicant, or is asked to confirm, newest first, after a place in the list.
    pub async fn joint_applications(
        &self,
        (citizen, person): (CitizenId, Option<&PersonKey>),
        after: Option<(Moment, ApplicationId)>,
        limit: u64,
    ) -> Result<ApplicationPage, StoreError> {
        let mut own = joined_by(citizen);
        if let Some(person) = person {
            own = own.union(UnionType::Distinct, asked_of(person)).take();
        }
        let joint = application::Column::Id.in_subquery(own);
        self.applications_where(application::Entity::find().filter(joint), after, limit).await
    }
}

/// The applications that a citizen has confirmed.
pub(crate) fn joined_by(citizen: CitizenId) -> SelectStatement {
    Query::select()
        .column(application::Column::Id)
        .from(application::Entity)
        .and_where(application::Column::CoApplicant.eq(citizen.uuid()))
        .take()
}

/// The applications that a person is asked to confirm.
fn asked_of(person: &PersonKey) -> SelectStatement {
    Query::select()
        .column(co_applicant::Column::ApplicationId)
        .from(co_applicant::Entity)
        .and_where(co_applicant::Column::Person.eq(person.as_str()))
        .and_where(co_applicant::Column::ConfirmedAt.is_null())
        .take()
}

impl Tx {
    /// The co-applicant of an application, if it has one, inside the transaction.
    pub async fn co_applicant(
        &mut self,
        id: ApplicationId,
    ) -> Result<Option<CoApplicant>, StoreError> {
        found(&self.sql, &self.seal, id).await
    }

    /// The person a form names, if they are known here as ESIA has checked them: the account that was used last.
    pub async fn citizen_named(&mut self, named: &Named) -> Result<Option<CitizenId>, StoreError> {
        let index = self.seal.index("snils", named.snils().digits());
        let rows = citizen::Entity::find()
            .filter(citizen::Column::SnilsIndex.eq(index))
            .filter(citizen::Column::Assurance.eq(name_of(&Assurance::Confirmed)))
            .filter(citizen::Column::EsiaOid.gte(0))
            .order_by_desc(citizen::Column::UpdatedAt)
            .order_by_desc(citizen::Column::Id)
            .all(&self.sql)
            .await?;
        for row in rows {
            let citizen = citizens::parse(row, &self.seal)?;
            if Named::of(&citizen.profile).as_ref() == Some(named) {
                return Ok(Some(citizen.id));
            }
        }
        Ok(None)
    }

    /// Keeps whom the form of a new application names as its co-applicant.
    pub async fn ask_co_applicant(
        &mut self,
        id: ApplicationId,
        person: &PersonKey,
    ) -> Result<(), StoreError> {
        let row = co_applicant::ActiveModel {
            application_id: Set(id.uuid()),
            person: Set(person.to_string()),
            profile: Set(None),
            confirmed_at: Set(None),
        };
        self.sql.add::<co_applicant::Entity>(co_applicant::Entity::insert(row)).await
    }

    /// Keeps whom a corrected form names: whoever confirmed the one before has not confirmed this one.
    pub async fn ask_co_applicant_anew(
        &mut self,
        id: ApplicationId,
        person: &PersonKey,
    ) -> Result<(), StoreError> {
        let row = co_applicant::ActiveModel {
            person: Set(person.to_string()),
            profile: Set(None),
            confirmed_at: Set(None),
            ..Default::default()
        };
        self.change_co_applicant(id, row).await
    }

    /// Keeps that a co-applicant confirmed, and who they are.
    pub async fn confirm_co_applicant(
        &mut self,
        id: ApplicationId,
        profile: &Profile,
    ) -> Result<(), StoreError> {
        let sealed = self.sealed_profile(&place(id), profile)?;
        let row = co_applicant::ActiveModel {
            profile: Set(Some(sealed)),
            confirmed_at: Set(Some(micros(self.now))),
            ..Default::default()
        };
        self.change_co_applicant(id, row).await
    }

    async fn change_co_applicant(
        &mut self,
        id: ApplicationId,
        row: co_applicant::ActiveModel,
    ) -> Result<(), StoreError> {
        let update = co_applicant::Entity::update_many()
            .set(row)
            .filter(co_applicant::Column::ApplicationId.eq(id.uuid()));
        self.sql.change::<co_applicant::Entity>(Rows::One(StoreError::Conflict), update).await
    }
}

async fn found(
    sql: &impl ConnectionTrait,
    seal: &Seal,
    id: ApplicationId,
) -> Result<Option<CoApplicant>, StoreError> {
    let row = co_applicant::Entity::find_by_id(id.uuid()).one(sql).await?;
    Ok(row.map(|row| read(&row, seal)).transpose()?)
}

fn read(row: &co_applicant::Model, seal: &Seal) -> Result<CoApplicant, Corrupt> {
    let cell = Cell { table: "co_applicant", row: &row.application_id };
    let person = PersonKey::new(row.person.clone());
    let Some(at) = row.confirmed_at else {
        return Ok(CoApplicant { person, confirmed: None });
    };
    let lacks = || cell.corrupt("profile", "nothing, of one who confirmed");
    let sealed = row.profile.as_deref().ok_or_else(lacks)?;
    let place = place(ApplicationId::from_uuid(row.application_id));
    let confirmed = Confirmed {
        profile: applicants::opened(seal, &place, (&cell, sealed))?,
        at: moment(&cell, "confirmed_at", at)?,
    };
    Ok(CoApplicant { person, confirmed: Some(confirmed) })
}

pub(crate) fn place(application: ApplicationId) -> Place {
    Place::new("co_applicant", "profile", application)
}
