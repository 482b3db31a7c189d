//! A result document of one's own.

use crate::app::App;
use crate::handlers::results::read::pdf;
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// The document's file.
#[get("/results/{id}")]
pub(super) async fn document(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    Ok(pdf(&app, &resident.actor(), &request, &id).await?)
}
