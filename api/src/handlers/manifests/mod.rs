//! Manifests (реестр передачи): papers that couriers carry, and who signs for them.

mod list;
mod read;
mod sign;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of manifests.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list::list).service(read::read).service(sign::sign);
}
