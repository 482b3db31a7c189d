//! Signing manifests: whatever order signatures arrive in, papers are where those who have them say.

use super::*;
use crate::entropy::SeededEntropy;
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;

const GIVER: u64 = 1;
const COURIER: u64 = 2;
const RECEIVER: u64 = 3;

fn citizen(n: u64) -> CitizenId {
    CitizenId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(n))
}

fn at(minutes: i64) -> Moment {
    Moment::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn gathered(count: u64) -> Manifest {
    let entropy = SeededEntropy::new(100);
    let item = |n| ManifestItem {
        id: ManifestItemId::new(at(0), &entropy),
        application: ApplicationId::new(at(0), &entropy),
        number: ApplicationNumber::new(2026, n),
        papers: "whole-set".parse().unwrap(),
        urgent: false,
        state: ItemState::Waiting,
    };
    Manifest {
        id: ManifestId::new(at(0), &entropy),
        number: None,
        direction: Direction::ToDepartment,
        from: "office".parse().unwrap(),
        to: "department".parse().unwrap(),
        couriers: "riders".parse().unwrap(),
        state: ManifestState::Open,
        urgent: false,
        made_at: at(0),
        items: (0..count).map(item).collect(),
        signatures: Vec::new(),
    }
}

fn signing(of: &Manifest, act: Act, by: u64, which: &[usize]) -> Signing {
    let items = which.iter().map(|index| of.items[*index].id).collect();
    Signing { act, by: citizen(by), items, signed_at: None }
}

fn signed(of: Manifest, act: Act, by: u64, which: &[usize]) -> Signed {
    let asked = signing(&of, act, by, which);
    of.sign(&asked, at(10)).unwrap()
}

fn states(of: &Manifest) -> Vec<ItemState> {
    of.items.iter().map(|one| one.state).collect()
}

/// Proves SC3.6: who gives and who takes both sign, and what was not there goes with the next.
#[test]
fn papers_go_from_hand_to_hand() {
    let given = signed(gathered(3), Act::Give, GIVER, &[0, 1]);
    assert_eq!(given.put_back.len(), 1, "the third goes with the next manifest");
    assert_eq!((given.manifest.state, given.moved.len()), (ManifestState::Given, 0));
    let taken = signed(given.manifest, Act::Take, COURIER, &[0]);
    assert_eq!(taken.put_back.len(), 1, "what the courier did not find stays where it was");
    assert_eq!((taken.manifest.state, taken.moved.len()), (ManifestState::Carried, 1));
    let delivered = signed(taken.manifest, Act::Deliver, COURIER, &[0]).manifest;
    assert_eq!(delivered.state, ManifestState::Carried, "nobody has signed that it arrived");
    let received = signed(delivered, Act::Receive, RECEIVER, &[0]);
    assert_eq!(received.manifest.state, ManifestState::Closed);
    assert_eq!(
        states(&received.manifest),
        [ItemState::Received, ItemState::LeftOut, ItemState::LeftOut]
    );
    assert!(Act::ALL.iter().all(|act| !received.manifest.awaits(*act)));
}

#[test]
fn what_is_missing_at_the_door_may_arrive_later() {
    let taken = signed(
        signed(gathered(2), Act::Give, GIVER, &[0, 1]).manifest,
        Act::Take,
        COURIER,
        &[0, 1],
    );
    let delivered = signed(taken.manifest, Act::Deliver, COURIER, &[0, 1]).manifest;
    let first = signed(delivered, Act::Receive, RECEIVER, &[0]).manifest;
    assert_eq!(first.state, ManifestState::Carried);
    assert!(first.awaits(Act::Receive));
    let again = signed(first.clone(), Act::Receive, RECEIVER, &[0]);
    assert!(!again.is_new, "it is received once");
    let second = signed(first, Act::Receive, RECEIVER, &[0, 1]);
    assert_eq!(second.moved.len(), 1, "the one that had not arrived");
    assert_eq!(second.manifest.state, ManifestState::Closed);
}

#[test]
fn signatures_that_do_not_go_are_named() {
    let refused = |of: &Manifest, act, by, which: &[usize]| {
        of.clone().sign(&signing(of, act, by, which), at(10)).map(|signed| signed.is_new)
    };
    let open = gathered(2);
    for act in [Act::Take, Act::Deliver, Act::Receive] {
        assert_eq!(refused(&open, act, COURIER, &[0]), Err(BadSignature::TooEarly), "{act:?}");
    }
    assert_eq!(refused(&open, Act::Give, GIVER, &[]), Err(BadSignature::Nothing));
    let given = signed(open, Act::Give, GIVER, &[0]).manifest;
    assert_eq!(refused(&given, Act::Deliver, COURIER, &[0]), Err(BadSignature::TooEarly));
    assert_eq!(refused(&given, Act::Take, GIVER, &[0]), Err(BadSignature::SamePerson));
    let left_out = given.items[1].id;
    assert_eq!(refused(&given, Act::Take, COURIER, &[0, 1]), Err(BadSignature::Gone(left_out)));
    assert_eq!(refused(&given, Act::Give, GIVER, &[0]), Ok(false), "it arrived twice");
    assert_eq!(
        refused(&given, Act::Give, GIVER, &[1]),
        Err(BadSignature::Gone(left_out)),
        "a stale page"
    );
    assert_eq!(refused(&given, Act::Give, RECEIVER, &[0]), Err(BadSignature::Taken));
    let taken = signed(given, Act::Take, COURIER, &[0]).manifest;
    assert_eq!(refused(&taken, Act::Take, COURIER, &[0]), Ok(false), "a phone sends it again");
    assert_eq!(refused(&taken, Act::Take, 9, &[0]), Err(BadSignature::Taken));
    assert_eq!(refused(&taken, Act::Receive, COURIER, &[0]), Err(BadSignature::SamePerson));
}

/// What a device says of its clock counts only where it can be so.
#[test]
fn a_clock_that_jumped_says_nothing() {
    let given = signed(gathered(1), Act::Give, GIVER, &[0]).manifest;
    for (said, kept) in [(at(12), Some(at(12))), (at(5), None), (at(99), None), (at(20), None)] {
        let asked = Signing { signed_at: Some(said), ..signing(&given, Act::Take, COURIER, &[0]) };
        let taken = given.clone().sign(&asked, at(20)).unwrap().manifest;
        let last = taken.signatures.last().unwrap();
        assert_eq!((last.signed_at, last.recorded_at), (kept, at(20)));
    }
}

proptest! {
    /// A courier signs without a network, and the receiver at their desk: whichever signature comes first, and however often each
    /// comes, the end is the same.
    #[test]
    fn late_signatures_end_as_early_ones(order in Just(vec![0_usize, 1, 2]).prop_shuffle(), again in 0_usize..3) {
        let given = signed(gathered(3), Act::Give, GIVER, &[0, 1, 2]).manifest;
        let acts = [(Act::Take, COURIER), (Act::Deliver, COURIER), (Act::Receive, RECEIVER)];
        // One device keeps its own order.
        let place = |n| order.iter().position(|one| *one == n).unwrap();
        prop_assume!(place(0) < place(1));
        let mut manifest = given;
        let (mut moved, mut put_back) = (BTreeSet::new(), 0);
        for step in order.iter().chain([&again]) {
            let (act, by) = acts[*step];
            let asked = signing(&manifest, act, by, &[0, 1, 2]);
            let signed = manifest.sign(&asked, at(10)).unwrap();
            put_back += signed.put_back.len();
            for item in signed.moved {
                prop_assert!(moved.insert((item.id, act)), "each once");
            }
            manifest = signed.manifest;
        }
        prop_assert_eq!(manifest.state, ManifestState::Closed);
        prop_assert_eq!(states(&manifest), vec![ItemState::Received; 3]);
        prop_assert_eq!(put_back, 0);
        prop_assert_eq!(moved.len(), 6, "the courier took each, and each arrived");
    }
}
