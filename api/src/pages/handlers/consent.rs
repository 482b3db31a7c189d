//! Another site asks for a person: sign-in, and the question of consent (OpenID Connect).

use super::{html, see_other};
use crate::app::App;
use crate::failure::Failure;
use crate::handlers::named;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::{Visitor, sign_in_address};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use domain::text::Lang;
use identity::{Authorize, ConsentError, Decision, ScopeInWords};
use openapi::problem::Code;
use serde::Serialize;
use url::form_urlencoded;

#[derive(Debug, Serialize)]
pub(in crate::pages) struct Question {
    pub(in crate::pages) grant: String,
    pub(in crate::pages) client: String,
    pub(in crate::pages) scopes: Vec<&'static str>,
    /// Whose account it is, masked for those who look over the shoulder.
    pub(in crate::pages) account: String,
}

/// A request of a client.
#[get("/oauth2/authorize")]
pub(super) async fn authorize(
    app: web::Data<App>,
    visitor: Visitor,
    request: HttpRequest,
) -> Result<HttpResponse, PageFailure> {
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    answer(&app, &visitor, &query.into_owned().collect::<Vec<_>>()).await
}

/// The same by POST, as the standard asks. It changes nothing: an answer is given only after consent.
#[post("/oauth2/authorize")]
pub(super) async fn authorize_by_post(
    app: web::Data<App>,
    visitor: Visitor,
    form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageFailure> {
    answer(&app, &visitor, &form).await
}

/// The person's decision.
#[post("/oauth2/consent")]
pub(super) async fn decide(app: web::Data<App>, sent: Sent) -> Result<HttpResponse, PageFailure> {
    let grant = named(sent.fields.need("grant")?)?;
    let decision = match sent.fields.get("decision") {
        Some("allow") => Decision::Allow,
        _ => Decision::Refuse,
    };
    match app.identity.consent(grant, &sent.resident.session, decision).await {
        Ok(url) => Ok(see_other(url.as_str())),
        Err(ConsentError::NoQuestion) => Err(Code::Conflict.into()),
        Err(ConsentError::Failed(error)) => Err(error.into()),
    }
}

async fn answer(
    app: &App,
    visitor: &Visitor,
    params: &[(String, String)],
) -> Result<HttpResponse, PageFailure> {
    let signed = visitor.signed.as_ref();
    let session = signed.map(|signed| &signed.session);
    let answer = app.identity.authorize(params, session).await?;
    match answer {
        Authorize::ErrorPage { code, description } => {
            // For whoever writes the client: the words of the standard, in any language.
            let said = format!("{code}: {description}");
            Err(Failure::with(Code::BadParameter, said.clone(), said).into())
        }
        // Even a person of a session is sent: the client may want them asked anew.
        Authorize::NeedLogin { return_to } => {
            Ok(see_other(&format!("{}&anew", sign_in_address(return_to.as_str()))))
        }
        Authorize::NeedConsent { grant, client_name, scopes } => {
            let page = Question {
                grant: grant.to_string(),
                client: client_name,
                scopes: scopes.iter().map(|scope| in_words(scope, visitor.lang)).collect(),
                account: signed
                    .map(|signed| signed.citizen.profile.masked_name())
                    .unwrap_or_default(),
            };
            html(app, visitor, "consent.html", &page)
        }
        Authorize::Redirect(url) => Ok(see_other(url.as_str())),
    }
}

const fn in_words(scope: &ScopeInWords, lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => scope.ru,
        Lang::En => scope.en,
    }
}
