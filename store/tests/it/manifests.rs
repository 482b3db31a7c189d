//! Manifests: one is gathered on a way at a time, papers are in one place, numbers are given once, and lists go on without a gap.

use crate::world::World;
use chrono::TimeDelta;
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId, ManifestId};
use domain::job::Entry;
use domain::manifest::{Act, ItemState, Manifest, ManifestNumber, ManifestState, Signing};
use domain::number::ApplicationNumber;
use domain::process::Direction;
use std::collections::BTreeSet;
use store::{Gathered, Side, Store, StoreError, Tx, Way};
use tokio::task::JoinSet;
use uuid::Uuid;

/// A case whose papers are carried.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) id: ApplicationId,
    number: ApplicationNumber,
}

impl Case {
    pub(crate) async fn filed(world: &World, serial: u64) -> Self {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, serial).await;
        Self { id: application.id, number: application.number }
    }

    fn papers(self, kind: &str) -> Gathered {
        Gathered {
            application: self.id,
            number: self.number,
            papers: kind.parse().unwrap(),
            urgent: false,
            entry: Entry(3),
        }
    }

    async fn gathers(self, tx: &mut Tx, way: &Way) -> Result<(), StoreError> {
        tx.gather(way, &[self.papers("application-papers")]).await
    }

    /// Gathers its papers on a way; in which manifest they are.
    pub(crate) async fn gathered(self, world: &World, way: &Way) -> ManifestId {
        let mut tx = world.begin().await;
        self.gathers(&mut tx, way).await.unwrap();
        tx.commit().await.unwrap();
        let waits = |one: &&Manifest| has(one, self.id, ItemState::Waiting);
        all(&world.store, (Side::From, &way.from), 9).await.iter().find(waits).unwrap().id
    }
}

/// From an office to a department.
pub(crate) fn way(from: &str, to: &str) -> Way {
    Way {
        direction: Direction::ToDepartment,
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        couriers: "mfc-couriers".parse().unwrap(),
    }
}

/// The number of this year's `serial`th manifest.
pub(crate) fn number(serial: u64) -> ManifestNumber {
    ManifestNumber::new(2026, serial)
}

/// Signs for the papers of these cases, as the platform does it: the manifest is held, and has a number from its first signature on.
pub(crate) async fn sign(
    world: &World,
    id: ManifestId,
    act: Act,
    of: &[ApplicationId],
) -> Manifest {
    let mut tx = world.begin().await;
    let held = tx.hold_manifest(id).await.unwrap().unwrap();
    let signed = signed(&mut tx, held, act, of).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.manifest(id).await.unwrap().unwrap(), signed, "kept as it was signed");
    signed
}

async fn signed(
    tx: &mut Tx,
    held: Manifest,
    act: Act,
    of: &[ApplicationId],
) -> Result<Manifest, StoreError> {
    let there = held.items.iter().filter(|one| {
        one.state != ItemState::LeftOut && (of.is_empty() || of.contains(&one.application))
    });
    let items: BTreeSet<_> = there.map(|one| one.id).collect();
    let asked = Signing { act, by: signer(act), items, signed_at: None };
    let mut signed = held.sign(&asked, tx.now()).unwrap();
    if signed.manifest.number.is_none() {
        signed.manifest.number = Some(tx.next_manifest_number().await?);
    }
    tx.keep_signed(&signed).await?;
    let gone = |id| signed.put_back.iter().any(|one| act == Act::Give && one.id == id);
    signed.manifest.items.retain(|one| !gone(one.id));
    Ok(signed.manifest)
}

/// Three people: nobody signs for two sides.
fn signer(act: Act) -> CitizenId {
    CitizenId::from_uuid(Uuid::from_u128(match act {
        Act::Give => 1,
        Act::Take | Act::Deliver => 2,
        Act::Receive => 3,
    }))
}

fn has(of: &Manifest, application: ApplicationId, state: ItemState) -> bool {
    of.items.iter().any(|one| one.application == application && one.state == state)
}

/// Every page of a list, one after another.
async fn all(store: &Store, at: (Side, &DepartmentCode), size: u64) -> Vec<Manifest> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.manifests_at(at, after, size).await.unwrap();
        assert!(page.items.len() <= usize::try_from(size).unwrap());
        seen.extend(page.items);
        after = page.next.map(|(_at, last)| last);
        if after.is_none() {
            return seen;
        }
    }
}

fn ids(of: &[Manifest]) -> Vec<ManifestId> {
    of.iter().map(|one| one.id).collect()
}

on_both! {
    async fn who_gathers_at_once_gathers_in_one_manifest(world) {
        let way = way("mfc-podolsk", "mvd");
        let stores = [world.store.clone(), world.another().await];
        let mut cases = Vec::new();
        for serial in 1..=8 {
            cases.push(Case::filed(world, serial).await);
        }
        let mut gathering = JoinSet::new();
        for (case, store) in cases.iter().copied().zip(stores.iter().cycle().cloned()) {
            let (clock, entropy, way) = (world.clock.clone(), world.entropy.clone(), way.clone());
            gathering.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                case.gathers(&mut tx, &way).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        gathering.join_all().await;
        let open = all(&world.store, (Side::From, &way.from), 9).await;
        assert_eq!(open.len(), 1, "{open:?}");
        assert!(cases.iter().all(|case| has(&open[0], case.id, ItemState::Waiting)), "{open:?}");
        assert_eq!((open[0].items.len(), open[0].state), (8, ManifestState::Open));
        assert_eq!(open[0].number, None, "nobody has signed");
    }

    /// Who gathers while others give is in the manifest that is given, or in the next; nothing is lost and nothing is given unseen.
    async fn who_gathers_while_others_give_loses_nothing(world) {
        let way = way("mfc-podolsk", "mvd");
        let first = Case::filed(world, 1).await;
        let given = first.gathered(world, &way).await;
        let late = Case::filed(world, 2).await;
        let of_first = [first.id];
        let gather = async {
            let mut tx = world.begin().await;
            late.gathers(&mut tx, &way).await.unwrap();
            tx.commit().await.unwrap();
        };
        let give = sign(world, given, Act::Give, &of_first);
        tokio::join!(gather, give);
        let all = all(&world.store, (Side::From, &way.from), 9).await;
        let of = |id| all.iter().find(move |one| one.items.iter().any(|item| item.application == id)).unwrap();
        assert!(has(of(first.id), first.id, ItemState::Given), "{all:?}");
        assert!(has(of(late.id), late.id, ItemState::Waiting), "{all:?}");
        assert_eq!((of(first.id).id, of(late.id).state), (given, ManifestState::Open), "{all:?}");
    }

    async fn papers_are_in_one_manifest_at_a_time(world) {
        let way_there = way("mfc-podolsk", "mvd");
        let case = Case::filed(world, 1).await;
        let manifest = case.gathered(world, &way_there).await;
        let again = async |way: &Way| {
            let mut tx = world.begin().await;
            let gathered = case.gathers(&mut tx, way).await;
            tx.roll_back().await;
            gathered
        };
        let elsewhere = way("mfc-kolomna", "mvd");
        for act in [None, Some(Act::Give), Some(Act::Take)] {
            if let Some(act) = act {
                sign(world, manifest, act, &[case.id]).await;
            }
            for way in [&way_there, &elsewhere] {
                let told = again(way).await;
                assert!(matches!(told, Err(StoreError::Conflict)), "{act:?}: {told:?}");
            }
        }
        // Other papers of the case are others, and those that arrived may be carried once more.
        let mut tx = world.begin().await;
        tx.gather(&way_there, &[case.papers("result")]).await.unwrap();
        tx.commit().await.unwrap();
        sign(world, manifest, Act::Receive, &[case.id]).await;
        again(&elsewhere).await.unwrap();
    }

    /// One of two who gather the same papers at once is told that another was first.
    async fn of_two_who_gather_the_same_papers_one_is_first(world) {
        let case = Case::filed(world, 1).await;
        let mut gathering = JoinSet::new();
        for way in [way("mfc-podolsk", "mvd"), way("mfc-kolomna", "mvd")] {
            let (clock, entropy, store) = (world.clock.clone(), world.entropy.clone(), world.store.clone());
            gathering.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                case.gathers(&mut tx, &way).await?;
                tx.commit().await
            });
        }
        let ended = gathering.join_all().await;
        let first = ended.iter().filter(|one| one.is_ok()).count();
        let late = ended.iter().filter(|one| matches!(one, Err(StoreError::Conflict))).count();
        assert_eq!((first, late), (1, 1), "{ended:?}");
        let couriers = "mfc-couriers".parse().unwrap();
        let all = all(&world.store, (Side::Couriers, &couriers), 9).await;
        assert_eq!(all.iter().map(|one| one.items.len()).sum::<usize>(), 1, "{all:?}");
    }

    async fn numbers_are_given_once_each_to_who_signs_at_once(world) {
        let offices: Vec<_> = (0..8).map(|n| way(&format!("office-{n}"), "mvd")).collect();
        let mut manifests = Vec::new();
        for (office, serial) in offices.iter().zip(1..) {
            manifests.push(Case::filed(world, serial).await.gathered(world, office).await);
        }
        let mut signing = JoinSet::new();
        for id in manifests {
            let (clock, entropy, store) = (world.clock.clone(), world.entropy.clone(), world.store.clone());
            signing.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                let held = tx.hold_manifest(id).await.unwrap().unwrap();
                let given = signed(&mut tx, held, Act::Give, &[]).await.unwrap();
                tx.commit().await.unwrap();
                given.number.unwrap().to_string()
            });
        }
        let given: BTreeSet<String> = signing.join_all().await.into_iter().collect();
        assert_eq!(given, (1..=8).map(|serial| number(serial).to_string()).collect());
        // What is not committed leaves no gap, and each year begins anew.
        let mut tx = world.begin().await;
        assert_eq!(tx.next_manifest_number().await.unwrap(), number(9));
        tx.roll_back().await;
        let mut tx = world.begin().await;
        assert_eq!(tx.next_manifest_number().await.unwrap(), number(9));
        tx.commit().await.unwrap();
        world.clock.advance(TimeDelta::days(366));
        let mut tx = world.begin().await;
        assert_eq!(tx.next_manifest_number().await.unwrap(), ManifestNumber::new(2027, 1));
        let found = world.store.manifest_of(number(3)).await.unwrap().unwrap();
        assert_eq!(found.number, Some(number(3)));
        assert_eq!(world.store.manifest_of(number(9)).await.unwrap(), None);
    }

    async fn two_who_give_one_manifest_at_once_sign_one_after_the_other(world) {
        let case = Case::filed(world, 1).await;
        let id = case.gathered(world, &way("mfc-podolsk", "mvd")).await;
        let mut signing = JoinSet::new();
        for _ in 0..4 {
            let (clock, entropy, store) = (world.clock.clone(), world.entropy.clone(), world.store.clone());
            signing.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                let held = tx.hold_manifest(id).await.unwrap().unwrap();
                let seen = held.state;
                if seen == ManifestState::Open {
                    signed(&mut tx, held, Act::Give, &[]).await.unwrap();
                }
                tx.commit().await.unwrap();
                seen
            });
        }
        let seen = signing.join_all().await;
        let open = seen.iter().filter(|state| **state == ManifestState::Open).count();
        assert_eq!(open, 1, "{seen:?}");
        let kept = world.store.manifest(id).await.unwrap().unwrap();
        assert_eq!((kept.signatures.len(), kept.number), (1, Some(number(1))));
    }

    async fn a_list_goes_on_after_its_last_and_passes_over_what_is_empty(world) {
        let mut expected = Vec::new();
        for serial in 1..=9_u64 {
            let case = Case::filed(world, serial).await;
            let id = case.gathered(world, &way("mfc-podolsk", &format!("department-{serial}"))).await;
            match serial % 3 {
                // Its case went on without it: nothing is in it.
                0 => {
                    let mut tx = world.begin().await;
                    tx.keep_papers_here(case.id, &"application-papers".parse().unwrap()).await.unwrap();
                    tx.commit().await.unwrap();
                }
                _ => expected.push(id),
            }
            world.clock.advance(TimeDelta::minutes(1));
        }
        let other = Case::filed(world, 50).await;
        other.gathered(world, &way("mfc-kolomna", "mvd")).await;
        let office: DepartmentCode = "mfc-podolsk".parse().unwrap();
        for size in [1, 2, 3, 5, 6, 100] {
            assert_eq!(ids(&all(&world.store, (Side::From, &office), size).await), expected, "{size} a page");
        }
        let couriers: DepartmentCode = "mfc-couriers".parse().unwrap();
        assert_eq!(all(&world.store, (Side::Couriers, &couriers), 4).await.len(), 7, "of both offices");
        let none = world.store.manifests_at((Side::From, &"nowhere".parse().unwrap()), None, 9).await.unwrap();
        assert_eq!((none.items.len(), none.next), (0, None));
    }

    /// What is urgent is on the first page however many others wait longer, and is like the others again once it has arrived.
    async fn what_is_urgent_is_listed_first_on_every_page(world) {
        let mut ways = Vec::new();
        for serial in 1..=5_u64 {
            let way = way("mfc-podolsk", &format!("department-{serial}"));
            let case = Case::filed(world, serial).await;
            let id = case.gathered(world, &way).await;
            ways.push((case, way, id));
            world.clock.advance(TimeDelta::minutes(1));
        }
        // Among others of their way, one in the open manifest and one in the next.
        for (case, way, _id) in [&ways[3], &ways[1]] {
            let mut tx = world.begin().await;
            let papers = Gathered { urgent: true, ..case.papers("result-to-annul") };
            tx.gather(way, &[papers]).await.unwrap();
            tx.commit().await.unwrap();
        }
        let office: DepartmentCode = "mfc-podolsk".parse().unwrap();
        let listed = async |size| {
            let all = all(&world.store, (Side::From, &office), size).await;
            let place = |one: &Manifest| ways.iter().position(|(_, way, _)| way.to == one.to).unwrap();
            all.iter().map(|one| (place(one), one.urgent)).collect::<Vec<_>>()
        };
        let expected = [(1, true), (3, true), (0, false), (2, false), (4, false)];
        for size in [1, 2, 3, 9] {
            assert_eq!(listed(size).await, expected, "{size} a page");
        }

        // Only the rest of one is given: what is urgent goes into the next, which is urgent then.
        let (case, _way, id) = &ways[1];
        let held = world.store.manifest(*id).await.unwrap().unwrap();
        let rest: BTreeSet<_> = held.items.iter().filter(|one| !one.urgent).map(|one| one.id).collect();
        let mut tx = world.begin().await;
        let held = tx.hold_manifest(*id).await.unwrap().unwrap();
        let asked = Signing { act: Act::Give, by: signer(Act::Give), items: rest, signed_at: None };
        let mut given = held.sign(&asked, tx.now()).unwrap();
        given.manifest.number = Some(tx.next_manifest_number().await.unwrap());
        tx.keep_signed(&given).await.unwrap();
        tx.commit().await.unwrap();
        let expected = [(3, true), (1, true), (0, false), (1, false), (2, false), (4, false)];
        assert_eq!(listed(2).await, expected);

        // What has arrived waits for nobody.
        let urgent = all(&world.store, (Side::From, &office), 9).await;
        let next = urgent.iter().find(|one| one.urgent && has(one, case.id, ItemState::Waiting)).unwrap().id;
        for act in [Act::Give, Act::Take, Act::Receive] {
            sign(world, next, act, &[]).await;
        }
        let first: Vec<_> = listed(1).await.into_iter().filter(|(_, urgent)| *urgent).collect();
        assert_eq!(first, [(3, true)]);
    }

    /// Who receives is shown what was given, and nobody what is closed.
    async fn a_list_shows_each_side_what_it_has_to_do_with(world) {
        let way = way("mfc-podolsk", "mvd");
        let case = Case::filed(world, 1).await;
        let id = case.gathered(world, &way).await;
        let sides = [(Side::From, &way.from), (Side::Couriers, &way.couriers), (Side::To, &way.to)];
        let seen = async || {
            let mut seen = Vec::new();
            for at in sides {
                seen.push(all(&world.store, at, 9).await.len());
            }
            seen
        };
        assert_eq!(seen().await, [1, 1, 0], "nobody has given it");
        for act in Act::ALL {
            let signed = sign(world, id, act, &[case.id]).await;
            let shown = usize::from(signed.state != ManifestState::Closed);
            assert_eq!(seen().await, [shown; 3], "{act:?}");
        }
        assert_eq!(world.store.manifest(id).await.unwrap().unwrap().state, ManifestState::Closed);
        assert_eq!(all(&world.store, (Side::From, &way.to), 9).await, [], "it is on another side");
    }

    /// What was not there when a manifest was given or taken is in the next one, and is awaited where it was.
    async fn what_is_put_back_waits_in_the_next_manifest(world) {
        let way = way("mfc-podolsk", "mvd");
        let (here, lost) = (Case::filed(world, 1).await, Case::filed(world, 2).await);
        let first = here.gathered(world, &way).await;
        assert_eq!(lost.gathered(world, &way).await, first);
        let waits = async || {
            let all = all(&world.store, (Side::From, &way.from), 9).await;
            let waits = |one: &&Manifest| has(one, lost.id, ItemState::Waiting);
            let [only] = all.iter().filter(waits).collect::<Vec<_>>()[..] else { panic!("{all:?}") };
            (only.id, only.items.clone())
        };
        sign(world, first, Act::Give, &[here.id]).await;
        let (second, items) = waits().await;
        assert!(second != first && items.len() == 1, "{items:?}");
        let (taken, late) = (Case::filed(world, 3).await, Case::filed(world, 4).await);
        assert_eq!(taken.gathered(world, &way).await, second);
        sign(world, second, Act::Give, &[lost.id, taken.id]).await;
        let third = late.gathered(world, &way).await;
        // Left behind by the courier, beside what was gathered since.
        let kept = sign(world, second, Act::Take, &[taken.id]).await;
        assert!(has(&kept, lost.id, ItemState::LeftOut), "{kept:?}");
        let (next, items) = waits().await;
        assert_eq!((next, items.len()), (third, 2), "{items:?}");
        let item = items.iter().find(|one| one.application == lost.id).unwrap().id;
        let mut tx = world.begin().await;
        assert_eq!(tx.followed(item).await.unwrap().unwrap().entry, Entry(3));
        tx.await_papers(item, Entry(4)).await.unwrap();
        assert_eq!(tx.followed(item).await.unwrap().unwrap().entry, Entry(4));
    }
}
