//! Codes that are printed, read aloud and typed from paper.

use super::{latin, ungrouped};

/// What codes are made of: no letter or digit that is easily taken for another.
pub const CODE_SIGNS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyzi";

/// A code as it was meant, however it was typed: without what groups it, in lower case, each sign the one of a code that it
/// looks like. What is no sign of a code stays as it is.
#[must_use]
pub fn code_as_meant(text: &str) -> String {
    ungrouped(text).chars().map(sign).collect()
}

/// A sign of a code, whichever way it was read from paper.
fn sign(typed: char) -> char {
    // In lower case they are one sign of one; what is not is no part of a code.
    let lower = typed.to_lowercase().next().unwrap_or(typed);
    match latin(lower) {
        // Codes have neither `l` nor `1`.
        'l' | '1' | '|' => 'i',
        other => other,
    }
}
