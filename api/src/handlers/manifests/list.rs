//! The manifests that the asker gives, carries or receives.

use crate::app::App;
use crate::extract::{OnDuty, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, paging};
use crate::view;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, get, web};
use casework::ManifestPage;
use domain::manifest::{Act, Manifest, ManifestNumber};
use domain::text::Text;
use openapi::manifest::{ManifestList, ManifestView};
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which page of which manifests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where the page begins: `next` of the page before it.
    cursor: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    limit: Option<String>,
    /// Only the manifest of this number, as it stands on the paper (`R-2026-0000017-9`), closed or not; the list is empty if there is none.
    number: Option<String>,
}

/// The manifests of papers that the asker gives away, carries or receives, urgent ones first, and of each those gathered first; what is
/// closed is found by its number alone.
#[utoipa::path(
    tag = "Desk",
    operation_id = "list_manifests",
    params(Query),
    responses((status = 200, description = "A page of the manifests", body = ManifestList), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[get("/v1/manifests")]
pub(crate) async fn list(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    query: web::Query<Query>,
) -> Result<CustomizeResponder<Json<ManifestList>>, Failure> {
    let after = paging::place(query.cursor.as_deref())?.map(|(_, id)| id);
    let limit = paging::limit(query.limit.as_deref())?;
    let page = match number(query.number.as_deref())? {
        Some(number) => {
            let found = casework::manifest::numbered(&app.cx, &signed.actor, number).await?;
            ManifestPage { items: found.into_iter().collect(), next: None }
        }
        None => casework::manifest::list(&app.cx, &signed.actor, after, limit).await?,
    };
    let items = page.items.iter().map(|one| shown(&app, &signed, one)).collect();
    let path = "/v1/manifests";
    Ok(paging::answer(path, limit, page.next, |next| ManifestList { items, next }))
}

fn number(text: Option<&str>) -> Result<Option<ManifestNumber>, Failure> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|_malformed| {
        let hint = Text::new(
            "номер реестра, например R-2026-0000017-9",
            "the number of a manifest, such as R-2026-0000017-9",
        );
        Failure::field(Code::BadParameter, "query:number", FieldCode::Invalid, hint)
    })
}

/// A manifest as the asker reads it.
fn shown(app: &App, signed: &Signed, of: &Manifest) -> ManifestView {
    let acts: Vec<Act> = casework::manifest::acts(&signed.actor, of);
    view::manifest(&app.cx.catalog(), of, &acts, signed.lang)
}
