//! Sealing personal data at rest: AES-256-GCM under keys derived from one master key.
//!
//! Each sealed value is bound to its place (table, column, row), so that it cannot be moved to another
//! row. A blind index (HMAC-SHA256) finds a СНИЛС without opening any row.

use crate::error::Corrupt;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use domain::entropy::{self, Entropy};
use std::fmt;

/// The version of the sealed form, its first byte.
const FORM: u8 = 1;

/// The 32 bytes all other keys are derived from.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let mut derived = [0; 32];
        for (to, from) in derived.iter_mut().zip(hmac::sign(&key, purpose.as_bytes()).as_ref()) {
            *to = *from;
        }
        derived
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Where a sealed value belongs.
#[derive(Debug, Clone)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's key.
    pub row: String,
}

impl Place {
    /// A place by table, column and row.
    pub fn new(table: &'static str, column: &'static str, row: impl ToString) -> Self {
        Self { table, column, row: row.to_string() }
    }

    fn aad(&self) -> Aad<Vec<u8>> {
        Aad::from(format!("{}.{}:{}", self.table, self.column, self.row).into_bytes())
    }

    fn corrupt(&self, reason: &str) -> Corrupt {
        Corrupt {
            table: self.table,
            column: self.column,
            row: self.row.clone(),
            reason: reason.to_owned(),
        }
    }
}

/// Seals and opens.
pub struct Seal {
    key: LessSafeKey,
    index: hmac::Key,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// The seal of a master key.
    #[must_use]
    #[expect(clippy::expect_used, reason = "an AES-256 key is 32 bytes, and these are")]
    pub fn new(master: &MasterKey) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, &master.derive("uslugi seal v1"))
            .expect("32 bytes make an AES-256 key");
        Self {
            key: LessSafeKey::new(key),
            index: hmac::Key::new(hmac::HMAC_SHA256, &master.derive("uslugi blind index v1")),
        }
    }

    /// Seals a value for its place.
    #[must_use]
    #[expect(clippy::expect_used, reason = "AES-GCM refuses only messages over 64 GiB")]
    pub fn seal(&self, place: &Place, value: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let nonce = entropy::bytes::<NONCE_LEN>(entropy);
        let mut sealed = value.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), place.aad(), &mut sealed)
            .expect("a value in memory is under 64 GiB");
        [&[FORM], nonce.as_slice(), &sealed].concat()
    }

    /// Opens a sealed value; an error if it was changed, moved, or sealed under another key.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, Corrupt> {
        let (form, rest) =
            sealed.split_first().ok_or_else(|| place.corrupt("the sealed value is empty"))?;
        if *form != FORM {
            return Err(place.corrupt("the sealed value has an unknown form"));
        }
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(|| place.corrupt("the sealed value is cut short"))?;
        let mut body = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened =
            self.key.open_in_place(nonce, place.aad(), &mut body).map_err(|_unspecified| {
                place.corrupt("the seal is broken: changed, moved, or of another key")
            })?;
        Ok(opened.to_vec())
    }

    /// The blind index of an identifier.
    #[must_use]
    pub fn index(&self, purpose: &str, value: &str) -> Vec<u8> {
        hmac::sign(&self.index, format!("{purpose}:{value}").as_bytes()).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entropy::SeededEntropy;

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let seal = Seal::new(&MasterKey::new([7; 32]));
        let place = Place::new("citizen", "profile", 1);
        let sealed = seal.seal(&place, "СНИЛС".as_bytes(), &SeededEntropy::new(1));
        assert_eq!(seal.open(&place, &sealed).unwrap(), "СНИЛС".as_bytes());

        let moved = seal.open(&Place::new("citizen", "profile", 2), &sealed).unwrap_err();
        assert_eq!((moved.table, moved.column, moved.row.as_str()), ("citizen", "profile", "2"));
        assert!(Seal::new(&MasterKey::new([8; 32])).open(&place, &sealed).is_err());
        for place_of_byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place_of_byte] ^= 1;
            assert!(seal.open(&place, &changed).is_err());
            assert!(seal.open(&place, &sealed[..place_of_byte]).is_err());
        }
    }

    #[test]
    fn an_index_is_keyed_and_tells_nothing_across_purposes() {
        let seal = Seal::new(&MasterKey::new([7; 32]));
        assert_eq!(seal.index("snils", "1"), seal.index("snils", "1"));
        assert_ne!(seal.index("snils", "1"), seal.index("inn", "1"));
        assert_ne!(
            seal.index("snils", "1"),
            Seal::new(&MasterKey::new([8; 32])).index("snils", "1")
        );
    }
}
