//! The keys that facts are hashed with. They are derived from the master key and are never in the database.

use crate::master_key::MasterKey;
use aws_lc_rs::hmac;
use domain::journal::{KeyNumber, Root, Scheme};
use std::fmt;

/// The key of the one master key there is. When there are more, each has a number of its own here.
const CURRENT: KeyNumber = KeyNumber(1);

/// Hashes facts, and seals the hand-over.
pub(crate) struct Chain {
    facts: hmac::Key,
    hand_over: hmac::Key,
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chain(…)")
    }
}

impl Chain {
    /// The keys of a master key.
    pub(crate) fn new(master: &MasterKey) -> Self {
        let key = |purpose| hmac::Key::new(hmac::HMAC_SHA256, &master.derive(purpose));
        Self { facts: key("uslugi journal v1"), hand_over: key("uslugi journal hand-over v1") }
    }

    /// How a fact written now is hashed.
    #[expect(
        clippy::unused_self,
        reason = "with several keys, the current one is this chain's to say"
    )]
    pub(crate) const fn scheme(&self) -> Scheme {
        Scheme::Keyed(CURRENT)
    }

    /// HMAC-SHA256 of bytes under a key; `None` if there is no key of this number.
    pub(crate) fn mac(&self, key: KeyNumber, bytes: &[u8]) -> Option<[u8; 32]> {
        if key != CURRENT {
            return None;
        }
        hmac::sign(&self.facts, bytes).as_ref().try_into().ok()
    }

    /// The seal of a hand-over at a position, under the current key.
    pub(crate) fn seal(&self, position: i64, root: Root) -> (KeyNumber, String) {
        let text = hand_over(CURRENT, position, root);
        (CURRENT, hex::encode(hmac::sign(&self.hand_over, text.as_bytes())))
    }

    /// Whether a seal is the one of a hand-over.
    pub(crate) fn sealed(&self, key: KeyNumber, position: i64, root: Root, seal: &str) -> bool {
        let text = hand_over(key, position, root);
        let seal = hex::decode(seal).unwrap_or_default();
        key == CURRENT && hmac::verify(&self.hand_over, text.as_bytes(), &seal).is_ok()
    }
}

fn hand_over(KeyNumber(key): KeyNumber, position: i64, root: Root) -> String {
    format!("uslugi journal hand-over 1\n{key}\n{position}\n{}\n", root.hex())
}
