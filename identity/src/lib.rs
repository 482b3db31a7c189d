#![doc = include_str!("../README.md")]

mod browser;
mod client;
mod encoding;
mod error;
mod identity;
mod jws;
mod keys;
mod listen;
mod pem;
mod provider;
mod session;
mod settings;
mod sweep;
mod upstream;

pub use browser::BrowserKey;
pub use client::{Client, ClientKind, GrantType, Trust};
pub use error::IdentityError;
pub use identity::Identity;
pub use listen::Right;
pub use provider::{
    Authorize, Bearer, BearerError, ConsentError, Decision, ScopeInWords, TokenError,
    TokenResponse, UserinfoError,
};
pub use session::Session;
pub use settings::{BadClient, EsiaSettings, Lifetimes, Settings};
pub use upstream::{
    CallbackQuery, ClientCertificate, EcdsaSigner, LoginError, Redirect, SignError, SignedIn,
    Signer, TokenKey, Untrusted, UpstreamFault, Verifier,
};
