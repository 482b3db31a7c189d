//! What sign-in must be told.

use crate::client::Client;
use crate::esia_key::TokenKey;
use crate::signer::Signer;
use chrono::Duration;
use domain::codes::RegisterCode;
use std::sync::Arc;
use url::Url;

/// The settings of sign-in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our public address. Fixed here: no request header changes it.
    pub issuer: Url,
    /// Our place at ESIA.
    pub esia: EsiaSettings,
    /// The clients that may come to us.
    pub clients: Vec<Client>,
    /// How long things live.
    pub lifetimes: Lifetimes,
    /// Registers to be asked about a person after sign-in, when the СНИЛС is known and confirmed.
    pub registers_on_sign_in: Vec<RegisterCode>,
}

/// Our place at ESIA (driver `esia-v2v3`).
#[derive(Debug, Clone)]
pub struct EsiaSettings {
    /// ESIA's address, e.g. `https://esia.gosuslugi.ru`.
    pub base_url: Url,
    /// The mnemonic of our system.
    pub client_id: String,
    /// The certificate ESIA knows us by, DER.
    pub certificate_der: Vec<u8>,
    /// Signs requests with the certificate's key.
    pub signer: Arc<dyn Signer>,
    /// The key ESIA signs tokens with; it also pins the algorithm.
    pub token_key: TokenKey,
    /// The `iss` of ESIA's tokens: `http://esia.gosuslugi.ru/`, with http and the slash.
    pub issuer: String,
    /// Scopes to ask for, separated by spaces.
    pub scopes: String,
    /// Where ESIA sends people back: an address of ours whose host is registered at ESIA.
    pub redirect_uri: Url,
    /// How long one call may take.
    pub timeout: std::time::Duration,
}

impl EsiaSettings {
    /// The scopes the platform has a use for.
    pub const SCOPES: &'static str =
        "openid fullname birthdate snils id_doc email mobile contacts usr_org";

    /// An address of ESIA's.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        url.set_query(None);
        url
    }
}

/// How long things live.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// A sign-in from its beginning to the return from ESIA.
    pub login: Duration,
    /// A question of consent.
    pub consent: Duration,
    /// An authorization code.
    pub code: Duration,
    /// An access token, and an ID token.
    pub access_token: Duration,
    /// An access token the bot obtained for a linked chat: unlinking works after this long at the latest.
    pub chat_token: Duration,
    /// From its issue, whether it is used or not.
    pub refresh_token: Duration,
    /// For how long a used refresh token may come again from a client that never saw the answer.
    pub refresh_grace: Duration,
    /// A session nobody uses.
    pub session_idle: Duration,
    /// A session however much it is used.
    pub session: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            login: Duration::minutes(10),
            consent: Duration::minutes(10),
            code: Duration::seconds(60),
            access_token: Duration::minutes(10),
            chat_token: Duration::minutes(5),
            refresh_token: Duration::days(30),
            refresh_grace: Duration::seconds(10),
            session_idle: Duration::minutes(30),
            session: Duration::hours(12),
        }
    }
}
