//! Randomness as an argument: the system's in production, a seeded stream in tests.

use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// Where random bytes come from.
pub trait Entropy: Send + Sync + std::fmt::Debug {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// Sixteen or thirty-two random bytes and the like, by value.
#[must_use]
pub fn bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// The randomness of the operating system: the one place that reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one reading of the system's randomness")]
    #[expect(
        clippy::expect_used,
        reason = "a system without randomness cannot issue one safe token"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A repeatable stream for tests: SHA-256 of a seed and a counter. Never for secrets.
#[derive(Debug, Clone)]
pub struct SeededEntropy(Arc<Mutex<(u64, u64)>>);

impl SeededEntropy {
    /// The stream of this seed, from its beginning.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new((seed, 0))))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            let mut hash = Sha256::new();
            hash.update(state.0.to_be_bytes());
            hash.update(state.1.to_be_bytes());
            state.1 += 1;
            for (to, from) in chunk.iter_mut().zip(hash.finalize()) {
                *to = from;
            }
        }
    }
}
