//! Holders of applications: written with every stage, and once for those that went on before holders were.

use crate::world::{World, id_of};
use casework::hold::{HeldBatch, hold_older};
use casework::read::{Whose, Workplace};
use domain::application::{Application, ApplicationFact};
use domain::journal::FactBody;
use domain::process::Role;
use store::FiledForm;

#[tokio::test]
async fn every_stage_says_who_holds_the_case_and_the_end_says_nobody() {
    let world = World::new().await;
    let filed = world.files(&world.anna, None).await.unwrap();
    let held = filed.holder.clone().unwrap();
    assert_eq!(
        (held.role, held.organisation, held.queue.as_str()),
        (Role::Platform, None, "exchange")
    );
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    let received = world.application(filed.id).await;
    let held = received.holder.clone().unwrap();
    assert_eq!(held.role, Role::DepartmentOfficer);
    assert_eq!(held.organisation.unwrap().as_str(), "minsocrazvitiya");
    let desk = casework::read::desk(
        &world.cx,
        &world.officer,
        (&Workplace::ALL, Whose::Everybodys),
        (None, 9),
    )
    .await
    .unwrap();
    assert_eq!(desk.items.iter().map(|one| one.id).collect::<Vec<_>>(), [received.id]);
}

/// What was written before holders were stays as it is; the fact that adds one is told apart.
#[tokio::test]
async fn an_application_from_before_is_given_its_holder_once() {
    let world = World::new().await;
    let filed = world.files(&world.anna, None).await.unwrap();
    let old = Application {
        id: domain::id::ApplicationId::new(filed.filed_at, &*world.cx.entropy),
        number: domain::number::ApplicationNumber::new(2026, 900),
        stage: "received".parse().unwrap(),
        holder: None,
        ..filed
    };
    let mut tx = world.cx.begin().await.unwrap();
    tx.insert_application(&old, &FiledForm(serde_json::json!({}))).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        hold_older(&world.cx, None).await.unwrap(),
        Some(HeldBatch { last: old.id, count: 1 })
    );
    assert_eq!(hold_older(&world.cx, None).await.unwrap(), None, "once");
    let held = world.application(old.id).await;
    assert_eq!(
        (held.version, held.holder.as_ref().map(|one| one.role)),
        (2, Some(Role::DepartmentOfficer))
    );
    let facts = world.journal(&world.anna).await;
    let last = facts.last().unwrap();
    assert_eq!((last.application, last.citizen), (Some(old.id), id_of(&world.anna)));
    assert!(matches!(last.body, FactBody::Application(ApplicationFact::Held { .. })));
}
