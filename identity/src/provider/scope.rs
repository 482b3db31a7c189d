//! The scopes we know, in the words of the consent page.

use domain::oidc::Scopes;
use domain::oidc::operation::{APPLICATIONS, DESK, Party, opened_by};

/// One thing a scope allows, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeInWords {
    /// As the client asks for it.
    pub scope: &'static str,
    /// What it allows, in Russian.
    pub ru: &'static str,
    /// What it allows, in English.
    pub en: &'static str,
}

const fn words(scope: &'static str, ru: &'static str, en: &'static str) -> ScopeInWords {
    ScopeInWords { scope, ru, en }
}

/// Proof of the person's identity: what makes a request one of OpenID Connect.
pub(super) const OPENID: &str = "openid";
/// Name and date of birth.
pub(super) const PROFILE: &str = "profile";
/// E-mail.
pub(super) const EMAIL: &str = "email";
pub(super) const PHONE: &str = "phone";
/// Refresh tokens.
pub(super) const OFFLINE: &str = "offline_access";

/// The scopes whose claims a portal gets by sign-in alone, in the order people read them.
const CLAIMS: [ScopeInWords; 4] = [
    words(OPENID, "узнать вас при следующем входе", "recognise you when you come again"),
    words(PROFILE, "узнать ваши имя и дату рождения", "see your name and date of birth"),
    words(EMAIL, "узнать вашу электронную почту", "see your e-mail address"),
    words(PHONE, "узнать ваш номер телефона", "see your phone number"),
];

/// The scope that lasts beyond the page.
const LASTING: ScopeInWords = words(
    OFFLINE,
    "сохранить доступ, когда вы закроете страницу",
    "keep the access after you close the page",
);

/// The scopes that are told to clients. `bot` and `desk` are the platform's own.
pub(super) const TOLD: [&str; 6] = [OPENID, PROFILE, EMAIL, PHONE, APPLICATIONS, OFFLINE];

/// What the scopes of a set open to a client, in words: those of operations come from their registry, so that
/// nothing is opened that nobody was told of.
pub(super) fn in_words(scopes: &Scopes, client: Party) -> Vec<ScopeInWords> {
    let claims = CLAIMS.into_iter().filter(|known| scopes.has(known.scope));
    let opened =
        [APPLICATIONS, DESK].into_iter().filter(|scope| scopes.has(scope)).flat_map(|scope| {
            opened_by(scope, client).into_iter().map(move |one| {
                let (ru, en) = one.words();
                words(scope, ru, en)
            })
        });
    let lasting = [LASTING].into_iter().filter(|known| scopes.has(known.scope));
    claims.chain(opened).chain(lasting).collect()
}
