//! The style, the script, the typeface and the pictures, served so that browsers may keep them for ever.

use crate::app::App;
use crate::drawing::{MARK, asset as asset_named};
use crate::failure::Failure;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use openapi::problem::Code;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// An asset. A page of an older program may still ask by an older hash: it gets today's, not to keep.
#[get("/assets/{hash}/{name}")]
pub(super) async fn asset(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let (hash, name) = path.into_inner();
    let (_, kind, content) = asset_named(&name).ok_or_else(|| Failure::new(Code::NotFound))?;
    let keep = if app.pages.assets().are_of(&hash) { FOR_EVER } else { "no-cache" };
    Ok(HttpResponse::Ok().content_type(kind).insert_header((CACHE_CONTROL, keep)).body(content))
}

/// The mark, where browsers look for it by themselves.
#[get("/favicon.svg")]
pub(super) async fn favicon() -> HttpResponse {
    let keep = (CACHE_CONTROL, FOR_A_DAY);
    HttpResponse::Ok().content_type("image/svg+xml").insert_header(keep).body(MARK)
}

/// What robots may read: what is open to all.
#[get("/robots.txt")]
pub(super) async fn robots() -> HttpResponse {
    let rules = "User-agent: *\nDisallow: /applications/\nDisallow: /cabinet\nDisallow: /desk\n\
                 Disallow: /drafts/\nDisallow: /esia/\nDisallow: /events\nDisallow: /login\n\
                 Disallow: /manifests\n\
                 Disallow: /oauth2/\nDisallow: /results/\nDisallow: /verify/\n";
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, FOR_A_DAY))
        .body(rules)
}
