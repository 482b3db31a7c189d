//! Confirming a link in the browser or the mobile app.

use super::view;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{post, web};
use openapi::chat::ChatLinkView;

/// Confirms that the number in the chat is the number on this side. The link is active once the chat
/// has confirmed too. Confirming again is no harm.
#[utoipa::path(
    tag = "Chats",
    operation_id = "confirm_chat_link",
    params(("id" = String, Path, description = "The link")),
    responses((status = 200, description = "The link as it stands now", body = ChatLinkView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/chat-links/{id}/confirm")]
pub(crate) async fn confirm(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<web::Json<ChatLinkView>, Failure> {
    let link = casework::chat::confirm_in_browser(&app.cx, &signed.actor, named(&id)?).await?;
    Ok(web::Json(view(&link, app.cx.clock.now())))
}
