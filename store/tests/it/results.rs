//! Result documents: one an application, found by identifier and by code.

use crate::world::World;
use domain::application::Application;
use domain::id::ResultId;
use store::{ResultRecord, StoreError};

fn record(world: &World, application: &Application, code: &str) -> ResultRecord {
    ResultRecord {
        id: ResultId::new(application.filed_at, &*world.entropy),
        application: application.id,
        citizen: application.citizen,
        number: application.number.to_string(),
        verify_code: code.to_owned(),
        sha256: "0".repeat(64),
        size: 12_345,
        issued_at: application.filed_at,
    }
}

async fn issue(world: &World, record: &ResultRecord) -> Result<(), StoreError> {
    let mut tx = world.begin().await;
    tx.insert_result(record).await?;
    tx.commit().await
}

on_both! {
    /// Proves DM-11
    async fn a_document_is_issued_once_whoever_tries_again(world) {
        let citizen = world.citizen(1).await;
        let application = world.filed(citizen, 1).await;
        let first = record(world, &application, "abcdefghjkmnpqrstuvw");
        issue(world, &first).await.unwrap();
        let again = ResultRecord { number: "other".to_owned(), ..record(world, &application, "x") };
        assert!(matches!(issue(world, &again).await, Err(StoreError::Conflict)));
        assert_eq!(world.store.result(first.id).await.unwrap(), Some(first.clone()));
        assert_eq!(world.store.result(again.id).await.unwrap(), None);
        let found = world.store.result_by_code("abcdefghjkmnpqrstuvw").await.unwrap();
        assert_eq!(found, Some(first));
        assert_eq!(world.store.result_by_code("abcdefghjkmnpqrstuv_").await.unwrap(), None);
    }

    async fn neither_a_code_nor_a_number_is_given_to_two_documents(world) {
        let citizen = world.citizen(1).await;
        let (one, two) = (world.filed(citizen, 1).await, world.filed(citizen, 2).await);
        issue(world, &record(world, &one, "same")).await.unwrap();
        let same_code = issue(world, &record(world, &two, "same")).await;
        assert!(matches!(same_code, Err(StoreError::Conflict)), "{same_code:?}");
        let same_number =
            ResultRecord { number: one.number.to_string(), ..record(world, &two, "other") };
        assert!(matches!(issue(world, &same_number).await, Err(StoreError::Conflict)));
    }
}
