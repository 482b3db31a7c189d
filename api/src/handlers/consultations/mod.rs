//! Consultations by telephone: who calls, how the case stands, what it was about.

mod ask;
mod begin;
mod call_code;
mod list;
mod read;
mod topic;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of consultations.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(call_code::offer)
        .service(begin::begin)
        .service(list::list)
        .service(read::read)
        .service(topic::end)
        .service(ask::ask);
}
