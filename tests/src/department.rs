//! A department's own system, written against the published contract alone: OAuth 2.0, the API document, CloudEvents and Standard Webhooks.
//! It knows nothing of the platform but that.

use anyhow::{Context, ensure};
use domain::time::{Clock, SystemClock};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use standardwebhooks::Webhook;
use std::time::Duration;
use url::Url;

/// What its client signs in with.
const CLIENT_SECRET: &str = "the secret of a department's client";
/// What it signs events with.
const SIGNING: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// What the platform signs webhooks to it with.
const HOOK: &str = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

/// One that is signed in and knows where in its mailbox it is.
#[derive(Debug, Clone)]
pub struct DepartmentSystem {
    http: reqwest::Client,
    platform: Url,
    code: String,
    token: String,
    /// Where it is in its mailbox.
    last: Option<String>,
}

/// How the configuration of the platform names it (TOML); `hook` is where it is told that messages wait.
#[must_use]
pub fn settings(code: &str, hook: Option<&str>) -> String {
    let hash = hex::encode(Sha256::digest(CLIENT_SECRET));
    let hook = hook
        .map(|url| format!("webhook_url = \"{url}\"\nwebhook_secret = \"{HOOK}\"\n"))
        .unwrap_or_default();
    format!(
        "[[departments]]\ncode = \"{code}\"\nsystem = \"collects\"\nclient_secret_sha256 = \"{hash}\"\n\
         signing_secrets = [\"{SIGNING}\"]\n{hook}"
    )
}

/// The same as the value of one variable, for processes.
#[must_use]
pub fn variable(code: &str) -> String {
    let hash = hex::encode(Sha256::digest(CLIENT_SECRET));
    format!(
        "[{{code=\"{code}\",system=\"collects\",client_secret_sha256=\"{hash}\",signing_secrets=[\"{SIGNING}\"]}}]"
    )
}

/// Whether the platform signed a webhook.
pub fn is_signed(headers: &reqwest::header::HeaderMap, body: &[u8]) -> anyhow::Result<()> {
    Ok(Webhook::new(HOOK)?.verify(body, headers)?)
}

/// The headers of an event that is signed now.
pub fn signed(body: &[u8]) -> anyhow::Result<[(&'static str, String); 3]> {
    signed_with(body, 0, SIGNING)
}

fn signed_with(body: &[u8], ago: i64, secret: &str) -> anyhow::Result<[(&'static str, String); 3]> {
    let (id, at) = ("a webhook of the department", SystemClock.now().timestamp() - ago);
    let signature = Webhook::new(secret)?.sign(id, at, body)?;
    Ok([
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", signature),
    ])
}

/// An event about a message, as CloudEvents 1.0 have it.
#[must_use]
pub fn event(id: &str, kind: &str, message: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "/department", "type": kind,
        "subject": message, "datacontenttype": "application/json", "data": data,
    })
}

/// A decision of the ministry's that grants a certificate, with what its register says.
#[must_use]
pub fn certificate() -> Value {
    json!({"outcome": "granted", "data": {
        "status": "unemployed", "registered_on": "2026-02-02", "removed_on": null, "benefits": [],
        "periods": [{"from": "2026-02-02", "to": null}],
        "center": {"code": "czn-test", "name": "Центр занятости (учебный)"},
    }})
}

impl DepartmentSystem {
    /// Signs in at the platform, by OAuth 2.0 for itself.
    pub async fn sign_in(platform: Url, code: &str) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
        let client = format!("department-{code}");
        let form = [("grant_type", "client_credentials"), ("scope", "exchange")];
        let asked = http.post(platform.join("/oauth2/token")?);
        let asked = asked.basic_auth(client, Some(CLIENT_SECRET)).form(&form);
        let answer: Value = asked.send().await?.error_for_status()?.json().await?;
        let token = answer.get("access_token").and_then(Value::as_str);
        let token = token.context("no access token")?.to_owned();
        Ok(Self { http, platform, code: code.to_owned(), token, last: None })
    }

    /// The token of its client.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Reads an address with its token.
    pub async fn get(&self, path: &str) -> anyhow::Result<Response> {
        Ok(self.http.get(self.platform.join(path)?).bearer_auth(&self.token).send().await?)
    }

    /// The messages behind the last one it knows, at most so many.
    pub async fn collect(&mut self, limit: u32) -> anyhow::Result<Vec<Value>> {
        let after = self.last.as_ref().map(|last| format!("&after={last}")).unwrap_or_default();
        let path = format!("/v1/exchange/messages?limit={limit}{after}");
        let page: Value = self.get(&path).await?.error_for_status()?.json().await?;
        let last = page.get("last").and_then(Value::as_str).context("no last")?;
        let items = page.get("items").and_then(Value::as_array).context("no items")?.clone();
        let told = items.last().and_then(|item| item.get("sequence")).and_then(Value::as_str);
        ensure!(told.is_none_or(|told| told == last), "{last} is not of the last of {items:?}");
        self.last = Some(last.to_owned());
        Ok(items)
    }

    /// Forgets where it is in its mailbox: it reads everything once more.
    pub fn forgets(&mut self) {
        self.last = None;
    }

    /// Waits for the next message about an application.
    pub async fn next_about(&mut self, application: &str) -> anyhow::Result<Value> {
        let what = format!("a message about {application}");
        let about = |one: &Value| one.get("subject").and_then(Value::as_str) == Some(application);
        crate::eventually(&what, async || Ok(self.collect(100).await?.into_iter().find(about)))
            .await
    }

    /// Tells an event, signed now.
    pub async fn tell(&self, event: &Value) -> anyhow::Result<(StatusCode, Value)> {
        self.tell_signed(event.to_string().as_bytes(), 0, SIGNING).await
    }

    /// Tells what may be no event, signed so many seconds ago with a secret.
    pub async fn tell_signed(
        &self,
        body: &[u8],
        ago: i64,
        secret: &str,
    ) -> anyhow::Result<(StatusCode, Value)> {
        let path = format!("/v1/exchange/events/{}", self.code);
        let mut told = self.http.post(self.platform.join(&path)?);
        for (name, value) in signed_with(body, ago, secret)? {
            told = told.header(name, value);
        }
        let told = told.header("content-type", "application/cloudevents+json").body(body.to_vec());
        let answer = told.send().await?;
        Ok((answer.status(), answer.json().await?))
    }

    /// Says that it has a message, under a number of its own; what came of it.
    pub async fn receives(&self, message: &str, number: &str) -> anyhow::Result<String> {
        let data = json!({ "department_number": number });
        let id = format!("received-{message}");
        self.told(&event(&id, "uslugi.message.received", message, &data)).await
    }

    /// Says what it decided on a message; what came of it.
    pub async fn decides(&self, message: &str, data: &Value) -> anyhow::Result<String> {
        let id = format!("decided-{message}");
        self.told(&event(&id, "uslugi.message.decided", message, data)).await
    }

    async fn told(&self, event: &Value) -> anyhow::Result<String> {
        let (status, answer) = self.tell(event).await?;
        ensure!(status.is_success(), "{event}: {status} {answer}");
        let end = answer.get("end").and_then(Value::as_str).context("no end")?;
        Ok(end.to_owned())
    }
}
