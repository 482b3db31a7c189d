//! Public verification of a document.

use crate::app::App;
use crate::extract::Caller;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::{get, web};
use openapi::verify::VerifiedView;

/// What the public may know of the document a verification code belongs to.
#[utoipa::path(
    tag = "Results",
    operation_id = "verify_document",
    params(("code" = String, Path, description = "The code printed on the document")),
    responses((status = 200, description = "What may be told of the document", body = VerifiedView), Refusals),
    security(()),
)]
#[get("/v1/verify/{code}")]
pub(crate) async fn verify(
    app: web::Data<App>,
    caller: Caller,
    code: web::Path<String>,
) -> Result<web::Json<VerifiedView>, Failure> {
    let known = casework::verify::verify(&app.cx, &code, None).await?;
    Ok(web::Json(VerifiedView {
        number: known.number,
        title: known.title.pick(caller.lang).to_owned(),
        issued_at: view::moment(known.issued_at),
        annulled: known.annulled,
        sha256: known.sha256,
        holder: known.holder,
    }))
}
