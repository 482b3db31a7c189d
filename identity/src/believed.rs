//! Tokens whose signature held when it was checked: checking one anew with every request costs more than reading what
//! is asked for. What a token says is looked at each time, its time and its grant too; a key that is gone takes its
//! tokens with it, since they are looked up under it.

use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// How many are remembered before all are forgotten, 32 bytes each.
const MOST: usize = 20_000;

/// Hashes of tokens; never a token.
#[derive(Debug, Default)]
pub(crate) struct Believed(Mutex<HashSet<[u8; 32]>>);

impl Believed {
    /// Whether the signature of exactly this token held, under this key.
    pub(crate) fn holds(&self, kid: &str, token: &str) -> bool {
        let hash = hash(kid, token);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&hash)
    }

    /// Remembers that it holds.
    pub(crate) fn remember(&self, kid: &str, token: &str) {
        let hash = hash(kid, token);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(hash);
    }
}

fn hash(kid: &str, token: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(kid);
    // A sign that stands in neither.
    hash.update([0]);
    hash.update(token);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_believed_whole_and_under_its_key_alone() {
        let believed = Believed::default();
        believed.remember("key", "header.claims.signature");
        assert!(believed.holds("key", "header.claims.signature"));
        for (kid, token) in [
            ("other", "header.claims.signature"),
            ("key", "header.claims.signaturf"),
            ("key", "header.claimt.signature"),
            ("key\0header", "claims.signature"),
        ] {
            assert!(!believed.holds(kid, token), "{kid} {token}");
        }
    }

    #[test]
    fn it_does_not_grow_without_bound() {
        let believed = Believed::default();
        (0..=MOST).for_each(|number| believed.remember("key", &number.to_string()));
        assert_eq!(believed.0.lock().unwrap().len(), 1);
        assert!(believed.holds("key", &MOST.to_string()));
    }
}
