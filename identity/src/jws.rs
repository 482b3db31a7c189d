//! The form of a signed token (JWS compact), checked before anything in it is believed.

use crate::encoding::from_b64;
use serde::de::DeserializeOwned;

/// A token taken apart; nothing of it is believed yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    pub(crate) signature: &'a str,
    /// What the signature is over.
    pub(crate) signed: &'a str,
}

/// Takes a token apart; nothing if it is longer than `longest` or not three parts.
pub(crate) fn split(token: &str, longest: usize) -> Option<Parts<'_>> {
    if token.len() > longest {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let whole = !header.is_empty() && !claims.is_empty() && !signature.is_empty();
    (whole && !claims.contains('.')).then_some(Parts { header, claims, signature, signed })
}

impl Parts<'_> {
    pub(crate) fn header<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&from_b64(self.header)?).ok()
    }

    /// The claims. A claim given twice is an error of the form, not a choice.
    pub(crate) fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&from_b64(self.claims)?).ok()
    }
}
