//! Consultations by telephone (ЦТО): who calls is known by a code, a call is answered, its topic is noted.

mod begin;
mod end;
mod list;
mod offer_code;
mod read;

pub use begin::{Asked, begin};
pub use end::end;
pub use list::list;
pub use offer_code::{CodeOffer, offer_code};
pub use read::{Consulted, Look, open, read};
