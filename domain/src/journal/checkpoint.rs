//! Checkpoints: signed statements of what all facts were at a moment, kept outside the database.

use crate::time::Moment;
use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The running root over (position, hash) of all facts up to a position: what was covered can be neither
/// changed nor removed nor moved without another root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root([u8; 32]);

impl Root {
    /// The root over no fact.
    pub const EMPTY: Self = Self([0; 32]);

    /// The root over one fact more.
    #[must_use]
    pub fn with(self, position: i64, hash: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(position.to_be_bytes());
        digest.update(hash.as_bytes());
        Self(digest.finalize().into())
    }

    /// Its 64 digits of lower-case hex.
    #[must_use]
    pub fn hex(self) -> String {
        hex::encode(self.0)
    }

    /// The root of such digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// What a checkpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckpointKind {
    /// Up to here facts may be hashed by the old scheme. The first line of a file, and nowhere else.
    HandOver,
    /// All facts up to here.
    Checkpoint,
}

impl CheckpointKind {
    const fn name(self) -> &'static str {
        match self {
            Self::HandOver => "hand_over",
            Self::Checkpoint => "checkpoint",
        }
    }
}

/// What all facts were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// What it is for.
    pub kind: CheckpointKind,
    /// The last position it covers; 0 covers nothing.
    pub position: i64,
    /// The root over the facts up to there.
    pub root: Root,
    /// When it was made.
    pub at: Moment,
    /// SHA-256 of the line before it in its file, hex; zeros in the first.
    pub previous: String,
}

/// A checkpoint with its signature: one line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What was signed.
    pub checkpoint: Checkpoint,
    /// Ed25519 over [`Checkpoint::signed_text`].
    pub signature: Vec<u8>,
}

/// A line that is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint: {0}")]
pub struct BadCheckpoint(pub &'static str);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    version: u32,
    kind: CheckpointKind,
    position: i64,
    root: String,
    at: String,
    previous: String,
    signature: String,
}

impl Checkpoint {
    /// What is signed: one field a line, none of which can hold a line's end.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!(
            "uslugi journal checkpoint 1\n{}\n{}\n{}\n{}\n{}\n",
            self.kind.name(),
            self.position,
            self.root.hex(),
            self.moment(),
            self.previous
        )
    }

    fn moment(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::Micros, true)
    }
}

impl Signed {
    /// The line of the file, without its end.
    #[must_use]
    pub fn line(&self) -> String {
        let of = &self.checkpoint;
        let line = Line {
            version: 1,
            kind: of.kind,
            position: of.position,
            root: of.root.hex(),
            at: of.moment(),
            previous: of.previous.clone(),
            signature: hex::encode(&self.signature),
        };
        // Texts and numbers always have a JSON form.
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads a line. The signature is for the caller to check.
    pub fn parse(line: &str) -> Result<Self, BadCheckpoint> {
        let line: Line = serde_json::from_str(line).map_err(|_shape| BadCheckpoint("its shape"))?;
        if line.version != 1 {
            return Err(BadCheckpoint("its version is not known here"));
        }
        let at = line.at.parse().map_err(|_time| BadCheckpoint("its moment"))?;
        let checkpoint = Checkpoint {
            kind: line.kind,
            position: line.position,
            root: Root::parse(&line.root).ok_or(BadCheckpoint("its root"))?,
            at,
            previous: line.previous,
        };
        let signature =
            hex::decode(line.signature).map_err(|_hex| BadCheckpoint("its signature"))?;
        Ok(Self { checkpoint, signature })
    }

    /// What the next line names as the one before it.
    #[must_use]
    pub fn digest(line: &str) -> String {
        hex::encode(Sha256::digest(line))
    }
}
