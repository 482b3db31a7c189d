//! Sealing anew: walks every sealed cell by primary key, in pages, and seals by the current key what is sealed by
//! another. Nodes may read and write meanwhile: a cell is replaced only if it still holds the bytes that were opened,
//! and what was sealed before opens as long as its key is in the ring. Nothing remembers how far a walk came: begun
//! again it finds what is left.

mod columns;

use crate::error::{Corrupt, StoreError};
use crate::seal::{HEADER_LEN, SealedBy};
use crate::tx::Store;
use columns::{COLUMNS, Column, Part};
use domain::entropy::Entropy;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many cells are sealed by what, for each column (`table.column`).
pub type SealCounts = BTreeMap<(String, SealedBy), u64>;

/// A walk over all sealed cells: where it is, and what it found so far.
#[derive(Debug, Default)]
pub struct ResealPass {
    column: usize,
    after: Vec<Part>,
    /// How many cells it met, if it only counts.
    pub counts: SealCounts,
    /// How many cells it sealed anew.
    pub resealed: u64,
    /// How many cells another wrote between reading and replacing: they are for the next walk to look at.
    pub outrun: u64,
    /// Cells that do not open: damaged, or sealed by a key that the ring lacks. They were left as they are.
    pub unopened: Vec<Corrupt>,
}

/// Whether a step changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResealStep {
    /// Cells are only counted.
    Count,
    /// What is not sealed by the current key is sealed anew.
    Reseal,
}

/// A cell as it was read.
struct Cell {
    row: Vec<Part>,
    /// The whole value if it is to be sealed anew, its first bytes otherwise.
    sealed: Vec<u8>,
}

impl ResealPass {
    /// Whether it has been everywhere.
    #[must_use]
    pub const fn ended(&self) -> bool {
        self.column >= COLUMNS.len()
    }

    /// The column it is in, as `table.column`.
    #[must_use]
    pub fn column(&self) -> Option<String> {
        COLUMNS.get(self.column).map(Column::name)
    }
}

impl Store {
    /// Goes one page further, at most `limit` cells. An error leaves the pass where it was: the step may be made again.
    pub async fn reseal(
        &self,
        pass: &mut ResealPass,
        step: ResealStep,
        limit: u32,
        entropy: &dyn Entropy,
    ) -> Result<(), StoreError> {
        let Some(column) = COLUMNS.get(pass.column) else { return Ok(()) };
        let (cells, last) = self.page(column, &pass.after, step, limit).await?;
        let (mut stale, mut unopened) = (Vec::new(), Vec::new());
        for cell in cells {
            let by = SealedBy::of(&cell.sealed);
            if step == ResealStep::Count {
                *pass.counts.entry((column.name(), by)).or_default() += 1;
            } else if by != SealedBy::Key(self.seal.current()) {
                match self.sealed_anew(column, &cell, entropy) {
                    Ok(anew) => stale.push((cell, anew)),
                    Err(corrupt) => unopened.push(corrupt),
                }
            }
        }
        self.replace(pass, column, stale).await?;
        pass.unopened.append(&mut unopened);
        if let Some(last) = last {
            pass.after = last;
        } else {
            pass.column += 1;
            pass.after = Vec::new();
        }
        Ok(())
    }

    fn sealed_anew(
        &self,
        column: &Column,
        cell: &Cell,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Corrupt> {
        let place = (column.place)(&cell.row).ok_or_else(|| Corrupt {
            table: column.table,
            column: column.cell,
            row: format!("{:?}", cell.row),
            reason: "the row's key is not of the kind it is known by".to_owned(),
            missing_key: None,
        })?;
        let opened = self.seal.open(&place, &cell.sealed)?;
        Ok(self.seal.seal(&place, &opened, entropy))
    }

    /// A page of cells after a row, and the last row looked at if there may be more.
    async fn page(
        &self,
        column: &Column,
        after: &[Part],
        step: ResealStep,
        limit: u32,
    ) -> Result<(Vec<Cell>, Option<Vec<Part>>), StoreError> {
        let mut values: Vec<sea_orm::Value> = after.iter().cloned().map(Into::into).collect();
        if step == ResealStep::Reseal {
            values.push(self.seal.header().to_vec().into());
        }
        let sql = select(column, after.len(), step, limit);
        let backend = self.read.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = self.read.query_all_raw(statement).await?;
        let mut cells = Vec::with_capacity(rows.len());
        let mut last = None;
        for row in &rows {
            let (parts, sealed) = read(column, row)?;
            last = parts.get(..column.key.len()).map(<[Part]>::to_vec);
            cells.extend(sealed.map(|sealed| Cell { row: parts, sealed }));
        }
        let full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
        Ok((cells, last.filter(|_last| full)))
    }

    async fn replace(
        &self,
        pass: &mut ResealPass,
        column: &Column,
        stale: Vec<(Cell, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let sql = update(column);
        for together in stale.chunks(self.engine.rows_in_one_commit()) {
            let tx = self.write.begin(self.engine.begin()).await?;
            let mut replaced = 0;
            for (cell, anew) in together {
                let key = cell.row.iter().take(column.key.len()).cloned().map(Into::into);
                let bytes = [anew.clone().into(), cell.sealed.clone().into()];
                let values: Vec<sea_orm::Value> = bytes.into_iter().chain(key).collect();
                let statement =
                    Statement::from_sql_and_values(tx.get_database_backend(), &sql, values);
                replaced += tx.execute_raw(statement).await?.rows_affected();
            }
            tx.commit().await?;
            pass.resealed += replaced;
            pass.outrun += u64::try_from(together.len()).unwrap_or_default() - replaced;
        }
        Ok(())
    }
}

/// The statement that reads a page. Values of the current key are not carried: their first bytes say enough.
fn select(column: &Column, after: usize, step: ResealStep, limit: u32) -> String {
    let Column { table, cell, key, also, .. } = column;
    let names = |columns: &[(&'static str, columns::Kind)]| {
        columns.iter().map(|(name, _kind)| *name).collect::<Vec<_>>().join(", ")
    };
    let keys = names(key);
    let mut sql = format!("SELECT {keys}");
    if !also.is_empty() {
        // Writing to a text cannot fail.
        let _written = write!(sql, ", {}", names(also));
    }
    let header = format!("substr({cell}, 1, {HEADER_LEN})");
    let _written = match step {
        ResealStep::Count => write!(sql, ", {header}"),
        ResealStep::Reseal => {
            let current = after + 1;
            write!(sql, ", CASE WHEN {header} = ${current} THEN {header} ELSE {cell} END")
        }
    };
    let _written = write!(sql, " FROM {table}");
    if after > 0 {
        let places: Vec<_> = (1..=after).map(|number| format!("${number}")).collect();
        let _written = write!(sql, " WHERE ({keys}) > ({})", places.join(", "));
    }
    let _written = write!(sql, " ORDER BY {keys} LIMIT {limit}");
    sql
}

/// The statement that replaces a value if it is still the one that was read.
fn update(column: &Column) -> String {
    let Column { table, cell, key, .. } = column;
    let mut sql = format!("UPDATE {table} SET {cell} = $1 WHERE {cell} = $2");
    for (number, (name, _kind)) in (3..).zip(key.iter()) {
        let _written = write!(sql, " AND {name} = ${number}");
    }
    sql
}

fn read(column: &Column, row: &QueryResult) -> Result<(Vec<Part>, Option<Vec<u8>>), StoreError> {
    let cells = column.key.iter().chain(column.also);
    let parts = cells.enumerate().map(|(at, (_name, kind))| kind.read(row, at));
    let parts: Vec<Part> = parts.collect::<Result<_, _>>()?;
    let sealed = row.try_get_by_index(parts.len())?;
    Ok((parts, sealed))
}
