//! Sign-in: attempts, sessions, grants, refresh tokens, consents and signing keys.
//!
//! What happens once (a sign-in finished, a code exchanged, a refresh token used) is an update that
//! names the state it starts from: of any number of callers on any number of nodes one moves the row.

mod consent;
mod grant;
pub(crate) mod login;
mod mark;
mod refresh;
mod session;
pub(crate) mod signing_key;
mod sweep;
mod taken_back;

pub use consent::Consent;
pub use sweep::{SweepCounts, SweepPosition};
pub use taken_back::TakenBack;
