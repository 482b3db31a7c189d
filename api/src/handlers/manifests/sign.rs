//! Signing a manifest.

use crate::app::App;
use crate::extract::{Body, IdempotencyKey, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, field, named};
use crate::view;
use actix_web::http::StatusCode;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, post, web};
use casework::manifest::AskedSignature;
use domain::manifest::Act;
use openapi::closed::SignatureAct;
use openapi::manifest::{ManifestView, SignatureRequest};

/// Signs a manifest: one at each of the two places, and a courier twice. A signature names the papers that are there; it may be given without
/// a network and sent later, in another order than others' signatures, and more than once: it has one effect. The cases follow by
/// themselves once a courier has their papers, or the receiver.
#[utoipa::path(
    tag = "Desk",
    operation_id = "sign_manifest",
    params(
        ("id" = String, Path, description = "The manifest"),
        ("Idempotency-Key" = String, Header, description = "New for each signature", pattern = "^[!-~]{1,128}$", example = "6b1e5d0c-2f3a-4c81-8d0e-7a4b9c6d3e15"),
    ),
    request_body = SignatureRequest,
    responses(
        (status = 201, description = "The manifest with the signature", body = ManifestView),
        (status = 200, description = "The manifest, which had this signature before", body = ManifestView),
        Refusals,
    ),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/manifests/{id}/signatures")]
pub(crate) async fn sign(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
    key: IdempotencyKey,
    body: Body<SignatureRequest>,
) -> Result<CustomizeResponder<Json<ManifestView>>, Failure> {
    let key = signed.key(&key, &body.sha256);
    let (id, asked) = (named(&id)?, asked(&body.value)?);
    let done = casework::manifest::sign(&app.cx, &signed.actor, id, asked, &key).await?;
    let shown = view::manifest(&app.cx.catalog(), &done.manifest, &done.acts, signed.lang);
    let status = if done.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Json(shown).customize().with_status(status))
}

fn asked(of: &SignatureRequest) -> Result<AskedSignature, Failure> {
    let items = of.items.iter().enumerate();
    let items = items.map(|(index, id)| field(&format!("/items/{index}"), id));
    Ok(AskedSignature {
        act: match of.act {
            SignatureAct::Give => Act::Give,
            SignatureAct::Take => Act::Take,
            SignatureAct::Deliver => Act::Deliver,
            SignatureAct::Receive => Act::Receive,
        },
        items: items.collect::<Result<_, _>>()?,
        signed_at: of.signed_at.map(|at| at.to_utc()),
    })
}
