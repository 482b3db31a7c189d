//! Filling the database, a batch at a time, and saying how far it is.

use super::table::{Sizes, Table};
use super::write::Writer;
use std::io::{IsTerminal, Write};
use std::time::Instant;

/// How many rows are made and written at once: what is in memory does not grow with what is filled.
const BATCH: u64 = 50_000;
/// How wide the bar is.
const WIDTH: u64 = 30;

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
            show(table.name(), done, rows, began);
        }
    }
    writer.settle().await
}

/// The bar of a table: drawn anew in a terminal, a line at the end elsewhere.
fn show(table: &str, done: u64, rows: u64, began: Instant) {
    let mut out = std::io::stderr();
    let drawn = out.is_terminal();
    if !drawn && done < rows {
        return;
    }
    let full = usize::try_from(done * WIDTH / rows).unwrap_or_default();
    let width = usize::try_from(WIDTH).unwrap_or_default();
    let (seconds, start) = (began.elapsed().as_secs(), if drawn { "\r" } else { "" });
    let bar = format!("{}{}", "#".repeat(full), ".".repeat(width - full));
    // Nobody may be looking.
    let _unseen = write!(out, "{start}{table:<12} [{bar}] {done} of {rows} rows, {seconds} s");
    if done == rows {
        let _unseen = writeln!(out);
    }
}
