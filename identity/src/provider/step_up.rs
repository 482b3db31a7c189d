//! "Sign in anew, after this moment": a mark in the address a person comes back to, so that
//! `prompt=login` and `max_age` are satisfied by a sign-in after the request and by no older one.

use super::params::Params;
use crate::encoding::{b64, form, same};
use crate::identity::Identity;
use crate::session::Session;
use domain::oidc::LocalPath;
use domain::time::Moment;

/// Where clients send people.
pub(super) const AUTHORIZE: &str = "/oauth2/authorize";
const MARK: &str = "login_after";

impl Identity {
    /// The request as an address to come back to. With `anew`, only a sign-in after now will do;
    /// a mark that is there already stays.
    pub(super) fn come_back(&self, params: Params<'_>, anew: Option<Moment>) -> Option<LocalPath> {
        let query = unmarked(params);
        let mark = anew.map(|now| {
            let after = now.timestamp_micros().to_string();
            let seal = self.seal_of(&after, &query);
            format!("&{MARK}={after}.{seal}")
        });
        format!("{AUTHORIZE}?{query}{}", mark.unwrap_or_default()).parse().ok()
    }

    /// Whether the request carries our own mark and the session began after the marked moment.
    pub(super) fn signed_in_anew(&self, params: Params<'_>, session: &Session) -> bool {
        let Ok(Some(mark)) = params.get(MARK) else { return false };
        let Some((after, seal)) = mark.split_once('.') else { return false };
        let honest = same(self.seal_of(after, &unmarked(params)), seal);
        let began = session.created_at.timestamp_micros();
        honest && after.parse().is_ok_and(|after: i64| began > after)
    }

    fn seal_of(&self, after: &str, query: &str) -> String {
        b64(self.store.mark("authorize login after", &format!("{after} {query}")))
    }
}

fn unmarked(params: Params<'_>) -> String {
    form(
        params
            .0
            .iter()
            .filter(|(name, _)| name != MARK)
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}
