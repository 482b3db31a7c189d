//! Linking a chat to a citizen: offered in the cabinet, claimed by the bot, confirmed on both sides.

mod begin;
mod claim;
mod confirm;
mod read;
#[cfg(test)]
mod tests;
mod unlink;

pub use begin::{LinkOffer, begin};
pub use claim::{Claimed, claim};
pub use confirm::{confirm_in_browser, confirm_in_chat};
pub use read::{current, status};
pub use unlink::unlink;

use crate::error::CaseError;
use domain::access::Actor;
use domain::chat::LinkRefusal;
use store::StoreError;

/// Why a step of linking was not made. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// The link does not allow the step.
    #[error(transparent)]
    Refused(#[from] LinkRefusal),
    /// Anything else.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        Self::Case(CaseError::Store(error))
    }
}

/// Claims and confirmations of a chat come from the bot alone.
const fn bot(actor: &Actor) -> Result<(), CaseError> {
    match actor {
        Actor::Bot => Ok(()),
        Actor::Anonymous => Err(CaseError::SignInFirst),
        Actor::Person(_) | Actor::DepartmentSystem(_) | Actor::Platform => {
            Err(CaseError::Forbidden)
        }
    }
}
