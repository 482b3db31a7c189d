//! Is a document real: by its code, and by its file to the last byte. Open to all; changes nothing, so
//! its forms need no session and no token.

use super::{html, html_as, see_other};
use crate::app::App;
use crate::pages::model::verify::{Ask, Unverified, known as draw, page_of};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::from_own_page;
use crate::pages::upload;
use crate::pages::visitor::Visitor;
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use domain::typed::last_part;
use serde::Deserialize;

/// The form and its answers.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(ask).service(known).service(compare);
}

/// The longest code looked up.
const LONGEST: usize = 100;

/// What is asked.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    code: Option<String>,
}

/// The form that asks for a code; with a code, on to its page.
#[get("/verify")]
pub(super) async fn ask(
    app: web::Data<App>,
    visitor: Visitor,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    // Slashes have no place in the address of a page.
    let typed = query.code.as_deref().map(last_part).filter(|typed| !typed.is_empty());
    match typed {
        Some(typed) => Ok(see_other(&page_of(&typed.chars().take(LONGEST).collect::<String>()))),
        None => html(&app, &visitor, "verify.html", &Ask::default()),
    }
}

/// What the public may know of the document of a code.
#[get("/verify/{code}")]
pub(super) async fn known(
    app: web::Data<App>,
    visitor: Visitor,
    code: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    show(&app, &visitor, &code, Given::Nothing).await
}

/// The same, with a file to be compared.
#[post("/verify/{code}")]
pub(super) async fn compare(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    code: web::Path<String>,
    form: Multipart,
) -> Result<HttpResponse, PageFailure> {
    from_own_page(request.headers())?;
    let given = upload::file(form, "file").await?.map_or(Given::NoFile, Given::File);
    show(&app, &visitor, &code, given).await
}

/// What is given to be compared.
#[derive(Debug)]
enum Given {
    /// Nothing was asked.
    Nothing,
    /// Comparing was asked, and no file was chosen.
    NoFile,
    File(Vec<u8>),
}

async fn show(
    app: &App,
    visitor: &Visitor,
    code: &str,
    given: Given,
) -> Result<HttpResponse, PageFailure> {
    let bytes = match &given {
        Given::File(bytes) => Some(bytes.as_slice()),
        Given::Nothing | Given::NoFile => None,
    };
    match casework::verify::verify(&app.cx, code, bytes).await {
        Ok(of) => {
            let mut page = draw(of, visitor.lang);
            if matches!(given, Given::NoFile) {
                page.compared = Some("none");
            }
            html(app, visitor, "verified.html", &page)
        }
        Err(error) => {
            let missed = match error {
                CaseError::NotFound(_) => Unverified::Unknown,
                CaseError::NumberForCode => Unverified::Number,
                error => return Err(error.into()),
            };
            let page = Ask { typed: code.chars().take(LONGEST).collect(), missed: Some(missed) };
            html_as(StatusCode::NOT_FOUND, app, visitor, "verify.html", &page)
        }
    }
}
