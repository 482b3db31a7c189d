//! What a department is told of an application besides its form.

use crate::world::{World, entry_of, with};
use casework::advance::{RequestedMove, advance};
use casework::exchange::outgoing;
use casework::submit::{Filing, submit};
use domain::application::{Channel, Checked};
use domain::duty::{Duty, DutyRole};
use domain::job::{Entry, Job};
use serde_json::json;

/// Proves SC2.4: it decides on electronic copies, and is told whether an office compares the originals when the result is
/// handed over.
#[tokio::test]
async fn a_department_is_told_whether_originals_are_compared_at_issue() {
    let world = World::new().await;
    let told = async |id, entry: Entry| {
        let message = outgoing(&world.cx, id, entry).await.unwrap().unwrap();
        message.body["originals_checked_at_issue"].clone()
    };
    let certificate = world.files(&world.anna, None).await.unwrap().id;
    let claim = world.claim("exchange.send").await;
    assert_eq!(told(certificate, entry_of(&claim.job)).await, json!(false));

    let form = json!({
        "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
        "year_to": 1991, "collect_at": "mfc-podolsk",
    });
    let filing = Filing::Form { service: "archive-extract".parse().unwrap(), form };
    let id = submit(&world.cx, &world.anna, &filing, Channel::Portal, None).await.unwrap().id;
    let claim = world.claim("case.route").await;
    let Job::RouteCase { entry, .. } = claim.job else { panic!("{claim:?}") };
    casework::route::route(&world.cx, &claim, id, entry).await.unwrap();
    let office = Duty::of_post(DutyRole::OfficeOperator, "mfc-podolsk".parse().unwrap());
    let operator = with(&world.boris, vec![office]);
    let version = world.application(id).await.version;
    let passed = |check: &str| Checked { check: check.to_owned(), passed: true };
    let asked = RequestedMove {
        checked: ["holder-named", "copy-legible"].map(passed).to_vec(),
        ..RequestedMove::of("accept".parse().unwrap(), version)
    };
    advance(&world.cx, &operator, id, asked).await.unwrap();
    let claim = world.claim("exchange.send").await;
    assert_eq!(told(id, entry_of(&claim.job)).await, json!(true));
}
