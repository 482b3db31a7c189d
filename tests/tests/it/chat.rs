//! Linking a chat: a one-time code, both sides confirm, and only then the chat speaks for the person.

use anyhow::{Context, ensure};
use domain::notice::Channel;
use openapi::chat::{ChatClaimRequest, ChatConfirmRequest};
use openapi::{Client, client::ClientError};
use store::QueueFilter;
use tests::{World, stories};

const CHAT: (&str, &str) = ("telegram", "501");

/// A client with the bot's own token.
async fn bot(world: &World) -> anyhow::Result<(Client, String)> {
    let secret = std::fs::read_to_string(world.place.folder.path().join("keys/bot.secret"))?;
    let nobody = world.nobody()?;
    let token = nobody.own_token("bot", &secret, "bot").await?;
    Ok((nobody.with_token(&token.access_token), secret))
}

fn claim(code: &str, chat: &str) -> ChatClaimRequest {
    let (channel, chat_id) = ("telegram".to_owned(), chat.to_owned());
    ChatClaimRequest { code: code.to_owned(), channel, user_id: chat_id.clone(), chat_id }
}

/// Whether the provider says that the chat is linked to nobody.
fn unlinked<T>(answer: Result<T, ClientError>) -> bool {
    matches!(answer, Err(ClientError::NoToken { error }) if error == "invalid_grant")
}

fn refused<T>(answer: Result<T, ClientError>, code: &str) -> bool {
    answer.is_err_and(|error| error.code() == Some(code))
}

stories! {
    /// Proves CHANNELS B.3: nothing is bound until both sides confirmed, a code works once, and an ended
    /// link opens nothing.
    async fn a_chat_is_linked_when_both_sides_confirm(world) {
        // Notices to the chat: this world has no bot.
        world.waits("telegram");
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let (bot, secret) = bot(world).await?;
        let offer = elena.client.begin_chat_link().await?;
        ensure!(refused(elena.client.claim_chat_link(&claim(&offer.code, "501")).await, "forbidden")
            || refused(elena.client.claim_chat_link(&claim(&offer.code, "501")).await, "insufficient-scope"),
            "a person claimed as the bot");
        let claimed = bot.claim_chat_link(&claim(&offer.code, "501")).await?;
        ensure!(claimed.number == offer.number && !claimed.masked_name.contains("Елена"));
        ensure!(bot.claim_chat_link(&claim(&offer.code, "502")).await.is_err(), "claimed twice");
        ensure!(unlinked(bot.chat_token("bot", &secret, CHAT).await), "bound before anybody confirmed");

        let confirm = ChatConfirmRequest { channel: CHAT.0.into(), chat_id: CHAT.1.into() };
        bot.confirm_chat_link_in_chat(&claimed.link, &confirm).await?;
        ensure!(unlinked(bot.chat_token("bot", &secret, CHAT).await), "bound by one side");
        let linked = elena.client.confirm_chat_link(&offer.id).await?;
        ensure!(linked.state == "active", "{linked:?}");
        // The portal confirmed last: the chat says for itself that it is linked.
        let store = world.platform.store.clone().context("no store")?;
        let rows = store.queue_rows(&QueueFilter::default(), None, 100).await?;
        ensure!(rows.iter().any(|row| row.kind == "chat.greet"), "{rows:?}");

        let token = bot.chat_token("bot", &secret, CHAT).await?;
        let as_elena = world.nobody()?.with_token(&token.access_token);
        ensure!(as_elena.me().await?.id == elena.client.me().await?.id, "it speaks for another");

        let filed = elena.submits("chat-1").await?.value;
        world.eventually("the chat is told", async || {
            let notices = store.notices_about(filed.id.parse()?).await?;
            let told = notices.iter().flat_map(|notice| &notice.deliveries)
                .any(|delivery| delivery.channel == Channel::Telegram);
            Ok(told.then_some(()))
        }).await?;

        elena.client.end_chat_link().await?;
        ensure!(unlinked(bot.chat_token("bot", &secret, CHAT).await), "an ended link opens the door");
    }
}
