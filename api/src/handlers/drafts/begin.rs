//! Beginning a draft.

use crate::app::App;
use crate::extract::{Body, IdempotencyKey, Signed, etag};
use crate::failure::Failure;
use crate::handlers::{Refusals, ask_registers, field};
use crate::view;
use actix_web::http::header::{ETAG, LOCATION};
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, http::StatusCode, post, web};
use openapi::draft::{DraftRequest, DraftView};

/// Begins a draft; without a form it starts with what the profile knows. Registers whose answers are old or missing are asked meanwhile.
#[utoipa::path(
    tag = "Applications",
    operation_id = "begin_draft",
    params(("Idempotency-Key" = String, Header, description = "New for each draft", pattern = "^[!-~]{1,128}$", example = "7d2b4c1e-93fa-4f0b-a6f5-52c81e0b64d7")),
    request_body = DraftRequest,
    responses((status = 201, description = "The new draft", body = DraftView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/drafts")]
pub(crate) async fn begin(
    app: web::Data<App>,
    signed: Signed,
    key: IdempotencyKey,
    body: Body<DraftRequest>,
) -> Result<CustomizeResponder<Json<DraftView>>, Failure> {
    let service = field("/service", &body.value.service)?;
    let key = signed.key(&key, &body.sha256);
    let form = body.value.form;
    let draft = casework::draft::begin(&app.cx, &signed.actor, &service, form, Some(&key)).await?;
    ask_registers(&app, &signed.actor, &draft.service).await?;
    let place = format!("/v1/drafts/{}", draft.id);
    let version = etag(draft.version);
    Ok(Json(view::draft(draft))
        .customize()
        .with_status(StatusCode::CREATED)
        .insert_header((LOCATION, place))
        .insert_header((ETAG, version)))
}
