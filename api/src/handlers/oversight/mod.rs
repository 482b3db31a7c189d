//! What those see who answer for services: what is late, and how applications are filed.

mod filings;
mod late;

pub(crate) use filings::last_days;
use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of those who answer for services.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(late::late).service(filings::filings);
}
