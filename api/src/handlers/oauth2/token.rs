//! The token endpoint (RFC 6749 §3.2).

use crate::app::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, post, web};

/// The most a form may weigh.
const LIMIT: usize = 32 * 1024;

/// Tokens for a grant; refusals in the words of RFC 6749 §5.2.
#[post("/oauth2/token")]
pub(super) async fn token(
    app: web::Data<App>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if body.len() > LIMIT {
        let refusal = serde_json::json!({ "error": "invalid_request" });
        return HttpResponse::PayloadTooLarge().json(refusal);
    }
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    match app.identity.token(header, &form).await {
        Ok(tokens) => HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(tokens),
        Err(refusal) => {
            let status =
                StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut answer = HttpResponse::build(status);
            answer.insert_header((CACHE_CONTROL, "no-store"));
            if status == StatusCode::UNAUTHORIZED {
                answer.insert_header((WWW_AUTHENTICATE, "Basic realm=\"uslugi\""));
            }
            answer.json(refusal)
        }
    }
}
