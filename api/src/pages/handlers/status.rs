//! How an application stands, by its number and its code: open to all, changes nothing. The code is sent in a form, so that no address
//! and no history keeps it.

use super::{html, html_as};
use crate::app::App;
use crate::pages::model::desk::Missed;
use crate::pages::model::status::{Ask, known};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Posted;
use crate::pages::visitor::Visitor;
use crate::view;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use domain::number::ApplicationNumber;
use domain::time::moscow_day;
use openapi::problem::Code;

/// The form and its answer.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(ask).service(told);
}

/// The form that asks for both.
#[get("/status")]
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
) -> Result<HttpResponse, PageFailure> {
    html(&app, &visitor, "status.html", &Ask::default())
}

/// How it stands, or what is wrong with what was typed.
#[post("/status")]
pub(super) async fn told(app: web::Data<App>, sent: Posted) -> Result<HttpResponse, PageFailure> {
    let Posted { visitor, fields } = &sent;
    let (number, code) = (fields.need("number")?, fields.need("code")?);
    let missed = match ApplicationNumber::typed(number) {
        Err(bad) => bad.into(),
        Ok(read) => match casework::status::status(&app.cx, read, code).await {
            Ok(status) => {
                let shown = view::status(&status, visitor.lang).ok_or(Code::Internal)?;
                let today = moscow_day(app.cx.clock.now());
                let page = known(&status, shown, (today, visitor.lang)).ok_or(Code::Internal)?;
                return html(&app, visitor, "status-known.html", &page);
            }
            Err(CaseError::NotFound(_)) => Missed::Unknown,
            Err(error) => return Err(error.into()),
        },
    };
    let page = Ask { number: number.to_owned(), code: code.to_owned(), missed: Some(missed) };
    html_as(StatusCode::NOT_FOUND, &app, visitor, "status.html", &page)
}
