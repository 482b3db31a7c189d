//! One message of a mailbox.

use super::identity;
use crate::app::App;
use crate::extract::OwnSystem;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::{get, web};
use openapi::exchange::ExchangeMessageView;

/// One message of the department behind the token: where a webhook points to.
#[utoipa::path(
    tag = "Exchange",
    operation_id = "read_exchange_message",
    params(("id" = String, Path, description = "The message")),
    responses((status = 200, description = "The message", body = ExchangeMessageView), Refusals),
    security(("oauth2" = ["exchange"])),
)]
#[get("/v1/exchange/messages/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    OwnSystem(department): OwnSystem,
    id: web::Path<String>,
) -> Result<web::Json<ExchangeMessageView>, Failure> {
    let found = casework::exchange::collect_one(&app.cx, &department, identity(&id)?).await?;
    Ok(web::Json(view::exchange_message(&app.cx.public_url, found)))
}
