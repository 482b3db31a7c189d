//! Signing a manifest: the signature, what it changes, and the work of the cases that follow, in one transaction.

use super::{acts_of, read};
use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::once::{Once, once};
use domain::access::Actor;
use domain::id::{ManifestId, ManifestItemId};
use domain::job::Job;
use domain::manifest::{Act, Manifest, Signing};
use domain::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::Key;

/// What is asked of a manifest.
#[derive(Debug, Clone)]
pub struct AskedSignature {
    /// What is signed.
    pub act: Act,
    /// For which sets of papers: those that are there.
    pub items: BTreeSet<ManifestItemId>,
    /// When the device says that it was signed, where that was before it was sent.
    pub signed_at: Option<Moment>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct SignedManifest {
    /// The manifest as it is now.
    pub manifest: Manifest,
    /// Which of its acts are the asker's.
    pub acts: Vec<Act>,
    /// Whether the signature is new; one that came before, from whatever device, changes nothing.
    pub is_new: bool,
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    manifest: ManifestId,
    is_new: bool,
}

/// Signs a manifest for the one who asks.
pub async fn sign(
    cx: &Cx,
    actor: &Actor,
    id: ManifestId,
    asked: AskedSignature,
    key: &Key,
) -> Result<SignedManifest, CaseError> {
    match once(cx, Some(key), async || signed(cx, actor, (id, &asked), key).await).await? {
        Once::Made(signed) => Ok(signed),
        Once::Before(Kept { manifest, is_new }) => {
            let (manifest, acts) = read(cx, actor, manifest).await?;
            Ok(SignedManifest { manifest, acts, is_new })
        }
    }
}

async fn signed(
    cx: &Cx,
    actor: &Actor,
    (id, asked): (ManifestId, &AskedSignature),
    key: &Key,
) -> Result<SignedManifest, CaseError> {
    let by = person(actor)?.citizen;
    let mut tx = cx.begin().await?;
    let held = tx.hold_manifest(id).await?.ok_or(CaseError::NotFound("manifest"))?;
    let acts = acts_of(actor, &held)?;
    if !acts.contains(&asked.act) {
        return Err(CaseError::Forbidden);
    }
    let AskedSignature { act, ref items, signed_at } = *asked;
    let signing = Signing { act, by, items: items.clone(), signed_at };
    let mut signed = held.sign(&signing, tx.now())?;
    if signed.is_new {
        if signed.manifest.number.is_none() {
            signed.manifest.number = Some(tx.next_manifest_number().await?);
        }
        tx.keep_signed(&signed).await?;
        let follow = signed.moved.iter().map(|item| Job::FollowPapers {
            application: item.application,
            item: item.id,
            act,
        });
        tx.enqueue_all(&follow.collect::<Vec<_>>()).await?;
    }
    tx.keep_answer(key, &Kept { manifest: id, is_new: signed.is_new }).await?;
    tx.commit().await?;
    Ok(SignedManifest { manifest: signed.manifest, acts, is_new: signed.is_new })
}
