//! Filing an application.

use super::{Versioned, versioned};
use crate::app::App;
use crate::extract::{Body, IdempotencyKey, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, field};
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{post, web};
use casework::submit::Filing;
use domain::application::Channel;
use domain::text::Text;
use openapi::application::{ApplicationRequest, ApplicationView};
use openapi::problem::{Code, FieldCode};

/// The client id under which the bot acts for people.
const BOT_CLIENT: &str = "bot";

/// Files an application: a form of a service, or a draft. The same key with the same body gives the same
/// answer; with another body it is refused.
#[utoipa::path(
    tag = "Applications",
    operation_id = "submit_application",
    params(("Idempotency-Key" = String, Header, description = "New for each application", pattern = "^[!-~]{1,128}$", example = "0f6c9a52-6a0d-4c35-8f0e-3f7c2a1d9b10")),
    request_body = ApplicationRequest,
    responses((status = 201, description = "The application as filed", body = ApplicationView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/applications")]
pub(crate) async fn submit(
    app: web::Data<App>,
    signed: Signed,
    key: IdempotencyKey,
    body: Body<ApplicationRequest>,
) -> Result<Versioned, Failure> {
    let key = signed.key(&key, &body.sha256);
    let filing = filing(body.value)?;
    let channel = if signed.client == BOT_CLIENT { Channel::Bot } else { Channel::Api };
    let filed =
        casework::submit::submit(&app.cx, &signed.actor, &filing, channel, Some(&key)).await?;
    let place = format!("/v1/applications/{}", filed.id);
    let case = signed.given(casework::read::as_filed(&app.cx, &signed.actor, filed));
    Ok(versioned(&case, signed.lang)?
        .with_status(StatusCode::CREATED)
        .insert_header((LOCATION, place)))
}

fn filing(body: ApplicationRequest) -> Result<Filing, Failure> {
    let missing = |pointer: &str, with: &str| {
        let words = Text::new(format!("нужно вместе с {with}"), format!("needed with {with}"));
        Failure::field(Code::BadShape, pointer, FieldCode::Missing, words)
    };
    match (body.service, body.form, body.draft, body.draft_version) {
        (Some(service), Some(form), None, None) => {
            Ok(Filing::Form { service: field("/service", &service)?, form })
        }
        (None, None, Some(draft), Some(version)) => {
            Ok(Filing::Draft { draft: field("/draft", &draft)?, version, form: None })
        }
        (Some(_), None, None, None) => Err(missing("/form", "`service`")),
        (None, Some(_), None, None) => Err(missing("/service", "`form`")),
        (None, None, Some(_), None) => Err(missing("/draft_version", "`draft`")),
        (None, None, None, Some(_)) => Err(missing("/draft", "`draft_version`")),
        _ => {
            let hint = Text::new(
                "укажите `service` и `form` или `draft` и `draft_version`",
                "give either `service` and `form`, or `draft` and `draft_version`",
            );
            Err(Failure::field(Code::BadShape, "/", FieldCode::Invalid, hint))
        }
    }
}
