//! Offering a link.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view::moment;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, http::StatusCode, post, web};
use openapi::chat::ChatLinkOffer;

/// Offers the person behind the token a link: a one-time code to bring to the bot, and the number that
/// both sides show. A code offered before is no longer valid.
#[utoipa::path(
    tag = "Chats",
    operation_id = "begin_chat_link",
    responses((status = 201, description = "The code that opens the bot, shown once", body = ChatLinkOffer), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/chat-links")]
pub(crate) async fn begin(
    app: web::Data<App>,
    signed: Signed,
) -> Result<CustomizeResponder<Json<ChatLinkOffer>>, Failure> {
    let offer = casework::chat::begin(&app.cx, &signed.actor).await?;
    let code = offer.code.expose().to_owned();
    let bot = app.settings.telegram_bot.as_ref();
    let place = format!("/v1/chat-links/{}", offer.link);
    Ok(Json(ChatLinkOffer {
        id: offer.link.to_string(),
        href: bot.map(|bot| format!("https://t.me/{bot}?start={code}")),
        code,
        number: offer.number,
        expires_at: moment(offer.expires_at),
    })
    .customize()
    .with_status(StatusCode::CREATED)
    .insert_header((CACHE_CONTROL, "no-store"))
    .insert_header((LOCATION, place)))
}
