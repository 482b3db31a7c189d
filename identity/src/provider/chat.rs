//! The seam to linked chats: whose chat a chat is.

use domain::assurance::Assurance;
use domain::id::CitizenId;
use store::StoreError;

/// Knows whose chat is whose.
#[async_trait::async_trait]
pub trait ChatLinks: Send + Sync + std::fmt::Debug {
    /// The person who linked a chat, with the level of the account at linking.
    async fn citizen_of(
        &self,
        channel: &str,
        chat_id: &str,
    ) -> Result<Option<(CitizenId, Assurance)>, StoreError>;
}

/// Knows of no linked chat.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoChatLinks;

#[async_trait::async_trait]
impl ChatLinks for NoChatLinks {
    async fn citizen_of(
        &self,
        _channel: &str,
        _chat_id: &str,
    ) -> Result<Option<(CitizenId, Assurance)>, StoreError> {
        Ok(None)
    }
}
