//! What keeps sign-in from working at all.

use crate::client::BadClient;
use crate::signer::SignError;
use store::StoreError;

/// A failure that is nobody's wrong request.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A client of the configuration cannot be right.
    #[error("client `{client}` of the configuration: {fault}")]
    Client {
        /// Which.
        client: String,
        /// What is wrong with it.
        fault: BadClient,
    },
    /// A setting cannot be right.
    #[error("setting `{setting}`: {reason}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A signature or a key could not be made.
    #[error("cryptography failed: {0}")]
    Crypto(&'static str),
    /// The request to ESIA could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
