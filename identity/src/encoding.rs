//! Small forms everything here is written in: base64url, random tokens, comparisons that tell nothing.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::entropy::{self, Entropy};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// Base64url without padding.
pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url without padding.
pub(crate) fn from_b64(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// A new secret of 256 random bits, 43 characters.
pub(crate) fn random_token(entropy: &dyn Entropy) -> String {
    b64(entropy::bytes::<32>(entropy))
}

/// A random UUID (version 4).
pub(crate) fn random_uuid(entropy: &dyn Entropy) -> uuid::Uuid {
    uuid::Builder::from_random_bytes(entropy::bytes::<16>(entropy)).into_uuid()
}

/// The PKCE challenge (S256) of a verifier.
pub(crate) fn pkce_challenge(verifier: &str) -> String {
    b64(Sha256::digest(verifier.as_bytes()))
}

/// Whether two values are equal, in a time that does not tell where they differ.
pub(crate) fn same(one: impl AsRef<[u8]>, other: impl AsRef<[u8]>) -> bool {
    verify_slices_are_equal(one.as_ref(), other.as_ref()).is_ok()
}

/// Pairs as a query or a form body.
pub(crate) fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
