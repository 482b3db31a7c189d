//! A person of the sandbox with a token, as a mobile app would have.

use anyhow::{Context, bail};
use openapi::Client;
use openapi::application::ApplicationRequest;
use openapi::precheck::PrecheckRequest;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use uslugi::tour::Browser;

/// The service the load is about.
const SERVICE: &str = "employment-certificate";
/// How long registers may take to answer after sign-in.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) client: Client,
    /// The application this person reads.
    pub(crate) application: Option<String>,
}

/// A certificate that anybody may have who was ever registered.
pub(crate) fn request() -> ApplicationRequest {
    ApplicationRequest {
        service: Some(SERVICE.to_owned()),
        form: Some(form()),
        draft: None,
        draft_version: None,
    }
}

fn form() -> Value {
    json!({ "certificate_kind": "registration_periods" })
}

impl Caller {
    /// Signs a person in and waits until pre-check knows what it needs.
    pub(crate) async fn sign_in(platform: &url::Url, person: &str) -> anyhow::Result<Self> {
        let tokens = Browser::new(platform.clone())?
            .tokens("mobile", person)
            .await
            .with_context(|| format!("signing in as {person} at {platform}"))?;
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            .build()?;
        let client = Client::new(http, platform.clone()).with_token(&tokens.access);
        let began = Instant::now();
        loop {
            let checked = client.precheck(SERVICE, &PrecheckRequest { form: form() }).await?;
            match checked.verdict.as_str() {
                "sufficient" => return Ok(Self { client, application: None }),
                "unknown" if began.elapsed() < PATIENCE => sleep(Duration::from_millis(100)).await,
                other => bail!("{person} cannot file {SERVICE}: pre-check says {other}"),
            }
        }
    }

    /// Finds an application to read, filing one if there is none.
    pub(crate) async fn find_application(&mut self) -> anyhow::Result<()> {
        let filed = self.client.applications(None).await?.items.into_iter().next();
        let id = match filed {
            Some(filed) => filed.id,
            None => self.client.submit(&request(), "bench-to-read").await?.value.id,
        };
        self.application = Some(id);
        Ok(())
    }
}
