//! Signing in through ESIA, coming back from it, signing out.

use super::{html, html_as, see_other};
use crate::app::App;
use crate::pages::cookies::Jar;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::{Resident, Visitor, sign_in_address, way_back};
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use identity::{BrowserKey, CallbackQuery, LoginError, Untrusted, UpstreamFault};
use openapi::problem::Code;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

/// Signing in and out.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(login).service(done).service(callback).service(logout);
}

/// Where to afterwards.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    return_to: Option<String>,
    /// Given when the person of a session is to be asked again.
    anew: Option<String>,
}

/// A sign-in that did not come about.
#[derive(Debug, Serialize)]
struct Failed {
    /// By the word of [`told`].
    reason: &'static str,
    again: String,
}

/// Sends the person to ESIA.
#[get("/login")]
pub(super) async fn login(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    let way = way_back(query.return_to.as_deref());
    if visitor.signed.is_some() && query.anew.is_none() {
        return Ok(see_other(way.as_str()));
    }
    let jar = Jar::of(&app.settings);
    let own = jar.browser(&request).and_then(|value| BrowserKey::from_cookie(&value));
    let browser = own.unwrap_or_else(|| BrowserKey::new(&*app.cx.entropy));
    match app.identity.begin_login(way.clone(), &browser).await {
        Ok(redirect) => {
            let mut answer = see_other(redirect.to.as_str());
            let cookie = jar.give_browser(browser.cookie_value().to_owned());
            answer.add_cookie(&cookie).map_err(|_too_long| Code::Internal)?;
            Ok(answer)
        }
        // The portal that sent the person is told; it knows what to do next.
        Err(error) => match app.identity.refuse_portal(&way, BEGIN_FAILED) {
            Some(portal) => {
                tracing::error!(%error, "a sign-in for a portal did not begin");
                Ok(see_other(portal.as_str()))
            }
            None => Err(error.into()),
        },
    }
}

/// What a portal is told when the way to ESIA cannot even begin.
const BEGIN_FAILED: (&str, &str) = ("server_error", "the sign-in could not begin");

/// A person signed in in a tab of its own, to go on in another where their form is.
#[get("/login/done")]
pub(super) async fn done(
    app: web::Data<App>,
    resident: Resident,
) -> Result<HttpResponse, PageFailure> {
    html(&app, &resident.visitor, "signed-in.html", &())
}

/// The person is back from ESIA.
#[get("/esia/callback")]
pub(super) async fn callback(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
    query: web::Query<CallbackQuery>,
) -> Result<HttpResponse, PageFailure> {
    let jar = Jar::of(&app.settings);
    let own = jar.browser(&request).and_then(|value| BrowserKey::from_cookie(&value));
    let way = match &own {
        Some(browser) => app.identity.way_of_login(&query, browser).await,
        None => Ok(None),
    };
    let finished = match &own {
        Some(browser) => app.identity.finish_login(&query, browser).await,
        None => Err(LoginError::OtherBrowser),
    };
    match finished {
        Ok(signed_in) => {
            // The browser keeps its key: a second tab may be on its way with it.
            let mut answer = see_other(signed_in.return_to.as_str());
            let session = jar.give_session(signed_in.cookie.expose_secret().to_owned());
            answer.add_cookie(&session).map_err(|_too_long| Code::Internal)?;
            Ok(answer)
        }
        // Somebody went back onto this address: they are signed in, and nothing is wrong.
        Err(LoginError::Stale | LoginError::OtherBrowser) if visitor.signed.is_some() => {
            Ok(see_other("/cabinet"))
        }
        Err(error) => {
            let way = way.ok().flatten();
            let portal = way.and_then(|way| app.identity.refuse_portal(&way, error.oauth()));
            match (portal, error) {
                (Some(portal), _) => Ok(see_other(portal.as_str())),
                (None, LoginError::Store(error)) => Err(CaseError::Store(error).into()),
                (None, error) => failed(&app, &visitor, &error),
            }
        }
    }
}

fn failed(app: &App, visitor: &Visitor, error: &LoginError) -> Result<HttpResponse, PageFailure> {
    let (status, reason) = told(error).ok_or(Code::Internal)?;
    let again = match error {
        LoginError::Denied { return_to } => sign_in_address(return_to.as_str()),
        _ => sign_in_address("/"),
    };
    html_as(status, app, visitor, "login-failed.html", &Failed { reason, again })
}

/// What the page says of a sign-in that did not come about: only where another try may help is one asked for. Nothing, if it is ours.
const fn told(error: &LoginError) -> Option<(StatusCode, &'static str)> {
    Some(match error {
        LoginError::Denied { .. } => (StatusCode::OK, "denied"),
        LoginError::Stale => (StatusCode::BAD_REQUEST, "stale"),
        LoginError::OtherBrowser => (StatusCode::BAD_REQUEST, "other_browser"),
        LoginError::Upstream(UpstreamFault::Away(_) | UpstreamFault::Status(500..)) => {
            (StatusCode::BAD_GATEWAY, "away")
        }
        LoginError::Upstream(UpstreamFault::Nameless) => (StatusCode::FORBIDDEN, "nameless"),
        LoginError::Upstream(_) => (StatusCode::BAD_GATEWAY, "odd"),
        LoginError::Untrusted(Untrusted::Account) => (StatusCode::FORBIDDEN, "closed"),
        LoginError::Untrusted(_) => (StatusCode::BAD_GATEWAY, "untrusted"),
        LoginError::Sign(_) | LoginError::Store(_) => return None,
    })
}

/// Ends the session here, then at ESIA.
#[post("/logout")]
pub(super) async fn logout(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let esia = app.identity.logout(&sent.resident.session).await?;
    let mut answer = see_other(esia.as_str());
    let cookie = Jar::of(&app.settings).take_session();
    answer.add_cookie(&cookie).map_err(|_too_long| Code::Internal)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Issue 6, A3: nobody is told to try later where no later answer can be another.
    #[test]
    fn a_sign_in_that_failed_is_told_by_what_was_wrong() {
        let said = |error: LoginError| told(&error).map(|(_, reason)| reason);
        for (fault, reason) in [
            (UpstreamFault::Away("it took too long"), "away"),
            (UpstreamFault::Status(503), "away"),
            (UpstreamFault::Status(404), "odd"),
            (UpstreamFault::Refused("ESIA-007004".to_owned()), "odd"),
            (UpstreamFault::Shape("tokens"), "odd"),
            (UpstreamFault::Nameless, "nameless"),
        ] {
            assert_eq!(said(fault.into()), Some(reason));
        }
        assert_eq!(said(LoginError::Stale), Some("stale"));
        assert_eq!(said(LoginError::OtherBrowser), Some("other_browser"));
        assert_eq!(said(Untrusted::Account.into()), Some("closed"));
        assert_eq!(said(Untrusted::Signature.into()), Some("untrusted"));
    }
}
