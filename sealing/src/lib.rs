#![doc = include_str!("../README.md")]

use aes_gcm_siv::aead::{AeadInOut, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use std::fmt;

/// How many bytes a nonce has.
pub const NONCE_LEN: usize = 12;

/// A key, ready for use. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Cipher(Aes256GcmSiv);

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher(…)")
    }
}

/// Why bytes were not sealed or opened: they were changed, are bound to something else, are of another key, or are over
/// 64 GiB. The cipher does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cipher refuses")]
pub struct Refused;

impl Cipher {
    /// The cipher of a key of 256 bits.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(Aes256GcmSiv::new(&key.into()))
    }

    /// Encrypts in place and appends the tag (16 bytes), bound to `bound`, which is not kept with it. A nonce that is
    /// used twice with a key tells at most that twice the same was sealed, bound to the same.
    pub fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        bound: &[u8],
        bytes: &mut Vec<u8>,
    ) -> Result<(), Refused> {
        self.0.encrypt_in_place(&Nonce::from(nonce), bound, bytes).map_err(|_says_nothing| Refused)
    }

    /// Opens in place what [`Cipher::seal`] made, and takes the tag away. Nothing of use is in `bytes` after an error.
    pub fn open(
        &self,
        nonce: [u8; NONCE_LEN],
        bound: &[u8],
        bytes: &mut Vec<u8>,
    ) -> Result<(), Refused> {
        self.0.decrypt_in_place(&Nonce::from(nonce), bound, bytes).map_err(|_says_nothing| Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; NONCE_LEN] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    fn cipher() -> Cipher {
        let mut key = [0; 32];
        key[0] = 1;
        Cipher::new(key)
    }

    /// RFC 8452, appendix C.2: a text of 8 bytes, and no text but a bound byte.
    #[test]
    fn it_is_the_cipher_of_the_standard() {
        let mut bytes = hex::decode("0100000000000000").unwrap();
        cipher().seal(NONCE, b"", &mut bytes).unwrap();
        assert_eq!(hex::encode(&bytes), "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
        let mut bytes = hex::decode("0200000000000000").unwrap();
        cipher().seal(NONCE, &[1], &mut bytes).unwrap();
        assert_eq!(hex::encode(&bytes), "1de22967237a813291213f267e3b452f02d01ae33e4ec854");
    }

    #[test]
    fn what_was_changed_or_is_bound_to_something_else_does_not_open() {
        let mut sealed = b"text".to_vec();
        cipher().seal(NONCE, b"here", &mut sealed).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(cipher().open(NONCE, b"here", &mut changed), Err(Refused));
        }
        assert_eq!(cipher().open(NONCE, b"there", &mut sealed.clone()), Err(Refused));
        assert_eq!(Cipher::new([9; 32]).open(NONCE, b"here", &mut sealed.clone()), Err(Refused));
        cipher().open(NONCE, b"here", &mut sealed).unwrap();
        assert_eq!(sealed, b"text");
    }
}
