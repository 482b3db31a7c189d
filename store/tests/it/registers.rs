//! What registers told: the newest answer of each, its citizen's alone.

use crate::world::World;
use domain::id::CitizenId;
use domain::time::Clock;
use serde_json::{Value, json};

async fn told(world: &World, citizen: CitizenId, register: &str, data: &Value) {
    let mut tx = world.begin().await;
    tx.remember_register(citizen, &register.parse().unwrap(), data).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn the_newest_answer_of_each_register_is_kept(world) {
        let anna = world.citizen(1).await;
        told(world, anna, "employment", &json!({ "status": "none" })).await;
        told(world, anna, "pension", &json!({ "status": "none" })).await;
        world.clock.advance(chrono::TimeDelta::minutes(1));
        told(world, anna, "employment", &json!({ "status": "unemployed" })).await;
        let mut known = world.store.registers_of(anna).await.unwrap();
        known.sort_by_key(|one| one.register.clone());
        assert_eq!(known.len(), 2);
        assert_eq!(known[0].data, json!({ "status": "unemployed" }));
        assert!(known[0].fetched_at > known[1].fetched_at);
    }

    async fn an_answer_is_its_citizens_alone(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        told(world, anna, "employment", &json!({ "status": "unemployed" })).await;
        assert_eq!(world.store.registers_of(boris).await.unwrap(), []);
        let both = async |of| world.store.citizen_with_registers(of).await.unwrap().unwrap();
        let record = async |of| world.store.citizen(of).await.unwrap().unwrap();
        assert_eq!(both(boris).await, (record(boris).await, vec![]));
        told(world, anna, "pension", &json!({ "status": "none" })).await;
        let (citizen, mut registers) = both(anna).await;
        registers.sort_by_key(|one| one.register.clone());
        let mut alone = world.store.registers_of(anna).await.unwrap();
        alone.sort_by_key(|one| one.register.clone());
        assert_eq!((citizen, registers.len()), (record(anna).await, 2));
        assert_eq!(registers, alone);
        let nobody = CitizenId::new(world.clock.now(), &*world.entropy);
        assert_eq!(world.store.citizen_with_registers(nobody).await.unwrap(), None);
    }
}
