//! Checklists of services.

pub(crate) mod mark;
pub(crate) mod read;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(read::read).service(mark::mark);
}
