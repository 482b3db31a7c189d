//! Signing in through ESIA, coming back from it, signing out.

use super::{html, html_as, see_other};
use crate::app::App;
use crate::pages::cookies::Jar;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::{Resident, Visitor, sign_in_address, way_back};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use casework::CaseError;
use identity::{BrowserKey, CallbackQuery, LoginError};
use openapi::problem::Code;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

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
    /// `denied`, `stale`, `away`, `untrusted`.
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
    let root = sign_in_address("/");
    let (status, reason, again) = match error {
        LoginError::Denied { return_to } => {
            (StatusCode::OK, "denied", sign_in_address(return_to.as_str()))
        }
        LoginError::Stale | LoginError::OtherBrowser => (StatusCode::BAD_REQUEST, "stale", root),
        LoginError::Upstream(_) => (StatusCode::BAD_GATEWAY, "away", root),
        LoginError::Untrusted(_) => (StatusCode::BAD_GATEWAY, "untrusted", root),
        LoginError::Sign(_) | LoginError::Store(_) => return Err(Code::Internal.into()),
    };
    html_as(status, app, visitor, "login-failed.html", &Failed { reason, again })
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
