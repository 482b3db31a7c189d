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
    tx.commit().await?;
    // It is the applicant's once the application has ended with it.
    let id = crate::journal_hand_over::id(world, &record.application.uuid().to_string());
    world.behind(&format!("UPDATE application SET outcome = 'granted' WHERE id = {id}")).await;
    Ok(())
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

    async fn documents_are_listed_page_by_page_to_their_owner(world) {
        let (citizen, other) = (world.citizen(1).await, world.citizen(2).await);
        let mut issued = Vec::new();
        for serial in 1..=3 {
            let application = world.filed(citizen, serial).await;
            let one = record(world, &application, &format!("code{serial}"));
            issue(world, &one).await.unwrap();
            issued.push(one);
        }
        issue(world, &record(world, &world.filed(other, 9).await, "theirs")).await.unwrap();
        // Issued at one moment or not: the identifier decides.
        issued.sort_by_key(|one| std::cmp::Reverse((one.issued_at, one.id)));
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = world.store.results_of(citizen, after, 2).await.unwrap();
            seen.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let records: Vec<_> = seen.iter().map(|one| one.record.clone()).collect();
        assert_eq!(records, issued);
        assert!(seen.iter().all(|one| one.service_version > 0));
    }
}
