//! A notice that cannot be written out holds up no case: it is planned once its file is mended, and says what it was called
//! for, not how the application stands by then.

use crate::world::World;
use casework::CaseError;
use casework::advance::{RequestedMove, advance};
use casework::exchange::Decided;
use casework::plan_notice::plan_notice;
use casework::submit::{Filing, submit};
use domain::application::{Application, Channel};
use domain::codes::MoveCode;
use domain::process::Outcome;
use serde_json::json;
use std::fs;
use std::path::Path;
use store::{Claim, StoreError};
use tempfile::TempDir;

/// What no template can work out, where the real reason is told; a sample of it passes the proofs.
const BROKEN: &str =
    "{% if reason_title == 'Глубина указана неясно' %}{{ reason_title / 2 }}{% endif %}";

/// The catalog with the scenario of tests laid over it, in which an application is returned, and corrected. What it tells
/// begins with this text.
pub(crate) fn lay_over(world: &World, begins: &str) {
    world.catalog.try_replace(laid_over(begins).path()).unwrap();
}

fn laid_over(begins: &str) -> TempDir {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    for from in [home.join("catalog"), home.join("tests/catalog")] {
        copy(&from, folder.path());
    }
    let file = folder.path().join("notices/please-mend.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let greeting = "Здравствуйте!";
    assert!(text.contains(greeting));
    fs::write(&file, text.replacen(greeting, &format!("{begins}{greeting}"), 1)).unwrap();
    folder
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

/// An application as it was filed, and as the first department has returned it.
async fn returned(world: &World) -> (Application, Application) {
    let form = json!({ "depth_metres": 9 });
    let filing = Filing::Form { service: "well-permit".parse().unwrap(), form };
    let filed = submit(&world.cx, &world.anna, &filing, Channel::Api, None).await.unwrap();
    let claims = world.claims().await;
    world.received(&of_kind(&claims, "exchange.send")[0], filed.id).await;
    let claims = world.claims().await;
    let returned = Decided::Returned("depth_unclear".parse().unwrap());
    let awaiting = &of_kind(&claims, "exchange.await_decision")[0];
    world.decided(awaiting, filed.id, returned).await.unwrap();
    let returned = world.application(filed.id).await;
    assert_eq!(returned.refusal.as_ref().unwrap().as_str(), "depth_unclear");
    (filed, returned)
}

/// The applicant corrects it.
async fn mended(world: &World, returned: &Application) -> Application {
    let made = "mend".parse::<MoveCode>().unwrap();
    let form = Some(json!({ "depth_metres": 12 }));
    let mend = RequestedMove { form, ..RequestedMove::of(made, returned.version) };
    advance(&world.cx, &world.anna, returned.id, mend).await.unwrap()
}

#[tokio::test]
async fn the_reason_of_a_return_is_told_though_the_form_is_corrected_by_then() {
    let world = World::new().await;
    lay_over(&world, BROKEN);
    let (filed, returned) = returned(&world).await;
    let late = of_kind(&world.claims().await, "notice.plan").remove(0);
    let corrected = mended(&world, &returned).await;
    assert_eq!(corrected.refusal, None);

    let error = plan_notice(&world.cx, &late).await.unwrap_err().to_string();
    assert!(error.contains("please-mend"), "{error}");
    lay_over(&world, "");
    plan_notice(&world.cx, &late).await.unwrap();
    assert_eq!(world.notices(filed.id).await, ["application-registered", "please-mend"]);
    let planned = world.cx.store.notices_about(filed.id).await.unwrap();
    let late = planned.iter().find(|one| one.code.as_str() == "please-mend");
    let words = &late.unwrap().words.body;
    assert!(words.contains("Глубина указана неясно"), "{words}");
    assert!(words.contains("Исправьте глубину и отправьте заявление снова."), "{words}");
}

/// The stage that a correction enters tells of it with the correction, by the form as it is corrected; what filing calls for
/// twice is told once.
#[tokio::test]
async fn a_notice_of_the_stage_that_a_correction_enters_is_planned_with_it() {
    let world = World::new().await;
    let folder = laid_over("");
    let file = folder.path().join("processes/two-keys.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let send = "      - send: {received: first-has-it}\n";
    let told = format!("{send}      - notify: application-registered\n");
    assert!(text.contains(send));
    fs::write(&file, text.replacen(send, &told, 1)).unwrap();
    world.catalog.try_replace(folder.path()).unwrap();
    let (filed, returned) = returned(&world).await;
    let registered = "application-registered";
    assert_eq!(world.notices(filed.id).await, [registered, "please-mend"]);
    mended(&world, &returned).await;
    assert_eq!(world.notices(filed.id).await, [registered, registered, "please-mend"]);
    assert_eq!(of_kind(&world.claims().await, "notice.plan").len(), 0);
}

/// A key was changed on another node, and this one does not have it yet.
#[tokio::test]
async fn a_person_whose_record_cannot_be_read_here_is_told_later_and_their_case_goes_on() {
    let world = World::new().await;
    let (filed, claim) = world.awaited().await;
    world.signs_in_under_a_newer_key(&world.anna).await;
    let refused = Decided::Refused("data_mismatch".parse().unwrap());
    world.decided(&claim, filed.id, refused).await.unwrap();
    assert_eq!(world.application(filed.id).await.outcome, Some(Outcome::Refused));
    assert_eq!(world.notices(filed.id).await, ["application-registered"]);
    let left = world.claim("notice.plan").await;
    let error = plan_notice(&world.cx, &left).await.unwrap_err();
    assert!(matches!(error, CaseError::Store(StoreError::UnknownKey { .. })), "{error:?}");
}
