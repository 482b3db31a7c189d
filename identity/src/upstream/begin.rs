//! Sending a person to ESIA.

use crate::browser::BrowserKey;
use crate::encoding::{form, pkce_challenge, random_token, random_uuid};
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::upstream::request;
use domain::oidc::{LocalPath, LoginAttempt, Secret};
use url::Url;

/// Where the browser goes next. To be answered with 303, and not to be cached or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The address.
    pub to: Url,
}

impl std::fmt::Debug for Redirect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redirect({}…)", self.to.host_str().unwrap_or_default())
    }
}

impl Identity {
    /// Begins a sign-in in a browser and says where at ESIA it goes on.
    pub async fn begin_login(
        &self,
        return_to: LocalPath,
        browser: &BrowserKey,
    ) -> Result<Redirect, IdentityError> {
        let now = self.now();
        let state = random_uuid(&*self.entropy);
        let verifier = random_token(&*self.entropy);
        let signed = request::sign(&self.settings.esia, now, state, None).await?;
        let challenge = pkce_challenge(&verifier);
        let attempt = LoginAttempt {
            state,
            verifier: Secret::new(verifier),
            return_to,
            browser: browser.digest(),
            created_at: now,
            until: now + self.settings.lifetimes.login,
        };
        let mut tx = self.begin().await?;
        tx.begin_login(&attempt).await?;
        tx.commit().await?;
        let own = signed.pairs.iter().map(|(name, value)| (*name, value.as_str()));
        let query = form(own.chain([
            ("response_type", "code"),
            ("access_type", "online"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]));
        let mut to = self.settings.esia.at("aas/oauth2/v2/ac");
        to.set_query(Some(&query));
        Ok(Redirect { to })
    }

    /// Where a person leaves ESIA as well, to come back to our front page.
    pub(crate) fn esia_logout_url(&self) -> Url {
        let mut url = self.settings.esia.at("idp/ext/Logout");
        let home = format!("{}/", self.issuer);
        let query =
            form([("client_id", self.settings.esia.client_id.as_str()), ("redirect_url", &home)]);
        url.set_query(Some(&query));
        url
    }
}
