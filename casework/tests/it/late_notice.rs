//! A notice that is planned late says what it was called for, not how the application stands by then.

use crate::world::World;
use casework::advance::{RequestedMove, advance};
use casework::exchange::Decided;
use casework::plan_notice::plan_notice;
use casework::submit::{Filing, submit};
use domain::application::Channel;
use domain::codes::MoveCode;
use serde_json::json;
use std::fs;
use std::path::Path;
use store::Claim;

/// The catalog with the scenario of tests laid over it, in which an application is returned, and corrected.
fn lay_over(world: &World) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    for from in [home.join("catalog"), home.join("tests/catalog")] {
        copy(&from, folder.path());
    }
    world.catalog.try_replace(folder.path()).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn of_kind(claims: &[Claim], kind: &str) -> Vec<Claim> {
    claims.iter().filter(|claim| claim.job.kind() == kind).cloned().collect()
}

#[tokio::test]
async fn the_reason_of_a_return_is_told_though_the_form_is_corrected_by_then() {
    let world = World::new().await;
    lay_over(&world);
    let form = json!({ "depth_metres": 9 });
    let filing = Filing::Form { service: "well-permit".parse().unwrap(), form };
    let filed = submit(&world.cx, &world.anna, &filing, Channel::Api, None).await.unwrap();
    let claims = world.claims().await;
    world.received(&of_kind(&claims, "exchange.send")[0], filed.id).await;
    let claims = world.claims().await;
    let returned = Decided::Returned("depth_unclear".parse().unwrap());
    let awaiting = &of_kind(&claims, "exchange.await_decision")[0];
    world.decided(awaiting, filed.id, returned).await.unwrap();
    let late = of_kind(&world.claims().await, "notice.plan").remove(0);

    let returned = world.application(filed.id).await;
    assert_eq!(returned.refusal.as_ref().unwrap().as_str(), "depth_unclear");
    let mend = RequestedMove {
        made: "mend".parse::<MoveCode>().unwrap(),
        reason: None,
        form: Some(json!({ "depth_metres": 12 })),
        version: returned.version,
    };
    let corrected = advance(&world.cx, &world.anna, filed.id, mend).await.unwrap();
    assert_eq!(corrected.refusal, None);

    plan_notice(&world.cx, &late).await.unwrap();
    let planned = world.cx.store.notices_about(filed.id).await.unwrap();
    assert_eq!(planned.len(), 1);
    let words = &planned[0].words.body;
    assert!(words.contains("Глубина указана неясно"), "{words}");
    assert!(words.contains("Исправьте глубину и отправьте заявление снова."), "{words}");
}
