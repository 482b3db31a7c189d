//! Applications.

pub(crate) mod advance;
pub(crate) mod list;
pub(crate) mod rate;
pub(crate) mod read;
pub(crate) mod submit;
pub(crate) mod timeline;

use crate::extract::etag_in;
use crate::failure::Failure;
use crate::view;
use actix_web::http::header::ETAG;
use actix_web::web::Json;
use actix_web::{CustomizeResponder, Responder};
use casework::read::Case;
use domain::text::Lang;
use openapi::application::ApplicationView;
use openapi::problem::Code;

/// An application with its version.
pub(crate) type Versioned = CustomizeResponder<Json<ApplicationView>>;

/// As it is answered, with its version.
pub(crate) fn versioned(case: &Case, lang: Lang) -> Result<Versioned, Failure> {
    let view = view::application(case, lang).ok_or_else(|| Failure::new(Code::Internal))?;
    Ok(Json(view).customize().insert_header((ETAG, etag_in(case.application.version, lang))))
}
