//! Files that applicants gave, and their small pictures.

use crate::app::App;
use crate::handlers::named;
use crate::handlers::uploads::{answer, picture};
use crate::pages::page_failure::PageFailure;
use crate::pages::visitor::Resident;
use actix_web::{HttpRequest, HttpResponse, get, web};
use casework::Upload;

/// The addresses of files.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(own).service(own_preview).service(filed).service(filed_preview);
    config.service(visitors).service(visitors_preview);
}

/// A file of whoever the page is for.
async fn file_of(app: &App, resident: &Resident, id: &str) -> Result<Upload, PageFailure> {
    Ok(casework::upload::own_file(&app.cx, &resident.actor(), named(id)?).await?)
}

/// A file of the person.
#[get("/uploads/{id}")]
pub(super) async fn own(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let upload = file_of(&app, &resident, &id).await?;
    Ok(answer(&app, &request, &upload).await?)
}

/// Its small picture.
#[get("/uploads/{id}/preview")]
pub(super) async fn own_preview(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    let upload = file_of(&app, &resident, &id).await?;
    Ok(picture(&app, &upload).await?)
}

/// A file that was filed, for everybody whose case it is or whose turn it is.
#[get("/applications/{id}/documents/{upload}")]
pub(super) async fn filed(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    let (id, file) = (named(&path.0)?, named(&path.1)?);
    let upload = casework::upload::filed_file(&app.cx, &resident.actor(), id, file).await?;
    Ok(answer(&app, &request, &upload).await?)
}

/// Its small picture.
#[get("/applications/{id}/documents/{upload}/preview")]
pub(super) async fn filed_preview(
    app: web::Data<App>,
    resident: Resident,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    let (id, file) = (named(&path.0)?, named(&path.1)?);
    let upload = casework::upload::filed_file(&app.cx, &resident.actor(), id, file).await?;
    Ok(picture(&app, &upload).await?)
}

/// A file of the visitor whom an operator receives: it is compared with its original before it is filed.
#[get("/window/receptions/{reception}/uploads/{id}")]
pub(super) async fn visitors(
    app: web::Data<App>,
    resident: Resident,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    let upload = file_of(&app, &resident, &path.1).await?;
    Ok(answer(&app, &request, &upload).await?)
}

/// Its small picture.
#[get("/window/receptions/{reception}/uploads/{id}/preview")]
pub(super) async fn visitors_preview(
    app: web::Data<App>,
    resident: Resident,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageFailure> {
    let upload = file_of(&app, &resident, &path.1).await?;
    Ok(picture(&app, &upload).await?)
}
