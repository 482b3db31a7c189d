//! Words for the person at the terminal: on standard output, one line at a time.

use std::io::Write;

/// Says a line. A closed terminal is nobody to tell.
pub fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _closed = writeln!(out, "{text}").and_then(|()| out.flush());
}
