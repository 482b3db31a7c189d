//! A sign-in that a portal sent a person to and that did not come about: the portal is told by an OAuth error.

use super::authorize::Authorize;
use super::params::Params;
use super::step_up::AUTHORIZE;
use crate::identity::Identity;
use domain::oidc::LocalPath;
use url::{Url, form_urlencoded};

impl Identity {
    /// Where the portal whose request leads to `way` is told of an error (RFC 6749 §4.1.2.1). Nothing if no portal sent the person,
    /// or if its request may not be answered: then a page of ours tells the person.
    #[must_use]
    pub fn refuse_portal(
        &self,
        way: &LocalPath,
        (error, description): (&str, &str),
    ) -> Option<Url> {
        let query = way.as_str().strip_prefix(AUTHORIZE)?.strip_prefix('?')?;
        let params: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        match self.read_request(Params(&params)).ok()?.reply.error(error, description) {
            Authorize::Redirect(to) => Some(to),
            Authorize::ErrorPage { .. }
            | Authorize::NeedLogin { .. }
            | Authorize::NeedConsent { .. } => None,
        }
    }
}
