//! The exchange with departments whose own systems collect their messages.

mod document;
mod list;
mod read;
mod tell;

use crate::failure::Failure;
use openapi::problem::Code;
use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of a department's own system.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list::list).service(read::read).service(document::document).service(tell::tell);
}

/// The longest identity of a message or an event.
const LONGEST: usize = 128;

/// Whether a text can be the identity of a message or an event: visible ASCII, no longer than any is.
fn is_identity(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A part of the address as the identity of a message. What cannot be one names nothing: 404.
fn identity(text: &str) -> Result<&str, Failure> {
    if is_identity(text) { Ok(text) } else { Err(Failure::new(Code::NotFound)) }
}
