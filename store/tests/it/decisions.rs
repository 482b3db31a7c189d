//! What departments answered: a receipt once, the facts of the decision in their place.

use serde_json::json;

on_both! {
    async fn a_receipt_told_twice_is_kept_once(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        for number in ["D-1", "D-2"] {
            let mut tx = world.begin().await;
            let now = tx.now();
            tx.keep_receipt(application, number, now).await.unwrap();
            tx.commit().await.unwrap();
        }
        let second = "DELETE FROM decision WHERE department_number = 'D-2'";
        assert_eq!(world.behind(second).await, 0);
        assert_eq!(world.store.decision_data(application).await.unwrap(), None);
        let first = "DELETE FROM decision WHERE department_number = 'D-1'";
        assert_eq!(world.behind(first).await, 1);
    }

    async fn the_facts_of_a_decision_are_read_as_they_came(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        let data = json!({ "status": "unemployed", "benefits": [{ "month": "2026-09" }] });
        let mut tx = world.begin().await;
        let now = tx.now();
        tx.keep_receipt(application, "D-1", now).await.unwrap();
        tx.keep_decision(application, &data).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.store.decision_data(application).await.unwrap(), Some(data));
    }

    async fn a_decision_without_a_receipt_is_refused(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await.id;
        let mut tx = world.begin().await;
        assert!(tx.keep_decision(application, &json!({})).await.is_err());
    }
}
