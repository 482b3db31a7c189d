//! What is asked of the chats of a person.

use super::matrix::{Scene, claim};
use openapi::chat::ChatConfirmRequest;
use reqwest::RequestBuilder;

/// The request of a row about chats.
pub(super) async fn ask(
    scene: &Scene<'_>,
    path: &str,
    to: impl Fn(&str) -> Result<RequestBuilder, openapi::client::ClientError>,
) -> anyhow::Result<RequestBuilder> {
    let chat = 1_000 + scene.next();
    Ok(match path {
        "/v1/chat-links/claim" => to(path)?.json(&claim(&scene.link(None).await?, chat)),
        "/v1/chat-links/{id}" => to(&path.replace("{id}", &scene.link(None).await?.id))?,
        "/v1/chat-links/{id}/confirm" => {
            to(&path.replace("{id}", &scene.link(Some(chat)).await?.id))?
        }
        "/v1/chat-links/{id}/confirm-in-chat" => {
            let link = scene.link(Some(chat)).await?;
            let (channel, chat_id) = ("telegram".to_owned(), chat.to_string());
            to(&path.replace("{id}", &link.id))?.json(&ChatConfirmRequest { channel, chat_id })
        }
        _ => to(path)?,
    })
}
