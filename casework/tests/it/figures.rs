//! Figures: what was filed and where it stands, for those who answer for it.

use crate::world::{SERVICE, World};
use casework::CaseError;
use casework::figures::{Figure, Filings, applications, filings};
use chrono::NaiveDate;
use domain::access::{Actor, Person};
use domain::duty::{Duty, DutyRole};
use store::{Applications, Projected};

async fn counted(world: &World) {
    let (store, by) = (&world.cx.store, (&*world.cx.clock, &world.cx.entropy));
    while store.project(&Applications::CURRENT, 100, by).await.unwrap() != Projected::Idle {}
}

fn days() -> (NaiveDate, NaiveDate) {
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    (day(1), day(30))
}

#[tokio::test]
async fn a_department_sees_how_many_applications_it_has_and_where_they_stand() {
    let world = World::new().await;
    let filed = world.files(&world.anna, None).await.unwrap();
    counted(&world).await;
    let told = applications(&world.cx, &world.officer, days()).await.unwrap();
    let catalog = world.cx.catalog();
    let department = &catalog.service(&SERVICE.parse().unwrap()).unwrap().service.department;
    let line = |stage: &str, applications| Figure {
        day: filed.registered_on,
        service: SERVICE.parse().unwrap(),
        department: department.clone(),
        channel: Some(filed.channel),
        direct_reason: None,
        office: None,
        stage: stage.parse().unwrap(),
        applications,
    };
    assert_eq!(told, [line("registered", 1)]);
    let ways = filings(&world.cx, &world.officer, days()).await.unwrap();
    let of = Filings {
        applications: 1,
        by_channel: [(filed.channel, 1)].into(),
        direct: [].into(),
        on_paper: 0,
    };
    assert_eq!(ways, [(SERVICE.parse().unwrap(), of)].into());
    let claim = world.claim("exchange.send").await;
    world.received(&claim, filed.id).await;
    counted(&world).await;
    let told = applications(&world.cx, &world.officer, days()).await.unwrap();
    assert_eq!(told, [line("received", 1)], "it is counted where it stands, once");
    let next = filed.registered_on + chrono::TimeDelta::days(1);
    let none = applications(&world.cx, &world.officer, (next, days().1)).await.unwrap();
    assert_eq!(none, [], "of other days there is none");
}

#[tokio::test]
async fn figures_are_not_for_everybody() {
    let world = World::new().await;
    world.files(&world.anna, None).await.unwrap();
    counted(&world).await;
    let elsewhere = Actor::Person(Person {
        duties: vec![
            Duty::of_post(DutyRole::DepartmentOfficer, "other".parse().unwrap()),
            Duty::of_post(DutyRole::OfficeOperator, "minsocrazvitiya".parse().unwrap()),
        ],
        ..world.boris.person().unwrap().clone()
    });
    for actor in [&world.anna, &elsewhere, &Actor::Anonymous, &Actor::Bot] {
        let refused = applications(&world.cx, actor, days()).await;
        assert!(matches!(refused, Err(CaseError::Forbidden)), "{refused:?}");
    }
    assert_eq!(applications(&world.cx, &Actor::Platform, days()).await.unwrap().len(), 1);
}
