//! That no cell is parsed without a test that damages it.

use super::{CELLS, calls, manifests, sign_ins, work};
use crate::corrupt::{damages, kept};
use crate::world::{Kind, World};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is proved elsewhere, or cannot be damaged.
const ELSEWHERE: [(&str, &str); 9] = [
    // The server's clock is no row.
    ("clock_timestamp()", "now"),
    // Set aside or left to newer nodes when they are claimed: `queue_damage.rs`.
    ("queue", "attempts"),
    ("queue", "created_at"),
    // The row is found by it.
    ("refresh_token", "hash"),
    ("application_count", "service"),
    // The seal of the data is bound to it, and is what is named.
    ("register_fact", "register"),
    // Found by being above a position.
    ("fact", "position"),
    // A delivery cannot outlive its notice.
    ("delivery", "notice_id"),
    // Another job's row in a lane of the notifier: `notifier/tests/it`.
    ("delivery", "id"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Table and column of every cell that a source parses or finds damaged.
fn parsed(source: &str) -> Vec<(String, String)> {
    let bare: String = source.split_whitespace().collect();
    let parts: Vec<&str> = bare.split('"').collect();
    let texts = || parts.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let is_table = |before: &str| before.ends_with("table:");
    let is_column = |before: &str| {
        let call = before.rsplit_once('(').map_or(before, |(call, _)| call);
        let call = call.split_once("::<").map_or(call, |(call, _)| call);
        let by = ["text", "name", "json", "count", "corrupt"];
        let of_cell = by.iter().any(|by| call.ends_with(&format!("cell.{by}")));
        let of_row = ["moment(&cell,", "moment(cell,", "row.id},", "uuid()},"];
        let by_helper = ["missing(", "version(", "organisation(&cell,"]
            .iter()
            .any(|helper| before.ends_with(helper));
        (of_cell && before.ends_with('('))
            || of_row.iter().any(|row| before.ends_with(row))
            || by_helper
    };
    let mut table = texts().find(|(before, _)| is_table(before)).map(|(_, table)| table);
    let mut cells = Vec::new();
    for (before, text) in texts() {
        if is_table(before) {
            table = Some(text);
        } else if is_column(before) {
            cells.push((table.expect("a table").to_owned(), text.to_owned()));
        }
    }
    cells
}

#[tokio::test]
async fn no_cell_is_parsed_without_a_test_that_damages_it() {
    let world = World::new(Kind::Sqlite).await;
    let kept = kept(&world).await;
    let of_corrupt = damages(&world, &kept).into_iter().map(|(table, column, ..)| (table, column));
    let listed =
        [CELLS, calls::CELLS, manifests::CELLS, sign_ins::CELLS, work::CELLS].into_iter().flatten();
    let damaged: BTreeSet<(String, String)> = of_corrupt
        .chain(listed.map(|&(table, column, _)| (table, column)))
        .chain(work::OF_A_CHAT.iter().map(|&(_, column, _)| ("chat_link", column)))
        .chain(ELSEWHERE)
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect();
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files.iter().filter(|file| !file.ends_with("rows/parse.rs")) {
        found.extend(parsed(&std::fs::read_to_string(file).unwrap()));
    }
    assert!(found.len() > 120, "cells are found in the sources: {}", found.len());
    let missing: Vec<_> = found.difference(&damaged).collect();
    assert!(missing.is_empty(), "parsed, and no test damages it: {missing:?}");
}
