//! Reading a manifest.

use crate::app::App;
use crate::extract::OnDuty;
use crate::failure::Failure;
use crate::handlers::{Refusals, named};
use crate::view;
use actix_web::web::Json;
use actix_web::{get, web};
use openapi::manifest::ManifestView;

/// A manifest whose papers the asker gives away, carries or receives. It names applications by their numbers, and nobody.
#[utoipa::path(
    tag = "Desk",
    operation_id = "read_manifest",
    params(("id" = String, Path, description = "The manifest")),
    responses((status = 200, description = "The manifest", body = ManifestView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/manifests/{id}")]
pub(crate) async fn read(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
) -> Result<Json<ManifestView>, Failure> {
    let (found, acts) = casework::manifest::read(&app.cx, &signed.actor, named(&id)?).await?;
    Ok(Json(view::manifest(&app.cx.catalog(), &found, &acts, signed.lang)))
}
