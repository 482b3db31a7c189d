//! Sign-in: sessions of people, and the grants that clients obtain from them. Records and their
//! lifecycles only; the protocol is spoken in `identity`, the rows are kept by `store`.

mod client;
mod grant;
mod key;
mod login;
pub mod operation;
mod path;
mod scope;
mod secret;
mod session;

pub use client::{BadClientId, ClientId};
pub use grant::{Grant, GrantState, RefreshToken};
pub use key::{SigningAlgorithm, SigningKey};
pub use login::LoginAttempt;
pub use path::{BadPath, LocalPath};
pub use scope::{BadScope, Scope, Scopes};
pub use secret::{BadDigest, Digest, Secret};
pub use session::{Method, Session, SignIn};
