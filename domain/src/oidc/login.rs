//! A sign-in on its way: the person is at ESIA.

use super::{Digest, LocalPath, Secret};
use crate::time::Moment;
use uuid::Uuid;

/// A sign-in on its way. Used once.
#[derive(Debug, Clone)]
pub struct LoginAttempt {
    /// The `state` sent to ESIA, the key of the attempt.
    pub state: Uuid,
    /// The PKCE verifier.
    pub verifier: Secret,
    /// Where the person goes afterwards.
    pub return_to: LocalPath,
    /// The SHA-256 of the browser's key: another browser cannot finish what this one began.
    pub browser: Digest,
    /// When it began.
    pub created_at: Moment,
    /// Until when it may be finished.
    pub until: Moment,
}
