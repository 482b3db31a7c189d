//! The switch of language: of the pages in this browser, and of the notices to the person who is signed in.

use super::{keep_language, see_other};
use crate::app::App;
use crate::failure::Failure;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Posted;
use crate::pages::visitor::way_back;
use actix_web::{HttpResponse, post, web};
use domain::text::{Lang, Text};
use openapi::problem::{Code, FieldCode};

/// Chooses a language and goes back to the page it was chosen on.
#[post("/language")]
pub(super) async fn choose(
    app: web::Data<App>,
    posted: Posted,
) -> Result<HttpResponse, PageFailure> {
    let Posted { mut visitor, fields } = posted;
    let lang = Lang::of_tag(fields.need("lang")?).ok_or_else(|| {
        let hint = Text::new("нужно `ru` или `en`", "`ru` or `en` is needed");
        Failure::field(Code::BadShape, "/lang", FieldCode::Invalid, hint)
    })?;
    visitor.choose(&app, lang).await?;
    let mut answer = see_other(way_back(fields.get("return_to")).as_str());
    keep_language(&app, &visitor, &mut answer)?;
    Ok(answer)
}
