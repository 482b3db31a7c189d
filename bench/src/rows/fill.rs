//! Filling the database, a batch at a time, and saying how far it is.

use super::table::{Sizes, Table};
use super::write::Writer;
use crate::bar;
use std::time::Instant;

/// How many rows are made and written at once: what is in memory does not grow with what is filled.
const BATCH: u64 = 50_000;

/// Fills every table.
pub(super) async fn fill(writer: &Writer, sizes: &Sizes) -> anyhow::Result<()> {
    for table in Table::ALL {
        let (rows, began) = (table.rows(sizes), Instant::now());
        let mut done = 0;
        while done < rows {
            let upto = rows.min(done + BATCH);
            let batch: Vec<_> = (done..upto).map(|number| table.row(number, sizes)).collect();
            writer.rows(table.name(), &batch).await?;
            done = upto;
            bar::show(table.name(), "rows", (done, rows), began);
        }
    }
    writer.settle().await
}
