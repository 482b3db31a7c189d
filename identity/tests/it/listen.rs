//! The right to go on listening: lost by sign-out, revocation, expiry, on whichever node it happens.

use crate::place::ENGINES;
use crate::world::{World, exchange, field};
use chrono::Duration;
use domain::id::{GrantId, SessionId};
use domain::time::{Clock, Moment};
use identity::{Bearer, Right, Session};

async fn bearer(world: &World, session: &Session) -> Bearer {
    let code = world.code(session, &[]).await;
    let response = world.identity.token(None, &exchange(&code)).await.unwrap();
    let access = field(&response, "access_token");
    world.identity.verify_access_token(&access).await.unwrap()
}

async fn hold(world: &World, rights: &[Right]) -> Vec<bool> {
    let until = world.another_node().still_hold(rights).await.unwrap();
    until.into_iter().map(|until| until.is_some()).collect()
}

/// Which of these rights rest on what was taken back since a moment, as another node hears it.
async fn taken(world: &World, since: Moment, rights: &[Right]) -> Vec<bool> {
    let taken = world.another_node().taken_back(since).await.unwrap();
    let taken = taken.expect("few enough to be named");
    let among = |right: &Right| right.basis().is_some_and(|basis| taken.contains(&basis));
    rights.iter().map(among).collect()
}

#[tokio::test]
async fn signing_out_ends_the_right_of_the_session_and_of_its_tokens_on_every_node() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let (here, elsewhere) = (world.session().await, world.session().await);
        let rights = [
            Right::Session(here.id),
            bearer(&world, &here).await.right(),
            Right::Session(elsewhere.id),
            bearer(&world, &elsewhere).await.right(),
            Right::Session(SessionId::new(world.clock.now(), &*world.entropy)),
        ];
        assert_eq!(hold(&world, &rights).await, [true, true, true, true, false]);
        let began = world.clock.now();
        assert_eq!(taken(&world, began, &rights).await, [false; 5]);
        world.clock.advance(Duration::seconds(10));
        world.identity.logout(&here).await.unwrap();
        assert_eq!(hold(&world, &rights).await, [false, false, true, true, false]);
        assert_eq!(taken(&world, began, &rights).await, [true, true, false, false, false]);
        let late = world.clock.now() + Duration::seconds(59);
        assert_eq!(taken(&world, late, &rights).await[..2], [true, true], "committed late");
        let later = world.clock.now() + Duration::seconds(61);
        assert_eq!(taken(&world, later, &rights).await, [false; 5]);
    }
}

#[tokio::test]
async fn withdrawing_a_consent_ends_the_right_of_that_clients_tokens_only() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let session = world.session().await;
        let bearer = bearer(&world, &session).await;
        let rights = [bearer.right(), Right::Session(session.id)];
        assert_eq!(hold(&world, &rights).await, [true, true]);
        let citizen = bearer.citizen.unwrap();
        let mut tx = world.store.begin(&world.clock, &world.entropy).await.unwrap();
        tx.revoke_grants_of(citizen, &bearer.client_id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(hold(&world, &rights).await, [false, true]);
        assert_eq!(taken(&world, world.clock.now(), &rights).await, [true, false]);
    }
}

#[tokio::test]
async fn time_ends_tokens_and_sessions_nobody_uses() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let session = world.session().await;
        let token = bearer(&world, &session).await.right();
        // A token of a chat has no grant, and lives shortly.
        let chat = Right::Token { grant: None, until: world.clock.now() + Duration::minutes(1) };
        let rights = [Right::Session(session.id), token, chat];
        assert_eq!(hold(&world, &rights).await, [true, true, true]);
        world.clock.advance(Duration::minutes(1));
        assert_eq!(hold(&world, &rights).await, [true, true, false]);
        let Right::Token { until, .. } = token else { panic!("{token:?}") };
        world.clock.set(until);
        assert_eq!(hold(&world, &rights).await, [true, false, false]);
        world.clock.advance(world.settings.lifetimes.session_idle);
        assert_eq!(hold(&world, &rights).await, [false, false, false]);
    }
}

/// More rights than one statement asks for.
#[tokio::test]
async fn a_thousand_rights_are_answered_in_their_order() {
    for engine in ENGINES {
        let world = World::on(engine).await;
        let session = world.session().await;
        let own = bearer(&world, &session).await;
        let mut rights: Vec<Right> = (0..1_000)
            .map(|_| {
                let grant = Some(GrantId::new(world.clock.now(), &*world.entropy));
                Right::Token { grant, until: own.until }
            })
            .collect();
        rights.insert(700, own.right());
        let hold = hold(&world, &rights).await;
        assert_eq!(hold.len(), 1_001);
        let holding: Vec<usize> = (0..hold.len()).filter(|at| hold[*at]).collect();
        assert_eq!(holding, [700]);
        assert_eq!(world.identity.still_hold(&[]).await.unwrap(), Vec::<Option<Moment>>::new());
    }
}
