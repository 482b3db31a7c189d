//! The three cookies of the pages: the session, the key of a browser on its way to sign-in, the language.

use crate::app::Settings;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use domain::text::Lang;

const SESSION: &str = "uslugi";
const BROWSER: &str = "uslugi-browser";
const LANG: &str = "uslugi-lang";
/// As long as a choice of language is kept.
const YEAR: Duration = Duration::days(365);
/// As long as a sign-in may take, and somewhat more.
const SIGN_IN: Duration = Duration::minutes(30);

/// How cookies are named and guarded here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Jar {
    secure: bool,
}

impl Jar {
    /// Under https the names begin with `__Host-`: no other host and no plain http can set them.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self { secure: settings.public_url.scheme() == "https" }
    }

    /// The secret of the session, if the browser has one.
    pub(crate) fn session(self, request: &HttpRequest) -> Option<String> {
        self.read(request, SESSION)
    }

    /// The key of the browser, if it has one.
    pub(crate) fn browser(self, request: &HttpRequest) -> Option<String> {
        self.read(request, BROWSER)
    }

    /// The language the browser was given, if it is one of ours.
    pub(crate) fn lang(self, request: &HttpRequest) -> Option<Lang> {
        self.read(request, LANG).and_then(|tag| Lang::of_tag(&tag))
    }

    /// Gives the language.
    pub(crate) fn give_lang(self, lang: Lang) -> Cookie<'static> {
        let mut cookie = self.bake(LANG, lang.tag().to_owned());
        cookie.set_max_age(YEAR);
        cookie
    }

    /// Gives the session; it ends with the browser, or earlier on the server.
    pub(crate) fn give_session(self, secret: String) -> Cookie<'static> {
        self.bake(SESSION, secret)
    }

    /// Gives the browser its key.
    pub(crate) fn give_browser(self, key: String) -> Cookie<'static> {
        let mut cookie = self.bake(BROWSER, key);
        cookie.set_max_age(SIGN_IN);
        cookie
    }

    /// Takes the session away.
    pub(crate) fn take_session(self) -> Cookie<'static> {
        self.take(SESSION)
    }

    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn read(self, request: &HttpRequest, name: &str) -> Option<String> {
        request.cookie(&self.name(name)).map(|cookie| cookie.value().to_owned())
    }

    /// `Lax`, not `Strict`: people come back from ESIA by a link of another site.
    fn bake(self, name: &str, value: String) -> Cookie<'static> {
        Cookie::build(self.name(name), value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .finish()
    }

    fn take(self, name: &str) -> Cookie<'static> {
        let mut cookie = self.bake(name, String::new());
        cookie.make_removal();
        cookie
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_https_cookies_are_bound_to_the_host() {
        let text = Jar { secure: true }.give_session("s".to_owned()).to_string();
        for part in ["__Host-uslugi=s", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("Domain"), "{text}");
        let plain = Jar { secure: false }.give_session("s".to_owned()).to_string();
        assert!(plain.starts_with("uslugi=s") && !plain.contains("Secure"), "{plain}");
        assert!(Jar { secure: true }.take_session().to_string().contains("Max-Age=0"));
    }
}
