//! Terms that are kept and seen: what is nearly late is found, once, by however many look; and is shown to those who answer for it (G4.4).

use crate::world::{World, id_of, with};
use casework::terms::{late, watch};
use casework::{CaseError, Cx};
use chrono::TimeDelta;
use domain::application::{Application, Lateness};
use domain::codes::DepartmentCode;
use domain::duty::{Duty, DutyRole};
use domain::id::ApplicationId;
use store::Job;

/// Looks at everything that is to be looked at; how many were found to be late.
async fn looks(cx: &Cx) -> u64 {
    let (mut found, mut after) = (0, None);
    while let Some(batch) = watch(cx, after).await.unwrap() {
        found += batch.found;
        after = Some(batch.last);
    }
    found
}

/// The facts of an application of a kind.
async fn facts(world: &World, id: ApplicationId, kind: &str) -> usize {
    let facts = world.cx.store.facts_of(id).await.unwrap();
    facts.iter().filter(|fact| fact.body.kind() == kind).count()
}

async fn filed(world: &World, count: usize) -> Vec<ApplicationId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(world.files(&world.anna, None).await.unwrap().id);
    }
    ids
}

/// Proves G4.4: two nodes look at once, again and again, and each application is found to be late once.
#[tokio::test]
async fn what_is_late_is_found_once_by_however_many_look() {
    let world = World::new().await;
    let beside = world.beside().await;
    let ids = filed(&world, 30).await;
    assert_eq!(looks(&world.cx).await, 0, "nothing is late yet");
    // The exchange has four hours; three of them are over.
    world.clock.advance(TimeDelta::hours(3));
    for _turn in 0..2 {
        tokio::join!(looks(&world.cx), looks(&beside));
    }
    for id in &ids {
        assert_eq!(facts(&world, *id, "application.warned").await, 1);
        assert_eq!(world.application(*id).await.lateness, Some(Lateness::Near));
    }
    world.clock.set(world.application(ids[0]).await.due_at);
    tokio::join!(looks(&world.cx), looks(&beside));
    for id in &ids {
        assert_eq!(facts(&world, *id, "application.overdue").await, 1);
        let kept = world.application(*id).await;
        assert_eq!((kept.lateness, kept.watch_at), (Some(Lateness::Over), None));
    }
    world.clock.advance(TimeDelta::days(400));
    assert_eq!(looks(&world.cx).await, 0, "there is nothing more to find");
    // The row is what the facts make.
    let journal = world.journal(&world.anna).await;
    let own = journal.iter().filter(|fact| fact.application == Some(ids[7]));
    let own: Vec<_> = own.map(|fact| (fact.body.application(), fact.at)).collect();
    let folded = Application::fold(ids[7], id_of(&world.anna), own).unwrap();
    assert_eq!(folded, world.application(ids[7]).await);
}

/// The applicant is told that the day has passed, once; of what is nearly late they are told nothing by mail.
#[tokio::test]
async fn the_applicant_is_told_that_the_day_has_passed() {
    let world = World::new().await;
    let id = filed(&world, 1).await[0];
    world.clock.advance(TimeDelta::hours(3));
    looks(&world.cx).await;
    assert!(!world.notices(id).await.contains(&"overdue".to_owned()));
    world.clock.set(world.application(id).await.due_at);
    looks(&world.cx).await;
    for claim in world.claims().await {
        if matches!(claim.job, Job::PlanNotice { .. }) {
            casework::plan_notice::plan_notice(&world.cx, &claim).await.unwrap();
        }
    }
    let told = world.notices(id).await;
    assert_eq!(told.iter().filter(|code| *code == "overdue").count(), 1, "{told:?}");
}

/// A case that cannot be read is passed over, and those after it are found.
#[tokio::test]
async fn one_that_cannot_be_read_stops_no_other() {
    let world = World::new().await;
    let ids = filed(&world, 3).await;
    world.damages(ids[0]);
    world.clock.advance(TimeDelta::hours(3));
    assert_eq!(looks(&world.cx).await, 2);
    assert_eq!(looks(&world.cx).await, 0);
}

/// A curator sees what is late of their department's services, by whom it is held; nobody else does.
#[tokio::test]
async fn a_curator_sees_what_is_late_of_their_department() {
    let world = World::new().await;
    let ids = filed(&world, 5).await;
    let curator = |department: Option<DepartmentCode>| {
        let duty = Duty {
            role: DutyRole::Curator,
            organisation: department,
            from: None,
            to: None,
            granted_by: "приказ 17".into(),
        };
        with(&world.boris, vec![duty])
    };
    let officers = world.officer.person().unwrap().duties[0].organisation.clone();
    let own = curator(officers);
    assert!(late(&world.cx, &own, None, 9).await.unwrap().items.is_empty());
    world.clock.advance(TimeDelta::hours(3));
    looks(&world.cx).await;
    let first = late(&world.cx, &own, None, 3).await.unwrap();
    let rest = late(&world.cx, &own, first.next, 3).await.unwrap();
    let seen: Vec<_> = first.items.iter().chain(&rest.items).map(|one| one.id).collect();
    assert_eq!((seen.len(), rest.next), (5, None));
    assert!(ids.iter().all(|id| seen.contains(id)));
    for other in [&world.officer, &world.boris] {
        let refused = late(&world.cx, other, None, 9).await;
        assert!(matches!(refused, Err(CaseError::Forbidden)), "{refused:?}");
    }
    assert!(
        late(&world.cx, &curator("zags".parse().ok()), None, 9).await.unwrap().items.is_empty()
    );
}
