//! Leases: one holder at a time.

use crate::world::World;
use std::time::Duration;
use store::Store;
use tokio::task::JoinSet;

const LASTING: Duration = Duration::from_secs(30);

async fn takes(world: &World, store: &Store, owner: &str) -> bool {
    let mut tx = world.begin_in(store).await;
    let taken = tx.take_lease("sweep", owner, LASTING).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

on_both! {
    async fn of_eight_nodes_at_once_one_leads(world) {
        let stores = [world.store.clone(), world.another().await];
        let mut nodes = JoinSet::new();
        for node in 0..8 {
            let (clock, entropy) = (world.clock.clone(), world.entropy.clone());
            let store = stores[node % 2].clone();
            nodes.spawn(async move {
                let mut tx = store.begin(&clock, &entropy).await.unwrap();
                let taken = tx.take_lease("sweep", &format!("n{node}"), LASTING).await.unwrap();
                tx.commit().await.unwrap();
                taken
            });
        }
        let leaders = nodes.join_all().await.into_iter().filter(|leads| *leads).count();
        assert_eq!(leaders, 1);
    }

    async fn a_lease_is_renewed_by_its_holder_and_passes_when_it_lapses(world) {
        assert!(takes(world, &world.store, "one").await);
        world.clock.advance(chrono::TimeDelta::seconds(20));
        assert!(!takes(world, &world.store, "two").await);
        assert!(takes(world, &world.store, "one").await, "renewed");
        world.clock.advance(chrono::TimeDelta::seconds(29));
        assert!(!takes(world, &world.store, "two").await);
        world.clock.advance(chrono::TimeDelta::seconds(1));
        assert!(takes(world, &world.store, "two").await);
        assert!(!takes(world, &world.store, "one").await, "the late one is out");
        assert_eq!(world.store.lease_owner("sweep").await.unwrap().as_deref(), Some("two"));
    }

    async fn leases_of_other_work_are_free(world) {
        assert!(takes(world, &world.store, "one").await);
        let mut tx = world.begin().await;
        assert!(tx.take_lease("rotate", "two", LASTING).await.unwrap());
        tx.commit().await.unwrap();
    }
}
