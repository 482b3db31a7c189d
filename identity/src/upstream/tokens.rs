//! Believing ESIA's tokens: signature under the pinned algorithm, issuer, audience, time, and that
//! both speak of one account (Методические рекомендации по ЕСИА, приложение В.6.4).

use super::exchange::EsiaTokens;
use super::{LoginError, Untrusted};
use crate::identity::Identity;
use crate::jws;
use chrono::{DateTime, Duration};
use domain::assurance::Assurance;
use domain::oidc::Method;
use domain::time::Moment;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How far ESIA's clock and ours may be apart.
const LEEWAY: Duration = Duration::seconds(30);
/// ESIA's codes and tokens are long, but not this long.
const LONGEST: usize = 16 * 1024;

/// What the tokens say, believed.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) oid: i64,
    pub(super) assurance: Assurance,
    pub(super) auth_time: Moment,
    pub(super) method: Method,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    sbt: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct IdClaims {
    iss: String,
    aud: Value,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    /// An integer, against OpenID Connect.
    sub: i64,
    auth_time: Option<i64>,
    amr: Option<String>,
    #[serde(rename = "urn:esia:sbj")]
    subject: Subject,
}

#[derive(Deserialize)]
struct Subject {
    #[serde(rename = "urn:esia:sbj:oid")]
    oid: i64,
    /// Absent when the account is not confirmed.
    #[serde(rename = "urn:esia:sbj:is_tru")]
    is_trusted: Option<Value>,
    #[serde(rename = "urn:esia:sbj:lvl")]
    level: Option<String>,
}

#[derive(Deserialize)]
struct AccessClaims {
    iss: String,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    client_id: String,
    #[serde(rename = "urn:esia:sbj_id")]
    oid: i64,
}

impl Identity {
    pub(super) async fn believe(&self, tokens: &EsiaTokens) -> Result<Account, LoginError> {
        let (header, id): (Header, IdClaims) = self.open(&tokens.id_token).await?;
        let (access_header, access): (Header, AccessClaims) =
            self.open(&tokens.access_token).await?;
        let access_kind = |header: &Header| header.sbt.as_deref() == Some("access");
        if access_kind(&header) || (access_header.sbt.is_some() && !access_kind(&access_header)) {
            return Err(Untrusted::Form.into());
        }
        let esia = &self.settings.esia;
        if id.iss != esia.issuer || access.iss != esia.issuer {
            return Err(Untrusted::Issuer.into());
        }
        if id.aud.as_str() != Some(esia.client_id.as_str()) || access.client_id != esia.client_id {
            return Err(Untrusted::Audience.into());
        }
        let now = self.now();
        check_time(now, id.exp, id.iat.max(id.nbf.unwrap_or(id.iat)))?;
        check_time(now, access.exp, access.iat.max(access.nbf.unwrap_or(access.iat)))?;
        if id.sub != id.subject.oid || id.sub != access.oid {
            return Err(Untrusted::Subject.into());
        }
        let asked_at = id.auth_time.and_then(|at| DateTime::from_timestamp(at, 0));
        Ok(Account {
            oid: id.sub,
            assurance: assurance(&id.subject)?,
            auth_time: asked_at.unwrap_or(now).min(now),
            method: method(id.amr.as_deref()),
        })
    }

    async fn open<T: DeserializeOwned>(&self, token: &str) -> Result<(Header, T), LoginError> {
        let parts = jws::split(token, LONGEST).ok_or(Untrusted::Form)?;
        let header: Header = parts.header().ok_or(Untrusted::Form)?;
        if header.crit.is_some() {
            return Err(Untrusted::Form.into());
        }
        self.check_esia_signature(&header.alg, parts.signed.as_bytes(), parts.signature).await?;
        let claims = parts.claims().ok_or(Untrusted::Form)?;
        Ok((header, claims))
    }
}

fn check_time(now: Moment, expires: i64, from: i64) -> Result<(), Untrusted> {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(Untrusted::Form);
    if now >= at(expires)? + LEEWAY {
        return Err(Untrusted::Expired);
    }
    if at(from)? > now + LEEWAY {
        return Err(Untrusted::NotYet);
    }
    Ok(())
}

/// Confirmed only by level PR together with `is_tru`, which is the JSON value `true` or is absent.
fn assurance(subject: &Subject) -> Result<Assurance, Untrusted> {
    let trusted = match &subject.is_trusted {
        None => false,
        Some(Value::Bool(true)) => true,
        Some(_) => return Err(Untrusted::Trust),
    };
    let level = subject.level.as_deref();
    Ok(if trusted && level == Some("PR") { Assurance::Confirmed } else { Assurance::Simplified })
}

fn method(amr: Option<&str>) -> Method {
    match amr {
        Some("PWD") => Method::Password,
        Some("DS") => Method::Signature,
        _ => Method::Other,
    }
}
