//! Writes that go to the database together: seen by what is read after them, in their order, kept all or not at all.

use crate::world::World;
use domain::application::Application;
use domain::job::Job;
use std::time::Duration;
use store::{Claim, FiledForm, Key, StoreError};

const LEASE: Duration = Duration::from_secs(30);

fn key() -> Key {
    Key { actor: "cit_1".to_owned(), key: "key".to_owned(), body_sha256: "0".repeat(64) }
}

async fn claim(world: &World) -> Claim {
    let lanes = world.store.queue_lanes().await.unwrap();
    let mut tx = world.begin().await;
    let mut claimed = tx.claim(&lanes, "one", |_| 1, LEASE).await.unwrap().claims;
    tx.commit().await.unwrap();
    claimed.remove(0)
}

on_both! {
    async fn what_waits_is_seen_by_whoever_looks_for_it(world) {
        let citizen = world.citizen(1).await;
        let application = world.drawn(citizen, 1);
        let mut tx = world.begin().await;
        let form = FiledForm(serde_json::json!({ "purpose": "$1 'и' ?" }));
        tx.insert_application(&application, &form).await.unwrap();
        assert_eq!(tx.lock_application(application.id).await.unwrap(), Some(application.clone()));
        let ended = Application { version: 2, ..application.clone() };
        tx.update_application(&ended, 1).await.unwrap();
        assert_eq!(tx.lock_application(application.id).await.unwrap(), Some(ended.clone()));
        assert_eq!(world.store.application(application.id).await.unwrap(), None, "others see none of it");
        tx.commit().await.unwrap();
        assert_eq!(world.store.application(application.id).await.unwrap(), Some(ended));
        assert_eq!(world.store.filed_form(application.id).await.unwrap(), Some(form));
    }

    /// Of the statements that went before the one that failed, some are carried out: they must not be kept.
    async fn one_that_fails_undoes_the_others_and_whoever_goes_on_is_told_again(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await;
        let mut tx = world.begin().await;
        tx.keep_answer(&key(), &1).await.unwrap();
        tx.enqueue(&Job::CheckDelay { application: application.id }).await.unwrap();
        let other = Application { version: 9, ..application.clone() };
        tx.update_application(&other, 8).await.unwrap();
        let told = tx.lock_application(application.id).await;
        assert!(matches!(told, Err(StoreError::Conflict)), "{told:?}");
        tx.enqueue(&Job::CheckDelay { application: application.id }).await.unwrap();
        let told = tx.commit().await;
        assert!(matches!(told, Err(StoreError::Conflict)), "{told:?}");

        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
        let mut tx = world.begin().await;
        tx.keep_answer(&key(), &1).await.unwrap();
        tx.commit().await.expect("the key was not taken");
        assert_eq!(world.store.application(application.id).await.unwrap(), Some(application));
    }

    /// An engine carries out the parts of one statement in no order; a key that is free only once the old row is gone
    /// needs one.
    async fn work_that_asks_for_itself_again_waits_again(world) {
        let application = world.filed(world.citizen(1).await, 1).await.id;
        let job = Job::CheckDelay { application };
        let mut tx = world.begin().await;
        tx.enqueue_once(&job).await.unwrap();
        tx.commit().await.unwrap();
        let claimed = claim(world).await;
        let mut tx = world.begin().await;
        tx.finish(&claimed).await.unwrap();
        tx.enqueue_once(&job).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.queue_depth().await.unwrap(), (1, 0));
        let again = claim(world).await;
        assert_ne!(again.id, claimed.id);

        // Asked for before the old row is gone, it is the same work.
        let mut tx = world.begin().await;
        tx.enqueue_once(&job).await.unwrap();
        tx.finish(&again).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 0));
    }
}
