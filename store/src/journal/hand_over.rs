//! The hand-over from the old hashes, which anybody can compute, to keyed ones: up to which position facts may be of
//! the old scheme, and the root over them, sealed with a key that is not in the database.

use super::feed::{self, Mark};
use crate::chain::Chain;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::rows::{Cell, fact, journal_hand_over};
use crate::tx::Store;
use domain::journal::{KeyNumber, Root, Scheme};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set,
};

/// The row there is.
const ROW: i32 = 1;
const PLACED_AT_ONCE: u32 = 100_000;

/// Where the old scheme ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// The last position that a fact of the old scheme may have.
    pub position: i64,
    /// The root over all facts up to there.
    pub root: Root,
}

impl Store {
    /// Where the old scheme ended; an error if the record is damaged, forged or sealed with another key, `None`
    /// if it is not there.
    pub async fn hand_over(&self) -> Result<Option<HandOver>, StoreError> {
        let Some(row) = journal_hand_over::Entity::find_by_id(ROW).one(&self.read).await? else {
            return Ok(None);
        };
        let cell = Cell { table: "journal_hand_over", row: &row.id };
        let root = Root::parse(&row.root).ok_or_else(|| cell.corrupt("root", "not a root"))?;
        if !self.chain.sealed(KeyNumber(row.hash_key), row.position, root, &row.seal) {
            return Err(cell
                .corrupt("seal", "the seal is broken: changed, or of another key")
                .into());
        }
        Ok(Some(HandOver { position: row.position, root }))
    }
}

/// Hands over, once: in the transaction that makes the table, before a fact of the new scheme can be there.
///
/// Where the record was removed later it is not made again: that would take for old what was forged since.
pub(crate) async fn hand_over(
    tx: &DatabaseTransaction,
    engine: Engine,
    chain: &Chain,
) -> Result<(), StoreError> {
    if journal_hand_over::Entity::find_by_id(ROW).one(tx).await?.is_some() {
        return Ok(());
    }
    if keyed(tx).await? {
        tracing::error!(
            "the record of the journal's hand-over was removed: facts of the old scheme can be told from forged \
             ones by checkpoints only"
        );
        return Ok(());
    }
    while feed::unplaced(tx).await? {
        tx.execute_unprepared(&engine.place_facts(PLACED_AT_ONCE)).await?;
    }
    let last = feed::last_position(tx).await?;
    let mark = Mark::BEGINNING.up_to(tx, last).await?;
    let (KeyNumber(key), seal) = chain.seal(mark.position, mark.root);
    let row = journal_hand_over::ActiveModel {
        id: Set(ROW),
        position: Set(mark.position),
        root: Set(mark.root.hex()),
        hash_key: Set(key),
        seal: Set(seal),
    };
    journal_hand_over::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether there is a fact of another scheme than the old one.
async fn keyed(tx: &DatabaseTransaction) -> Result<bool, StoreError> {
    let (plain, _no_key) = Scheme::Plain.stored();
    let found = fact::Entity::find()
        .select_only()
        .column(fact::Column::Sequence)
        .filter(fact::Column::HashScheme.ne(plain))
        .limit(1)
        .into_tuple::<i64>()
        .one(tx)
        .await?;
    Ok(found.is_some())
}
