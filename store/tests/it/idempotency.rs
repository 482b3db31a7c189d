//! Answers given once: one key, one effect, whoever is first.

use crate::world::World;
use store::{Earlier, Key, Store, StoreError};

fn key(actor: &str, body: &str) -> Key {
    Key { actor: actor.to_owned(), key: "k-1".to_owned(), body_sha256: body.to_owned() }
}

async fn keep(world: &World, store: &Store, key: &Key, answer: u32) -> Result<(), StoreError> {
    let mut tx = world.begin_in(store).await;
    tx.keep_answer(key, &answer).await?;
    tx.commit().await
}

async fn earlier(world: &World, key: &Key) -> Earlier<u32> {
    world.store.earlier(key).await.unwrap()
}

on_both! {
    /// Proves SH-08
    async fn of_two_transactions_with_one_key_exactly_one_is_kept(world) {
        let other = world.another().await;
        let key = key("cit_1", "body");
        let (one, two) =
            tokio::join!(keep(world, &world.store, &key, 1), keep(world, &other, &key, 2));
        let kept = match (one, two) {
            (Ok(()), Err(StoreError::Conflict)) => 1,
            (Err(StoreError::Conflict), Ok(())) => 2,
            both => panic!("{both:?}"),
        };
        assert_eq!(earlier(world, &key).await, Earlier::Answer(kept));
    }

    async fn a_key_taken_by_a_transaction_that_gives_up_is_free_again(world) {
        let key = key("cit_1", "body");
        let mut gives_up = world.begin().await;
        gives_up.keep_answer(&key, &1).await.unwrap();
        drop(gives_up);
        assert_eq!(earlier(world, &key).await, Earlier::Nothing);
        keep(world, &world.store, &key, 2).await.unwrap();
        assert_eq!(earlier(world, &key).await, Earlier::Answer(2));
    }

    async fn another_body_is_told_apart_and_another_actor_never_meets_the_key(world) {
        keep(world, &world.store, &key("cit_1", "body"), 1).await.unwrap();
        assert_eq!(earlier(world, &key("cit_1", "other")).await, Earlier::OtherBody);
        assert_eq!(earlier(world, &key("cit_2", "body")).await, Earlier::Nothing);
        keep(world, &world.store, &key("cit_2", "body"), 7).await.unwrap();
        assert_eq!(earlier(world, &key("cit_1", "body")).await, Earlier::Answer(1));
    }

    async fn the_one_who_came_second_keeps_nothing_else_either(world) {
        let citizen = world.citizen(1).await;
        let key = key("cit_1", "body");
        keep(world, &world.store, &key, 1).await.unwrap();
        let mut tx = world.begin().await;
        let service = "employment-certificate".parse().unwrap();
        tx.insert_draft(citizen, &service, &serde_json::json!({})).await.unwrap();
        tx.keep_answer(&key, &2).await.unwrap();
        assert!(matches!(tx.commit().await, Err(StoreError::Conflict)));
        assert_eq!(world.store.drafts_of(citizen).await.unwrap(), []);
    }
}
