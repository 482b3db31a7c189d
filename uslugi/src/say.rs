//! Words for the person at the terminal: on standard output, one line at a time.

use std::io::Write;

/// Says a line. A closed terminal is nobody to tell.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// A number of things: `1 row`, `2 rows`.
#[must_use]
pub fn counted(number: u64, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}
