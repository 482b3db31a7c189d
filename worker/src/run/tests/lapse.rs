//! A stage that runs out of its term: the platform moves the case on, once, and only if nobody did before.

use super::world::{World, order, receipt};
use casework::advance::{RequestedMove, advance};
use casework::submit::{Filing, submit};
use catalog::Catalog;
use chrono::TimeDelta;
use domain::access::{Actor, Person};
use domain::application::{Application, Channel, Checked, Compared, SeenOriginals};
use domain::assurance::Assurance;
use domain::duty::{Duty, DutyRole};
use domain::id::{ApplicationId, CitizenId};
use domain::process::Outcome;
use domain::time::Clock;
use serde_json::{Value, json};
use store::QueueFilter;
use tests::Engine;

fn person(citizen: CitizenId, duties: Vec<Duty>) -> Actor {
    Actor::Person(Person { duties, ..Person::new(citizen, Assurance::Confirmed) })
}

fn official(world: &World, role: DutyRole, of: &str) -> Actor {
    person(world.officer, vec![Duty::of_post(role, of.parse().unwrap())])
}

async fn moves(world: &World, by: &Actor, id: ApplicationId, made: &str, agrees: Option<bool>) {
    let original = |agrees| Compared { document: "passport".to_owned(), agrees };
    let version = world.application(id).await.version;
    let compared = agrees.map(original).into_iter().collect();
    let originals = SeenOriginals { compared, withheld: Vec::new() };
    let asked = RequestedMove { originals, ..RequestedMove::of(made.parse().unwrap(), version) };
    advance(&world.cx, by, id, asked).await.unwrap();
}

fn form(files_of: &str) -> Value {
    json!({
        "asked_about": "employment", "files_of": files_of, "year_from": 1984,
        "year_to": 1991, "collect_at": "mfc-kolomna",
    })
}

/// An application that waits to be checked at an office.
async fn at_check(world: &World) -> ApplicationId {
    let service = "archive-extract".parse().unwrap();
    let filing = Filing::Form { service, form: form("Ткацкая фабрика") };
    let citizen = person(world.citizen, vec![]);
    let id = submit(&world.cx, &citizen, &filing, Channel::Api, None).await.unwrap().id;
    world.settles().await;
    id
}

/// The operator checks it; this check fails.
async fn checks(world: &World, id: ApplicationId, made: &str, failed: Option<&str>) {
    let check = |check: &str| Checked { check: check.to_owned(), passed: failed != Some(check) };
    let checked = ["holder-named", "copy-legible"].map(check).to_vec();
    let version = world.application(id).await.version;
    let asked = RequestedMove { checked, ..RequestedMove::of(made.parse().unwrap(), version) };
    let operator = official(world, DutyRole::OfficeOperator, "mfc-kolomna");
    advance(&world.cx, &operator, id, asked).await.unwrap();
}

/// An application whose result waits at an office.
async fn at_office(world: &World) -> Application {
    let id = at_check(world).await;
    checks(world, id, "accept", None).await;
    world.script.then([receipt(), order("needs_officer")]);
    world.settles().await;
    moves(world, &official(world, DutyRole::DepartmentOfficer, "arkhiv"), id, "grant", None).await;
    world.settles().await;
    let application = world.application(id).await;
    assert_eq!(application.stage.as_str(), "at-office");
    application
}

async fn waiting(world: &World) -> Vec<String> {
    let lapses = QueueFilter { kind: Some("stage.lapse".to_owned()), ..QueueFilter::default() };
    let rows = world.cx.store.queue_rows(&lapses, None, 99).await.unwrap();
    rows.into_iter().filter(|row| row.state == "waiting").map(|row| row.lane).collect()
}

async fn the_lapse_is_made_once_and_only_if_nobody_came(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    let left = at_office(&world).await;
    assert_eq!(waiting(&world).await, ["lapse"], "what waits for the end of the term");
    // Handed over in its term, nothing waits any more.
    let collected = at_office(&world).await;
    assert_eq!(waiting(&world).await.len(), 2);
    let operator = official(&world, DutyRole::OfficeOperator, "mfc-kolomna");
    moves(&world, &operator, collected.id, "hand-over", Some(true)).await;
    assert_eq!(waiting(&world).await.len(), 1);
    // Sent back and come again, it waits anew, for one term.
    let again = at_office(&world).await;
    moves(&world, &operator, again.id, "return-differing", Some(false)).await;
    assert_eq!(
        waiting(&world).await.len(),
        1,
        "in the department's hands no term of the office runs"
    );
    world.clock.advance(TimeDelta::days(3));
    let archivist = official(&world, DutyRole::DepartmentOfficer, "arkhiv");
    moves(&world, &archivist, again.id, "stand-by", None).await;
    assert_eq!(waiting(&world).await.len(), 2);

    let due = left.stage_due_at.unwrap();
    world.clock.set(due - TimeDelta::seconds(1));
    world.settles().await;
    assert_eq!(world.application(left.id).await.outcome, None, "a second before");
    world.clock.set(due);
    world.settles().await;
    let ended = world.application(left.id).await;
    assert_eq!(ended.outcome, Some(Outcome::Unclaimed));
    assert_eq!((ended.document(), ended.result.is_some()), (None, true), "drawn, and never theirs");
    assert_eq!(world.application(collected.id).await.outcome, Some(Outcome::Granted));
    assert_eq!(world.application(again.id).await.outcome, None, "its term began three days later");
    world.clock.set(world.clock.now() + TimeDelta::days(4));
    world.settles().await;
    assert_eq!(world.application(again.id).await.outcome, Some(Outcome::Unclaimed));
    assert_eq!(waiting(&world).await, Vec::<String>::new());
}

/// What the row of the queue says is when to look: that the term is over, the application says.
async fn a_wrong_moment_in_the_row_ends_nothing_early(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    let left = at_office(&world).await;
    for (due_at, lane) in [(0, "lapse"), (i64::MIN, "lapse"), (i64::MAX, "lapse")] {
        world.behind(&format!("UPDATE queue SET due_at = {due_at} WHERE lane = '{lane}'"));
        casework::operate::recall(&world.cx).await.unwrap();
        world.settles().await;
        assert_eq!(world.application(left.id).await.outcome, None, "{due_at}");
        assert_eq!(waiting(&world).await.len(), 1, "{due_at}: it waits on");
    }
    world.clock.set(left.stage_due_at.unwrap());
    world.settles().await;
    assert_eq!(world.application(left.id).await.outcome, Some(Outcome::Unclaimed));
}

/// The work of the lapse is in hand while the result is handed over: it has nothing to do any more.
async fn a_lapse_in_hand_finds_the_case_gone(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    let collected = at_office(&world).await;
    world.clock.set(collected.stage_due_at.unwrap());
    let lanes = world.cx.store.queue_lanes().await.unwrap();
    let mut tx = world.cx.begin().await.unwrap();
    let room = |lane: &str| u32::from(lane == "lapse");
    let lease = std::time::Duration::from_mins(1);
    let claim = tx.claim(&lanes, "slow", room, lease).await.unwrap().claims.remove(0);
    tx.commit().await.unwrap();
    let operator = official(&world, DutyRole::OfficeOperator, "mfc-kolomna");
    moves(&world, &operator, collected.id, "hand-over", Some(true)).await;
    let domain::job::Job::LapseStage { application, entry } = claim.job else { panic!() };
    let end = casework::lapse::lapse(&world.cx, &claim, application, entry).await.unwrap();
    assert_eq!(end, casework::JobEnd::NothingToDo);
    assert_eq!(world.application(collected.id).await.outcome, Some(Outcome::Granted));
    world.clock.advance(TimeDelta::minutes(2));
    world.settles().await;
    assert_eq!((waiting(&world).await.len(), world.depth().await), (0, (0, 0)));
}

/// Who does not correct what was asked is told that it is closed, and corrects nothing any more; a correction in time takes the lapse
/// away.
async fn what_is_not_corrected_in_its_term_is_closed(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), Some("11223344595")).await;
    let citizen = person(world.citizen, vec![]);
    let [late, early] = [at_check(&world).await, at_check(&world).await];
    for id in [late, early] {
        checks(&world, id, "ask-to-correct", Some("holder-named")).await;
    }
    assert_eq!(waiting(&world).await.len(), 2);
    let correct = async |id: ApplicationId| {
        let version = world.application(id).await.version;
        let form = Some(form("Ткацкая фабрика № 2, Коломна"));
        let asked =
            RequestedMove { form, ..RequestedMove::of("send-corrected".parse().unwrap(), version) };
        advance(&world.cx, &citizen, id, asked).await
    };
    correct(early).await.unwrap();
    assert_eq!(waiting(&world).await.len(), 1, "it was corrected in its term");
    world.clock.set(world.application(late).await.stage_due_at.unwrap());
    world.settles().await;
    let closed = world.application(late).await;
    assert_eq!((closed.outcome, closed.to_correct.len()), (Some(Outcome::Lapsed), 0));
    assert!(matches!(correct(late).await, Err(casework::CaseError::Forbidden)));
    let told = world.cx.store.notices_about(late).await.unwrap();
    assert!(told.iter().any(|one| one.code.as_str() == "lapsed"), "{told:?}");
    assert_eq!(world.application(early).await.outcome, None);
}

#[tokio::test]
async fn what_is_not_corrected_in_its_term_is_closed_on_both() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        what_is_not_corrected_in_its_term_is_closed(engine).await;
    }
}

#[tokio::test]
async fn a_lapse_trusts_the_application_and_not_its_row() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        a_wrong_moment_in_the_row_ends_nothing_early(engine).await;
        a_lapse_in_hand_finds_the_case_gone(engine).await;
    }
}

#[tokio::test]
async fn the_lapse_is_made_once_and_only_if_nobody_came_on_sqlite() {
    the_lapse_is_made_once_and_only_if_nobody_came(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_lapse_is_made_once_and_only_if_nobody_came_on_postgres() {
    the_lapse_is_made_once_and_only_if_nobody_came(Engine::Postgres).await;
}
