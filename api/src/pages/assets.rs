//! The style, the script and the mark: built in, and served under an address that changes with them,
//! so that browsers may keep them for ever.

use crate::app::App;
use crate::failure::Failure;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use openapi::problem::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../../assets/style.css");
const SCRIPT: &str = include_str!("../../assets/live.js");
const MARK: &str = include_str!("../../assets/mark.svg");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// Where the assets are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Assets {
    style: String,
    script: String,
    icon: String,
    #[serde(skip)]
    hash: String,
}

impl Assets {
    pub(super) fn new() -> Self {
        let mut hash = Sha256::new();
        for part in [STYLE, SCRIPT, MARK] {
            hash.update(part);
        }
        let hash: String = hex::encode(hash.finalize()).chars().take(16).collect();
        Self {
            style: format!("/assets/{hash}/style.css"),
            script: format!("/assets/{hash}/live.js"),
            icon: format!("/assets/{hash}/mark.svg"),
            hash,
        }
    }
}

/// An asset. A page of an older program may still ask by an older hash: it gets today's, not to keep.
#[get("/assets/{hash}/{name}")]
pub(super) async fn asset(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let (hash, name) = path.into_inner();
    let (kind, content) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "live.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "mark.svg" => ("image/svg+xml", MARK),
        _ => return Err(Failure::new(Code::NotFound)),
    };
    let keep = if app.pages.assets().hash == hash { FOR_EVER } else { "no-cache" };
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
                 Disallow: /oauth2/\nDisallow: /results/\nDisallow: /verify/\n";
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, FOR_A_DAY))
        .body(rules)
}

#[cfg(test)]
mod tests {
    use super::SCRIPT;
    use domain::application::ApplicationFact;

    #[test]
    fn a_live_page_listens_to_every_kind_of_event() {
        for kind in ApplicationFact::KINDS {
            assert!(SCRIPT.contains(&format!("\"{kind}\"")), "live.js does not listen to {kind}");
        }
    }
}
