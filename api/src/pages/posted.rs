//! What a form of a page sends. A form that changes something carries the session's CSRF token; without
//! it nothing runs.

use super::page_failure::PageFailure;
use super::uploading::{self, Receiver};
use super::visitor::{AtWindow, Resident, Visitor};
use crate::app::App;
use crate::failure::Failure;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest, web};
use bytes::BytesMut;
use casework::CaseError;
use domain::text::Text;
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use identity::Session;
use openapi::problem::{Code, FieldCode};
use url::form_urlencoded;

/// The most a form may weigh: the largest form of a service, percent-encoded.
pub(super) const LIMIT: usize = 256 * 1024;
/// The name of the token's field.
pub(super) const CSRF: &str = "csrf";

/// The fields of a form, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a body of a form.
    pub(super) fn parse(body: &[u8]) -> Self {
        let owned = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            (name.into_owned(), value.into_owned())
        };
        Self(form_urlencoded::parse(body).map(owned).collect())
    }

    /// Adds a field.
    pub(super) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    /// Gives a field one value, whatever it had.
    pub(super) fn set(&mut self, name: &str, value: String) {
        self.0.retain(|(one, _)| one != name);
        self.push(name, value);
    }

    /// The first value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(one, _)| *one == name).map(|(_, value)| value)
    }

    /// Every value of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// The names and values.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A field that a form of ours always has.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Failure> {
        self.get(name).ok_or_else(|| {
            let hint = Text::new("в форме нет поля", "the form lacks a field");
            Failure::field(Code::BadShape, &format!("/{name}"), FieldCode::Missing, hint)
        })
    }

    /// The page's key, as we made it: 32 hex digits.
    pub(crate) fn key(&self) -> Result<&str, Failure> {
        let key = self.need("key")?;
        let ours = key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        ours.then_some(key).ok_or_else(|| {
            let hint = Text::new(
                "обновите страницу и отправьте форму снова",
                "reload the page and send it again",
            );
            Failure::field(Code::BadShape, "/key", FieldCode::Invalid, hint)
        })
    }

    /// A number that a form of ours always has.
    pub(crate) fn number(&self, name: &str) -> Result<i64, Failure> {
        self.need(name)?.parse().map_err(|_not_a_number| {
            let hint = Text::new("нужно целое число", "a whole number is needed");
            Failure::field(Code::BadShape, &format!("/{name}"), FieldCode::Invalid, hint)
        })
    }
}

/// A form a person sent from a page of their session.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) resident: Resident,
    pub(crate) fields: Fields,
}

impl FromRequest for Sent {
    type Error = PageFailure;
    type Future = LocalBoxFuture<'static, Result<Self, PageFailure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        taken(request, payload, |typed| match typed {
            Typed::Present(sent) => Ok(sent),
            Typed::Over(..) => Err(CaseError::ReceptionOver.into()),
            Typed::Earlier(_) | Typed::Resumed(_) => Err(Code::BadCsrfToken.into()),
            Typed::SignedOut(..) => Err(Code::Unauthenticated.into()),
        })
    }
}

/// A form that anybody may send; from a person who is signed in, only with their session's token.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
}

impl FromRequest for Posted {
    type Error = PageFailure;
    type Future = LocalBoxFuture<'static, Result<Self, PageFailure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        taken(request, payload, |typed| match typed {
            Typed::Present(Sent { resident, fields }) => {
                Ok(Self { visitor: resident.visitor, fields })
            }
            Typed::SignedOut(visitor, fields) => Ok(Self { visitor, fields }),
            Typed::Over(..) => Err(CaseError::ReceptionOver.into()),
            Typed::Earlier(_) | Typed::Resumed(_) => Err(Code::BadCsrfToken.into()),
        })
    }
}

/// A form, taken or refused by who sent it.
fn taken<T: 'static>(
    request: &HttpRequest,
    payload: &mut Payload,
    take: fn(Typed) -> Result<T, PageFailure>,
) -> LocalBoxFuture<'static, Result<T, PageFailure>> {
    let typed = Typed::from_request(request, payload);
    Box::pin(async move { take(typed.await?) })
}

/// A form of a service that a person filled in. What they typed is theirs, whatever became of their session meanwhile.
#[derive(Debug)]
pub(crate) enum Typed {
    /// From a page of their present session.
    Present(Sent),
    /// From a page of another session of the browser's: nothing is done by it, and it is shown again.
    Earlier(Sent),
    /// Nobody is signed in any more.
    SignedOut(Visitor, Fields),
    /// The reception of the visitor it is for is over: nothing is done by it until the operator says that they are still there.
    Over(Visitor, Fields),
    /// The operator went on with that visitor: nothing is done by it, and it is shown again.
    Resumed(Sent),
}

/// The mark of a form by which an operator goes on with a visitor whose reception is over.
const RESUME: &str = "resume";

impl Typed {
    /// What was sent by a visitor of the site.
    async fn of(app: &App, mut visitor: Visitor, fields: Fields) -> Result<Self, PageFailure> {
        let own = |session: &Session| {
            check_token(fields.get(CSRF), |token| session.csrf_ok(token)).is_ok()
        };
        let signed = visitor.signed.as_ref();
        let (over, goes_on) = match &visitor.at_window {
            AtWindow::Over(id) => {
                let is_own = signed.is_some_and(|signed| own(&signed.session));
                (Some(*id), is_own && fields.get(RESUME).is_some())
            }
            _ => (None, false),
        };
        match over {
            Some(id) if goes_on && visitor.resume(app, id).await.is_ok() => {}
            // Not gone on with, or it cannot be now: what was typed stays.
            Some(_) => return Ok(Self::Over(visitor, fields)),
            None => {}
        }
        let Some(resident) = visitor.resident() else {
            return Ok(Self::SignedOut(visitor, fields));
        };
        let is_own = own(&resident.session);
        let sent = Sent { resident, fields };
        Ok(match (over, is_own) {
            (Some(_), _) => Self::Resumed(sent),
            (None, true) => Self::Present(sent),
            (None, false) => Self::Earlier(sent),
        })
    }
}

impl FromRequest for Typed {
    type Error = PageFailure;
    type Future = LocalBoxFuture<'static, Result<Self, PageFailure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            let visitor = Visitor::of(&request).await?;
            from_own_page(request.headers())?;
            let payload = payload.await.map_err(|_broken| Failure::new(Code::BadShape))?;
            let fields = match kind(request.headers()).as_deref() {
                Some("application/x-www-form-urlencoded") => Fields::parse(&read(payload).await?),
                Some("multipart/form-data") => with_files(&request, &visitor, payload).await?,
                _ => return Err(Failure::new(Code::UnsupportedMediaType).into()),
            };
            let app = request.app_data::<web::Data<App>>().ok_or(Code::Internal)?;
            Self::of(app, visitor, fields).await
        })
    }
}

/// A form without the session's token is not from a page of this session.
fn check_token(token: Option<&str>, is_good: impl Fn(&str) -> bool) -> Result<(), Failure> {
    if token.is_some_and(is_good) { Ok(()) } else { Err(Failure::new(Code::BadCsrfToken)) }
}

/// Browsers tell where a form comes from: another site's is refused whatever it carries.
pub(super) fn from_own_page(headers: &HeaderMap) -> Result<(), Failure> {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    match site {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(Failure::new(Code::BadCsrfToken)),
    }
}

/// The media type of a form, without its parameters.
fn kind(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// A form with files. They are received for a person who is signed in, from a page of their session.
async fn with_files(
    request: &HttpRequest,
    visitor: &Visitor,
    payload: web::Payload,
) -> Result<Fields, Failure> {
    let form = Multipart::new(request.headers(), payload);
    let app = request.app_data::<web::Data<App>>().ok_or(Failure::new(Code::Internal))?;
    let Some(resident) = visitor.resident() else {
        return uploading::read(form, None).await;
    };
    let (actor, is_own) = (resident.actor(), |token: &str| resident.session.csrf_ok(token));
    let receiver = Receiver { cx: &app.cx, actor: &actor, is_own: &is_own };
    uploading::read(form, Some(receiver)).await
}

async fn read(mut payload: web::Payload) -> Result<BytesMut, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_cut| Failure::new(Code::BadShape))?;
        if bytes.len().saturating_add(chunk.len()) > LIMIT {
            return Err(Failure::new(Code::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;
    use actix_web::http::header::{HeaderName, HeaderValue};

    #[test]
    fn a_form_without_the_token_of_its_session_is_forbidden() {
        let good = |token: &str| token == "t";
        for token in [None, Some(""), Some("other")] {
            let refused = check_token(token, good).unwrap_err();
            assert_eq!(refused.code(), Code::BadCsrfToken);
            assert_eq!(refused.status_code().as_u16(), 403);
        }
        assert!(check_token(Some("t"), good).is_ok());
    }

    #[test]
    fn a_form_of_another_site_is_forbidden() {
        let headers = |site: &'static str| {
            let mut headers = HeaderMap::new();
            headers
                .insert(HeaderName::from_static("sec-fetch-site"), HeaderValue::from_static(site));
            headers
        };
        assert!(from_own_page(&HeaderMap::new()).is_ok());
        assert!(from_own_page(&headers("same-origin")).is_ok());
        for site in ["cross-site", "same-site", "x"] {
            assert!(from_own_page(&headers(site)).is_err(), "{site}");
        }
    }

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let fields = Fields::parse("a=%D0%B0+b&c=1&c=2&d".as_bytes());
        assert_eq!(fields.get("a"), Some("а b"));
        assert_eq!(fields.all("c").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.get("d"), Some(""));
        assert!(fields.need("e").is_err() && fields.number("a").is_err());
        assert_eq!(fields.number("c").unwrap(), 1);
    }
}
