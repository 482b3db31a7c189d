//! In which language a request is answered.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use domain::text::Lang;

/// The language the request asks for.
pub(crate) fn lang_of(request: &HttpRequest) -> Lang {
    request
        .headers()
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Lang::Ru, Lang::negotiate)
}
