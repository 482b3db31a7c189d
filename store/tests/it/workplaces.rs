//! Workplaces: what an organisation holds, page by page, by an index; and what nobody holds yet.

use crate::world::World;
use chrono::TimeDelta;
use domain::application::{Application, Holder};
use domain::codes::DepartmentCode;
use domain::id::{ApplicationId, CitizenId};
use domain::process::{Outcome, Role};
use domain::time::Clock;
use store::FiledForm;

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
    let (mut seen, mut after) = (Vec::new(), None);
    let nobody = CitizenId::from_uuid(uuid::Uuid::nil());
    loop {
        let role = Role::DepartmentOfficer;
        let page =
            world.store.applications_held((role, organisation), nobody, after, size).await.unwrap();
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
        let page = world.store.applications_held(desk, citizen, None, 9).await.unwrap();
        assert_eq!(page.items, []);
        let read = world.store.application(expected[0]).await.unwrap().unwrap();
        assert_eq!(read.holder, Some(held_by("one")));
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
