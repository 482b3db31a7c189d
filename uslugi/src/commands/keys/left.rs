//! How much each key seals: counted over every sealed column and every document.

use crate::say;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock};
use store::{FileError, Files, MasterKeyId, ResealPass, ResealStep, SealCounts, SealedBy, Store};

/// What documents are counted under.
const DOCUMENTS: &str = "documents";
/// How many cells are looked at by one statement.
pub(super) const PAGE: u32 = 500;

/// How many values are sealed by what.
#[derive(Debug)]
pub(super) struct Left {
    counts: SealCounts,
    current: MasterKeyId,
}

impl Left {
    /// Counts everything.
    pub(super) async fn count(store: &Store, files: &Files) -> anyhow::Result<Self> {
        let mut pass = ResealPass::default();
        while !pass.ended() {
            store.reseal(&mut pass, ResealStep::Count, PAGE, &OsEntropy).await?;
        }
        let mut counts = pass.counts;
        for byte in 0..=u8::MAX {
            for kept in files.kept(byte, SystemClock.now()).await? {
                let by = match files.sealed_by(&kept).await {
                    // It went while it was counted.
                    Err(FileError::Missing) => continue,
                    by => by?,
                };
                *counts.entry((DOCUMENTS.to_owned(), by)).or_default() += 1;
            }
        }
        Ok(Self { counts, current: store.current_key() })
    }

    /// For how many values a key is needed. Values without an id may be any key's.
    pub(super) fn needs(&self, id: MasterKeyId) -> u64 {
        let of = |by: SealedBy| matches!(by, SealedBy::NoId) || by == SealedBy::Key(id);
        self.sum(of)
    }

    /// How many values are not sealed by the current key, damaged ones included.
    pub(super) fn stale(&self) -> u64 {
        self.sum(|by| by != SealedBy::Key(self.current))
    }

    fn sum(&self, of: impl Fn(SealedBy) -> bool) -> u64 {
        self.counts.iter().filter(|((_, by), _)| of(*by)).map(|(_, count)| count).sum()
    }

    /// Says all counts, one a line.
    pub(super) fn say(&self) {
        for ((column, by), count) in &self.counts {
            let by = match by {
                SealedBy::Key(id) if *id == self.current => format!("by {id}, the current key"),
                SealedBy::Key(id) => format!("by {id}"),
                SealedBy::NoId => "by a key that is not named (of before key ids)".to_owned(),
                SealedBy::Unreadable if column == DOCUMENTS => "not sealed".to_owned(),
                SealedBy::Unreadable => "unreadable".to_owned(),
            };
            say::line(&format!("  {column:<24} {count:>10}  {by}"));
        }
    }

    /// Whether a key that only opens is still needed, in words.
    pub(super) fn of_kept(&self, id: MasterKeyId) -> String {
        match self.needs(id) {
            0 => format!(
                "Nothing is sealed by key {id}. When no process runs with a ring in which it is the current one, it may \
                 be removed: uslugi keys remove {id}"
            ),
            needed => format!(
                "Key {id} is still needed for {}: uslugi keys reseal",
                say::counted(needed, "value")
            ),
        }
    }
}
