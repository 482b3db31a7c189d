//! Checking ESIA's signatures under the pinned key, which may have changed since it was fetched.

use super::fetch::fetch;
use super::{Untrusted, UpstreamFault};
use crate::esia_key::{Rs256, Verifier};
use crate::identity::Identity;
use chrono::Duration;
use domain::time::Moment;
use std::sync::Arc;

/// How soon a signature that does not fit makes us fetch the key again.
const FETCH_AGAIN: Duration = Duration::minutes(1);

impl Identity {
    /// Checks a signature of ESIA's under the pinned algorithm.
    pub(super) async fn check_esia_signature(
        &self,
        algorithm: &str,
        message: &[u8],
        signature: &str,
    ) -> Result<(), super::LoginError> {
        let (fetched_at, verifier) = match self.esia_key.held() {
            Some(held) => held,
            None => self.fetch_esia_key().await?,
        };
        if verifier.algorithm() != algorithm {
            return Err(Untrusted::Algorithm.into());
        }
        if verifier.fits(message, signature).await {
            return Ok(());
        }
        // The yearly change of the key: look once more, but not for every forged token.
        let stale = self.now().signed_duration_since(fetched_at) >= FETCH_AGAIN;
        if self.esia_key.at().is_some() && stale {
            let (_, verifier) = self.fetch_esia_key().await?;
            if verifier.fits(message, signature).await {
                return Ok(());
            }
        }
        Err(Untrusted::Signature.into())
    }

    async fn fetch_esia_key(&self) -> Result<(Moment, Arc<dyn Verifier>), UpstreamFault> {
        let unread = UpstreamFault::Shape("its public key");
        let Some(url) = self.esia_key.at().cloned() else { return Err(unread) };
        let answer = fetch(self.http.get(url)).await?.success()?;
        let pem = String::from_utf8(answer.body).map_err(|_bytes| unread.clone())?;
        let verifier: Arc<dyn Verifier> = Arc::new(Rs256::from_pem(&pem).ok_or(unread)?);
        let held = (self.now(), verifier);
        self.esia_key.hold(held.clone());
        Ok(held)
    }
}
