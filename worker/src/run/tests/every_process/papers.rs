//! Papers of a walk: signed for by those who have them in hand, in whatever order a manifest takes their signatures.

use super::{Walk, World};
use casework::manifest::{AskedSignature, acts, list, sign};
use casework::{Key, ManifestPlace};
use domain::access::Actor;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::id::{CitizenId, ManifestItemId};
use domain::manifest::{Act, ItemState, Manifest, ManifestItem};
use domain::process::{Effect, Process, Role};
use std::collections::BTreeSet;

/// Who gives papers away, carries them and gets them.
const HANDS: [Role; 3] = [Role::OfficeOperator, Role::Courier, Role::DepartmentOfficer];

/// One of those who have papers in hand: nobody signs for two sides.
pub(super) async fn signs_in(world: &World, oid: i64) -> CitizenId {
    let profile = Profile::named("Рукин", "Пётр");
    let mut tx = world.cx.begin().await.unwrap();
    let citizen = tx.remember_citizen(oid, Assurance::Confirmed, &profile).await.unwrap().id;
    tx.commit().await.unwrap();
    citizen
}

/// Whether papers are carried in a process.
pub(super) fn carries(process: &Process) -> bool {
    let mut effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
    effects.any(|effect| matches!(effect, Effect::Carry(_)))
}

/// Whether a set of papers can be named by a signature.
const fn is_for(act: Act, item: &ManifestItem) -> bool {
    match act {
        Act::Give => matches!(item.state, ItemState::Waiting),
        Act::Receive => matches!(item.state, ItemState::Given | ItemState::Carried),
        // What the receiver has signed for already was carried before.
        Act::Take | Act::Deliver => !matches!(item.state, ItemState::LeftOut),
    }
}

/// All that somebody gives, carries or receives.
async fn manifests(world: &World, by: &Actor) -> Vec<Manifest> {
    let (mut all, mut after): (Vec<Manifest>, Option<ManifestPlace>) = (Vec::new(), None);
    loop {
        let page = list(&world.cx, by, after, 7).await.unwrap();
        all.extend(page.items);
        after = page.next.map(|(_at, last)| last);
        if after.is_none() {
            return all;
        }
    }
}

impl Walk<'_> {
    /// Somebody signs for papers of the case, if any signature for them is awaited; whether one was.
    pub(super) async fn signs(&self) -> bool {
        let mut open = Vec::new();
        if !carries(&self.process) {
            return false;
        }
        for role in HANDS {
            let by = self.cast.actor(self.world, role);
            for manifest in manifests(self.world, &by).await {
                let awaited = acts(&by, &manifest).into_iter().filter(|act| {
                    let own = |one: &ManifestItem| one.application == self.id && is_for(*act, one);
                    manifest.awaits(*act) && manifest.items.iter().any(own)
                });
                let awaited: Vec<_> = awaited.collect();
                open.extend(awaited.into_iter().map(|act| (by.clone(), manifest.clone(), act)));
            }
        }
        if open.is_empty() {
            return false;
        }
        let (by, manifest, act) = self.chance.one_of(&open);
        self.signs_for((by, manifest), *act).await;
        true
    }

    /// Signs for what is there: mostly the papers of the case, at times those of other cases with them or instead.
    async fn signs_for(&self, (by, of): (&Actor, &Manifest), act: Act) {
        let (own, others): (Vec<_>, Vec<_>) = of
            .items
            .iter()
            .filter(|one| is_for(act, one))
            .partition(|one| one.application == self.id);
        let is_lost = !others.is_empty() && self.chance.once_in(4);
        let own = own.into_iter().filter(|_| !is_lost);
        let others = others.into_iter().filter(|_| is_lost || self.chance.once_in(2));
        let items: BTreeSet<ManifestItemId> = own.chain(others).map(|one| one.id).collect();
        let now = self.world.cx.clock.now();
        let signed_at = self.chance.once_in(2).then_some(now);
        let asked = AskedSignature { act, items, signed_at };
        let key = |number| Key {
            actor: format!("{by:?}"),
            key: format!("{}-{act:?}-{number}", self.chance.below(usize::MAX)),
            body_sha256: format!("{asked:?}"),
        };
        let cx = &self.world.cx;
        let signed = sign(cx, by, of.id, asked.clone(), &key(1)).await.unwrap();
        assert!(signed.is_new, "{act:?} of {of:?}");
        let number = signed.manifest.number.expect("what is signed has a number");
        assert_eq!(of.number.unwrap_or(number), number, "and keeps it");
        if self.chance.once_in(4) {
            let again = sign(cx, by, of.id, asked.clone(), &key(2)).await.unwrap();
            assert!(!again.is_new, "{act:?} of {of:?} twice");
            assert_eq!(again.manifest, cx.store.manifest(of.id).await.unwrap().unwrap());
        }
    }
}
