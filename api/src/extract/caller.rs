//! Who calls: the permission is in the extractor. A handler that takes `Signed` does not run for anybody
//! who is not a person with the scope it needs.

use super::operation::{operation, permit};
use crate::app::App;
use crate::failure::Failure;
use crate::lang::lang_of;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use casework::read::Case;
use casework::{CaseError, Key};
use domain::access::{Actor, Person};
use domain::id::ReceptionId;
use domain::oidc::operation::{DESK, is_recent_for_duties};
use domain::text::{Lang, Text};
use domain::time::Moment;
use futures::future::LocalBoxFuture;
use identity::{Bearer, BearerError, Right};
use openapi::problem::{Code, FieldCode};

/// The header that names the reception in which an operator acts for a visitor.
pub(crate) const RECEPTION: &str = "Reception";

/// Anybody. Who sends a token must send a good one all the same.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) lang: Lang,
}

/// A person with a token of the needed scope.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) actor: Actor,
    pub(crate) person: Person,
    pub(crate) client: String,
    /// Whether that is a client of the platform itself.
    pub(crate) first_party: bool,
    /// How far the token and the sign-in behind it carry the person's duties.
    pub(crate) duties: DutyAccess,
    /// By what they may listen to a live feed.
    pub(crate) right: Right,
    pub(crate) lang: Lang,
}

/// How far a token carries its person's duties. A scope says what a client may do, a duty what a person may do: both
/// must allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DutyAccess {
    /// They count.
    Fully,
    /// They would, after a new sign-in.
    AfterSignIn,
    /// The token is not for them.
    Not,
}

impl DutyAccess {
    fn by(bearer: &Bearer, now: Moment) -> Self {
        if !bearer.scopes.has(DESK) || !bearer.first_party {
            return Self::Not;
        }
        match bearer.auth_time {
            Some(at) if is_recent_for_duties(at, now) => Self::Fully,
            _ => Self::AfterSignIn,
        }
    }
}

/// A person who acts within their duties: a token with the scope `desk`, of a client of the platform itself, after a
/// recent sign-in.
#[derive(Debug)]
pub(crate) struct OnDuty(pub(crate) Signed);

impl FromRequest for OnDuty {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let signed = signed(&request).await?;
            match signed.duties {
                DutyAccess::Fully => Ok(Self(signed)),
                DutyAccess::AfterSignIn => Err(Failure::new(Code::StaleSignIn)),
                DutyAccess::Not => Err(Failure::new(Code::Forbidden)),
            }
        })
    }
}

impl Signed {
    /// A case that is hidden from this person, who has duties and signed in too long ago to act on them: that is
    /// said, so that they sign in anew.
    pub(crate) fn hidden(&self, error: CaseError) -> Failure {
        match error {
            CaseError::NotFound(_) if self.duties == DutyAccess::AfterSignIn => {
                Failure::new(Code::StaleSignIn)
            }
            error => error.into(),
        }
    }

    /// A case as this client may have it. The code by which anybody is told how it stands is for the person, and outlives a consent: somebody
    /// else's client does not get it.
    pub(crate) fn given(&self, case: Case) -> Case {
        Case { status_code: case.status_code.filter(|_| self.first_party), ..case }
    }

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
            // Who it speaks for is asked of nobody: what anybody may read is the same for all.
            bearer(&request).await?;
            Ok(Self { lang: lang_of(&request) })
        })
    }
}

/// The bot itself, by a token of its own that speaks for no person.
#[derive(Debug)]
pub(crate) struct OwnBot;

impl FromRequest for OwnBot {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let bearer = permitted(&request).await?;
            match bearer.citizen {
                None => Ok(Self),
                Some(_) => Err(Failure::with(
                    Code::Forbidden,
                    "токен выдан человеку, а нужен токен самого приложения",
                    "the token speaks for a person",
                )),
            }
        })
    }
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { signed(&request).await })
    }
}

/// The token of a request, if its client may call the operation.
pub(super) async fn permitted(request: &HttpRequest) -> Result<Bearer, Failure> {
    let bearer = bearer(request).await?.ok_or_else(|| Failure::new(Code::Unauthenticated))?;
    permit(&bearer, operation(request)?)?;
    Ok(bearer)
}

/// The person behind the token of a request, if its client may call the operation.
async fn signed(request: &HttpRequest) -> Result<Signed, Failure> {
    let bearer = permitted(request).await?;
    let mut duties = DutyAccess::by(&bearer, app(request)?.cx.clock.now());
    let mut person = person(request, &bearer, duties).await?.ok_or_else(|| {
        let ru = "токен выдан приложению, а нужен токен человека";
        Failure::with(Code::Forbidden, ru, "the token speaks for no person")
    })?;
    if person.duties.is_empty() && duties == DutyAccess::AfterSignIn {
        duties = DutyAccess::Not;
    }
    if duties != DutyAccess::Fully {
        person.duties.clear();
    }
    note_reading(app(request)?, &bearer).await?;
    if let Some(visitor) = visitor(request, (&person, duties)).await? {
        person = visitor;
    }
    Ok(Signed {
        actor: Actor::Person(person.clone()),
        person,
        client: bearer.client_id.to_string(),
        first_party: bearer.first_party,
        duties,
        right: bearer.right(),
        lang: lang_of(request),
    })
}

/// The visitor for whom an operator asks, if for one.
async fn visitor(
    request: &HttpRequest,
    (operator, duties): (&Person, DutyAccess),
) -> Result<Option<Person>, Failure> {
    let Some(value) = request.headers().get(RECEPTION) else { return Ok(None) };
    if !operation(request)?.for_visitors {
        let (ru, en) = ("это действие за посетителя не делают", "this is not done for a visitor");
        return Err(of_reception(Code::BadParameter, ru, en));
    }
    if duties == DutyAccess::AfterSignIn {
        return Err(Failure::new(Code::StaleSignIn));
    }
    let none =
        || of_reception(Code::NotFound, "такого приёма у вас нет", "you have no such reception");
    let id: Option<ReceptionId> = value.to_str().ok().and_then(|text| text.parse().ok());
    let operator = Actor::Person(operator.clone());
    let id = id.ok_or_else(none)?;
    match casework::reception::serve::serve(&app(request)?.cx, &operator, id).await {
        Ok(serving) => Ok(Some(serving.person)),
        Err(CaseError::NotFound(_)) => Err(none()),
        Err(error) => Err(error.into()),
    }
}

fn of_reception(code: Code, ru: &str, en: &str) -> Failure {
    Failure::field(code, "header:Reception", FieldCode::Invalid, Text::new(ru, en))
}

/// Notes, for the person behind a token, that a client of others reads what they consented to.
pub(crate) async fn note_reading(app: &App, bearer: &Bearer) -> Result<(), Failure> {
    let Some(citizen) = bearer.citizen.filter(|_| !bearer.first_party) else { return Ok(()) };
    Ok(casework::access_log::note_client(&app.cx, citizen, bearer.client_id.as_str()).await?)
}

pub(super) fn app(request: &HttpRequest) -> Result<&web::Data<App>, Failure> {
    request.app_data::<web::Data<App>>().ok_or_else(|| Failure::new(Code::Internal))
}

fn not_good(refused: &BearerError) -> Failure {
    let ru = match refused {
        BearerError::Expired => "срок токена истёк",
        BearerError::Revoked => "доступ отозван",
        _ => "это не наш токен",
    };
    Failure::with(Code::Unauthenticated, ru, refused.to_string())
}

async fn bearer(request: &HttpRequest) -> Result<Option<Bearer>, Failure> {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let token = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            let ru = "отправьте заголовок Authorization: Bearer …";
            Failure::with(Code::Unauthenticated, ru, "send Authorization: Bearer …")
        })?;
    match app(request)?.identity.verify_access_token(token).await {
        Ok(bearer) => Ok(Some(bearer)),
        Err(BearerError::Failed(error)) => Err(error.into()),
        Err(refused) => Err(not_good(&refused)),
    }
}

async fn person(
    request: &HttpRequest,
    bearer: &Bearer,
    duties: DutyAccess,
) -> Result<Option<Person>, Failure> {
    let (Some(citizen), Some(assurance)) = (bearer.citizen, bearer.assurance) else {
        return Ok(None);
    };
    let cx = &app(request)?.cx;
    // Who acts in their own matters is not asked for duties: a token that carries none costs no look.
    Ok(Some(match duties {
        DutyAccess::Not => Person::new(citizen, assurance),
        DutyAccess::Fully | DutyAccess::AfterSignIn => {
            casework::who::official(cx, citizen, assurance).await?.0
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use domain::oidc::operation::{DUTY_SIGN_IN, Party};

    fn bearer(scopes: &str, client: Party, signed_in: Option<Moment>) -> Bearer {
        Bearer {
            citizen: None,
            client_id: "tested".parse().unwrap(),
            first_party: client == Party::First,
            scopes: scopes.parse().unwrap(),
            auth_time: signed_in,
            assurance: None,
            sid: None,
            grant: None,
            until: Moment::UNIX_EPOCH,
        }
    }

    /// Duties need the scope, a client of our own and a recent sign-in: all three.
    #[test]
    fn duties_are_carried_only_by_our_own_clients_after_a_recent_sign_in() {
        let now = Moment::UNIX_EPOCH + Duration::days(1);
        let (recent, old) = (Some(now - Duration::hours(1)), Some(now - DUTY_SIGN_IN));
        let carried = |scopes, client, at| DutyAccess::by(&bearer(scopes, client, at), now);
        assert_eq!(carried("applications desk", Party::First, recent), DutyAccess::Fully);
        assert_eq!(carried("applications desk", Party::First, old), DutyAccess::AfterSignIn);
        assert_eq!(carried("applications desk", Party::First, None), DutyAccess::AfterSignIn);
        assert_eq!(carried("applications desk", Party::Third, recent), DutyAccess::Not, "a portal");
        assert_eq!(carried("applications", Party::First, recent), DutyAccess::Not);
    }
}
