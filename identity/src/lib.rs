#![doc = include_str!("../README.md")]

mod believed;
mod browser;
mod client;
mod encoding;
mod error;
mod esia_key;
mod identity;
mod jws;
mod key_ring;
mod keys;
mod listen;
mod pem;
mod provider;
mod recent;
mod session;
mod settings;
mod signer;
mod standings;
mod sweep;
mod upstream;

pub use browser::BrowserKey;
pub use client::{BadClient, Client, ClientKind, GrantType, Trust, check_all as check_clients};
pub use error::IdentityError;
pub use esia_key::{TokenKey, Verifier};
pub use identity::Identity;
pub use listen::{Basis, Right};
pub use provider::{
    Authorize, Bearer, BearerError, ConsentError, Decision, ScopeInWords, TokenError,
    TokenResponse, UserinfoError,
};
pub use session::Session;
pub use settings::{EsiaSettings, Lifetimes, Settings};
pub use signer::{EcdsaSigner, SignError, Signer};
pub use upstream::{
    CallbackQuery, ClientCertificate, EsiaLook, LoginError, Redirect, SignedIn, Untrusted,
    UpstreamFault, look_at_esia,
};
