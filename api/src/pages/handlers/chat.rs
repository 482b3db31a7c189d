//! Linking Telegram: a code made here, carried to the bot, confirmed on both sides.

use super::{html, see_other};
use crate::app::App;
use crate::failure::Failure;
use crate::handlers::named;
use crate::pages::model::chat::{ChatPage, link, since};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::Resident;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::chat::{self, ChatError};
use domain::chat::LinkRefusal;
use domain::id::ChatLinkId;
use openapi::problem::Code;

/// The pages of linking.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(standing)
        .service(begin)
        .service(unlink)
        .service(one)
        .service(fragment)
        .service(confirm);
}

/// How it stands: linked, or to be linked.
#[get("/cabinet/chat")]
async fn standing(app: web::Data<App>, resident: Resident) -> Result<HttpResponse, PageFailure> {
    let current = chat::current(&app.cx, &resident.actor()).await.map_err(Failure::from)?;
    let page = ChatPage {
        bot: app.settings.telegram_bot.is_some(),
        linked: current.and_then(|link| since(&link, resident.lang())),
        link: None,
        href: None,
        early: false,
    };
    html(&app, &resident.visitor, "chat.html", &page)
}

/// A new code. It is in this answer and nowhere else, so this answer is the page.
#[post("/cabinet/chat")]
async fn begin(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let bot = app.settings.telegram_bot.clone().ok_or(Code::NotFound)?;
    let actor = sent.resident.actor();
    let offer = chat::begin(&app.cx, &actor).await.map_err(Failure::from)?;
    let mut page = load(&app, &sent.resident, offer.link).await?;
    page.href = Some(format!("https://t.me/{bot}?start={}", offer.code.expose()));
    html(&app, &sent.resident.visitor, "chat.html", &page)
}

/// Ends the link.
#[post("/cabinet/chat/unlink")]
async fn unlink(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    chat::unlink(&app.cx, &sent.resident.actor()).await.map_err(Failure::from)?;
    Ok(see_other("/cabinet/chat"))
}

/// A link on its way, without its code.
#[get("/cabinet/chat/{id}")]
async fn one(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let mut page = load(&app, &resident, named(&id)?).await?;
    page.early = request.query_string() == "early";
    html(&app, &resident.visitor, "chat.html", &page)
}

/// The part of the page that moves.
#[get("/cabinet/chat/{id}/fragment")]
async fn fragment(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let page = load(&app, &resident, named(&id)?).await?;
    html(&app, &resident.visitor, "chat-live.html", &page)
}

/// The browser's confirmation.
#[post("/cabinet/chat/{id}/confirm")]
async fn confirm(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    match chat::confirm_in_browser(&app.cx, &sent.resident.actor(), named(&id)?).await {
        Err(ChatError::Refused(LinkRefusal::NotClaimed)) => {
            Ok(see_other(&format!("/cabinet/chat/{id}?early")))
        }
        // Too late or over: the page says so, and offers a new code.
        Ok(_) | Err(ChatError::Refused(_)) => Ok(see_other(&format!("/cabinet/chat/{id}"))),
        Err(error) => Err(Failure::from(error).into()),
    }
}

async fn load(app: &App, resident: &Resident, id: ChatLinkId) -> Result<ChatPage, PageFailure> {
    let of = chat::status(&app.cx, &resident.actor(), id).await.map_err(Failure::from)?;
    Ok(ChatPage {
        bot: app.settings.telegram_bot.is_some(),
        linked: None,
        link: Some(link(&of, app.cx.clock.now(), resident.lang())),
        href: None,
        early: false,
    })
}
