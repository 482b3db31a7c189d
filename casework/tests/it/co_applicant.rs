//! Two who apply together: whom the form names confirms under their own account, and nobody else is asked or told (SC1).

use crate::world::{World, id_of, signs_in, simplified};
use casework::advance::{RequestedMove, advance};
use casework::read::{case, mine};
use casework::submit::{Filing, submit};
use casework::{CaseError, Cx, JobEnd};
use chrono::{NaiveDate, TimeDelta};
use domain::access::Actor;
use domain::application::{Application, BadMove, Channel};
use domain::citizen::{Contact, Profile};
use domain::id::ApplicationId;
use domain::snils::Snils;
use serde_json::{Value, json};
use store::Job;

fn profile(account: u32, last: &str, first: &str) -> Profile {
    Profile {
        birth_date: NaiveDate::from_ymd_opt(1990, 5, 1),
        snils: Snils::of_account(account).map(|snils| snils.digits().to_owned()),
        email: Some(Contact { value: format!("{account}@example.ru"), verified: true }),
        ..Profile::named(last, first)
    }
}

async fn couple(world: &World) -> (Actor, Actor) {
    let first = signs_in(&world.cx, 71, &profile(900_500_001, "Первова", "Анна")).await;
    (first, signs_in(&world.cx, 72, &profile(900_500_002, "Второв", "Илья")).await)
}

/// A form that names the other of the couple.
fn form(hour: &str) -> Value {
    let snils = Snils::of_account(900_500_002).unwrap();
    json!({
        "partner_snils": snils.digits(), "partner_last_name": "Второв", "partner_first_name": "Илья",
        "partner_birth_date": "1990-05-01", "surname_after": "keep", "partner_surname_after": "keep",
        "married_before": "none", "partner_married_before": "none", "registry_office": "palace",
        "ceremony": "plain", "wedding_on": "2027-02-20", "wedding_at": hour, "email": "two@example.ru",
    })
}

async fn files(world: &World, first: &Actor) -> ApplicationId {
    let service = "marriage-registration".parse().unwrap();
    let filing = Filing::Form { service, form: form("10:00") };
    submit(&world.cx, first, &filing, Channel::Api, None).await.unwrap().id
}

/// Makes a move as things are.
async fn makes(
    cx: &Cx,
    by: &Actor,
    id: ApplicationId,
    made: &str,
) -> Result<Application, CaseError> {
    let version = cx.store.application(id).await.unwrap().unwrap().version;
    advance(cx, by, id, RequestedMove::of(made.parse().unwrap(), version)).await
}

async fn corrects(world: &World, by: &Actor, id: ApplicationId) -> Application {
    let version = world.application(id).await.version;
    let form = Some(form("11:30"));
    let asked =
        RequestedMove { form, ..RequestedMove::of("send-corrected".parse().unwrap(), version) };
    advance(&world.cx, by, id, asked).await.unwrap()
}

/// The row is what the facts make.
async fn folds(world: &World, first: &Actor, id: ApplicationId) {
    let facts = world.journal(first).await;
    let own = facts.iter().filter(|fact| fact.application == Some(id));
    let own: Vec<_> = own.map(|fact| (fact.body.application(), fact.at)).collect();
    let folded = Application::fold(id, id_of(first), own).unwrap();
    assert_eq!(folded, world.application(id).await);
}

/// Plans the notices that wait, each twice, as when a worker dies after its commit; who was told what, in order.
async fn told(world: &World, id: ApplicationId) -> Vec<(String, bool)> {
    for claim in world.claims().await {
        if let Job::PlanNotice { .. } = &claim.job {
            casework::plan_notice::plan_notice(&world.cx, &claim).await.unwrap();
            casework::plan_notice::plan_notice(&world.cx, &claim).await.ok();
        }
    }
    let planned = world.cx.store.notices_about(id).await.unwrap();
    let mut told: Vec<_> =
        planned.iter().map(|one| (one.code.to_string(), one.deliveries.len() == 1)).collect();
    told.sort_unstable();
    told
}

fn is_hidden<T: std::fmt::Debug>(read: Result<T, CaseError>) -> bool {
    matches!(read, Err(CaseError::NotFound("application")))
}

/// Proves SC1: the row is what the facts make, each notice goes to each once, and what is corrected is confirmed anew.
#[tokio::test]
async fn both_confirm_the_form_as_it_stands() {
    let world = World::new().await;
    let (first, second) = couple(&world).await;
    let id = files(&world, &first).await;
    folds(&world, &first, id).await;
    let asked = ["co-applicant-invited", "joint-filed"].map(|code| (code.to_owned(), true));
    assert_eq!(told(&world, id).await, asked);
    let to_second = world.cx.store.notices_of(id_of(&second), None, 9).await.unwrap().items;
    assert_eq!(to_second.len(), 1);

    makes(&world.cx, &second, id, "report-mistake").await.unwrap();
    let corrected = corrects(&world, &first, id).await;
    assert_eq!((corrected.revision, corrected.co_applicant), (2, None));
    let joined = makes(&world.cx, &second, id, "agree").await.unwrap();
    assert_eq!(joined.co_applicant, Some(id_of(&second)));
    folds(&world, &first, id).await;
    let codes: Vec<_> = told(&world, id).await.into_iter().map(|(code, _)| code).collect();
    let twice = |code: &str| codes.iter().filter(|one| *one == code).count();
    assert_eq!((twice("co-applicant-invited"), twice("joint-confirmed")), (2, 2), "{codes:?}");
    // The one who has not confirmed is told nothing of what follows.
    assert_eq!(twice("joint-returned"), 1, "{codes:?}");
    let seen = case(&world.cx, &second, id).await.unwrap();
    assert_eq!(seen.confirmed.unwrap().profile.last_name, "Второв");
    assert!(seen.facts.iter().any(|fact| fact.body.kind() == "application.joined"));
}

/// Whoever ESIA has not checked, is called otherwise, or was born on another day, is not asked, and reads nothing.
#[tokio::test]
async fn only_who_is_named_is_asked() {
    let world = World::new().await;
    let (first, second) = couple(&world).await;
    let id = files(&world, &first).await;
    assert!(is_hidden(case(&world.cx, &simplified(&second), id).await));
    let others = [
        profile(900_500_002, "Второв", "Игнат"),
        profile(900_500_002, "Второва", "Илья"),
        profile(900_500_003, "Второв", "Илья"),
        Profile { birth_date: None, ..profile(900_500_002, "Второв", "Илья") },
        Profile { snils: None, ..profile(900_500_002, "Второв", "Илья") },
    ];
    for (oid, other) in (80..).zip(others) {
        let other = signs_in(&world.cx, oid, &other).await;
        assert!(is_hidden(case(&world.cx, &other, id).await));
        assert!(is_hidden(makes(&world.cx, &other, id, "agree").await));
        assert!(mine(&world.cx, &other, None, 10).await.unwrap().items.is_empty());
    }
    assert_eq!(mine(&world.cx, &second, None, 10).await.unwrap().items.len(), 1);
    // A name that was changed before they confirmed is another's; one that was changed after is theirs still.
    signs_in(&world.cx, 72, &profile(900_500_002, "Первов", "Илья")).await;
    assert!(is_hidden(makes(&world.cx, &second, id, "agree").await));
    signs_in(&world.cx, 72, &profile(900_500_002, "Второв", "Илья")).await;
    makes(&world.cx, &second, id, "agree").await.unwrap();
    signs_in(&world.cx, 72, &profile(900_500_002, "Первов", "Илья")).await;
    assert_eq!(mine(&world.cx, &second, None, 10).await.unwrap().items[0].id, id);
    assert_eq!(
        case(&world.cx, &second, id).await.unwrap().confirmed.unwrap().profile.last_name,
        "Второв"
    );
}

/// Who confirms and who takes back at once, on two nodes: one of both is done, and the other is told that it has changed.
#[tokio::test]
async fn at_once_one_is_first() {
    let world = World::new().await;
    let beside = world.beside().await;
    let (first, second) = couple(&world).await;
    for _turn in 0..8 {
        let id = files(&world, &first).await;
        let version = world.application(id).await.version;
        let asked = |made: &str| RequestedMove::of(made.parse().unwrap(), version);
        let (taken, confirmed) = tokio::join!(
            advance(&world.cx, &first, id, asked("take-back")),
            advance(&beside, &second, id, asked("agree")),
        );
        assert!(taken.is_ok() != confirmed.is_ok(), "{taken:?} {confirmed:?}");
        let late = taken.err().or(confirmed.err()).unwrap();
        assert!(matches!(late, CaseError::Stale { .. } | CaseError::Store(_)), "{late:?}");
        folds(&world, &first, id).await;
    }
}

/// Nobody waits for ever: after 72 hours it is closed, its applicant is told, and nobody confirms it any more.
#[tokio::test]
async fn what_is_not_confirmed_in_its_time_lapses() {
    let world = World::new().await;
    let (first, second) = couple(&world).await;
    let id = files(&world, &first).await;
    told(&world, id).await;
    world.clock.advance(TimeDelta::hours(72));
    let lapses = world.claims().await;
    let lapse = lapses.iter().find(|one| one.job.kind() == "stage.lapse").unwrap();
    let end = casework::lapse::lapse(&world.cx, lapse, id, lapse.job.entry().unwrap()).await;
    assert!(matches!(end.unwrap(), JobEnd::Done));
    assert_eq!(world.application(id).await.stage.as_str(), "not-confirmed");
    let late = makes(&world.cx, &second, id, "agree").await.unwrap_err();
    assert!(matches!(late, CaseError::Move(BadMove::NotOpen { .. })), "{late:?}");
    let codes = world.notices(id).await;
    assert_eq!(codes, ["co-applicant-invited", "joint-filed", "lapsed"]);
    folds(&world, &first, id).await;
}
