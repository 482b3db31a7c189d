//! What is asked of the sandbox over HTTP.

mod department;
mod esia;
mod front;
mod mail;
mod register;

use actix_web::web::{self, PayloadConfig, ServiceConfig};

/// The largest body of a request.
const LARGEST_BODY: usize = 1024 * 1024;

/// Every address.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .app_data(PayloadConfig::new(LARGEST_BODY))
        .route("/", web::get().to(front::front))
        .route("/style.css", web::get().to(front::style))
        .route("/registers/employment/status", web::post().to(register::status))
        .configure(esia::routes)
        .configure(department::routes)
        .configure(mail::routes)
        .default_service(web::to(front::missing));
}
