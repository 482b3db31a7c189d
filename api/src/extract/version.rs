//! Versions (`ETag`, `If-Match`) and idempotency keys.

use crate::failure::Failure;
use actix_web::dev::Payload;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest};
use openapi::problem::Code;
use std::future::{Ready, ready};

/// The `ETag` of a version.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The version of a required `If-Match`: 428 when it is absent, 400 when it is not an `ETag` of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub(crate) i64);

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.headers().get(IF_MATCH) {
            None => Err(Failure::new(Code::PreconditionRequired)),
            Some(value) => value
                .to_str()
                .ok()
                .and_then(|value| value.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok())
                .map(Self)
                .ok_or_else(|| {
                    let hint = "send the ETag of the version you saw, e.g. \"3\"";
                    Failure::field(Code::BadParameter, "header:If-Match", "invalid", hint)
                }),
        })
    }
}

/// A required `Idempotency-Key`: 1 to 128 visible ASCII characters.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey(pub(crate) String);

impl FromRequest for IdempotencyKey {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok());
        let good = |key: &&str| {
            (1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        ready(key.filter(good).map(|key| Self(key.to_owned())).ok_or_else(|| {
            let hint = "1 to 128 visible ASCII characters, new for each thing you create";
            Failure::field(Code::BadIdempotencyKey, "header:Idempotency-Key", "missing", hint)
        }))
    }
}
