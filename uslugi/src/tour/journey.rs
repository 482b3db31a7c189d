//! The journey: its steps in order, told as they go.

use super::browser::Browser;
use super::steps;
use crate::say;
use domain::entropy::{self, OsEntropy};
use std::time::Instant;
use url::Url;

/// A journey on its way.
#[derive(Debug)]
pub struct Journey {
    /// Where the sandbox is, if it is known.
    pub sandbox: Option<Url>,
    began: Instant,
    steps: u32,
    run: String,
}

impl Journey {
    /// Tells a step that came out right.
    pub(crate) fn tell(&mut self, step: &str, what: &str) {
        self.steps += 1;
        let at = self.began.elapsed().as_secs_f64();
        say::line(&format!("{:>2}. {step}\n    {what}  [{at:.2} s]", self.steps));
    }

    /// An idempotency key of this journey.
    pub(crate) fn key(&self, of: &str) -> String {
        format!("tour-{}-{of}", self.run)
    }
}

/// Makes the whole journey against a platform; an error is the first step that is wrong.
pub async fn journey(platform: Url, sandbox: Option<Url>) -> anyhow::Result<()> {
    let run = hex::encode(entropy::bytes::<6>(&OsEntropy));
    let mut journey = Journey { sandbox, began: Instant::now(), steps: 0, run };
    let browser = Browser::new(platform.clone())?;
    let nobody = openapi::Client::new(browser.http.clone(), platform);
    steps::find(&mut journey, &nobody).await?;
    steps::refuse_strangers(&mut journey, &nobody).await?;
    let tokens = steps::sign_in(&mut journey, &browser).await?;
    let client = nobody.with_token(&tokens.access);
    steps::precheck(&mut journey, &client).await?;
    let draft = steps::draft(&mut journey, &client).await?;
    let filed = steps::submit(&mut journey, &client, draft).await?.value;
    let seen = steps::follow(&mut journey, &client, &filed.id).await?;
    steps::replay(&mut journey, &client, &seen).await?;
    steps::result(&mut journey, &client, &filed.id).await?;
    steps::mail(&mut journey, &browser, &filed.number).await?;
    let (count, took) = (journey.steps, journey.began.elapsed().as_secs_f64());
    say::line(&format!("The tour came out right: {count} steps in {took:.1} s."));
    Ok(())
}
