//! Master keys: which ones the data needs, and what a process with another ring meets.

use crate::world::profile;
use domain::assurance::Assurance;
use store::{KeyError, KeyRing, MasterKey, StoreError};

/// The key of every world.
fn seven() -> MasterKey {
    MasterKey::new([7; 32])
}

fn eight() -> MasterKey {
    MasterKey::new([8; 32])
}

/// Both keys, the later one current.
fn both() -> KeyRing {
    KeyRing::only(seven()).with(eight()).sealing_by(eight().id()).unwrap()
}

on_both! {
    async fn what_one_key_sealed_is_read_while_another_seals(world) {
        let anna = world.citizen(1).await;
        let after = world.with_keys(both()).await;
        assert_eq!(after.citizen(anna).await.unwrap().unwrap().profile, profile());
        let mut tx = world.begin_in(&after).await;
        let again = tx.remember_citizen(1, Assurance::Confirmed, &profile()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(again.id, anna);
        assert_eq!(after.citizen(anna).await.unwrap().unwrap().profile, profile());
    }

    /// A key that is not there yet is no damage: the row is read when the key is brought.
    async fn a_missing_key_is_named_with_the_row_it_sealed(world) {
        let after = world.with_keys(both()).await;
        let mut tx = world.begin_in(&after).await;
        let anna = tx.remember_citizen(1, Assurance::Confirmed, &profile()).await.unwrap().id;
        tx.commit().await.unwrap();
        match world.store.citizen(anna).await {
            Err(StoreError::UnknownKey { key, table: "citizen", column: "profile", row }) => {
                assert_eq!((key, row), (eight().id(), anna.to_string()));
            }
            other => panic!("{other:?}"),
        }
    }

    async fn blind_indexes_and_subjects_stay_when_another_key_seals(world) {
        let before = world.store.mark("subject", "anna");
        let ring = both().without(seven().id()).unwrap();
        assert_eq!(world.with_keys(ring).await.mark("subject", "anna"), before);
        assert_ne!(world.with_keys(KeyRing::only(eight())).await.mark("subject", "anna"), before);
    }

    async fn a_ring_that_lacks_a_key_of_the_data_is_refused(world) {
        let now = world.begin().await.now();
        world.store.check_keys(now).await.unwrap();
        world.store.check_keys(now).await.unwrap();
        let other = world.with_keys(KeyRing::only(eight())).await;
        let refused = other.check_keys(now).await;
        assert!(matches!(refused, Err(KeyError::Missing(id)) if id == seven().id()), "{refused:?}");
        assert_eq!(world.store.used_keys().await.unwrap().len(), 1, "a refused key is not used");

        let both = world.with_keys(both()).await;
        both.check_keys(now).await.unwrap();
        let refused = world.store.check_keys(now).await;
        assert!(matches!(refused, Err(KeyError::Missing(id)) if id == eight().id()), "{refused:?}");
    }

    async fn an_old_copy_of_the_ring_is_refused_after_its_key_was_removed(world) {
        let now = world.begin().await.now();
        world.store.check_keys(now).await.unwrap();
        let both = world.with_keys(both()).await;
        both.check_keys(now).await.unwrap();
        both.key_removed(seven().id(), now).await.unwrap();
        let refused = world.with_keys(KeyRing::only(seven()).with(eight())).await;
        let refused = refused.check_keys(now).await;
        assert!(matches!(refused, Err(KeyError::Removed(id)) if id == seven().id()), "{refused:?}");
        let without = world.with_keys(KeyRing::only(eight())).await;
        without.check_keys(now).await.unwrap();
    }

    async fn processes_that_start_at_once_write_a_key_down_once(world) {
        let now = world.begin().await.now();
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let store = world.another().await;
            starts.spawn(async move { store.check_keys(now).await });
        }
        while let Some(started) = starts.join_next().await {
            started.unwrap().unwrap();
        }
        assert_eq!(world.store.used_keys().await.unwrap().len(), 1);
    }
}
