//! Citizens' records: found by ESIA's number, kept as ESIA told them last.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, citizen, micros, name_of};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::assurance::Assurance;
use domain::citizen::{Citizen, Profile};
use domain::id::CitizenId;
use domain::journal::Head;
use domain::text::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};

impl Store {
    /// A citizen's record.
    pub async fn citizen(&self, id: CitizenId) -> Result<Option<Citizen>, StoreError> {
        let row = citizen::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(row.map(|row| parse(row, &self.seal)).transpose()?)
    }

    /// The records of these citizens, in no order; of one who is not there, none.
    pub async fn citizens(&self, ids: &[CitizenId]) -> Result<Vec<Citizen>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = ids.iter().map(|id| id.uuid());
        let found = citizen::Entity::find().filter(citizen::Column::Id.is_in(ids));
        let rows = found.all(&self.read).await?;
        Ok(rows.into_iter().map(|row| parse(row, &self.seal)).collect::<Result<_, _>>()?)
    }
}

impl Tx {
    /// Keeps what ESIA told of a person: the record of this ESIA account, made if it is new.
    ///
    /// Accounts are matched by ESIA's number alone, never by e-mail, phone or name (IDENTITY D2.13).
    pub async fn remember_citizen(
        &mut self,
        esia_oid: i64,
        assurance: Assurance,
        profile: &Profile,
    ) -> Result<Citizen, StoreError> {
        let known = citizen::Entity::find()
            .filter(citizen::Column::EsiaOid.eq(esia_oid))
            .lock(HELD)
            .one(&self.sql)
            .await?;
        let id = known.as_ref().map_or_else(
            || CitizenId::new(self.now, &*self.entropy),
            |row| CitizenId::from_uuid(row.id),
        );
        let bytes =
            serde_json::to_vec(profile).map_err(|error| StoreError::Refused(error.to_string()))?;
        let mut row = citizen::ActiveModel {
            id: Set(id.uuid()),
            assurance: Set(name_of(&assurance)),
            profile: Set(self.seal.seal(&place(id), &bytes, &*self.entropy)),
            snils_index: Set(profile
                .checked_snils()
                .map(|snils| self.seal.index("snils", snils.digits()))),
            updated_at: Set(micros(self.now)),
            ..Default::default()
        };
        if known.is_some() {
            row.update(&self.sql).await?;
        } else {
            let head = Head::empty();
            row.esia_oid = Set(esia_oid);
            row.journal_sequence = Set(head.sequence);
            row.journal_head = Set(head.hash.0);
            row.journal_at = Set(micros(head.at));
            row.created_at = Set(micros(self.now));
            row.insert(&self.sql).await?;
        }
        let lang = known.as_ref().map(chosen_language).transpose()?.flatten();
        Ok(Citizen { id, esia_oid, assurance, profile: profile.clone(), lang })
    }

    /// Keeps the language a citizen chose to be written to in.
    pub async fn choose_language(&mut self, id: CitizenId, lang: Lang) -> Result<(), StoreError> {
        citizen::Entity::update_many()
            .col_expr(citizen::Column::Lang, Expr::value(lang.tag()))
            .filter(citizen::Column::Id.eq(id.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// A citizen's record, inside the transaction.
    pub async fn citizen(&self, id: CitizenId) -> Result<Option<Citizen>, StoreError> {
        let row = citizen::Entity::find_by_id(id.uuid()).one(&self.sql).await?;
        Ok(row.map(|row| parse(row, &self.seal)).transpose()?)
    }
}

pub(crate) fn place(id: CitizenId) -> Place {
    Place::new("citizen", "profile", id)
}

pub(crate) fn parse(row: citizen::Model, seal: &Seal) -> Result<Citizen, Corrupt> {
    let cell = Cell { table: "citizen", row: &row.id };
    let id = CitizenId::from_uuid(row.id);
    let profile = seal.open(&place(id), &row.profile)?;
    let lang = chosen_language(&row)?;
    Ok(Citizen {
        lang,
        id,
        esia_oid: row.esia_oid,
        assurance: cell.name("assurance", &row.assurance)?,
        profile: serde_json::from_slice(&profile)
            .map_err(|_shape| cell.corrupt("profile", "not a profile"))?,
    })
}

fn chosen_language(row: &citizen::Model) -> Result<Option<Lang>, Corrupt> {
    let Some(tag) = &row.lang else { return Ok(None) };
    let cell = Cell { table: "citizen", row: &row.id };
    Lang::of_tag(tag).map(Some).ok_or_else(|| cell.corrupt("lang", "no language of ours"))
}
