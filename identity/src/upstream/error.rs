//! Why a sign-in did not come about. Each way of distrusting ESIA's answer has its own name.

use crate::signer::SignError;
use domain::oidc::LocalPath;
use store::StoreError;

/// A sign-in that did not come about. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The person pressed "refuse" at ESIA.
    #[error("the person refused at ESIA")]
    Denied {
        /// Where they were going.
        return_to: LocalPath,
    },
    /// The return from ESIA belongs to no sign-in on its way: unknown, finished or too old.
    #[error("no sign-in on its way")]
    Stale,
    /// The sign-in was begun in another browser.
    #[error("begun in another browser")]
    OtherBrowser,
    /// ESIA does not work as it should; the person may try again.
    #[error("ESIA: {0}")]
    Upstream(#[from] UpstreamFault),
    /// ESIA's answer cannot be believed.
    #[error("the answer of ESIA cannot be believed: {0}")]
    Untrusted(#[from] Untrusted),
    /// Our own request could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LoginError {
    /// The OAuth error that tells a portal of it (RFC 6749 §4.1.2.1), with words for its developer.
    #[must_use]
    pub const fn oauth(&self) -> (&'static str, &'static str) {
        match self {
            Self::Denied { .. } => ("access_denied", "the person refused at the identity provider"),
            Self::Untrusted(Untrusted::Account) => ("access_denied", "the account is closed"),
            Self::Upstream(_) => {
                ("temporarily_unavailable", "the identity provider does not answer as it should")
            }
            Self::Untrusted(_) => {
                ("server_error", "the answer of the identity provider cannot be believed")
            }
            Self::Stale | Self::OtherBrowser | Self::Sign(_) | Self::Store(_) => {
                ("server_error", "the person could not be signed in")
            }
        }
    }
}

/// How ESIA failed. Never holds what it said of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamFault {
    /// No answer: why not, without addresses.
    #[error("no answer: {0}")]
    Away(&'static str),
    /// An answer of failure.
    #[error("status {0}")]
    Status(u16),
    /// It refused the request; the code is of its list (ESIA-00xxxx), if it gave one.
    #[error("refused: {0}")]
    Refused(String),
    /// Its record of the person has no name at all.
    #[error("a record without any name")]
    Nameless,
    /// An answer of another shape.
    #[error("an answer of another shape: {0}")]
    Shape(&'static str),
}

/// Why an answer cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Another algorithm than the pinned one.
    #[error("another signature algorithm")]
    Algorithm,
    /// Not signed by ESIA's key.
    #[error("the signature does not fit")]
    Signature,
    /// Not a token, or a token of another kind.
    #[error("not the token it should be")]
    Form,
    /// Issued by another.
    #[error("another issuer")]
    Issuer,
    /// Issued for another system.
    #[error("another audience")]
    Audience,
    /// No longer valid.
    #[error("expired")]
    Expired,
    /// Issued in the future.
    #[error("not valid yet")]
    NotYet,
    /// ID token, its inner subject, access token and person record do not speak of one account.
    #[error("the subjects differ")]
    Subject,
    /// The token answer carries another `state` than the token request.
    #[error("another state in the token answer")]
    State,
    /// `is_tru` is there and is not `true`.
    #[error("is_tru is not true")]
    Trust,
    /// The account is closed.
    #[error("the account is not in use")]
    Account,
}
