//! Ending a link.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use actix_web::{HttpResponse, delete, web};

/// Ends the active link of the person behind the token: the chat acts for nobody from now on.
#[utoipa::path(
    tag = "Chats",
    operation_id = "end_chat_link",
    responses((status = 204, description = "It is over"), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[delete("/v1/chat-links/current")]
pub(crate) async fn unlink(app: web::Data<App>, signed: Signed) -> Result<HttpResponse, Failure> {
    casework::chat::unlink(&app.cx, &signed.actor).await?;
    Ok(HttpResponse::NoContent().finish())
}
