//! Beginning a reception.

use super::read::view;
use crate::app::App;
use crate::extract::{Body, IdempotencyKey, OnDuty};
use crate::failure::Failure;
use crate::handlers::{Refusals, field};
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder, post, web};
use casework::reception::begin::At;
use domain::codes::DepartmentCode;
use domain::reception::VisitorCard;
use domain::text::Text;
use openapi::problem::{Code, FieldCode};
use openapi::reception::{ReceptionRequest, ReceptionView};

/// Begins the reception of a visitor at the window of an office: the operator has seen their document. Whoever has no record here yet is
/// given one. From now on the operator files for the visitor, with the header `Reception`, until it is ended, another is begun, or an hour
/// is over. The visitor sees in their account that their data were read. In an exceptional case an officer receives at a department and says
/// why (`direct_filing`): they file the department's own services, and see nothing else of the visitor's.
#[utoipa::path(
    tag = "Desk",
    operation_id = "begin_reception",
    params(("Idempotency-Key" = String, Header, description = "New for each reception", pattern = "^[!-~]{1,128}$", example = "5a0f6f0e-6a4e-4a50-9a6e-0c5f1b9d7e21")),
    request_body = ReceptionRequest,
    responses((status = 201, description = "The reception", body = ReceptionView), Refusals),
    security(("oauth2" = ["desk"])),
)]
#[post("/v1/receptions")]
pub(crate) async fn begin(
    app: web::Data<App>,
    OnDuty(signed): OnDuty,
    key: IdempotencyKey,
    body: Body<ReceptionRequest>,
) -> Result<CustomizeResponder<Json<ReceptionView>>, Failure> {
    let key = signed.key(&key, &body.sha256);
    let (at, card) = (at(&body.value)?, card(body.value));
    let begun =
        casework::reception::begin::begin(&app.cx, &signed.actor, &at, &card, Some(&key)).await?;
    let place = format!("/v1/receptions/{}", begun.id);
    let shown = view(&app, &signed, begun.id).await?;
    Ok(Json(shown).customize().with_status(StatusCode::CREATED).insert_header((LOCATION, place)))
}

fn at(of: &ReceptionRequest) -> Result<At, Failure> {
    let named = |pointer, code: &Option<String>| {
        code.as_deref().map(|code| field::<DepartmentCode>(pointer, code)).transpose()
    };
    let office = named("/office", &of.office)?;
    let Some(direct) = &of.direct_filing else { return Ok(At::Office(office)) };
    if office.is_some() {
        let hint = Text::new(
            "приём или в МФЦ, или в ведомстве: уберите одно из двух",
            "a reception is at an office or at a department: leave one of them out",
        );
        return Err(Failure::field(Code::BadShape, "/office", FieldCode::Invalid, hint));
    }
    let reason = field("/direct_filing/reason", &direct.reason)?;
    Ok(At::Department(named("/direct_filing/department", &direct.department)?, reason))
}

fn card(of: ReceptionRequest) -> VisitorCard {
    VisitorCard {
        snils: of.snils,
        last_name: of.last_name,
        first_name: of.first_name,
        middle_name: of.middle_name,
        birth_date: of.birth_date,
        document_series: of.document.series,
        document_number: of.document.number,
        issued_on: of.document.issued_on,
        issued_by: of.document.issued_by,
    }
}
