//! The key of a browser: a cookie given before sign-in, so that what one browser began no other can
//! finish (login CSRF).

use crate::encoding::{from_b64, random_token};
use domain::entropy::Entropy;
use domain::oidc::{Digest, Secret};

/// A browser's key. Lives as a `__Host-` cookie while a sign-in is on its way.
#[derive(Debug, Clone)]
pub struct BrowserKey(Secret);

impl BrowserKey {
    /// A key for a browser that has none.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(Secret::new(random_token(entropy)))
    }

    /// The key a browser brought, if it can be one of ours.
    #[must_use]
    pub fn from_cookie(value: &str) -> Option<Self> {
        (from_b64(value)?.len() == 32).then(|| Self(Secret::new(value.to_owned())))
    }

    /// What the cookie of a sign-in under way holds; base64url of 32 random bytes.
    #[must_use]
    pub fn cookie_value(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest::of(self.0.expose())
    }
}
