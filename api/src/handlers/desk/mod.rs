//! Workplaces: what waits there, and who works on it.

mod assign;
mod colleagues;
mod read;
mod take_next;

pub(crate) use read::{whose_of, word_of};

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of workplaces.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(read::desk)
        .service(take_next::take_next)
        .service(assign::assign)
        .service(colleagues::colleagues);
}
