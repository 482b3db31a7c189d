//! The scopes we know, in the words of the consent page.

use domain::oidc::Scopes;

/// A scope as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeInWords {
    /// The scope.
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
/// Phone.
pub(super) const PHONE: &str = "phone";
/// Refresh tokens.
pub(super) const OFFLINE: &str = "offline_access";

/// All scopes, in the order people read them.
pub(super) const KNOWN: [ScopeInWords; 7] = [
    words(OPENID, "узнать вас при следующем входе", "recognise you when you come again"),
    words(PROFILE, "узнать ваши имя и дату рождения", "see your name and date of birth"),
    words(EMAIL, "узнать вашу электронную почту", "see your e-mail address"),
    words(PHONE, "узнать ваш номер телефона", "see your phone number"),
    words(
        "applications",
        "видеть ваши заявления и подавать новые от вашего имени",
        "see your applications and file new ones for you",
    ),
    words(
        OFFLINE,
        "сохранить доступ, когда вы закроете страницу",
        "keep the access after you close the page",
    ),
    words("bot", "работать как бот платформы", "work as the bot of the platform"),
];

/// The scopes of a set in words.
pub(super) fn in_words(scopes: &Scopes) -> Vec<ScopeInWords> {
    KNOWN.into_iter().filter(|known| scopes.has(known.scope)).collect()
}
