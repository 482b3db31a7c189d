//! We as a relying party of ESIA: the driver `esia-v2v3` (raw signature, /v2/ac and /v3/te).

mod begin;
mod certificate;
mod error;
mod exchange;
mod fetch;
mod finish;
mod look;
mod person;
mod record;
mod request;
mod signature;
mod tokens;

pub use begin::Redirect;
pub use certificate::ClientCertificate;
pub use error::{LoginError, Untrusted, UpstreamFault};
pub use finish::{CallbackQuery, SignedIn};
pub use look::{EsiaLook, look_at_esia};
