//! Our OpenID Provider: authorization, tokens, what they open.

mod authorize;
mod bearer;
mod client_auth;
mod consent;
mod discovery;
mod grants;
mod hint;
mod mint;
mod params;
mod refuse;
mod request;
mod scope;
mod standing;
mod step_up;
mod token;
mod userinfo;

pub use authorize::Authorize;
pub use bearer::{Bearer, BearerError};
pub use consent::{ConsentError, Decision};
pub use scope::ScopeInWords;
pub use token::{TokenError, TokenResponse};
pub use userinfo::UserinfoError;
