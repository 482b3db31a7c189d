//! Rating a service, after the end.

use super::{Versioned, versioned};
use crate::app::App;
use crate::extract::{Body, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, named, score};
use actix_web::{put, web};
use openapi::application::{ApplicationView, RatingRequest};

/// Rates the service of one's own application, once it was provided or refused. The same mark again changes nothing; another one is
/// refused (409), and so is one while the case goes on, or after it was taken back.
#[utoipa::path(
    tag = "Applications",
    operation_id = "rate_application",
    params(("id" = String, Path, description = "The application")),
    request_body = RatingRequest,
    responses((status = 200, description = "The application, rated", body = ApplicationView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[put("/v1/applications/{id}/rating")]
pub(crate) async fn rate(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    body: Body<RatingRequest>,
) -> Result<Versioned, Failure> {
    let (id, score) = (named(&id)?, score(body.value.score)?);
    casework::rate::rate(&app.cx, &signed.actor, id, score).await?;
    let case = casework::read::case(&app.cx, &signed.actor, id).await?;
    versioned(&signed.given(case), signed.lang)
}
