//! Citizens' records: found by ESIA's number, kept as ESIA told them last.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, citizen, draft, micros, name_of, upload};
use crate::seal::{Place, Seal};
use crate::tx::{HELD, Store, Tx};
use domain::assurance::Assurance;
use domain::citizen::{Citizen, Profile};
use domain::entropy::{self, Entropy};
use domain::id::CitizenId;
use domain::journal::Head;
use domain::reception::Visitor;
use domain::snils::Snils;
use domain::text::Lang;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};
use uuid::Uuid;

/// A record, as it stands beside a visitor's documents.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Who it is of.
    pub citizen: Citizen,
    /// Whether its journal says anything: something was filed.
    pub has_history: bool,
}

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
    /// Accounts are matched by ESIA's number alone, never by e-mail, phone or name (IDENTITY D2.13). A record that was made at the
    /// window of an office, where the person was seen with their document, becomes that of the account with the same СНИЛС, if the
    /// given name and the day of birth are the same too.
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
        // An account that was confirmed only now, and with which nothing was filed, gives way to what was filed for its person.
        let gives_way =
            |row: &citizen::Model| row.snils_index.is_none() && row.journal_sequence == 0;
        let known = match known {
            Some(known) if !gives_way(&known) => Some(known),
            known => match self.visitor_of(assurance, profile).await? {
                None => known,
                Some(visitor) => {
                    if let Some(known) = known {
                        self.give_way(known, visitor.id).await?;
                    }
                    Some(visitor)
                }
            },
        };
        self.keep_citizen(known, Some(esia_oid), assurance, profile).await
    }

    /// Keeps what an operator read off a visitor's documents: of a person of whom ESIA has told nothing yet. Of the others ESIA's word
    /// counts, and nothing is changed. One СНИЛС at two windows at once makes one writer lose with a conflict.
    pub async fn remember_visitor(&mut self, visitor: &Visitor) -> Result<Citizen, StoreError> {
        let known = self.of_snils(&visitor.snils).one(&self.sql).await?;
        match known {
            Some(row) if is_esias(row.esia_oid) => Ok(parse(row, &self.seal)?),
            known => self.keep_citizen(known, None, Assurance::Confirmed, &visitor.profile).await,
        }
    }

    /// The record of a СНИЛС, inside the transaction.
    pub async fn citizen_of_snils(
        &mut self,
        snils: &Snils,
    ) -> Result<Option<Recorded>, StoreError> {
        let Some(row) = self.of_snils(snils).one(&self.sql).await? else { return Ok(None) };
        let has_history = row.journal_sequence > 0;
        Ok(Some(Recorded { citizen: parse(row, &self.seal)?, has_history }))
    }

    /// Makes the writers of one official's work follow each other: who holds the record next waits until this transaction has ended.
    pub(crate) async fn hold_official(&self, id: CitizenId) -> Result<(), StoreError> {
        citizen::Entity::find_by_id(id.uuid())
            .select_only()
            .column(citizen::Column::Id)
            .lock(HELD)
            .into_tuple::<Uuid>()
            .one(&self.sql)
            .await?;
        Ok(())
    }

    /// Takes ESIA's number from a record on which nothing was filed, for the record of the same person that `takes_over`. Drafts and their
    /// files go over; what was signed in or linked by the one before ends with it.
    async fn give_way(&self, known: citizen::Model, takes_over: Uuid) -> Result<(), StoreError> {
        draft::Entity::update_many()
            .col_expr(draft::Column::CitizenId, Expr::value(takes_over))
            .filter(draft::Column::CitizenId.eq(known.id))
            .exec(&self.sql)
            .await?;
        upload::Entity::update_many()
            .col_expr(upload::Column::CitizenId, Expr::value(takes_over))
            .filter(upload::Column::CitizenId.eq(known.id))
            .filter(upload::Column::FiledAt.is_null())
            .exec(&self.sql)
            .await?;
        let number = number_of_a_visitor(&*self.entropy);
        let row =
            citizen::ActiveModel { id: Set(known.id), esia_oid: Set(number), ..Default::default() };
        row.update(&self.sql).await?;
        Ok(())
    }

    /// The record of a СНИЛС, held: that of an ESIA account before one that was made at a window, and of several accounts the one
    /// that was used last.
    fn of_snils(&self, snils: &Snils) -> Select<citizen::Entity> {
        citizen::Entity::find()
            .filter(citizen::Column::SnilsIndex.eq(self.seal.index("snils", snils.digits())))
            // ESIA has checked the СНИЛС of confirmed accounts alone.
            .filter(citizen::Column::Assurance.eq(name_of(&Assurance::Confirmed)))
            .order_by_desc(Expr::expr(citizen::Column::EsiaOid.into_expr().gte(0)))
            .order_by_desc(citizen::Column::UpdatedAt)
            .order_by_desc(citizen::Column::Id)
            .limit(1)
            .lock(HELD)
    }

    /// The record that was made at a window of the person ESIA tells of now. ESIA has checked the СНИЛС of confirmed accounts alone.
    async fn visitor_of(
        &self,
        assurance: Assurance,
        profile: &Profile,
    ) -> Result<Option<citizen::Model>, StoreError> {
        let Some(snils) = profile.checked_snils().filter(|_| assurance == Assurance::Confirmed)
        else {
            return Ok(None);
        };
        let index = self.seal.index("snils", snils.digits());
        let found = citizen::Entity::find()
            .filter(citizen::Column::SnilsIndex.eq(index))
            .filter(citizen::Column::EsiaOid.lt(0))
            .lock(HELD)
            .one(&self.sql)
            .await?;
        let Some(row) = found else { return Ok(None) };
        let made = parse(row.clone(), &self.seal)?;
        Ok(made.profile.may_be_born_as(profile).then_some(row))
    }

    /// Keeps a record: a new one, or in the place of a known one.
    async fn keep_citizen(
        &mut self,
        known: Option<citizen::Model>,
        esia_oid: Option<i64>,
        assurance: Assurance,
        profile: &Profile,
    ) -> Result<Citizen, StoreError> {
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
        if let Some(esia_oid) = esia_oid {
            row.esia_oid = Set(esia_oid);
        }
        if known.is_some() {
            row.update(&self.sql).await?;
        } else {
            let head = Head::empty();
            row.esia_oid = Set(esia_oid.unwrap_or_else(|| number_of_a_visitor(&*self.entropy)));
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
        esia_oid: Some(row.esia_oid).filter(|oid| is_esias(*oid)),
        assurance: cell.name("assurance", &row.assurance)?,
        profile: serde_json::from_slice(&profile)
            .map_err(|_shape| cell.corrupt("profile", "not a profile"))?,
    })
}

/// Whether a number is one of ESIA's, and not one that stands in its place.
const fn is_esias(oid: i64) -> bool {
    oid >= 0
}

/// What stands in the place of ESIA's number until there is one: the column cannot be empty.
fn number_of_a_visitor(entropy: &dyn Entropy) -> i64 {
    let number = i64::from_be_bytes(entropy::bytes::<8>(entropy));
    if is_esias(number) { !number } else { number }
}

fn chosen_language(row: &citizen::Model) -> Result<Option<Lang>, Corrupt> {
    let Some(tag) = &row.lang else { return Ok(None) };
    let cell = Cell { table: "citizen", row: &row.id };
    Lang::of_tag(tag).map(Some).ok_or_else(|| cell.corrupt("lang", "no language of ours"))
}
