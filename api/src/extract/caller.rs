//! Who calls: the permission is in the extractor. A handler that takes `Signed` does not run for anybody
//! who is not a person with the scope it needs.

use crate::app::App;
use crate::failure::Failure;
use crate::handlers::oauth2::failure;
use crate::middleware::lang_of;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use domain::access::{Actor, Person};
use domain::citizen::Citizen;
use domain::text::Lang;
use futures::future::LocalBoxFuture;
use identity::{Bearer, BearerError};
use openapi::problem::Code;
use store::Key;

/// The scope a token needs to act for its person.
pub(crate) const APPLICATIONS: &str = "applications";
/// The scope of the bot's own client.
pub(crate) const BOT: &str = "bot";

/// Anybody: with a token, who it speaks for; without one, nobody. A bad token is refused all the same.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) actor: Actor,
    pub(crate) lang: Lang,
}

/// A person with a token of the needed scope.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) actor: Actor,
    pub(crate) person: Person,
    pub(crate) citizen: Citizen,
    pub(crate) client: String,
    pub(crate) lang: Lang,
}

impl Signed {
    /// An idempotency key in this person's hands.
    pub(crate) fn key(&self, key: &super::IdempotencyKey, body_sha256: &str) -> Key {
        Key {
            actor: self.person.citizen.to_string(),
            key: key.0.clone(),
            body_sha256: body_sha256.to_owned(),
        }
    }
}

impl FromRequest for Caller {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let lang = lang_of(&request);
            let Some(bearer) = bearer(&request).await? else {
                return Ok(Self { actor: Actor::Anonymous, lang });
            };
            let actor = match person(&request, &bearer).await? {
                Some((person, _)) => Actor::Person(person),
                None if bearer.scopes.has(BOT) => Actor::Bot,
                None => Actor::Anonymous,
            };
            Ok(Self { actor, lang })
        })
    }
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let bearer =
                bearer(&request).await?.ok_or_else(|| Failure::new(Code::Unauthenticated))?;
            if !bearer.scopes.has(APPLICATIONS) {
                let hint = format!("the scope `{APPLICATIONS}` is needed");
                return Err(Failure::with(Code::InsufficientScope, hint));
            }
            let (person, citizen) = person(&request, &bearer)
                .await?
                .ok_or_else(|| Failure::with(Code::Forbidden, "the token speaks for no person"))?;
            Ok(Self {
                actor: Actor::Person(person.clone()),
                person,
                citizen,
                client: bearer.client_id.to_string(),
                lang: lang_of(&request),
            })
        })
    }
}

fn app(request: &HttpRequest) -> Result<&web::Data<App>, Failure> {
    request.app_data::<web::Data<App>>().ok_or_else(|| Failure::new(Code::Internal))
}

async fn bearer(request: &HttpRequest) -> Result<Option<Bearer>, Failure> {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let token = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| Failure::with(Code::Unauthenticated, "send Authorization: Bearer …"))?;
    match app(request)?.identity.verify_access_token(token).await {
        Ok(bearer) => Ok(Some(bearer)),
        Err(BearerError::Failed(error)) => Err(failure(error)),
        Err(refused) => Err(Failure::with(Code::Unauthenticated, refused.to_string())),
    }
}

async fn person(
    request: &HttpRequest,
    bearer: &Bearer,
) -> Result<Option<(Person, Citizen)>, Failure> {
    let (Some(citizen), Some(assurance)) = (bearer.citizen, bearer.assurance) else {
        return Ok(None);
    };
    Ok(Some(casework::who::person(&app(request)?.cx, citizen, assurance).await?))
}
