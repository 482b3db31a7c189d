//! The addresses of the department.

mod desk;
mod door;

use actix_web::web::{self, PayloadConfig, ServiceConfig};

/// The most a file may weigh that comes with an order, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;

/// The addresses of the department.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/department", web::get().to(desk::page))
        .route("/departments/{department}/orders", web::post().to(door::take))
        .route("/departments/{department}/orders/{message_id}", web::get().to(door::show))
        .route(
            "/departments/{department}/orders/{message_id}/cancellation",
            web::post().to(door::cancel),
        )
        .service(
            web::resource("/departments/{department}/documents/{sha256}")
                .app_data(PayloadConfig::new(LARGEST))
                .route(web::put().to(door::keep))
                .route(web::get().to(door::give)),
        )
        .route("/department/orders/{message_id}/decision", web::post().to(desk::decide));
}
