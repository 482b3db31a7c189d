//! The addresses of the department.

mod desk;
mod door;

use actix_web::web::{self, ServiceConfig};

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
        .route("/department/orders/{message_id}/decision", web::post().to(desk::decide));
}
