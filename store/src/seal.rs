//! Sealing personal data at rest: AES-256-GCM-SIV (RFC 8452) under keys derived from the master keys of a ring.
//!
//! A sealed value is: the form (one byte, 2), the id of the master key (4), a nonce (12), the encrypted bytes and
//! their tag (16). It is bound to its place (table, column, row), so that it cannot be moved to another row, and to
//! the form and id before it. Values of form 1 (AES-256-GCM; nonce, bytes, tag; no id) are still read.
//!
//! A blind index (HMAC-SHA256 under the lasting key) finds a СНИЛС without opening any row.

mod place;
mod ring;
#[cfg(test)]
mod tests;

use crate::error::Corrupt;
use crate::master_key::{MasterKey, MasterKeyId};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use domain::entropy::{self, Entropy};
use sealing::{Cipher, NONCE_LEN};
use std::fmt;

pub(crate) use place::Place;
pub use ring::{KeyRing, RingError};

/// The form without the id of a key, as it was written before there were rings: its first byte.
const OLD_FORM: u8 = 1;
/// The form that is written now: its first byte.
const FORM: u8 = 2;
/// How many bytes of a sealed value tell by which key it is sealed: the form and the id.
pub(crate) const HEADER_LEN: usize = 5;

/// What sealed a value, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SealedBy {
    /// A value of the form that carries no id.
    NoId,
    /// The master key of this id.
    Key(MasterKeyId),
    /// Bytes that are no seal.
    Unreadable,
}

impl SealedBy {
    /// What the first bytes of a sealed value say.
    pub(crate) fn of(sealed: &[u8]) -> Self {
        match sealed {
            [OLD_FORM, ..] => Self::NoId,
            [FORM, a, b, c, d, ..] => Self::Key(MasterKeyId([*a, *b, *c, *d])),
            _ => Self::Unreadable,
        }
    }
}

impl fmt::Display for SealedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoId => f.write_str("of before key ids"),
            Self::Key(id) => write!(f, "{id}"),
            Self::Unreadable => f.write_str("unreadable"),
        }
    }
}

/// Seals and opens.
pub struct Seal {
    current: Opener,
    kept: Vec<Opener>,
    index: hmac::Key,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// The seal of a key ring.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        let index = ring.lasting().derive("uslugi blind index v1");
        Self {
            current: Opener::new(ring.current()),
            kept: ring.kept().iter().map(Opener::new).collect(),
            index: hmac::Key::new(hmac::HMAC_SHA256, &index),
        }
    }

    /// Seals a value for its place, by the current key.
    #[must_use]
    #[expect(clippy::expect_used, reason = "AES-GCM-SIV refuses only messages over 64 GiB")]
    pub(crate) fn seal(&self, place: &Place, value: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let nonce = entropy::bytes::<NONCE_LEN>(entropy);
        let header = self.header();
        let mut body = Vec::with_capacity(value.len() + 16);
        body.extend_from_slice(value);
        self.current
            .cipher
            .seal(nonce, &place.bound(&header), &mut body)
            .expect("a value in memory is under 64 GiB");
        [header.as_slice(), &nonce, &body].concat()
    }

    /// Opens a sealed value; an error if it was changed or moved, and one that names the key if it is sealed by a
    /// key that is not in the ring.
    pub(crate) fn open(&self, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, Corrupt> {
        match SealedBy::of(sealed) {
            SealedBy::NoId => self.open_old(place, sealed.get(1..).unwrap_or_default()),
            SealedBy::Key(id) => {
                let opener = self.openers().find(|opener| opener.id == id);
                opener.ok_or_else(|| place.without_key(id))?.open(place, sealed)
            }
            SealedBy::Unreadable if sealed.is_empty() => {
                Err(place.corrupt("the sealed value is empty"))
            }
            SealedBy::Unreadable => Err(place.corrupt("the sealed value has an unknown form")),
        }
    }

    /// The blind index of an identifier. The same whichever key seals.
    #[must_use]
    pub fn index(&self, purpose: &str, value: &str) -> Vec<u8> {
        hmac::sign(&self.index, format!("{purpose}:{value}").as_bytes()).as_ref().to_vec()
    }

    /// The id of the key that seals.
    #[must_use]
    pub const fn current(&self) -> MasterKeyId {
        self.current.id
    }

    /// Whether the ring has a key.
    #[must_use]
    pub fn has(&self, id: MasterKeyId) -> bool {
        self.openers().any(|opener| opener.id == id)
    }

    /// What every value sealed now begins with.
    pub(crate) const fn header(&self) -> [u8; HEADER_LEN] {
        let [a, b, c, d] = self.current.id.0;
        [FORM, a, b, c, d]
    }

    fn openers(&self) -> impl Iterator<Item = &Opener> {
        std::iter::once(&self.current).chain(&self.kept)
    }

    /// A value without an id: whichever key opens it did seal it.
    fn open_old(&self, place: &Place, rest: &[u8]) -> Result<Vec<u8>, Corrupt> {
        let (nonce, body) = cut(place, rest)?;
        let opened = self.openers().find_map(|opener| opener.open_old(place, nonce, body));
        opened.ok_or_else(|| place.corrupt("the seal is broken: changed, moved, or of another key"))
    }
}

/// What one master key opens.
struct Opener {
    id: MasterKeyId,
    cipher: Cipher,
    old: LessSafeKey,
}

impl Opener {
    #[expect(clippy::expect_used, reason = "an AES-256 key is 32 bytes, and these are")]
    fn new(master: &MasterKey) -> Self {
        let old = UnboundKey::new(&AES_256_GCM, &master.derive("uslugi seal v1"))
            .expect("32 bytes make an AES-256 key");
        Self {
            id: master.id(),
            cipher: Cipher::new(master.derive("uslugi seal v2")),
            old: LessSafeKey::new(old),
        }
    }

    fn open(&self, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, Corrupt> {
        let (header, rest) = sealed
            .split_first_chunk::<HEADER_LEN>()
            .ok_or_else(|| place.corrupt("the sealed value is cut short"))?;
        let (nonce, body) = cut(place, rest)?;
        let mut body = body.to_vec();
        self.cipher
            .open(*nonce, &place.bound(header), &mut body)
            .map_err(|_refused| place.corrupt("the seal is broken: changed or moved"))?;
        Ok(body)
    }

    fn open_old(&self, place: &Place, nonce: &[u8; NONCE_LEN], body: &[u8]) -> Option<Vec<u8>> {
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length =
            self.old.open_in_place(nonce, Aad::from(place.bound(&[])), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }
}

/// Nonce and body of a sealed value.
fn cut<'a>(place: &Place, rest: &'a [u8]) -> Result<(&'a [u8; NONCE_LEN], &'a [u8]), Corrupt> {
    rest.split_first_chunk::<NONCE_LEN>()
        .ok_or_else(|| place.corrupt("the sealed value is cut short"))
}
