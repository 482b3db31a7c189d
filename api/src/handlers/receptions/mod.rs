//! Receptions of visitors at the windows of offices (МФЦ).

mod begin;
mod end;
mod read;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of receptions.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(begin::begin).service(read::read).service(end::end);
}
