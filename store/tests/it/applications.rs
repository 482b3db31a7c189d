//! Applications: what is read is what was kept; of two writers one is told to look again.

use crate::world::{World, profile};
use domain::application::Application;
use domain::id::ApplicationId;
use domain::number::ApplicationNumber;
use domain::process::Outcome;
use domain::time::Clock;
use std::collections::BTreeSet;
use store::{FiledForm, StoreError};
use tokio::task::JoinSet;

async fn keep(world: &World, application: &Application, before: i64) -> Result<(), StoreError> {
    let mut tx = world.begin().await;
    tx.update_application(application, before).await?;
    tx.commit().await
}

/// An application as it ended.
fn ended(application: &Application) -> Application {
    Application {
        stage: "refused".parse().unwrap(),
        stage_due_at: None,
        outcome: Some(Outcome::Refused),
        refusal: Some("data_mismatch".parse().unwrap()),
        version: 4,
        ..application.clone()
    }
}

on_both! {
    async fn an_application_is_read_as_it_was_kept_and_its_form_too(world) {
        let citizen = world.citizen(1).await;
        let application = world.drawn(citizen, 1);
        let form = FiledForm(serde_json::json!({ "b": "Ёж № 1", "a": [1, null, { "c": "" }] }));
        let mut tx = world.begin().await;
        tx.insert_application(&application, &form).await.unwrap();
        tx.commit().await.unwrap();
        let read = world.store.application(application.id).await.unwrap();
        assert_eq!(read, Some(application.clone()));
        assert_eq!(world.store.filed_form(application.id).await.unwrap(), Some(form.clone()));

        let ended = ended(&application);
        keep(world, &ended, 1).await.unwrap();
        assert_eq!(world.store.application(application.id).await.unwrap(), Some(ended));
        assert_eq!(world.store.filed_form(application.id).await.unwrap(), Some(form), "it stays");
    }

    async fn a_case_is_read_with_its_newest_form_and_its_applicant(world) {
        let citizen = world.citizen(1).await;
        let (application, other) = (world.filed(citizen, 1).await, world.filed(citizen, 2).await);
        let corrected = FiledForm(serde_json::json!({ "purpose": "для суда" }));
        let mut tx = world.begin().await;
        for id in [application.id, other.id] {
            tx.keep_applicant(id, &profile()).await.unwrap();
        }
        tx.keep_form(application.id, 2, &corrected).await.unwrap();
        tx.commit().await.unwrap();
        let read = world.store.filed_case(application.id).await.unwrap().unwrap();
        assert_eq!((read.application, read.form), (application, corrected));
        assert_eq!(read.applicant, profile());
        let read = world.store.filed_case(other.id).await.unwrap().unwrap();
        assert_eq!(Some(read.form), world.store.filed_form(other.id).await.unwrap());
        let nobody = ApplicationId::new(world.clock.now(), &*world.entropy);
        assert!(world.store.filed_case(nobody).await.unwrap().is_none());
    }

    async fn of_two_changes_to_one_version_one_is_refused(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await;
        let ended = ended(&application);
        keep(world, &ended, 1).await.unwrap();
        let late = keep(world, &Application { version: 2, ..application.clone() }, 1).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
        assert_eq!(world.store.application(application.id).await.unwrap(), Some(ended));
    }

    async fn a_locked_application_waits_for_the_one_who_holds_it(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await;
        let mut writers = JoinSet::new();
        for _ in 0..8 {
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            let (store, id) = (world.store.clone(), application.id);
            writers.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                let held = tx.lock_application(id).await.unwrap().unwrap();
                let before = held.version;
                let next = Application { version: before + 1, ..held };
                tx.update_application(&next, before).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        while let Some(written) = writers.join_next().await {
            written.unwrap();
        }
        let read = world.store.application(application.id).await.unwrap().unwrap();
        assert_eq!(read.version, 9, "no change was lost");
    }

    async fn a_dropped_transaction_files_nothing(world) {
        let citizen = world.citizen(1).await;
        let application = world.drawn(citizen, 1);
        let mut tx = world.begin().await;
        tx.insert_application(&application, &FiledForm(serde_json::json!({}))).await.unwrap();
        drop(tx);
        assert_eq!(world.store.application(application.id).await.unwrap(), None);
    }

    async fn one_number_is_given_once(world) {
        let citizen = world.citizen(1).await;
        world.filed(citizen, 1).await;
        let twin = world.drawn(citizen, 1);
        let mut tx = world.begin().await;
        tx.insert_application(&twin, &FiledForm(serde_json::json!({}))).await.unwrap();
        let refused = tx.commit().await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    }

    async fn a_number_names_one_application(world) {
        let citizen = world.citizen(1).await;
        let filed = world.filed(citizen, 1).await;
        world.filed(citizen, 2).await;
        let found = world.store.application_numbered(filed.number).await.unwrap();
        assert_eq!(found, Some(filed));
        let unknown = ApplicationNumber::new(2026, 3);
        assert_eq!(world.store.application_numbered(unknown).await.unwrap(), None);
    }

    async fn pages_hold_every_application_of_the_citizen_once_newest_first(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let mut filed = Vec::new();
        for serial in 1..=7 {
            filed.push(world.filed(anna, serial).await.id);
            world.filed(boris, 100 + serial).await;
            // Pairs share their moment: the identifier tells them apart.
            if serial % 2 == 0 {
                world.clock.advance(chrono::TimeDelta::minutes(1));
            }
        }
        let (mut seen, mut after) = (Vec::<Application>::new(), None);
        loop {
            let page = world.store.applications_of(anna, after, 3).await.unwrap();
            seen.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(seen.is_sorted_by_key(|one| std::cmp::Reverse((one.filed_at, one.id.uuid()))));
        let ids: BTreeSet<ApplicationId> = seen.iter().map(|one| one.id).collect();
        assert_eq!(ids, filed.into_iter().collect());
        assert_eq!(seen.len(), 7);
        let exact = world.store.applications_of(anna, None, 7).await.unwrap();
        assert_eq!((exact.items.len(), exact.next), (7, None));
    }

    async fn running_numbers_are_never_given_twice_by_however_many_nodes(world) {
        let stores = [world.store.clone(), world.another().await];
        let mut takers = JoinSet::new();
        for taker in 0..8 {
            let store = stores[taker % 2].clone();
            takers.spawn(async move {
                let mut taken = Vec::new();
                for _ in 0..20 {
                    taken.push(store.next_serial(2026).await.unwrap());
                }
                taken
            });
        }
        let taken: Vec<u64> = takers.join_all().await.into_iter().flatten().collect();
        let distinct: BTreeSet<u64> = taken.iter().copied().collect();
        assert_eq!((taken.len(), distinct.len()), (160, 160));
        assert_eq!(world.store.next_serial(2027).await.unwrap(), 1, "each year begins at one");
    }
}
