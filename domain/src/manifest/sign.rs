//! Signing a manifest: what a signature changes, and when it changes nothing.

use super::{Act, ItemState, MOST_ITEMS, Manifest, ManifestItem, ManifestState, Signature};
use crate::id::{CitizenId, ManifestItemId};
use crate::time::Moment;
use std::collections::BTreeSet;

/// A signature that somebody of the right side gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// What is signed.
    pub act: Act,
    /// By whom.
    pub by: CitizenId,
    /// For which sets of papers: those that are there.
    pub items: BTreeSet<ManifestItemId>,
    /// When their device says they signed, where that was before now.
    pub signed_at: Option<Moment>,
}

/// What a signature came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The manifest after it.
    pub manifest: Manifest,
    /// What was not there when it was given or taken: it waits for the next manifest between the same places.
    pub put_back: Vec<ManifestItem>,
    /// What changed hands by it, as it is now: what a courier took, and what arrived. A courier may sign after the receiver.
    pub moved: Vec<ManifestItem>,
    /// Whether it changed anything; a signature that is given again does not.
    pub is_new: bool,
}

/// Why a signature is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// It names no papers.
    #[error("a signature is for at least one set of papers")]
    Nothing,
    /// It names more papers than one signature is for.
    #[error(
        "a signature is for at most {MOST_ITEMS} sets of papers: sign for the rest with the next manifest"
    )]
    TooMany,
    /// It names papers that are not in the manifest, or not any more.
    #[error("{0} is not in this manifest, or not any more")]
    Gone(ManifestItemId),
    /// Signatures before it are missing.
    #[error("others sign before this")]
    TooEarly,
    /// Somebody else has signed it already.
    #[error("somebody else has signed this already")]
    Taken,
    /// The same person signed for the other side.
    #[error("who gives and who takes are two people")]
    SamePerson,
}

impl Manifest {
    /// Signs the manifest. Whether the one who signs is of the right side is the caller's to check; the number of one that is given is the
    /// caller's to give.
    pub fn sign(self, asked: &Signing, now: Moment) -> Result<Signed, BadSignature> {
        if asked.items.is_empty() {
            return Err(BadSignature::Nothing);
        }
        if asked.items.len() > MOST_ITEMS {
            return Err(BadSignature::TooMany);
        }
        if self.state == ManifestState::Open && asked.act != Act::Give {
            return Err(BadSignature::TooEarly);
        }
        if let Some(before) = self.signatures.iter().find(|one| one.act == asked.act)
            && asked.act != Act::Receive
        {
            if before.by != asked.by {
                return Err(BadSignature::Taken);
            }
            // One that arrives twice says nothing new; one for more than it was for is none.
            let more = asked.items.iter().find(|id| !before.items.contains(id)).copied();
            return more.map_or_else(|| Ok(self.unchanged()), |id| Err(BadSignature::Gone(id)));
        }
        if asked.act == Act::Deliver && !self.is_signed(Act::Take) {
            return Err(BadSignature::TooEarly);
        }
        if self.signatures.iter().any(|one| one.by == asked.by && is_across(one.act, asked.act)) {
            return Err(BadSignature::SamePerson);
        }
        self.check_items(asked)?;
        if asked.act == Act::Receive && !self.items.iter().any(|one| is_arriving(one, asked)) {
            return Ok(self.unchanged());
        }
        Ok(self.signed(asked, now))
    }

    fn unchanged(self) -> Signed {
        Signed { manifest: self, put_back: Vec::new(), moved: Vec::new(), is_new: false }
    }

    /// Everything named is in the manifest.
    fn check_items(&self, asked: &Signing) -> Result<(), BadSignature> {
        let is_there = |id: &ManifestItemId| {
            self.items.iter().any(|one| one.id == *id && one.state != ItemState::LeftOut)
        };
        asked
            .items
            .iter()
            .find(|id| !is_there(id))
            .map_or(Ok(()), |id| Err(BadSignature::Gone(*id)))
    }

    /// The manifest with a signature that goes with it.
    fn signed(mut self, asked: &Signing, now: Moment) -> Signed {
        let (mut put_back, mut moved) = (Vec::new(), Vec::new());
        for item in &mut self.items {
            let named = asked.items.contains(&item.id);
            let next = match (asked.act, item.state, named) {
                (Act::Give, ItemState::Waiting, true) => ItemState::Given,
                (Act::Take, ItemState::Given, true) => ItemState::Carried,
                (Act::Receive, ItemState::Given | ItemState::Carried, true) => ItemState::Received,
                (Act::Give, ItemState::Waiting, false) | (Act::Take, ItemState::Given, false) => {
                    put_back.push(item.clone());
                    ItemState::LeftOut
                }
                (_, state, _) => state,
            };
            let arrives = asked.act == Act::Receive && next != item.state;
            item.state = next;
            // What the receiver has signed for already was taken all the same.
            if named && (asked.act == Act::Take || arrives) {
                moved.push(item.clone());
            }
        }
        let began = self.signatures.first().map_or(now, |one| one.recorded_at);
        self.signatures.push(Signature {
            act: asked.act,
            by: asked.by,
            items: asked.items.iter().copied().collect(),
            signed_at: asked.signed_at.filter(|at| (began..now).contains(at)),
            recorded_at: now,
        });
        self.state = self.state_now();
        self.urgent = self.items.iter().any(|one| one.urgent && one.state < ItemState::Received);
        Signed { manifest: self, put_back, moved, is_new: true }
    }

    fn state_now(&self) -> ManifestState {
        let ended = |one: &ManifestItem| one.state >= ItemState::Received;
        if self.items.iter().all(ended) && self.is_signed(Act::Deliver) {
            ManifestState::Closed
        } else if self.is_signed(Act::Take) || self.is_signed(Act::Receive) {
            ManifestState::Carried
        } else if self.is_signed(Act::Give) {
            ManifestState::Given
        } else {
            ManifestState::Open
        }
    }
}

/// Whether two acts are of two sides who hand over to each other.
fn is_across(one: Act, other: Act) -> bool {
    let is_couriers = |act| matches!(act, Act::Take | Act::Deliver);
    is_couriers(one) != is_couriers(other)
}

/// Whether a set of papers arrives by a signature.
fn is_arriving(item: &ManifestItem, asked: &Signing) -> bool {
    asked.items.contains(&item.id) && item.state < ItemState::Received
}
