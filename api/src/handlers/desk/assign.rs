//! Taking a case, putting it back, handing it over.

use crate::app::App;
use crate::extract::{Body, IfMatch, OnDuty};
use crate::failure::Failure;
use crate::handlers::applications::{Versioned, versioned};
use crate::handlers::{Refusals, field, named};
use actix_web::{post, web};
use domain::application::Assignment;
use domain::text::Text;
use openapi::application::{ApplicationView, AssignmentRequest};
use openapi::closed::AssignmentAct;
use openapi::problem::{Code, FieldCode};

/// Takes a case of the asker's workplace, puts it back, or hands it over to a colleague, who is asked for by `list_colleagues`. Only if it is still
/// at the version of `If-Match`. While somebody works on it, no colleague moves it on.
#[utoipa::path(
    tag = "Desk",
    operation_id = "assign_case",
    params(
        ("id" = String, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version you saw", pattern = "^(\\*|(W/)?\"[0-9]{1,18}(-(ru|en))?\")$", example = "\"1-ru\""),
    ),
    request_body = AssignmentRequest,
    responses((status = 200, description = "The application, in whose hands it is now", body = ApplicationView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/applications/{id}/assignments")]
pub(crate) async fn assign(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<AssignmentRequest>,
) -> Result<Versioned, Failure> {
    let (id, asked) = (named(&id)?, assignment(&body.value)?);
    let current = async || {
        let case = casework::read::case(&app.cx, &signed.actor, id).await;
        Ok(case.map(|case| case.application.version)?)
    };
    let seen = version.version(current).await?;
    casework::assignment::assign(&app.cx, &signed.actor, id, (asked, seen)).await?;
    let case = casework::read::case(&app.cx, &signed.actor, id).await?;
    versioned(&case, signed.lang)
}

/// What a request asks; a colleague is named where a case is handed over, and nowhere else.
fn assignment(asked: &AssignmentRequest) -> Result<Assignment, Failure> {
    let wrong = |ru: &str, en: &str| {
        Err(Failure::field(Code::BadShape, "/colleague", FieldCode::Invalid, Text::new(ru, en)))
    };
    match (asked.act, &asked.colleague) {
        (AssignmentAct::HandOver, Some(colleague)) => {
            Ok(Assignment::HandOver(field("/colleague", colleague)?))
        }
        (AssignmentAct::HandOver, None) => wrong("укажите, кому передать", "say to whom"),
        (_, Some(_)) => {
            wrong("коллегу называют, только когда передают заявление", "only with `hand_over`")
        }
        (AssignmentAct::Take, None) => Ok(Assignment::Take),
        (AssignmentAct::TakeOver, None) => Ok(Assignment::TakeOver),
        (AssignmentAct::PutBack, None) => Ok(Assignment::PutBack),
    }
}
