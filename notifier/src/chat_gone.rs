//! What is done when a chat takes nothing from us any more.

use domain::id::CitizenId;
use domain::notice::Channel;
use store::{StoreError, Tx};

/// Called in the transaction that ends the delivery.
#[async_trait::async_trait]
pub trait ChatGone: Send + Sync + std::fmt::Debug {
    /// The citizen's chat is gone: the link ends.
    async fn chat_gone(
        &self,
        tx: &mut Tx,
        citizen: CitizenId,
        channel: Channel,
        address: &str,
    ) -> Result<(), StoreError>;
}

/// Nothing is done: the next notice finds out again.
#[derive(Debug)]
pub(crate) struct KeepChat;

#[async_trait::async_trait]
impl ChatGone for KeepChat {
    async fn chat_gone(
        &self,
        _tx: &mut Tx,
        _citizen: CitizenId,
        _channel: Channel,
        _address: &str,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}
