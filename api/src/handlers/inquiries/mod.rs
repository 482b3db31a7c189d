//! Inquiries about applications: what an organisation has to answer.

mod answer;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of inquiries.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list::list).service(answer::answer);
}
