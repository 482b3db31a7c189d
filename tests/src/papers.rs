//! Papers that change hands: a manifest is found, and signed for.

use crate::World;
use anyhow::Context;
use openapi::application::ApplicationView;
use openapi::closed::SignatureAct;
use openapi::manifest::{ManifestView, SignatureRequest};
use openapi::{Client, ClientError};

/// How an act is called where a manifest says what can be signed.
fn word(act: SignatureAct) -> anyhow::Result<String> {
    let word = serde_json::to_value(act)?;
    Ok(word.as_str().context("an act is a word")?.to_owned())
}

/// A signature for the papers of some applications, by their numbers.
#[must_use]
pub fn signature(of: &ManifestView, act: SignatureAct, numbers: &[&str]) -> SignatureRequest {
    let named = of.items.iter().filter(|one| numbers.contains(&one.number.as_str()));
    let items = named.map(|one| one.id.clone()).collect();
    SignatureRequest { act, items, signed_at: None }
}

impl World {
    /// Waits until an application is with whoever asks, in a stage; before that it may be none of theirs to know.
    pub async fn comes_to(
        &self,
        by: &Client,
        id: &str,
        stage: &str,
    ) -> anyhow::Result<ApplicationView> {
        self.eventually(&format!("the application comes to {stage}"), async || {
            match by.application(id).await {
                Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(None),
                seen => Ok(Some(seen?.value).filter(|seen| seen.stage.code == stage)),
            }
        })
        .await
    }

    /// Waits until somebody can sign an act of a manifest that lists an application.
    pub async fn can_sign(
        &self,
        by: &Client,
        act: SignatureAct,
        number: &str,
    ) -> anyhow::Result<ManifestView> {
        let word = word(act)?;
        self.eventually(&format!("{word} of {number}"), async || {
            let all = by.manifests().await?.items;
            let lists = |one: &ManifestView| {
                one.acts.contains(&word) && one.items.iter().any(|item| item.number == number)
            };
            Ok(all.into_iter().find(lists))
        })
        .await
    }

    /// Signs an act of the manifest that lists an application, for its papers alone.
    pub async fn signs(
        &self,
        by: &Client,
        act: SignatureAct,
        number: &str,
    ) -> anyhow::Result<ManifestView> {
        let of = self.can_sign(by, act, number).await?;
        let key = format!("{}-{number}-{}", of.id, word(act)?);
        let signed: Result<_, ClientError> =
            by.sign_manifest(&of.id, &signature(&of, act, &[number]), &key).await;
        Ok(signed?)
    }

    /// Papers go from one place to another: all four sign.
    pub async fn hands_over(
        &self,
        (giver, courier, receiver): (&Client, &Client, &Client),
        number: &str,
    ) -> anyhow::Result<ManifestView> {
        self.signs(giver, SignatureAct::Give, number).await?;
        self.signs(courier, SignatureAct::Take, number).await?;
        self.signs(courier, SignatureAct::Deliver, number).await?;
        self.signs(receiver, SignatureAct::Receive, number).await
    }
}
