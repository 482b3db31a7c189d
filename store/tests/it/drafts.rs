//! Drafts: their owner's alone, versioned, gone without a trace.

use crate::world::World;
use domain::id::CitizenId;
use serde_json::{Value, json};
use store::Draft;

async fn begun(world: &World, citizen: CitizenId, form: Value) -> Draft {
    let mut tx = world.begin().await;
    let service = "employment-certificate".parse().unwrap();
    let draft = tx.insert_draft(citizen, &service, &form).await.unwrap();
    tx.commit().await.unwrap();
    draft
}

on_both! {
    async fn a_draft_is_read_as_it_was_left(world) {
        let anna = world.citizen(1).await;
        let draft = begun(world, anna, json!({ "purpose": "для школы" })).await;
        assert_eq!(world.store.draft(anna, draft.id).await.unwrap(), Some(draft.clone()));
        world.clock.advance(chrono::TimeDelta::minutes(1));
        let mut tx = world.begin().await;
        let held = tx.lock_draft(anna, draft.id).await.unwrap().unwrap();
        let changed = tx.update_draft(held, json!({ "purpose": "для суда" })).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((changed.version, changed.created_at), (2, draft.created_at));
        assert!(changed.updated_at > draft.updated_at);
        assert_eq!(world.store.draft(anna, draft.id).await.unwrap(), Some(changed));
    }

    async fn a_draft_is_its_owners_alone(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let draft = begun(world, anna, json!({})).await;
        assert_eq!(world.store.draft(boris, draft.id).await.unwrap(), None);
        assert_eq!(world.store.drafts_of(boris).await.unwrap(), []);
        let mut tx = world.begin().await;
        assert_eq!(tx.lock_draft(boris, draft.id).await.unwrap(), None);
    }

    async fn drafts_are_listed_last_changed_first_and_go_without_a_trace(world) {
        let anna = world.citizen(1).await;
        let first = begun(world, anna, json!({ "n": 1 })).await;
        world.clock.advance(chrono::TimeDelta::minutes(1));
        let second = begun(world, anna, json!({ "n": 2 })).await;
        let listed = world.store.drafts_of(anna).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|one| one.id).collect();
        assert_eq!(ids, [second.id, first.id]);
        assert_eq!(listed[0].updated_at, second.updated_at);
        assert_eq!(listed[0].service, second.service);
        let mut tx = world.begin().await;
        tx.delete_draft(second.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.drafts_of(anna).await.unwrap(), listed[1..]);
        assert_eq!(world.store.journal_sequence(anna).await.unwrap(), 0, "drafts leave no facts");
    }
}
