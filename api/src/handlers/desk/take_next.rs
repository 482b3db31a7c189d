//! Taking the next case.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::handlers::applications::versioned;
use actix_web::{HttpRequest, HttpResponse, Responder, post, web};
use casework::read::Workplace;
use openapi::application::ApplicationView;

/// Takes the case that is due first of those nobody works on, at every workplace of the asker: theirs alone from now on, until they put it
/// back or hand it over. Two who ask at once never get the same.
#[utoipa::path(
    tag = "Desk",
    operation_id = "take_next_case",
    responses(
        (status = 200, description = "The case", body = ApplicationView),
        (status = 204, description = "No case waits that nobody works on"),
        Refusals,
    ),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/desk/next")]
pub(crate) async fn take_next(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let taken = casework::assignment::take_next(&app.cx, &signed.actor, &Workplace::ALL).await?;
    let Some(taken) = taken else { return Ok(HttpResponse::NoContent().finish()) };
    let case = casework::read::case(&app.cx, &signed.actor, taken.id).await?;
    Ok(versioned(&case, signed.lang)?.respond_to(&request).map_into_boxed_body())
}
