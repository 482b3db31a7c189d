//! The mailbox of a department.

use crate::app::App;
use crate::extract::OwnSystem;
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::{get, web};
use casework::exchange::sequence;
use domain::text::Text;
use openapi::exchange::ExchangeMessageList;
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// From where on messages are listed, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The `sequence` of the last message that is known; without it, from the first message on.
    after: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
}

/// The messages of the department behind the token, in their order, from where its system was.
///
/// The same is there as often as it is asked for: a system that lost what it had begins again from where it was, or from the first message.
#[utoipa::path(
    tag = "Exchange",
    operation_id = "list_exchange_messages",
    params(Query),
    responses((status = 200, description = "The messages", body = ExchangeMessageList), Refusals),
    security(("oauth2" = ["exchange"])),
)]
#[get("/v1/exchange/messages")]
pub(crate) async fn list(
    app: web::Data<App>,
    OwnSystem(department): OwnSystem,
    query: web::Query<Query>,
) -> Result<web::Json<ExchangeMessageList>, Failure> {
    let after = position(query.after.as_deref())?;
    let limit = paging::limit(query.limit.as_deref())?;
    let (collected, last) = casework::exchange::collect(&app.cx, &department, after, limit).await?;
    let items = collected.into_iter().map(|one| view::exchange_message(&app.cx.public_url, one));
    Ok(web::Json(ExchangeMessageList { items: items.collect(), last: sequence(last) }))
}

/// The position that a sequence says.
fn position(text: Option<&str>) -> Result<u64, Failure> {
    let Some(text) = text else { return Ok(0) };
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|text| text.parse().ok()).ok_or_else(|| {
        let hint = Text::new(
            "возьмите `last` прошлого ответа или `sequence` сообщения без изменений",
            "take `last` of the answer before, or the `sequence` of a message, unchanged",
        );
        Failure::field(Code::BadParameter, "query:after", FieldCode::Invalid, hint)
    })
}
