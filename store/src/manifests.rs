//! Manifests: papers gathered between two places, signed for, and found by those who give, carry and receive them.

use crate::error::{Corrupt, StoreError};
use crate::page::Page;
use crate::rows::{Cell, manifest, manifest_item, manifest_signature, micros, moment, name_of};
use crate::tx::{HELD, Store, Tx};
use chrono::Datelike as _;
use domain::codes::{DepartmentCode, PapersCode};
use domain::id::{ApplicationId, BadId, CitizenId, ManifestId, ManifestItemId};
use domain::job::Entry;
use domain::manifest::{
    Act, ItemState, Manifest, ManifestItem, ManifestNumber, ManifestState, Signature, Signed,
};
use domain::number::ApplicationNumber;
use domain::process::Direction;
use domain::time::moscow_day;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, Statement, Value,
};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Between whom papers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Which way.
    pub direction: Direction,
    /// From which organisation.
    pub from: DepartmentCode,
    /// To which.
    pub to: DepartmentCode,
    /// Whose couriers carry them.
    pub couriers: DepartmentCode,
}

/// A set of papers that is to be carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// Of which application.
    pub application: ApplicationId,
    /// The application's number.
    pub number: ApplicationNumber,
    /// Which papers.
    pub papers: PapersCode,
    /// Whether it goes before others.
    pub urgent: bool,
    /// The stage entry of the application that had it carried.
    pub entry: Entry,
}

/// A set of papers on its way, for the case that follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// In which it is listed, with all that has been signed.
    pub manifest: Manifest,
    /// The set itself.
    pub item: ManifestItem,
    /// The stage entry of the application in which the next signature for it is awaited.
    pub entry: Entry,
}

/// On which side of a manifest an organisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It gives the papers.
    From,
    /// Its couriers carry them.
    Couriers,
    /// It receives them.
    To,
}

/// A place in a list of manifests: urgent ones come before the others, and of each those gathered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestPlace {
    /// Whether the manifest there is urgent.
    pub urgent: bool,
    /// Which manifest it is.
    pub id: ManifestId,
}

impl ManifestPlace {
    /// That of a manifest.
    #[must_use]
    pub const fn of(manifest: &Manifest) -> Self {
        Self { urgent: manifest.urgent, id: manifest.id }
    }

    /// What lists are sorted by.
    #[must_use]
    pub const fn order(self) -> (bool, ManifestId) {
        (!self.urgent, self.id)
    }
}

/// How the place of an urgent manifest begins.
const URGENT: &str = "urgent.";

impl fmt::Display for ManifestPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.urgent { URGENT } else { "" }, self.id)
    }
}

impl FromStr for ManifestPlace {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.strip_prefix(URGENT);
        Ok(Self { urgent: id.is_some(), id: id.unwrap_or(text).parse()? })
    }
}

/// A page of manifests, urgent ones first, and of each those gathered first.
pub type ManifestPage = Page<Manifest, ManifestPlace>;

impl Store {
    /// A manifest, with its papers and signatures.
    pub async fn manifest(&self, id: ManifestId) -> Result<Option<Manifest>, StoreError> {
        let row = manifest::Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(whole(&self.read, row.into_iter().collect()).await?.pop())
    }

    /// The manifest of a number.
    pub async fn manifest_of(
        &self,
        number: ManifestNumber,
    ) -> Result<Option<Manifest>, StoreError> {
        let row = manifest::Entity::find()
            .filter(manifest::Column::Number.eq(number.to_string()))
            .one(&self.read)
            .await?;
        Ok(whole(&self.read, row.into_iter().collect()).await?.pop())
    }

    /// A page of the manifests on one side of which an organisation stands and that are not closed, after one of them. One in which there
    /// is nothing is passed over.
    pub async fn manifests_at(
        &self,
        (side, place): (Side, &DepartmentCode),
        after: Option<ManifestPlace>,
        limit: u64,
    ) -> Result<ManifestPage, StoreError> {
        let column = match side {
            Side::From => "from_place",
            Side::Couriers => "couriers",
            Side::To => "to_place",
        };
        // The receiver of what nobody has given has nothing to do with it.
        let states =
            if side == Side::To { "<> 'closed' AND state <> 'open'" } else { "<> 'closed'" };
        let sql = format!(
            "SELECT * FROM manifest WHERE {column} = $1 AND urgent <= $2 AND (urgent < $2 OR id > $3) \
             AND state {states} AND EXISTS \
             (SELECT 1 FROM manifest_item WHERE manifest_id = manifest.id AND state <> 'left_out') \
             ORDER BY urgent DESC, id LIMIT $4"
        );
        let (urgent, after) =
            after.map_or((true, Uuid::nil()), |place| (place.urgent, place.id.uuid()));
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let values: [Value; 4] = [place.as_str().into(), urgent.into(), after.into(), most.into()];
        let backend = self.read.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = manifest::Entity::find().from_raw_sql(statement).all(&self.read).await?;
        let items = whole(&self.read, rows).await?;
        Ok(Page::cut(items, limit, |last| Some((last.made_at, ManifestPlace::of(last)))))
    }
}

impl Tx {
    /// Puts papers into the manifest that is gathered on their way. Who gathers or gives on the same way waits until this transaction has
    /// ended.
    pub async fn gather(&mut self, way: &Way, papers: &[Gathered]) -> Result<(), StoreError> {
        if papers.is_empty() {
            return Ok(());
        }
        let urgent = papers.iter().any(|one| one.urgent);
        let manifest = self.open_manifest((way, urgent)).await?;
        let rows = papers.iter().map(|one| manifest_item::ActiveModel {
            id: Set(ManifestItemId::new(self.now, &*self.entropy).uuid()),
            manifest_id: Set(manifest),
            application_id: Set(one.application.uuid()),
            number: Set(one.number.to_string()),
            papers: Set(one.papers.to_string()),
            urgent: Set(one.urgent),
            state: Set(name_of(&ItemState::Waiting)),
            entry: Set(one.entry.0),
        });
        let rows: Vec<_> = rows.collect();
        manifest_item::Entity::insert_many(rows).exec_without_returning(&self.sql).await?;
        Ok(())
    }

    /// The manifest that is gathered on a way, made if there is none, and held; it is urgent with the first papers in it that are.
    async fn open_manifest(&mut self, (way, urgent): (&Way, bool)) -> Result<Uuid, StoreError> {
        let sql = "INSERT INTO manifest (id, direction, from_place, to_place, couriers, state, made_at, urgent) \
                   VALUES ($1, $2, $3, $4, $5, 'open', $6, $7) \
                   ON CONFLICT (from_place, to_place, couriers) WHERE state = 'open' \
                   DO UPDATE SET urgent = manifest.urgent OR excluded.urgent RETURNING id";
        let values: [Value; 7] = [
            ManifestId::new(self.now, &*self.entropy).uuid().into(),
            name_of(&way.direction).into(),
            way.from.as_str().into(),
            way.to.as_str().into(),
            way.couriers.as_str().into(),
            micros(self.now).into(),
            urgent.into(),
        ];
        let backend = self.sql.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let row = self.sql.query_one_raw(statement).await?.ok_or(StoreError::Conflict)?;
        Ok(row.try_get_by_index(0)?)
    }

    /// A manifest, held with its papers: nobody else signs it, and no case takes its papers out, before this transaction has ended.
    pub async fn hold_manifest(&mut self, id: ManifestId) -> Result<Option<Manifest>, StoreError> {
        let row = manifest::Entity::find_by_id(id.uuid()).lock(HELD).one(&self.sql).await?;
        let papers = manifest_item::Entity::find()
            .filter(manifest_item::Column::ManifestId.eq(id.uuid()))
            .order_by_asc(manifest_item::Column::Id);
        papers.lock(HELD).all(&self.sql).await?;
        Ok(whole(&self.sql, row.into_iter().collect()).await?.pop())
    }

    /// A number that no manifest of this year has; given back with the transaction.
    pub async fn next_manifest_number(&mut self) -> Result<ManifestNumber, StoreError> {
        let year = moscow_day(self.now).year();
        let sql = "INSERT INTO manifest_serial (year, given) VALUES ($1, 1) ON CONFLICT (year) \
                   DO UPDATE SET given = manifest_serial.given + 1 RETURNING given";
        let given = self.next_number(sql, year).await?;
        let range = |_range| StoreError::Refused("a number of a manifest out of range".to_owned());
        Ok(ManifestNumber::new(
            u16::try_from(year).map_err(range)?,
            u64::try_from(given).map_err(range)?,
        ))
    }

    /// Writes what a signature came to: the manifest is held. What was put back waits in the manifest that is gathered next.
    pub async fn keep_signed(&mut self, signed: &Signed) -> Result<(), StoreError> {
        let of = &signed.manifest;
        let Some(signature) = of.signatures.last() else { return Ok(()) };
        manifest::Entity::update_many()
            .col_expr(manifest::Column::State, Expr::value(name_of(&of.state)))
            .col_expr(manifest::Column::Urgent, Expr::value(of.urgent))
            .col_expr(manifest::Column::Number, Expr::value(of.number.map(|one| one.to_string())))
            .filter(manifest::Column::Id.eq(of.id.uuid()))
            .exec(&self.sql)
            .await?;
        let range = |_range| StoreError::Refused("too many signatures".to_owned());
        let items = serde_json::to_string(&signature.items).map_err(|_json| {
            StoreError::Refused("signed papers that cannot be written".to_owned())
        })?;
        let row = manifest_signature::ActiveModel {
            manifest_id: Set(of.id.uuid()),
            sequence: Set(i32::try_from(of.signatures.len()).map_err(range)?),
            act: Set(name_of(&signature.act)),
            citizen_id: Set(signature.by.uuid()),
            items: Set(items),
            signed_at: Set(signature.signed_at.map(micros)),
            recorded_at: Set(micros(signature.recorded_at)),
        };
        row.insert(&self.sql).await?;
        self.set_item_states(of).await?;
        self.gather_again(of, &signed.put_back, signature.act).await
    }

    async fn set_item_states(&mut self, of: &Manifest) -> Result<(), StoreError> {
        let mut by_state: BTreeMap<ItemState, Vec<Uuid>> = BTreeMap::new();
        for item in &of.items {
            by_state.entry(item.state).or_default().push(item.id.uuid());
        }
        for (state, ids) in by_state {
            manifest_item::Entity::update_many()
                .col_expr(manifest_item::Column::State, Expr::value(name_of(&state)))
                .filter(manifest_item::Column::Id.is_in(ids))
                .exec(&self.sql)
                .await?;
        }
        Ok(())
    }

    /// What was not given goes into the next manifest; what was given and not taken too, and stays here as left out.
    async fn gather_again(
        &mut self,
        of: &Manifest,
        items: &[ManifestItem],
        act: Act,
    ) -> Result<(), StoreError> {
        if items.is_empty() {
            return Ok(());
        }
        let way = Way {
            direction: of.direction,
            from: of.from.clone(),
            to: of.to.clone(),
            couriers: of.couriers.clone(),
        };
        let ids = items.iter().map(|one| one.id.uuid());
        if act == Act::Give {
            let urgent = items.iter().any(|one| one.urgent);
            let next = self.open_manifest((&way, urgent)).await?;
            manifest_item::Entity::update_many()
                .col_expr(manifest_item::Column::ManifestId, Expr::value(next))
                .col_expr(manifest_item::Column::State, Expr::value(name_of(&ItemState::Waiting)))
                .filter(manifest_item::Column::Id.is_in(ids))
                .exec(&self.sql)
                .await?;
            return Ok(());
        }
        let rows = manifest_item::Entity::find().filter(manifest_item::Column::Id.is_in(ids));
        let entries: BTreeMap<Uuid, i64> =
            rows.all(&self.sql).await?.into_iter().map(|row| (row.id, row.entry)).collect();
        let again = items.iter().map(|one| Gathered {
            application: one.application,
            number: one.number,
            papers: one.papers.clone(),
            urgent: one.urgent,
            entry: Entry(entries.get(&one.id.uuid()).copied().unwrap_or_default()),
        });
        let again: Vec<_> = again.collect();
        self.gather(&way, &again).await
    }

    /// A set of papers with its manifest, for the case that follows it.
    pub async fn followed(&mut self, item: ManifestItemId) -> Result<Option<Followed>, StoreError> {
        let row = manifest_item::Entity::find_by_id(item.uuid()).one(&self.sql).await?;
        let Some(row) = row else { return Ok(None) };
        let found = manifest::Entity::find_by_id(row.manifest_id).one(&self.sql).await?;
        let manifest = whole(&self.sql, found.into_iter().collect()).await?.pop();
        let entry = Entry(row.entry);
        Ok(manifest.and_then(|manifest| {
            let item = manifest.items.iter().find(|one| one.id == item)?.clone();
            Some(Followed { manifest, item, entry })
        }))
    }

    /// Writes down in which stage entry of its application the next signature for a set of papers is awaited.
    pub async fn await_papers(
        &mut self,
        item: ManifestItemId,
        entry: Entry,
    ) -> Result<(), StoreError> {
        manifest_item::Entity::update_many()
            .col_expr(manifest_item::Column::Entry, Expr::value(entry.0))
            .filter(manifest_item::Column::Id.eq(item.uuid()))
            .exec(&self.sql)
            .await?;
        Ok(())
    }

    /// Takes papers of an application out that no courier has signed for: it has left the stage in which they were given away.
    pub async fn keep_papers_here(
        &mut self,
        application: ApplicationId,
        papers: &PapersCode,
    ) -> Result<(), StoreError> {
        let here = [ItemState::Waiting, ItemState::Given].map(|state| name_of(&state));
        // A courier who did not take them puts them into another manifest meanwhile: they are looked for until there are none.
        loop {
            let left = manifest_item::Entity::update_many()
                .col_expr(manifest_item::Column::State, Expr::value(name_of(&ItemState::LeftOut)))
                .filter(manifest_item::Column::ApplicationId.eq(application.uuid()))
                .filter(manifest_item::Column::Papers.eq(papers.as_str()))
                .filter(manifest_item::Column::State.is_in(here.clone()))
                .exec(&self.sql)
                .await?;
            if left.rows_affected == 0 {
                return Ok(());
            }
        }
    }
}

/// Manifests with their papers and signatures, in the order of their rows.
async fn whole(
    sql: &impl ConnectionTrait,
    rows: Vec<manifest::Model>,
) -> Result<Vec<Manifest>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let items = manifest_item::Entity::find()
        .filter(manifest_item::Column::ManifestId.is_in(ids.iter().copied()))
        .order_by_asc(manifest_item::Column::Id)
        .all(sql)
        .await?;
    let signatures = manifest_signature::Entity::find()
        .filter(manifest_signature::Column::ManifestId.is_in(ids))
        .order_by_asc(manifest_signature::Column::Sequence)
        .all(sql)
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut of = parse(row)?;
        for item in items.iter().filter(|item| item.manifest_id == row.id) {
            of.items.push(parse_item(item)?);
        }
        of.items.sort_by_key(|item| !item.urgent);
        for signature in signatures.iter().filter(|one| one.manifest_id == row.id) {
            of.signatures.push(parse_signature(signature)?);
        }
        all.push(of);
    }
    Ok(all)
}

fn parse(row: &manifest::Model) -> Result<Manifest, Corrupt> {
    let cell = Cell { table: "manifest", row: &row.id };
    let number = row.number.as_deref().map(|number| cell.text("number", number));
    Ok(Manifest {
        id: ManifestId::from_uuid(row.id),
        number: number.transpose()?,
        direction: cell.name("direction", &row.direction)?,
        from: cell.text("from_place", &row.from_place)?,
        to: cell.text("to_place", &row.to_place)?,
        couriers: cell.text("couriers", &row.couriers)?,
        urgent: row.urgent,
        state: cell.name::<ManifestState>("state", &row.state)?,
        made_at: moment(&cell, "made_at", row.made_at)?,
        items: Vec::new(),
        signatures: Vec::new(),
    })
}

fn parse_item(row: &manifest_item::Model) -> Result<ManifestItem, Corrupt> {
    let cell = Cell { table: "manifest_item", row: &row.id };
    Ok(ManifestItem {
        id: ManifestItemId::from_uuid(row.id),
        application: ApplicationId::from_uuid(row.application_id),
        number: cell.text("number", &row.number)?,
        papers: cell.text("papers", &row.papers)?,
        urgent: row.urgent,
        state: cell.name("state", &row.state)?,
    })
}

fn parse_signature(row: &manifest_signature::Model) -> Result<Signature, Corrupt> {
    let cell = Cell { table: "manifest_signature", row: &row.manifest_id };
    Ok(Signature {
        act: cell.name("act", &row.act)?,
        by: CitizenId::from_uuid(row.citizen_id),
        items: cell.json("items", &row.items)?,
        signed_at: row.signed_at.map(|at| moment(&cell, "signed_at", at)).transpose()?,
        recorded_at: moment(&cell, "recorded_at", row.recorded_at)?,
    })
}
