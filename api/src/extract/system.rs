//! A department's own system: by a token of its client, or by its signature.

use super::body::{read, said_json};
use super::caller::{app, permitted};
use crate::failure::Failure;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::BytesMut;
use casework::connection::{BadSignature, Signed, WebhookSecret};
use domain::codes::DepartmentCode;
use futures::future::LocalBoxFuture;
use openapi::problem::Code;
use std::fmt;

/// A department's own system, by a token of its client that speaks for no person.
#[derive(Debug)]
pub(crate) struct OwnSystem(pub(crate) DepartmentCode);

impl FromRequest for OwnSystem {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let bearer = permitted(&request).await?;
            let connections = &app(&request)?.cx.connections;
            let department = connections.of_client(bearer.client_id.as_str());
            department.filter(|_| bearer.citizen.is_none()).cloned().map(Self).ok_or_else(|| {
                Failure::with(
                    Code::Forbidden,
                    "токен выдан не системе ведомства",
                    "the token is not of a department's system",
                )
            })
        })
    }
}

/// A body that the department of the address has signed.
pub(crate) struct SignedEvent {
    pub(crate) department: DepartmentCode,
    pub(crate) body: BytesMut,
}

impl fmt::Debug for SignedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedEvent({}, {} bytes)", self.department, self.body.len())
    }
}

impl FromRequest for SignedEvent {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let said = said_json(request);
        let payload = web::Payload::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            said?;
            let body = read(payload.await).await?;
            let cx = &app(&request)?.cx;
            // Whose system nobody knows has no secret: it is told no more than one that signs wrong.
            let named = request.match_info().get("department").unwrap_or_default().parse();
            let department: DepartmentCode = named.map_err(|_malformed| unsigned())?;
            let header = |name: &str| {
                let value = request.headers().get(name)?;
                value.to_str().ok()
            };
            let headers = Signed {
                id: header("webhook-id").ok_or_else(unsigned)?,
                timestamp: header("webhook-timestamp").ok_or_else(unsigned)?,
                signature: header("webhook-signature").ok_or_else(unsigned)?,
            };
            let secrets = cx.connections.secrets(&department);
            match WebhookSecret::verify(secrets, headers, &body, cx.clock.now()) {
                Ok(()) => Ok(Self { department, body }),
                Err(BadSignature::Unknown) => Err(unsigned()),
                Err(BadSignature::Time) => Err(Failure::with(
                    Code::BadSignature,
                    "подписано не в последние пять минут: подпишите и отправьте снова",
                    "not signed within the last five minutes: sign it anew and send it again",
                )),
            }
        })
    }
}

fn unsigned() -> Failure {
    Failure::with(
        Code::BadSignature,
        "нужны заголовки webhook-id, webhook-timestamp и webhook-signature, подпись v1 — ключом этого ведомства",
        "the headers webhook-id, webhook-timestamp and webhook-signature are needed, signed (v1) by a secret of this department",
    )
}
