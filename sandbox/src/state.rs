//! What every handler of the sandbox shares.

use crate::{department::Department, esia::Esia, mail::Mailbox, pages::Pages, people::People};
use domain::{
    entropy::Entropy,
    time::{Clock, Moment},
};
use std::sync::Arc;

/// The stand-ins and what they stand on.
pub(crate) struct State {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) people: People,
    pub(crate) pages: Pages,
    pub(crate) esia: Esia,
    pub(crate) department: Arc<Department>,
    pub(crate) mailbox: Arc<Mailbox>,
    /// The bearer key of the register and the department.
    pub(crate) key: String,
    /// The secret of this run that forms of the department's page carry.
    pub(crate) form_token: String,
}

impl State {
    /// The present moment.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A secret nobody guesses, 43 characters fit for a URL.
    pub(crate) fn secret(&self) -> String {
        secret(&*self.entropy)
    }

    /// A random UUID.
    pub(crate) fn uuid(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(domain::entropy::bytes(&*self.entropy)).into_uuid()
    }
}

/// A secret nobody guesses, 43 characters fit for a URL.
pub(crate) fn secret(entropy: &dyn Entropy) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    BASE64_URL_SAFE_NO_PAD.encode(domain::entropy::bytes::<32>(entropy))
}
