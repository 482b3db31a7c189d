//! Verification codes of documents: what one looks like, and a new one.

use crate::cx::Cx;
use domain::entropy;

/// What verification codes are made of: no letter or digit that is easily taken for another.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyzi";
/// How many of them: a hundred bits, and still short enough to be typed from paper.
const CODE_LENGTH: usize = 20;

/// Whether a text can be a verification code at all.
pub(crate) fn is_verify_code(text: &str) -> bool {
    text.len() == CODE_LENGTH && text.bytes().all(|byte| LETTERS.contains(&byte))
}

/// A new verification code: unguessable.
pub(crate) fn verify_code(cx: &Cx) -> String {
    entropy::bytes::<CODE_LENGTH>(&*cx.entropy)
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}
