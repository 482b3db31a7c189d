//! Giving a person a code for a call.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view::moment;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, post, web};
use openapi::consultation::CallCodeView;

/// Gives the person behind the token a code that they tell a consultant on the telephone, who then sees how their applications stand. It
/// counts once, for ten minutes; the code before it counts no more.
#[utoipa::path(
    tag = "Person",
    operation_id = "offer_call_code",
    responses((status = 201, description = "The code, shown once", body = CallCodeView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/call-codes")]
pub(crate) async fn offer(
    app: web::Data<App>,
    signed: Signed,
) -> Result<CustomizeResponder<Json<CallCodeView>>, Failure> {
    let offer = casework::consultation::offer_code(&app.cx, &signed.actor).await?;
    let shown = CallCodeView { code: offer.code.to_string(), expires_at: moment(offer.expires_at) };
    let answer = Json(shown).customize().with_status(StatusCode::CREATED);
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")))
}
