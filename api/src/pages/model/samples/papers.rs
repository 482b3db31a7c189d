//! Papers that are handed over, in every state.

use super::super::manifest::{Manifests, page, rows};
use super::{ATTACK, World};
use crate::view;
use chrono::TimeDelta;
use domain::id::{ApplicationId, ManifestId, ManifestItemId};
use domain::manifest::{
    Act, ItemState, Manifest, ManifestItem, ManifestNumber, ManifestState, Signing,
};
use domain::number::ApplicationNumber;
use domain::process::Direction;
use domain::text::Lang;
use openapi::manifest::ManifestView;

impl World {
    pub(super) fn of_papers(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let texts = (self.pages.texts(), lang);
        let open = self.gathered();
        let given = self.signed(open.clone(), Act::Give, 2);
        let taken = self.signed(given.clone(), Act::Take, 1);
        let shown = |of: &Manifest, acts: &[Act]| view::manifest(&self.catalog, of, acts, lang);
        let sign = |of: ManifestView, said| {
            let address = "https://uslugi.example/manifests/mft_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f";
            self.draw(
                lang,
                "manifest.html",
                &page(of, (address, Some("courier".to_owned()), &|| "0".repeat(32)), said, texts),
            )
        };
        let all = [shown(&open, &[Act::Give]), shown(&given, &[Act::Take]), shown(&taken, &[])];
        let way = Some("courier".to_owned());
        let listed = Manifests { next: Some("after".to_owned()), way, ..rows(&all, texts) };
        let missed = Manifests { missed: Some(ATTACK.to_owned()), ..Manifests::default() };
        vec![
            ("manifests", self.draw(lang, "manifests.html", &listed)),
            ("manifests-missed", self.draw(lang, "manifests.html", &missed)),
            ("manifest-open", sign(shown(&open, &[Act::Give]), Some("changed"))),
            ("manifest-given", sign(shown(&given, &[Act::Take]), Some("signed"))),
            ("manifest-taken", sign(shown(&taken, &[Act::Deliver, Act::Receive]), None)),
        ]
    }

    /// Three sets of papers, one of them urgent.
    fn gathered(&self) -> Manifest {
        let item = |serial| ManifestItem {
            id: ManifestItemId::new(self.now, &self.entropy),
            application: ApplicationId::new(self.now, &self.entropy),
            number: ApplicationNumber::new(2026, serial),
            papers: if serial == 1 { "unclaimed-result" } else { "application-papers" }
                .parse()
                .unwrap(),
            urgent: serial == 1,
            state: ItemState::Waiting,
        };
        Manifest {
            id: ManifestId::new(self.now, &self.entropy),
            number: Some(ManifestNumber::new(2026, 17)),
            direction: Direction::ToDepartment,
            from: "mfc-podolsk".parse().unwrap(),
            to: "mvd".parse().unwrap(),
            couriers: "mfc-couriers".parse().unwrap(),
            state: ManifestState::Open,
            urgent: true,
            made_at: self.now,
            items: (1..=3).map(item).collect(),
            signatures: Vec::new(),
        }
    }

    /// Somebody has signed for the first so many sets of papers, some minutes after the last signature.
    fn signed(&self, of: Manifest, act: Act, sets: usize) -> Manifest {
        let items = of.items.iter().take(sets).map(|one| one.id).collect();
        let after = TimeDelta::minutes(9) * i32::try_from(of.signatures.len()).unwrap();
        let by = domain::id::CitizenId::new(self.now, &self.entropy);
        let at = self.now + after;
        let asked = Signing { act, by, items, signed_at: Some(at - TimeDelta::minutes(5)) };
        of.sign(&asked, at).unwrap().manifest
    }
}
