//! The key ring: the master keys of a platform, one of which seals, and the lasting key.
//!
//! As a text it has one key a line; a text of 64 hex digits alone, as it was before there were rings, is the ring
//! of one key that is also the lasting one.

use crate::master_key::{MasterKey, MasterKeyId};
use domain::entropy::Entropy;
use secrecy::SecretString;
use std::fmt::Write;
use std::str::FromStr;

const CURRENT: &str = "current";
const KEPT: &str = "kept";
const LASTING: &str = "lasting";

const HEAD: &str = "# The keys of a platform of Uslugi: whoever has them and the database reads everything.\n\
                    # All its processes share them. Changed by `uslugi keys`; see docs/operations.md.\n";

/// The master keys of a platform. `Debug` shows their ids only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRing {
    current: MasterKey,
    kept: Vec<MasterKey>,
    lasting: MasterKey,
}

/// Why a text is no key ring, or a ring cannot be changed so. Holds nothing of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// Not `current`, `kept` or `lasting` and a key.
    #[error("line {0} is not `current`, `kept` or `lasting` and 64 hex digits")]
    Line(usize),
    /// The id that stands beside the key is another's: the line is damaged.
    #[error("line {0}: the id is not the one of the key beside it")]
    Id(usize),
    /// There must be one line of this kind.
    #[error("there must be exactly one line `{0}`")]
    One(&'static str),
    /// The key is not in the ring.
    #[error("there is no key {0} in the ring")]
    Unknown(MasterKeyId),
    /// The key seals: another one must be made current first.
    #[error("key {0} is the current one")]
    Current(MasterKeyId),
}

impl KeyRing {
    /// The ring of one key, which is the lasting one too.
    #[must_use]
    pub fn only(key: MasterKey) -> Self {
        Self { lasting: key.clone(), current: key, kept: Vec::new() }
    }

    /// A new ring: one key, and a lasting key of its own.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let key = || MasterKey::generate(entropy);
        Self { current: key(), kept: Vec::new(), lasting: key() }
    }

    /// The key that seals.
    #[must_use]
    pub const fn current(&self) -> &MasterKey {
        &self.current
    }

    /// The keys that only open.
    #[must_use]
    pub fn kept(&self) -> &[MasterKey] {
        &self.kept
    }

    /// The key of what cannot be made anew under another: blind indexes, subjects portals know people by, the
    /// chains of the journal. It seals nothing and never changes.
    #[must_use]
    pub const fn lasting(&self) -> &MasterKey {
        &self.lasting
    }

    /// Whether the ring opens what this key sealed.
    #[must_use]
    pub fn has(&self, id: MasterKeyId) -> bool {
        self.current.id() == id || self.kept.iter().any(|key| key.id() == id)
    }

    /// The ring with one more key that only opens for now.
    #[must_use]
    pub fn with(mut self, key: MasterKey) -> Self {
        if !self.has(key.id()) {
            self.kept.push(key);
        }
        self
    }

    /// The ring in which this key seals. `Unknown` if it is not in the ring.
    pub fn sealing_by(mut self, id: MasterKeyId) -> Result<Self, RingError> {
        if self.current.id() == id {
            return Ok(self);
        }
        let place = self.kept.iter_mut().find(|key| key.id() == id);
        std::mem::swap(place.ok_or(RingError::Unknown(id))?, &mut self.current);
        Ok(self)
    }

    /// The ring without a key that only opens. `Unknown` if it is not in the ring, `Current` if it seals.
    pub fn without(mut self, id: MasterKeyId) -> Result<Self, RingError> {
        if self.current.id() == id {
            return Err(RingError::Current(id));
        }
        if !self.has(id) {
            return Err(RingError::Unknown(id));
        }
        self.kept.retain(|key| key.id() != id);
        Ok(self)
    }

    /// The ring as a text to keep.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut text = HEAD.to_owned();
        let kept = self.kept.iter().map(|key| (KEPT, key));
        for (word, key) in [(CURRENT, &self.current)].into_iter().chain(kept) {
            // Writing to a text cannot fail.
            let _written = writeln!(text, "{word} {} {}", key.hex(), key.id());
        }
        let _written = writeln!(text, "{LASTING} {} {}", self.lasting.hex(), self.lasting.id());
        SecretString::from(text)
    }
}

impl FromStr for KeyRing {
    type Err = RingError;

    fn from_str(text: &str) -> Result<Self, RingError> {
        if let Some(key) = MasterKey::from_hex(text.trim()) {
            return Ok(Self::only(key));
        }
        let (mut current, mut kept, mut lasting) = (Vec::new(), Vec::new(), Vec::new());
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut words = line.split_whitespace();
            let of = match words.next() {
                Some(CURRENT) => &mut current,
                Some(KEPT) => &mut kept,
                Some(LASTING) => &mut lasting,
                _ => return Err(RingError::Line(number)),
            };
            let key = words.next().and_then(MasterKey::from_hex).ok_or(RingError::Line(number))?;
            if words.next().is_some_and(|id| id.parse() != Ok(key.id())) {
                return Err(RingError::Id(number));
            }
            if words.next().is_some() {
                return Err(RingError::Line(number));
            }
            of.push(key);
        }
        let current = one(current, CURRENT)?;
        let ring = Self { current, kept: Vec::new(), lasting: one(lasting, LASTING)? };
        Ok(kept.into_iter().fold(ring, Self::with))
    }
}

fn one(keys: Vec<MasterKey>, word: &'static str) -> Result<MasterKey, RingError> {
    let keys: Result<[MasterKey; 1], _> = keys.try_into();
    keys.map(|[key]| key).map_err(|_none_or_many| RingError::One(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entropy::SeededEntropy;
    use secrecy::ExposeSecret;

    fn key(byte: u8) -> MasterKey {
        MasterKey::new([byte; 32])
    }

    #[test]
    fn a_ring_is_read_as_it_was_written() {
        let ring = KeyRing::generate(&SeededEntropy::new(1)).with(key(1)).with(key(2));
        assert_eq!(ring.to_text().expose_secret().parse(), Ok(ring.clone()));
        let turned = ring.clone().sealing_by(key(2).id()).unwrap();
        assert_eq!(turned.current(), &key(2));
        assert!(turned.has(ring.current().id()), "the key that sealed still opens");
        assert_eq!(turned.lasting(), ring.lasting());
        let shorter = turned.without(ring.current().id()).unwrap();
        assert!(!shorter.has(ring.current().id()));
    }

    #[test]
    fn a_key_of_before_rings_is_a_ring_of_one() {
        let ring: KeyRing = format!("{}\n", "07".repeat(32)).parse().unwrap();
        assert_eq!(ring, KeyRing::only(key(7)));
        assert_eq!(ring.lasting(), &key(7));
    }

    #[test]
    fn what_is_no_ring_is_refused_with_its_line() {
        let hex = "07".repeat(32);
        let lasting = format!("lasting {hex}");
        for (text, refused) in [
            (String::new(), RingError::One(CURRENT)),
            ("too-short".to_owned(), RingError::Line(1)),
            (format!("current {hex}"), RingError::One(LASTING)),
            (format!("{lasting}\ncurrent {hex}\ncurrent {hex}"), RingError::One(CURRENT)),
            (format!("{lasting}\ncurrent {hex} 00000000"), RingError::Id(2)),
            (format!("{lasting}\nold {hex}"), RingError::Line(2)),
            (format!("{lasting}\ncurrent"), RingError::Line(2)),
        ] {
            assert_eq!(text.parse::<KeyRing>(), Err(refused), "{text}");
        }
    }

    #[test]
    fn the_key_that_seals_is_not_taken_away_and_no_key_is_shown() {
        let ring = KeyRing::only(key(1)).with(key(2));
        assert_eq!(ring.clone().without(key(1).id()), Err(RingError::Current(key(1).id())));
        assert_eq!(ring.clone().without(key(3).id()), Err(RingError::Unknown(key(3).id())));
        assert_eq!(ring.clone().sealing_by(key(3).id()), Err(RingError::Unknown(key(3).id())));
        assert!(!format!("{ring:?}").contains(&"01".repeat(32)));
    }
}
