//! Messages to departments: a receipt once, a decision in its place, and the newest form of an application.

use crate::world::receipt;
use serde_json::json;
use store::{FiledForm, StoreError};

on_both! {
    async fn a_receipt_told_twice_is_kept_once(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        for number in ["D-1", "D-2"] {
            let mut tx = world.begin().await;
            let mut told = receipt(application, "msg-1", tx.now());
            told.department_number = number.to_owned();
            tx.keep_receipt(&told).await.unwrap();
            tx.commit().await.unwrap();
        }
        let second = "DELETE FROM message WHERE department_number = 'D-2'";
        assert_eq!(world.behind(second).await, 0);
        let kept = world.store.messages_of(application).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(world.store.decisions_of(application).await.unwrap(), []);
    }

    async fn each_message_keeps_the_facts_of_its_own_decision(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        let first = json!({ "status": "unemployed", "benefits": [{ "month": "2026-09" }] });
        let mut tx = world.begin().await;
        let now = tx.now();
        for (entry, id) in [(4, "msg-b"), (2, "msg-a")] {
            let mut told = receipt(application, id, now);
            told.entry = entry;
            tx.keep_receipt(&told).await.unwrap();
        }
        tx.keep_decision(application, "msg-a", &first).await.unwrap();
        tx.keep_decision(application, "msg-b", &json!({ "b": 2 })).await.unwrap();
        tx.commit().await.unwrap();
        let kept = world.store.messages_of(application).await.unwrap();
        let told: Vec<_> = kept.iter().map(|one| (one.entry, one.id.as_str())).collect();
        assert_eq!(told, [(2, "msg-a"), (4, "msg-b")], "in the order of the stages");
        let decisions = world.store.decisions_of(application).await.unwrap();
        let data: Vec<_> = decisions.into_iter().map(|(_, data)| data).collect();
        assert_eq!(data, [first, json!({ "b": 2 })]);
        assert_eq!(kept[0].receiver.as_ref().unwrap().as_str(), "tested");
    }

    async fn a_decision_without_a_receipt_is_refused(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        let mut tx = world.begin().await;
        tx.keep_decision(application, "msg-1", &json!({})).await.unwrap();
        let refused = tx.commit().await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }

    async fn a_corrected_form_is_read_and_the_filed_one_is_not_lost(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        let corrected = FiledForm(json!({ "purpose": "для суда" }));
        let mut tx = world.begin().await;
        tx.keep_form(application, 2, &corrected).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.filed_form(application).await.unwrap(), Some(corrected.clone()));
        assert_eq!(world.behind("DELETE FROM application_form WHERE revision = 1").await, 1);
        let mut tx = world.begin().await;
        tx.keep_form(application, 2, &corrected).await.unwrap();
        let again = tx.commit().await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    }
}
