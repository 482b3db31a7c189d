//! The claims of the person behind a token (OpenID Connect Core §5.3): by GET, by POST with the header,
//! by POST with the token in the form.

use crate::app::App;
use crate::extract::note_reading;
use crate::failure::Failure;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, ResponseError, get, post, web};
use identity::{BearerError, UserinfoError};

#[get("/oauth2/userinfo")]
pub(super) async fn by_get(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    tell(&app, of_header(&request)).await
}

#[post("/oauth2/userinfo")]
pub(super) async fn by_post(
    app: web::Data<App>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let of_form = || {
        url::form_urlencoded::parse(&body)
            .find(|(name, _)| name == "access_token")
            .map(|(_, token)| token.into_owned())
    };
    tell(&app, of_header(&request).or_else(of_form)).await
}

fn of_header(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

async fn tell(app: &App, token: Option<String>) -> HttpResponse {
    let Some(token) = token else { return refused(401, "") };
    let bearer = match app.identity.verify_access_token(&token).await {
        Ok(bearer) => bearer,
        Err(BearerError::Failed(error)) => return Failure::from(error).error_response(),
        Err(_) => return refused(401, ", error=\"invalid_token\""),
    };
    if let Err(failure) = note_reading(app, &bearer).await {
        return failure.error_response();
    }
    match app.identity.userinfo(&bearer).await {
        Ok(claims) => HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(claims),
        Err(UserinfoError::Failed(error)) => Failure::from(error).error_response(),
        Err(UserinfoError::Nobody) => refused(401, ", error=\"invalid_token\""),
        Err(UserinfoError::InsufficientScope) => {
            refused(403, ", error=\"insufficient_scope\", scope=\"openid\"")
        }
    }
}

/// A refusal in the words of RFC 6750 §3.
fn refused(status: u16, why: &str) -> HttpResponse {
    let challenge = format!("Bearer realm=\"uslugi\"{why}");
    let mut answer = match status {
        401 => HttpResponse::Unauthorized(),
        _ => HttpResponse::Forbidden(),
    };
    answer
        .insert_header((WWW_AUTHENTICATE, challenge))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(serde_json::json!({ "error": if status == 401 { "invalid_token" } else { "insufficient_scope" } }))
}
