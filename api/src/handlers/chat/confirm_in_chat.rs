//! Confirming a link in the chat.

use super::{chat, view};
use crate::app::App;
use crate::extract::{Body, OwnBot};
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{post, web};
use domain::access::Actor;
use openapi::chat::{ChatConfirmRequest, ChatLinkView};

/// Confirms a link on the side of the chat. For the bot alone, from the chat that brought the code.
#[utoipa::path(
    tag = "Chats",
    operation_id = "confirm_chat_link_in_chat",
    params(("id" = String, Path, description = "The link")),
    request_body = ChatConfirmRequest,
    responses((status = 200, description = "The link as it stands now", body = ChatLinkView), Refusals),
    security(("oauth2" = ["bot"])),
)]
#[post("/v1/chat-links/{id}/confirm-in-chat")]
pub(crate) async fn confirm_in_chat(
    app: web::Data<App>,
    _bot: OwnBot,
    id: web::Path<String>,
    body: Body<ChatConfirmRequest>,
) -> Result<web::Json<ChatLinkView>, Failure> {
    let chat = chat(body.value.channel, body.value.chat_id)?;
    let link = casework::chat::confirm_in_chat(&app.cx, &Actor::Bot, named(&id)?, &chat).await?;
    Ok(web::Json(view(&link, app.cx.clock.now())))
}
