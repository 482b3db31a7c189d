//! How long cases usually take: said once enough were decided, and by the last of them.

use crate::world::World;
use casework::advance::{RequestedMove, advance};
use casework::read::case;
use casework::usual::usual;
use chrono::TimeDelta;
use domain::application::Application;

/// So many applications, each refused so many days after it was filed.
async fn decided(world: &World, count: usize, days: i64) {
    let mut filed: Vec<Application> = Vec::new();
    for _ in 0..count {
        filed.push(world.files(&world.anna, None).await.unwrap());
    }
    for claim in world.claims().await {
        if let store::Job::SendToDepartment { application, .. } = claim.job {
            world.received(&claim, application).await;
        }
    }
    world.clock.advance(TimeDelta::days(days));
    for one in filed {
        let version = world.application(one.id).await.version;
        let refuse = RequestedMove {
            reason: Some("data_mismatch".parse().unwrap()),
            ..RequestedMove::of("refuse".parse().unwrap(), version)
        };
        advance(&world.cx, &world.officer, one.id, refuse).await.unwrap();
    }
}

#[tokio::test]
async fn how_long_it_usually_takes_is_said_once_enough_were_decided() {
    let world = World::new().await;
    let service = crate::world::SERVICE.parse().unwrap();
    let soon = TimeDelta::minutes(11);
    decided(&world, 19, 2).await;
    assert_eq!(usual(&world.cx, &service).await, None, "too few to say");
    decided(&world, 1, 0).await;
    assert_eq!(usual(&world.cx, &service).await, None, "what is known holds for ten minutes");
    world.clock.advance(soon);
    assert_eq!(usual(&world.cx, &service).await, Some(2));

    // What an applicant takes back says nothing of how long it takes.
    let taken_back = world.files(&world.anna, None).await.unwrap();
    let of_it = case(&world.cx, &world.anna, taken_back.id).await.unwrap();
    let days = of_it.usually_on.unwrap() - domain::time::moscow_day(taken_back.filed_at);
    assert_eq!(days.num_days(), 2);
    let withdraw = RequestedMove::of("withdraw".parse().unwrap(), taken_back.version);
    advance(&world.cx, &world.anna, taken_back.id, withdraw).await.unwrap();
    let ended = case(&world.cx, &world.anna, taken_back.id).await.unwrap();
    assert_eq!(ended.usually_on, None, "it has ended");
    world.clock.advance(soon);
    assert_eq!(usual(&world.cx, &service).await, Some(2));

    // A day that is over is told no more.
    let slow = world.files(&world.anna, None).await.unwrap();
    world.clock.advance(TimeDelta::days(3));
    assert_eq!(case(&world.cx, &world.anna, slow.id).await.unwrap().usually_on, None);
    let others = case(&world.cx, &world.officer, slow.id).await;
    assert!(others.is_ok_and(|of| of.usually_on.is_none()), "for its applicant alone");
    let other = "archive-extract".parse().unwrap();
    assert_eq!(usual(&world.cx, &other).await, None, "of another service nothing is known");
}
