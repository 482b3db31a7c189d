//! Making a move on an application.

use super::{Versioned, versioned};
use crate::app::App;
use crate::extract::{Body, IfMatch, Signed};
use crate::failure::Failure;
use crate::handlers::{Refusals, field, named};
use actix_web::{post, web};
use casework::CaseError;
use casework::advance::RequestedMove;
use casework::read::as_filed;
use domain::application::{Checked, Compared, SeenOriginals};
use openapi::application::{ApplicationView, ComparedOriginal, MoveRequest};

/// Makes a move: the applicant takes the application back or corrects it, an operator of an office checks it or hands its result
/// over, an officer of the department decides.
/// Only if it is still at the version of `If-Match`. A corrected form is checked as at filing.
#[utoipa::path(
    tag = "Applications",
    operation_id = "make_move",
    params(
        ("id" = String, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The ETag of the version you saw", pattern = "^(\\*|(W/)?\"[0-9]{1,18}(-(ru|en))?\")$", example = "\"1-ru\""),
    ),
    request_body = MoveRequest,
    responses((status = 200, description = "The application after the move", body = ApplicationView), Refusals),
    security(("oauth2" = ["applications"])),
)]
#[post("/v1/applications/{id}/moves")]
pub(crate) async fn advance(
    app: web::Data<App>,
    signed: Signed,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<MoveRequest>,
) -> Result<Versioned, Failure> {
    let id = named(&id)?;
    let current = async || {
        let case = casework::read::case(&app.cx, &signed.actor, id).await;
        case.map(|case| case.application.version).map_err(|error| signed.hidden(error))
    };
    let asked = RequestedMove {
        reason: body.value.reason.as_deref().map(|code| field("/reason", code)).transpose()?,
        form: body.value.form,
        originals: originals(body.value.originals, body.value.withheld),
        checked: body
            .value
            .checks
            .into_iter()
            .map(|one| Checked { check: one.check, passed: one.passed })
            .collect(),
        ..RequestedMove::of(field("/move", &body.value.code)?, version.version(current).await?)
    };
    let made = casework::advance::advance(&app.cx, &signed.actor, id, asked).await;
    let made = made.map_err(|error| signed.hidden(error))?;
    let case = match casework::read::case(&app.cx, &signed.actor, id).await {
        // It was the asker's turn, and is no more: what they did is the last they see of it.
        Err(CaseError::NotFound(_)) => as_filed(&app.cx, &signed.actor, made),
        case => case?,
    };
    versioned(&signed.given(case), signed.lang)
}

/// What was seen of the originals.
fn originals(compared: Vec<ComparedOriginal>, withheld: Vec<String>) -> SeenOriginals {
    let one = |one: ComparedOriginal| Compared { document: one.document, agrees: one.agrees };
    SeenOriginals { compared: compared.into_iter().map(one).collect(), withheld }
}
