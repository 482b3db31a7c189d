//! Bringing a code to a chat.

use super::chat;
use crate::app::App;
use crate::extract::{Body, OwnBot};
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view::moment;
use actix_web::{post, web};
use domain::access::Actor;
use domain::text::Text;
use openapi::chat::{ChatClaimRequest, ChatClaimView};
use openapi::problem::{Code, FieldCode};

/// Brings a code to a private chat. For the bot alone. Nothing is bound until both sides confirm; a code
/// is good for one chat: a second claim is refused (409 `used`).
#[utoipa::path(
    tag = "Chats",
    operation_id = "claim_chat_link",
    request_body = ChatClaimRequest,
    responses((status = 200, description = "The link, with the number to compare", body = ChatClaimView), Refusals),
    security(("oauth2" = ["bot"])),
)]
#[post("/v1/chat-links/claim")]
pub(crate) async fn claim(
    app: web::Data<App>,
    _bot: OwnBot,
    body: Body<ChatClaimRequest>,
) -> Result<web::Json<ChatClaimView>, Failure> {
    let request = body.value;
    let chat = chat(request.channel, request.chat_id)?;
    if request.user_id != chat.id {
        let hint = Text::new(
            "это не собеседник этого чата: подключают только личные чаты",
            "not the person of this chat: only private chats are linked",
        );
        return Err(Failure::field(Code::BadShape, "/user_id", FieldCode::Invalid, hint));
    }
    let claimed = casework::chat::claim(&app.cx, &Actor::Bot, &request.code, chat).await?;
    Ok(web::Json(ChatClaimView {
        link: claimed.link.id.to_string(),
        masked_name: claimed.masked_name,
        number: claimed.link.number,
        expires_at: moment(claimed.link.expires_at),
    }))
}
