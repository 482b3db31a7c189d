//! Committed pictures of what must not change unseen: a change shows line by line in review.

use anyhow::{Context, ensure};
use std::fmt::Write;
use std::path::Path;

/// Compares a text with the committed one; says line by line what differs.
///
/// `USLUGI_SNAPSHOTS=write` writes it instead: for one who has read the difference and means it.
pub fn committed(name: &str, now: &str) -> anyhow::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name);
    if writes() {
        return std::fs::write(&path, now).with_context(|| path.display().to_string());
    }
    let before = std::fs::read_to_string(&path)
        .with_context(|| format!("{}: write it with USLUGI_SNAPSHOTS=write", path.display()))?;
    ensure!(
        before == now,
        "tests/snapshots/{name} says otherwise (`-` committed, `+` found):\n{}\
         If this is meant: USLUGI_SNAPSHOTS=write tests/run -E 'test(access) + test(architecture)'",
        difference(&before, now)
    );
    Ok(())
}

/// Whether committed pictures are written anew instead of compared: `USLUGI_SNAPSHOTS=write`.
#[must_use]
pub fn writes() -> bool {
    std::env::var("USLUGI_SNAPSHOTS").is_ok_and(|mode| mode == "write")
}

/// The lines only one of them has, in the order of each.
fn difference(before: &str, now: &str) -> String {
    let only = |one: &str, other: &str, sign: char| {
        let mut lines = String::new();
        for line in one.lines().filter(|line| !other.lines().any(|known| known == *line)) {
            // Writing to a String does not fail.
            let _written = writeln!(lines, "{sign} {line}");
        }
        lines
    };
    let differs = only(before, now, '-') + &only(now, before, '+');
    if differs.is_empty() { "the same lines in another order\n".to_owned() } else { differs }
}
