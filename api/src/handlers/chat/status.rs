//! How a link stands.

use super::view;
use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use actix_web::{get, web};
use openapi::chat::ChatLinkView;
use openapi::problem::Code;

/// A link of the person behind the token; `current` is the active one, 404 if no chat is linked.
#[utoipa::path(
    tag = "Chats",
    operation_id = "read_chat_link",
    params(("id" = String, Path, description = "The link, or `current`")),
    responses((status = 200, description = "The link as it stands now", body = ChatLinkView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/chat-links/{id}")]
pub(crate) async fn status(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
) -> Result<web::Json<ChatLinkView>, Failure> {
    let link = if *id == "current" {
        let current = casework::chat::current(&app.cx, &signed.actor).await?;
        current.ok_or_else(|| Failure::new(Code::NotFound))?
    } else {
        casework::chat::status(&app.cx, &signed.actor, named(&id)?).await?
    };
    Ok(web::Json(view(&link, app.cx.clock.now())))
}
