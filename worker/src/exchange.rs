//! The outside world of cases, over HTTP: departments' systems and registers. Every call has a time
//! limit; what to do about a failure is the caller's.

use casework::exchange::Announced;
use chrono::{DateTime, Utc};
use domain::codes::{DepartmentCode, RegisterCode};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

/// The outside world.
#[derive(Debug, Clone)]
pub struct Exchange {
    http: reqwest::Client,
    base: Url,
    key: SecretString,
}

/// A call that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// It did not answer, or answered that it cannot now: the same call may be made again.
    #[error("{system} does not answer: {reason}")]
    Away {
        /// Which system.
        system: &'static str,
        /// Why; without addresses and bodies.
        reason: String,
        /// How long it asks to be left alone (`Retry-After` in seconds), at most an hour.
        wait: Option<Duration>,
    },
    /// It refused the call: repeating it as it is will not help.
    #[error("{system} refused the call: HTTP {status}")]
    Refused {
        /// Which system.
        system: &'static str,
        /// How.
        status: u16,
    },
    /// Its answer cannot be read.
    #[error("{system} gave an answer that cannot be read")]
    Unreadable {
        /// Which system.
        system: &'static str,
    },
}

/// The receipt of a message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Receipt {
    pub(crate) department_number: String,
    pub(crate) received_at: DateTime<Utc>,
}

/// What became of a message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Order {
    pub(crate) state: OrderState,
    pub(crate) decision: Option<OrderDecision>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderState {
    Processing,
    NeedsOfficer,
    Decided,
    /// It was taken back, and the department knows.
    Cancelled,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OrderDecision {
    pub(crate) outcome: OrderOutcome,
    pub(crate) reason_code: Option<String>,
    #[serde(default)]
    pub(crate) data: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderOutcome {
    Granted,
    Refused,
    /// Sent back to be corrected.
    Returned,
}

const DEPARTMENT: &str = "the department's system";
const REGISTER: &str = "the register";

/// The media type of an event (CloudEvents 1.0, JSON).
const EVENT: &str = "application/cloudevents+json";

/// The longest answer that is read: a system gone wrong must not fill the memory of the worker.
const LONGEST: usize = 4 * 1024 * 1024;

/// How long a file may take on its way: the largest over a slow line.
const OF_A_FILE: Duration = Duration::from_secs(45);

/// How a department says that it was never sent a message (404).
#[derive(Deserialize)]
struct Missing {
    code: String,
}

/// Whether a 404 says in the contract's own words that a message was never sent there. Any web server answers 404.
fn is_unknown(body: &[u8]) -> bool {
    let said = serde_json::from_slice::<Missing>(body);
    said.is_ok_and(|missing| missing.code == "unknown_message")
}

impl Exchange {
    /// The systems behind an address, with the key they know us by.
    #[must_use]
    pub const fn new(http: reqwest::Client, base: Url, key: SecretString) -> Self {
        Self { http, base, key }
    }

    /// Sends an application's message to a department. The receiver tells repeats by the message's id.
    pub(crate) async fn send(
        &self,
        to: &DepartmentCode,
        message: &Value,
    ) -> Result<Receipt, ExchangeError> {
        let place = format!("departments/{to}/orders");
        self.call(DEPARTMENT, self.http.post(self.at(DEPARTMENT, &place)?).json(message)).await
    }

    /// Sends a file that a message will name. The receiver tells repeats by its hash.
    pub(crate) async fn document(
        &self,
        to: &DepartmentCode,
        (sha256, media_type): (&str, &'static str),
        bytes: Vec<u8>,
    ) -> Result<(), ExchangeError> {
        let place = format!("departments/{to}/documents/{sha256}");
        let put = self.http.put(self.at(DEPARTMENT, &place)?);
        let put = put.header(CONTENT_TYPE, media_type).timeout(OF_A_FILE).body(bytes);
        let (status, _answer) = self.ask(DEPARTMENT, put).await?;
        if status.is_success() {
            return Ok(());
        }
        Err(ExchangeError::Refused { system: DEPARTMENT, status: status.as_u16() })
    }

    /// Asks a department what became of a message.
    pub(crate) async fn order(
        &self,
        of: &DepartmentCode,
        message_id: &str,
    ) -> Result<Order, ExchangeError> {
        let place = format!("departments/{of}/orders/{message_id}");
        self.call(DEPARTMENT, self.http.get(self.at(DEPARTMENT, &place)?)).await
    }

    /// Tells a department that a message is taken back. One that it was never sent is as good as taken back.
    pub(crate) async fn cancel(
        &self,
        of: &DepartmentCode,
        message_id: &str,
    ) -> Result<(), ExchangeError> {
        let place = format!("departments/{of}/orders/{message_id}/cancellation");
        let told = self.http.post(self.at(DEPARTMENT, &place)?).json(&json!({}));
        let (status, body) = self.ask(DEPARTMENT, told).await?;
        if status.is_success() || (status == StatusCode::NOT_FOUND && is_unknown(&body)) {
            return Ok(());
        }
        Err(ExchangeError::Refused { system: DEPARTMENT, status: status.as_u16() })
    }

    /// Whether a department's system answers and knows us: it is asked for a message that it was never sent, and must say so in the
    /// contract's own words.
    pub async fn look(&self, of: &DepartmentCode) -> Result<(), ExchangeError> {
        let place = format!("departments/{of}/orders/look");
        let asked = self.http.get(self.at(DEPARTMENT, &place)?);
        let (status, body) = self.ask(DEPARTMENT, asked).await?;
        match status {
            StatusCode::NOT_FOUND if is_unknown(&body) => Ok(()),
            StatusCode::NOT_FOUND => Err(ExchangeError::Unreadable { system: DEPARTMENT }),
            status if status.is_success() => Ok(()),
            status => Err(ExchangeError::Refused { system: DEPARTMENT, status: status.as_u16() }),
        }
    }

    /// Tells a department's system that a message waits for it. It is not given our key: the message is signed.
    pub(crate) async fn announce(&self, announced: &Announced) -> Result<(), ExchangeError> {
        let mut told = self.http.post(&announced.url).header(CONTENT_TYPE, EVENT);
        for (name, value) in &announced.headers {
            told = told.header(*name, value);
        }
        let (status, _answer) = heard(DEPARTMENT, told.body(announced.body.clone())).await?;
        if status.is_success() {
            return Ok(());
        }
        // Whatever it says, it is about its address and not about this message.
        let reason = format!("HTTP {}", status.as_u16());
        Err(ExchangeError::Away { system: DEPARTMENT, reason, wait: None })
    }

    /// Asks a register about a person. The СНИЛС goes in the body: addresses end up in logs.
    pub(crate) async fn register(
        &self,
        register: &RegisterCode,
        snils: &str,
    ) -> Result<Value, ExchangeError> {
        let place = format!("registers/{register}/status");
        let request = self.http.post(self.at(REGISTER, &place)?).json(&json!({ "snils": snils }));
        self.call(REGISTER, request).await
    }

    fn at(&self, system: &'static str, place: &str) -> Result<Url, ExchangeError> {
        self.base.join(place).map_err(|_address| ExchangeError::Refused { system, status: 0 })
    }

    async fn call<T: serde::de::DeserializeOwned>(
        &self,
        system: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Result<T, ExchangeError> {
        let (status, body) = self.ask(system, request).await?;
        if !status.is_success() {
            return Err(ExchangeError::Refused { system, status: status.as_u16() });
        }
        serde_json::from_slice(&body).map_err(|_shape| ExchangeError::Unreadable { system })
    }

    /// What a system that knows our key answers.
    async fn ask(
        &self,
        system: &'static str,
        request: reqwest::RequestBuilder,
    ) -> Result<(StatusCode, Vec<u8>), ExchangeError> {
        heard(system, request.bearer_auth(self.key.expose_secret())).await
    }
}

/// What a system answers, if it answers at all: its status, and its body within bounds.
async fn heard(
    system: &'static str,
    request: reqwest::RequestBuilder,
) -> Result<(StatusCode, Vec<u8>), ExchangeError> {
    let away = |error: reqwest::Error| ExchangeError::Away {
        system,
        reason: error.without_url().to_string(),
        wait: None,
    };
    let mut answer = request.send().await.map_err(away)?;
    let status = answer.status();
    if status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
    {
        let reason = format!("HTTP {}", status.as_u16());
        return Err(ExchangeError::Away { system, reason, wait: retry_after(&answer) });
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(away)? {
        if body.len() + chunk.len() > LONGEST {
            return Err(ExchangeError::Unreadable { system });
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, body))
}

/// The longest pause a receiver's `Retry-After` can cause.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// `Retry-After` in seconds; its form as a date is passed over.
fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests;
