//! The reader of all facts, as a worker runs it.

use super::Projector;
use casework::{Cx, Parts};
use chrono::{NaiveDate, NaiveTime};
use documents::Renderer;
use domain::application::Cutoffs;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::OsEntropy;
use domain::journal::{ActorRef, FactBody, NewFact};
use domain::time::{ManualClock, Moment};
use std::sync::Arc;
use std::time::Duration;
use store::{Applications, KeyRing, MasterKey, ProjectionState, Store};
use tests::{Engine, Place};
use tokio_util::sync::CancellationToken;

async fn platform(place: &Place) -> Cx {
    let folder = place.folder.path();
    let keys = KeyRing::only(MasterKey::new([7; 32]));
    let settings = store::Settings::new(place.store_url(), keys);
    let store = Store::open(&settings).await.unwrap();
    store.migrate().await.unwrap();
    Cx::from(Parts {
        files: store.files(&store::FilePlace::Folder(folder.join("files"))).unwrap(),
        store,
        catalog: Arc::new(catalog::Live::new(catalog::Catalog::embedded().unwrap())),
        renderer: Arc::new(Renderer::new()),
        clock: Arc::new(ManualClock::at("2026-11-20T09:00:00Z".parse::<Moment>().unwrap())),
        entropy: Arc::new(OsEntropy),
        public_url: "https://uslugi.example".into(),
        cutoffs: Cutoffs {
            online: NaiveTime::from_hms_opt(16, 0, 0).unwrap(),
            office: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
        },
        connections: casework::connection::Connections::default(),
        decisions_held: std::time::Duration::from_mins(1),
    })
}

/// Files so many applications, and one fact that this version does not know among them.
async fn file(cx: &Cx, count: usize) {
    let mut tx = cx.begin().await.unwrap();
    let profile = Profile::named("Рябинина", "Анна");
    let citizen = tx.remember_citizen(1, Assurance::Confirmed, &profile).await.unwrap().id;
    let body = r#"{"kind":"application.submitted","number":"26-0000001-8","service":"one","service_version":1,
        "process":"electronic","process_version":1,"channel":"api","stage":"registered","stage_due_at":null,
        "registered_on":"2026-11-20","due_at":"2026-11-27T09:00:00Z","cleared":[],"form_sha256":""}"#;
    let number = domain::number::ApplicationNumber::new(2026, 1).to_string();
    let body = body.replace("26-0000001-8", &number);
    let mut facts = vec![];
    for place in 0..count {
        let application = domain::id::ApplicationId::new(cx.clock.now(), &*cx.entropy);
        let body = FactBody::parse(&body).unwrap();
        facts.push(NewFact { application: Some(application), actor: ActorRef::PLATFORM, body });
        if place == 0 {
            let body = FactBody::parse(r#"{"kind":"application.newer"}"#).unwrap();
            facts.push(NewFact { application: Some(application), actor: ActorRef::PLATFORM, body });
        }
    }
    tx.append(citizen, facts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn counted(cx: &Cx) -> u64 {
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    let services = ["one".parse().unwrap()];
    let all = cx.store.application_counts(&services, (day(1), day(30))).await.unwrap();
    all.into_iter().map(|(_at, count)| count).sum()
}

#[tokio::test]
async fn it_reads_what_is_there_and_what_comes_until_it_is_ended() {
    let place = Place::new(Engine::asked()).unwrap();
    let cx = platform(&place).await;
    file(&cx, 3).await;
    let projector = Projector::new(cx.clone(), Duration::from_millis(5));
    let cancel = CancellationToken::new();
    let running = tokio::spawn({
        let cancel = cancel.clone();
        async move { projector.run(cancel).await }
    });
    let reads = async |count| {
        // Nobody is told that a projection has read on: it is looked at as often as the projector looks.
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        while counted(&cx).await != count {
            looks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reads(3)).await.unwrap();
    file(&cx, 2).await;
    tokio::time::timeout(Duration::from_secs(20), reads(5)).await.unwrap();
    cancel.cancel();
    running.await.unwrap();
}

/// A newer version of the figures is built, serves, and what was there before it is removed: step by step, to the end.
#[tokio::test]
async fn a_newer_version_is_built_and_the_older_one_removed() {
    let place = Place::new(Engine::asked()).unwrap();
    let cx = platform(&place).await;
    file(&cx, 3).await;
    let projector = Projector::new(cx.clone(), Duration::from_millis(5));
    for projection in [Applications::CURRENT, Applications::version(3)] {
        while projector.once(&projection).await.unwrap() {}
        assert_eq!(counted(&cx).await, 3);
    }
    let left = cx.store.projections(cx.clock.now()).await.unwrap();
    let left: Vec<_> = left.iter().map(|one| (one.version, one.state)).collect();
    assert_eq!(left, [(3, ProjectionState::Serving)]);
}
