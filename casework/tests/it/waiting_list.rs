//! Waiting lists: nobody is passed over, everybody knows their place, and it moves back only for a coded reason (SC5.3).

use crate::late_notice::lay_over;
use crate::world::{World, id_of, signs_in, with};
use casework::advance::{RequestedMove, advance};
use casework::decision::{RequestedDecision, decide, make, preview};
use casework::read::case;
use casework::submit::{Filing, submit};
use casework::{CaseError, Cx, JobEnd};
use domain::access::Actor;
use domain::application::{Application, ApplicationFact, BadMove, Channel};
use domain::citizen::Profile;
use domain::duty::{Duty, DutyRole};
use domain::id::ApplicationId;
use proptest::prelude::*;
use serde_json::json;
use store::Job;

const SERVICE: &str = "well-queue";

/// The world, and an officer who may put cases on the list and take them off.
async fn world() -> (World, Actor) {
    let world = World::new().await;
    lay_over(&world, "");
    let duty = Duty::of_post(DutyRole::DepartmentOfficer, "minzdrav".parse().unwrap());
    let officer = with(&world.officer, vec![duty]);
    (world, officer)
}

/// People who have signed in.
async fn people(world: &World, count: i64) -> Vec<Actor> {
    let mut people = Vec::new();
    for n in 0..count {
        let profile = Profile::named("Ждущий", &format!("{n}"));
        people.push(signs_in(&world.cx, 500 + n, &profile).await);
    }
    people
}

/// An application that its department has.
async fn received(world: &World, person: &Actor, crew: &str) -> ApplicationId {
    let form = json!({"depth_metres": 9, "crew": crew});
    let filing = Filing::Form { service: SERVICE.parse().unwrap(), form };
    let id = submit(&world.cx, person, &filing, Channel::Api, None).await.unwrap().id;
    let claim = world.claim("exchange.send").await;
    world.received(&claim, id).await;
    id
}

/// Makes a move of somebody, as things are.
async fn makes(
    cx: &Cx,
    by: &Actor,
    id: ApplicationId,
    (made, reason): (&str, Option<&str>),
) -> Result<Application, CaseError> {
    let version = cx.store.application(id).await.unwrap().unwrap().version;
    let reason = reason.map(|code| code.parse().unwrap());
    let asked = RequestedMove { reason, ..RequestedMove::of(made.parse().unwrap(), version) };
    advance(cx, by, id, asked).await
}

/// Tells everybody whose place is another, as the worker does, until nobody is left to be told.
async fn recounted(world: &World) {
    loop {
        let mut left = 0;
        for claim in world.claims().await {
            if let Job::RecountList { list } = &claim.job {
                casework::waiting_list::recount(&world.cx, &claim, list).await.unwrap();
                left += 1;
            }
        }
        if left == 0 {
            return;
        }
    }
}

async fn places(world: &World, of: &[ApplicationId]) -> Vec<Option<u32>> {
    let mut places = Vec::new();
    for id in of {
        places.push(world.application(*id).await.place);
    }
    places
}

/// People on the list of one crew, in the order they joined it.
async fn listed(world: &World, officer: &Actor, count: i64) -> Vec<(Actor, ApplicationId)> {
    let mut listed = Vec::new();
    for person in people(world, count).await {
        let id = received(world, &person, "north").await;
        makes(&world.cx, officer, id, ("put-on-list", None)).await.unwrap();
        listed.push((person, id));
    }
    listed
}

/// Proves SC5.3: the first of a list is offered what there is, nobody is passed over, and who is put first is put there for a coded
/// reason that the others are told of.
#[tokio::test]
async fn what_there_is_too_little_of_goes_in_turn() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 3).await;
    let ids: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
    assert_eq!(places(&world, &ids).await, [Some(1), Some(2), Some(3)]);
    // Another crew has a list of its own.
    let other = received(&world, &world.boris, "south").await;
    makes(&world.cx, &officer, other, ("put-on-list", None)).await.unwrap();
    assert_eq!(places(&world, &[other]).await, [Some(1)]);

    let passed_over = makes(&world.cx, &officer, ids[1], ("offer", None)).await.unwrap_err();
    assert!(matches!(passed_over, CaseError::Move(BadMove::NotInTurn(_))), "{passed_over:?}");
    let silently = makes(&world.cx, &officer, ids[2], ("put-first", None)).await.unwrap_err();
    assert!(matches!(silently, CaseError::Move(BadMove::ReasonNeeded(_))), "{silently:?}");

    let reason = Some("no_other_water");
    let first = makes(&world.cx, &officer, ids[2], ("put-first", reason)).await.unwrap();
    assert_eq!((first.place, first.refusal.as_ref()), (Some(1), None));
    recounted(&world).await;
    assert_eq!(places(&world, &ids).await, [Some(2), Some(3), Some(1)]);
    for id in &ids[..2] {
        assert!(world.notices(*id).await.contains(&"waiting-list-set-back".to_owned()));
    }
    let told = world.cx.store.facts_of(ids[2]).await.unwrap();
    let why = told.iter().filter_map(|fact| match fact.body.application() {
        Some(ApplicationFact::PrecedenceChanged { reason }) => Some(reason.to_string()),
        _ => None,
    });
    assert_eq!(why.collect::<Vec<_>>(), ["no_other_water"]);

    // Nobody else is offered it before; then the next ones move up, and are told in the cabinet alone.
    let second = makes(&world.cx, &officer, ids[0], ("offer", None)).await.unwrap_err();
    assert!(matches!(second, CaseError::Move(BadMove::NotInTurn(_))), "{second:?}");
    let offered = makes(&world.cx, &officer, ids[2], ("offer", None)).await.unwrap();
    assert_eq!(offered.place, None);
    recounted(&world).await;
    assert_eq!(places(&world, &ids).await, [Some(1), Some(2), None]);
    // Who cannot come now waits behind everybody; who leaves for good makes room.
    makes(&world.cx, &listed[2].0, ids[2], ("postpone", None)).await.unwrap();
    assert_eq!(places(&world, &ids).await, [Some(1), Some(2), Some(3)]);
    makes(&world.cx, &listed[0].0, ids[0], ("withdraw", None)).await.unwrap();
    recounted(&world).await;
    assert_eq!(places(&world, &ids).await, [None, Some(1), Some(2)]);
    for (person, id) in &listed {
        let facts = world.journal(person).await;
        let own = facts.iter().filter(|fact| fact.application == Some(*id));
        let own: Vec<_> = own.map(|fact| (fact.body.application(), fact.at)).collect();
        let folded = Application::fold(*id, id_of(person), own).unwrap();
        assert_eq!(folded, world.application(*id).await, "the facts make the row");
    }
}

/// The applicant reads their place, of how many, since when, and every place they had; an officer is not offered what is another's turn.
#[tokio::test]
async fn a_place_is_read_with_its_history() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 2).await;
    let (second, id) = &listed[1];
    let seen = case(&world.cx, second, *id).await.unwrap();
    let waiting = seen.waiting.unwrap();
    assert_eq!((waiting.length, waiting.by.ru.as_str()), (2, "Северная"));
    let moves = async |id: ApplicationId| {
        let seen = case(&world.cx, &officer, id).await.unwrap();
        seen.moves.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(moves(listed[0].1).await, ["put-first", "offer", "refuse"]);
    assert_eq!(moves(*id).await, ["put-first", "refuse"]);
    makes(&world.cx, &listed[0].0, listed[0].1, ("withdraw", None)).await.unwrap();
    recounted(&world).await;
    assert_eq!(moves(*id).await, ["put-first", "offer", "refuse"]);
    let seen = case(&world.cx, second, *id).await.unwrap();
    let had = seen.facts.iter().filter_map(|fact| match fact.body.application() {
        Some(ApplicationFact::PlaceChanged { place }) => Some(*place),
        _ => None,
    });
    assert_eq!(had.collect::<Vec<_>>(), [2, 1]);
}

/// A decision is held for a minute. Whoever is put first meanwhile is offered it, and the other stays where they are.
#[tokio::test]
async fn a_held_offer_is_overtaken_by_who_is_put_first() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 2).await;
    let ids: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
    let asked = async |id: ApplicationId, made: &str, reason: Option<&str>| RequestedDecision {
        made: made.parse().unwrap(),
        reason: reason.map(|code| code.parse().unwrap()),
        version: world.application(id).await.version,
    };
    let early = decide(&world.cx, &officer, ids[1], asked(ids[1], "offer", None).await).await;
    assert!(matches!(early, Err(CaseError::Move(BadMove::NotInTurn(_)))), "{early:?}");
    // The letter tells the place there would be.
    let first = asked(ids[1], "put-first", Some("no_other_water")).await;
    let seen = preview(&world.cx, &officer, ids[1], first).await.unwrap();
    assert!(seen.letters[0].body.contains("Ваше место в листе ожидания сейчас: 1."), "{seen:?}");

    let held =
        decide(&world.cx, &officer, ids[0], asked(ids[0], "offer", None).await).await.unwrap();
    makes(&world.cx, &officer, ids[1], ("put-first", Some("no_other_water"))).await.unwrap();
    world.clock.advance(chrono::TimeDelta::minutes(1));
    let claims = world.claims().await;
    let claim = claims.iter().find(|claim| claim.job.kind() == "decision.make").unwrap();
    let end = make(&world.cx, claim, ids[0], held.id).await.unwrap();
    assert_eq!(end, JobEnd::Overtaken);
    assert_eq!(world.application(ids[0]).await.stage.as_str(), "on-list");
    makes(&world.cx, &officer, ids[1], ("offer", None)).await.unwrap();
}

/// However many join at once, at two nodes: each has a place of its own, and none is left out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_join_at_once_have_a_place_each() {
    let (world, officer) = world().await;
    let mut ids = Vec::new();
    for person in people(&world, 8).await {
        ids.push(received(&world, &person, "north").await);
    }
    let beside = world.beside().await;
    let joins = ids.iter().enumerate().map(|(n, id)| {
        let (cx, officer, id) =
            (if n % 2 == 0 { world.cx.clone() } else { beside.clone() }, officer.clone(), *id);
        tokio::spawn(async move { makes(&cx, &officer, id, ("put-on-list", None)).await })
    });
    for join in joins.collect::<Vec<_>>() {
        join.await.unwrap().unwrap();
    }
    recounted(&world).await;
    let mut places = places(&world, &ids).await;
    places.sort_unstable();
    assert_eq!(places, (1..=8).map(Some).collect::<Vec<_>>());
}

/// A letter is seen before it is sent, with the place there would be; and each way has reasons of its own.
#[tokio::test]
async fn who_is_put_back_stands_where_they_stood() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 3).await;
    let ids: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
    let wrong = makes(&world.cx, &officer, ids[1], ("put-first", Some("other_water"))).await;
    assert!(matches!(wrong, Err(CaseError::Move(BadMove::ReasonUnknown(_)))), "{wrong:?}");
    makes(&world.cx, &officer, ids[1], ("put-first", Some("no_other_water"))).await.unwrap();
    let asked = RequestedDecision {
        made: "put-back".parse().unwrap(),
        reason: Some("other_water".parse().unwrap()),
        version: world.application(ids[1]).await.version,
    };
    let seen = preview(&world.cx, &officer, ids[1], asked).await.unwrap();
    assert!(seen.letters[0].body.contains("Ваше место сейчас: 2."), "{seen:?}");
    let back = makes(&world.cx, &officer, ids[1], ("put-back", Some("other_water"))).await.unwrap();
    assert_eq!(back.place, Some(2));
}

/// A case that cannot be read stops no other: the rest of the list is told, and who runs the platform hears of it.
#[tokio::test]
async fn a_case_that_cannot_be_read_leaves_nobody_else_untold() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 4).await;
    recounted(&world).await;
    let ids: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
    makes(&world.cx, &listed[0].0, ids[0], ("withdraw", None)).await.unwrap();
    world.damages(ids[1]);
    let claim = world.claim("waiting_list.recount").await;
    let Job::RecountList { list } = &claim.job else { panic!("{claim:?}") };
    let told = casework::waiting_list::recount(&world.cx, &claim, list).await;
    assert!(matches!(told, Err(CaseError::Store(store::StoreError::Corrupt(_)))), "{told:?}");
    assert_eq!(places(&world, &ids[2..]).await, [Some(2), Some(3)]);
}

/// What is not theirs to do yet is not given out as the next case.
#[tokio::test]
async fn who_asks_for_work_is_not_given_a_case_that_waits_for_its_turn() {
    let (world, officer) = world().await;
    let _waiting = listed(&world, &officer, 2).await;
    let desk = [casework::read::Workplace::Department];
    let next = casework::assignment::take_next(&world.cx, &officer, &desk).await.unwrap();
    assert_eq!(next, None);
    let id = received(&world, &world.boris, "south").await;
    let next = casework::assignment::take_next(&world.cx, &officer, &desk).await.unwrap();
    assert_eq!(next.map(|one| one.id), Some(id));
}

/// What the database holds of a list does not tell what somebody waits for.
#[tokio::test]
async fn a_list_is_kept_by_a_key_that_tells_nothing() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 1).await;
    let mut tx = world.cx.begin().await.unwrap();
    let list = tx.hold_list_of(listed[0].1).await.unwrap().unwrap();
    assert!(!list.as_str().contains("north") && !list.as_str().contains("well"), "{list}");
}

/// A long list is told in several jobs, and a job that finds nothing to tell writes nothing.
#[tokio::test]
async fn everybody_is_told_however_long_the_list_is() {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 4).await;
    let (first, id) = &listed[0];
    makes(&world.cx, first, *id, ("withdraw", None)).await.unwrap();
    recounted(&world).await;
    let before = world.application(listed[3].1).await;
    let mut tx = world.cx.begin().await.unwrap();
    let list = tx.hold_list_of(listed[3].1).await.unwrap().unwrap();
    tx.enqueue(&Job::RecountList { list }).await.unwrap();
    tx.commit().await.unwrap();
    recounted(&world).await;
    assert_eq!(world.application(listed[3].1).await, before);
}

/// A step of somebody on the list.
#[derive(Debug, Clone)]
enum Step {
    PutFirst,
    PutBack,
    Offer,
    Postpone,
    Withdraw,
    Recount,
}

fn some_step() -> impl Strategy<Value = (usize, Step)> {
    let step = prop_oneof![
        Just(Step::PutFirst),
        Just(Step::PutBack),
        Just(Step::Offer),
        Just(Step::Postpone),
        Just(Step::Withdraw),
        Just(Step::Recount),
    ];
    (0..5_usize, step)
}

/// Proves SC5.3 by walks at random: the list is the model's list, nobody is offered anything before their turn, and between two changes
/// of precedence nobody's place moves back.
#[test]
fn whatever_happens_on_a_list_it_stays_in_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = ProptestConfig { cases: 12, ..ProptestConfig::default() };
    proptest!(cases, |(steps in prop::collection::vec(some_step(), 1..25))| {
        runtime.block_on(walk(&steps));
    });
}

async fn walk(steps: &[(usize, Step)]) {
    let (world, officer) = world().await;
    let listed = listed(&world, &officer, 5).await;
    // Who is on the list, in its order: (put first, when they joined, who).
    let mut model: Vec<(bool, usize, usize)> = (0..5).map(|n| (false, n, n)).collect();
    let mut joined = 5;
    for (who, step) in steps {
        let (person, id) = &listed[*who];
        let at = model.iter().position(|one| one.2 == *who);
        let before: Vec<_> = model.iter().map(|one| one.2).collect();
        let (by, asked) = match step {
            Step::PutFirst => (&officer, ("put-first", Some("no_other_water"))),
            Step::PutBack => (&officer, ("put-back", Some("other_water"))),
            Step::Offer => (&officer, ("offer", None)),
            Step::Postpone => (person, ("postpone", None)),
            Step::Withdraw => (person, ("withdraw", None)),
            Step::Recount => {
                recounted(&world).await;
                continue;
            }
        };
        let made = makes(&world.cx, by, *id, asked).await.is_ok();
        let stage = world.application(*id).await.stage.to_string();
        match step {
            Step::PutFirst | Step::PutBack => {
                let first = matches!(step, Step::PutFirst);
                assert_eq!(made, at.is_some_and(|at| model[at].0 != first), "{step:?} {stage}");
                if let Some(at) = at.filter(|_| made) {
                    model[at].0 = first;
                }
            }
            Step::Offer => {
                assert_eq!(made, at == Some(0), "{stage}");
                if made {
                    model.remove(0);
                }
            }
            Step::Postpone if made => {
                assert_eq!(at, None);
                model.push((false, joined, *who));
                joined += 1;
            }
            Step::Withdraw if made => model.retain(|one| one.2 != *who),
            _ => {}
        }
        model.sort_by_key(|one| (!one.0, one.1));
        if !matches!(step, Step::PutFirst | Step::PutBack) {
            let now = model.iter().map(|one| one.2);
            let kept: Vec<_> =
                before.into_iter().filter(|who| now.clone().any(|one| one == *who)).collect();
            assert!(now.clone().collect::<Vec<_>>().starts_with(&kept), "nobody was passed over");
        }
    }
    recounted(&world).await;
    for (place, (_, _, who)) in (1..).zip(&model) {
        assert_eq!(world.application(listed[*who].1).await.place, Some(place));
    }
}
