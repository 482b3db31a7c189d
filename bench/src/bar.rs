//! How far a long piece of work is.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// How wide the bar is.
const WIDTH: u64 = 30;

/// Shows how much is done: drawn anew in a terminal, a line at the end elsewhere.
pub(crate) fn show(what: &str, unit: &str, (done, all): (u64, u64), began: Instant) {
    let mut out = std::io::stderr();
    let drawn = out.is_terminal();
    if !drawn && done < all {
        return;
    }
    let full = usize::try_from(done * WIDTH / all.max(1)).unwrap_or_default();
    let width = usize::try_from(WIDTH).unwrap_or_default();
    let (seconds, start) = (began.elapsed().as_secs(), if drawn { "\r" } else { "" });
    let bar = format!("{}{}", "#".repeat(full), ".".repeat(width.saturating_sub(full)));
    // Nobody may be looking.
    let _unseen = write!(out, "{start}{what:<12} [{bar}] {done} of {all} {unit}, {seconds} s");
    if done == all {
        let _unseen = writeln!(out);
    }
}
