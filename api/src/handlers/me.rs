//! Who the token speaks for.

use crate::app::App;
use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::{get, web};
use openapi::person::PersonView;

/// The person behind the token.
#[utoipa::path(
    tag = "Person",
    operation_id = "read_me",
    responses((status = 200, description = "The person", body = PersonView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/me")]
pub(crate) async fn me(
    app: web::Data<App>,
    signed: Signed,
) -> Result<web::Json<PersonView>, Failure> {
    let record = casework::who::record(&app.cx, signed.person.citizen).await?;
    Ok(web::Json(PersonView {
        id: signed.person.citizen.to_string(),
        full_name: record.profile.full_name(),
        assurance: view::assurance(signed.person.assurance).to_owned(),
        duties: signed.person.duties.iter().map(ToString::to_string).collect(),
    }))
}
