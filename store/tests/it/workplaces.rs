//! Workplaces: what an organisation holds, page by page, by an index; and what nobody holds yet.

use crate::world::World;
use chrono::TimeDelta;
use domain::application::{Application, Holder};
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId};
use domain::process::{Outcome, Role};
use domain::time::Clock;
use store::{FiledForm, Free, Hands, Queued};

fn held_by(organisation: &str) -> Holder {
    Holder {
        role: Role::DepartmentOfficer,
        organisation: Some(organisation.parse().unwrap()),
        queue: "department".to_owned(),
    }
}

async fn keep(world: &World, application: &Application) {
    let mut tx = world.begin().await;
    tx.insert_application(application, &FiledForm(serde_json::json!({}))).await.unwrap();
    tx.commit().await.unwrap();
}

async fn page(world: &World, organisation: &DepartmentCode, size: u64) -> Vec<ApplicationId> {
    paged(world, organisation, Hands::Any, size).await
}

async fn paged(
    world: &World,
    organisation: &DepartmentCode,
    hands: Hands,
    size: u64,
) -> Vec<ApplicationId> {
    let (mut seen, mut after) = (Vec::new(), None);
    let nobody = CitizenId::from_uuid(uuid::Uuid::nil());
    loop {
        let role = Role::DepartmentOfficer;
        let desk = (role, organisation);
        let page = world.store.applications_held(desk, hands, nobody, after, size).await.unwrap();
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return seen;
        }
    }
}

on_both! {
    async fn a_workplace_shows_what_it_holds_by_its_deadline_whatever_the_version(world) {
        let citizen = world.citizen(1).await;
        let now = world.clock.now();
        let mut own = Vec::new();
        for n in 0..7 {
            let application = Application {
                holder: Some(held_by("one")),
                // Filed later and due sooner; two at the same moment.
                stage_due_at: Some(now + TimeDelta::hours(10 - i64::try_from(n / 2).unwrap())),
                service_version: u32::try_from(n + 1).unwrap(),
                ..world.drawn(citizen, n + 1)
            };
            keep(world, &application).await;
            own.push(application);
        }
        keep(world, &Application { holder: Some(held_by("two")), ..world.drawn(citizen, 50) }).await;
        let ended = Application { outcome: Some(Outcome::Granted), stage_due_at: None, ..world.drawn(citizen, 51) };
        keep(world, &ended).await;
        own.sort_by_key(|one| (one.stage_due_at, one.id));
        let expected: Vec<_> = own.iter().map(|one| one.id).collect();
        for size in [1, 2, 3, 7, 100] {
            assert_eq!(page(world, &"one".parse().unwrap(), size).await, expected, "{size} a page");
        }
        assert_eq!(page(world, &"two".parse().unwrap(), 9).await.len(), 1);
        assert_eq!(page(world, &"three".parse().unwrap(), 9).await, []);
        // Nobody's own case is on their desk.
        let desk = (Role::DepartmentOfficer, &"one".parse().unwrap());
        let page = world.store.applications_held(desk, Hands::Any, citizen, None, 9).await.unwrap();
        assert_eq!(page.items, []);
        let read = world.store.application(expected[0]).await.unwrap().unwrap();
        assert_eq!(read.holder, Some(held_by("one")));
    }

    async fn a_list_is_narrowed_to_what_is_free_or_in_somebodys_hands(world) {
        let citizen = world.citizen(1).await;
        let [vera, oleg] = [1_u128, 2].map(|n| CitizenId::from_uuid(uuid::Uuid::from_u128(n)));
        let now = world.clock.now();
        let one = "one".parse().unwrap();
        let mut by_hand = [Vec::new(), Vec::new(), Vec::new()];
        for n in 0..9_u64 {
            let which = usize::try_from(n % 3).unwrap();
            let assignee = [None, Some(vera), Some(oleg)][which];
            let application = Application {
                holder: Some(held_by("one")),
                stage_due_at: Some(now + TimeDelta::hours(i64::try_from(n).unwrap())),
                assignee,
                ..world.drawn(citizen, n + 1)
            };
            keep(world, &application).await;
            by_hand[which].push(application.id);
        }
        for (hands, expected) in
            [Hands::Free, Hands::Of(vera), Hands::Of(oleg)].into_iter().zip(by_hand.clone())
        {
            assert_eq!(paged(world, &one, hands, 2).await, expected, "{hands:?}");
        }
        assert_eq!(paged(world, &one, Hands::Any, 4).await.len(), 9);
        let mut tx = world.begin().await;
        let desk = (Role::DepartmentOfficer, &one);
        let free = Free { desk, but_of: vera, but_in: &[] };
        for queued in [Queued::PassedOver, Queued::WaitedFor] {
            let free = tx.lock_first_free(free, queued).await.unwrap();
            assert_eq!(free.map(|one| one.id), Some(by_hand[0][0]), "{queued:?}");
        }
        for none in [Free { but_of: citizen, ..free }, Free { but_in: &["else", "department"], ..free }] {
            assert_eq!(tx.lock_first_free(none, Queued::PassedOver).await.unwrap(), None, "{none:?}");
            assert_eq!(world.store.first_free(none).await.unwrap(), None, "{none:?}");
        }
    }

    async fn who_took_a_case_lately_is_a_colleague(world) {
        let [vera, oleg, late] = [1_u128, 2, 3].map(|n| CitizenId::from_uuid(uuid::Uuid::from_u128(n)));
        let (one, two): (DepartmentCode, DepartmentCode) = ("one".parse().unwrap(), "two".parse().unwrap());
        let desk = (Role::DepartmentOfficer, &one);
        let begun = world.clock.now();
        for (person, hours) in [(late, 0), (vera, 1), (oleg, 1), (vera, 1)] {
            world.clock.advance(TimeDelta::hours(hours));
            let mut tx = world.begin().await;
            tx.remember_colleague(desk, person).await.unwrap();
            tx.commit().await.unwrap();
        }
        let since = |at| world.store.colleagues(desk, at, 9);
        assert_eq!(since(begun).await.unwrap(), [vera, oleg, late], "the last first, each once");
        assert_eq!(since(begun + TimeDelta::hours(1)).await.unwrap(), [vera, oleg]);
        let elsewhere = world.store.colleagues((Role::DepartmentOfficer, &two), begun, 9).await;
        assert_eq!(elsewhere.unwrap(), []);
        let courier = world.store.colleagues((Role::Courier, &one), begun, 9).await;
        assert_eq!(courier.unwrap(), []);
    }

    async fn what_goes_on_without_a_holder_is_found_and_nothing_else(world) {
        let citizen = world.citizen(1).await;
        let old = world.filed(citizen, 1).await;
        keep(world, &Application { holder: Some(held_by("one")), ..world.drawn(citizen, 2) }).await;
        keep(world, &Application { outcome: Some(Outcome::Granted), ..world.drawn(citizen, 3) }).await;
        assert_eq!(world.store.applications_unheld(None, 9).await.unwrap(), [old.id]);
        assert_eq!(world.store.applications_unheld(Some(old.id), 9).await.unwrap(), []);
    }
}
