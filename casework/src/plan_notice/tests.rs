//! Planning, on a real database and the real catalog.

use super::*;
use crate::cx::Parts;
use ::tests::{Engine, Place};
use catalog::Catalog;
use chrono::{NaiveTime, TimeDelta};
use documents::Renderer;
use domain::application::{Application, Channel as FiledThrough, Cutoffs};
use domain::assurance::Assurance;
use domain::chat::{Chat, ChatLink, TELEGRAM};
use domain::citizen::{Contact, Profile};
use domain::entropy::SeededEntropy;
use domain::id::{ApplicationId, CitizenId};
use domain::notice::{Channel, DeliveryState};
use domain::number::ApplicationNumber;
use domain::oidc::Digest;
use domain::process::Outcome;
use domain::time::{ManualClock, Moment};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use store::{FiledForm, KeyRing, MasterKey, NoticeView, Settings, Store};

struct World {
    cx: Cx,
    application: Application,
    _place: Place,
}

impl World {
    async fn new(email: Option<(&str, bool)>, form: Value) -> Self {
        let place = Place::new(Engine::asked()).unwrap();
        let folder = place.folder.path();
        let keys = KeyRing::only(MasterKey::new([7; 32]));
        let settings = Settings::new(place.store_url(), keys);
        let store = Store::open(&settings).await.unwrap();
        store.migrate().await.unwrap();
        let cx = Cx::from(Parts {
            files: store.files(&store::FilePlace::Folder(folder.join("files"))).unwrap(),
            store,
            catalog: Arc::new(catalog::Live::new(Catalog::embedded().unwrap())),
            renderer: Arc::new(Renderer::new()),
            clock: Arc::new(ManualClock::at(Moment::from_timestamp(1_795_000_000, 0).unwrap())),
            entropy: Arc::new(SeededEntropy::new(1)),
            public_url: "https://uslugi.example".into(),
            cutoffs: Cutoffs {
                online: NaiveTime::from_hms_opt(16, 0, 0).unwrap(),
                office: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
            },
            connections: crate::connection::Connections::default(),
            decisions_held: std::time::Duration::from_mins(1),
        });
        let mut tx = cx.begin().await.unwrap();
        let profile = profile(email);
        let citizen = tx.remember_citizen(1, Assurance::Confirmed, &profile).await.unwrap();
        let application = application(&cx, citizen.id);
        tx.insert_application(&application, &FiledForm(form)).await.unwrap();
        tx.keep_applicant(application.id, &profile).await.unwrap();
        tx.commit().await.unwrap();
        Self { cx, application, _place: place }
    }

    /// Leaves the work in the queue and claims it, as the worker does.
    async fn claim(&self, notice: &str) -> Claim {
        let mut tx = self.cx.begin().await.unwrap();
        let job = Job::PlanNotice {
            application: self.application.id,
            notice: notice.parse().unwrap(),
            version: self.application.version,
            to: None,
        };
        tx.enqueue(&job).await.unwrap();
        tx.commit().await.unwrap();
        let room = |lane: &str| u32::from(lane == "notice");
        let lanes = self.cx.store.queue_lanes().await.unwrap();
        let mut tx = self.cx.begin().await.unwrap();
        let claimed = tx.claim(&lanes, "test", room, Duration::from_secs(30)).await.unwrap();
        tx.commit().await.unwrap();
        claimed.claims[0].clone()
    }

    /// The applicant links a Telegram chat, and both sides confirm it.
    async fn link_chat(&self, id: &str) {
        let (citizen, now) = (self.application.citizen, self.cx.clock.now());
        let chat = Chat { channel: TELEGRAM.into(), id: id.into() };
        let offered = ChatLink::offer(citizen, Assurance::Confirmed, now, &*self.cx.entropy);
        let mut tx = self.cx.begin().await.unwrap();
        tx.offer_chat_link(&offered, &Digest::of("code")).await.unwrap();
        let claimed = offered.claim(chat.clone(), now).unwrap();
        let one_side = claimed.confirm_in_browser(now).unwrap();
        tx.save_chat_link(&one_side.confirm_in_chat(&chat, now).unwrap()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn planned(&self) -> Vec<NoticeView> {
        self.cx.store.notices_about(self.application.id).await.unwrap()
    }
}

fn profile(email: Option<(&str, bool)>) -> Profile {
    Profile {
        email: email.map(|(value, verified)| Contact { value: value.into(), verified }),
        ..Profile::named("Рябинина", "Анна")
    }
}

fn application(cx: &Cx, citizen: CitizenId) -> Application {
    let now = cx.clock.now();
    let catalog = cx.catalog();
    let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
    let process = catalog.process(&entry.service.process).unwrap();
    Application {
        id: ApplicationId::new(now, &*cx.entropy),
        citizen,
        number: ApplicationNumber::new(2026, 17),
        service: entry.service.code.clone(),
        service_version: entry.service.version,
        process: process.code.clone(),
        process_version: process.version,
        channel: FiledThrough::Portal,
        filing_place: None,
        direct_reason: None,
        office: None,
        stage: "refused".parse().unwrap(),
        stage_entry: 1,
        stage_since: now,
        stage_due_at: None,
        filed_at: now,
        registered_on: now.date_naive(),
        due_at: now + TimeDelta::days(1),
        revision: 1,
        cleared: Vec::new(),
        outcome: Some(Outcome::Refused),
        refusal: entry.service.refusals.provision.first().map(|one| one.code.clone()),
        result: None,
        rating: None,
        holder: None,
        documents: Vec::new(),
        to_correct: Vec::new(),
        assignee: None,
        co_applicant: None,
        place: None,
        unconfirmed: false,
        lateness: None,
        watch_at: None,
        delayed_since: None,
        version: 7,
    }
}

const VERIFIED: Option<(&str, bool)> = Some(("anna@example.ru", true));

/// Proves SH-07
#[tokio::test]
async fn a_notice_is_planned_once_and_its_job_is_done() {
    let world = World::new(VERIFIED, json!({})).await;
    world.link_chat("77").await;
    for _claim in 0..2 {
        let claim = world.claim("application-registered").await;
        plan_notice(&world.cx, &claim).await.unwrap();
    }
    assert_eq!(world.cx.store.queue_depth().await.unwrap(), (2, 0), "one job a channel");
    let planned = world.planned().await;
    assert_eq!(planned.len(), 1);
    let number = world.application.number.to_string();
    let words = &planned[0].words;
    assert!(words.subject.contains("Справка из центра занятости"), "{}", words.subject);
    assert!(words.body.contains(&number) && words.short.contains(&number));
    let link = format!("https://uslugi.example/applications/{}", world.application.id);
    assert!(words.body.contains(&link), "{}", words.body);
    assert!(!words.body.contains("Рябинина") && !words.body.contains("Анна"));
    let deliveries: Vec<_> =
        planned[0].deliveries.iter().map(|one| (one.channel, one.state)).collect();
    let ready = DeliveryState::Ready;
    assert_eq!(deliveries, [(Channel::Email, ready), (Channel::Telegram, ready)]);
}

#[tokio::test]
async fn a_refusal_tells_the_reason_and_what_to_do() {
    let world = World::new(VERIFIED, json!({})).await;
    let claim = world.claim("refused").await;
    plan_notice(&world.cx, &claim).await.unwrap();
    let catalog = world.cx.catalog();
    let entry = catalog.service(&world.application.service).unwrap();
    let reason = entry.service.refusals.provision.first().unwrap();
    let planned = world.planned().await;
    for part in [&reason.title.ru, &reason.explanation.ru, &reason.remedy.ru] {
        assert!(planned[0].words.body.contains(part.as_str()), "{part}");
    }
}

#[tokio::test]
async fn a_person_who_can_be_reached_nowhere_reads_the_notice_in_the_cabinet() {
    let world = World::new(Some(("anna@example.ru", false)), json!({"email": ""})).await;
    let claim = world.claim("application-registered").await;
    plan_notice(&world.cx, &claim).await.unwrap();
    let planned = world.planned().await;
    assert_eq!((planned.len(), planned[0].deliveries.len()), (1, 0));
}

#[tokio::test]
async fn the_address_named_in_the_form_is_the_one_written_to() {
    let world = World::new(VERIFIED, json!({"email": "other@example.ru"})).await;
    let claim = world.claim("application-registered").await;
    plan_notice(&world.cx, &claim).await.unwrap();
    let lanes = world.cx.store.queue_lanes().await.unwrap();
    let mut tx = world.cx.begin().await.unwrap();
    let lease = Duration::from_secs(30);
    let job = tx.claim(&lanes, "test", |_| 9, lease).await.unwrap().claims.remove(0);
    let begun = tx.begin_try(&job).await.unwrap();
    let addresses: Vec<_> = begun.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, ["other@example.ru"]);
}

#[tokio::test]
async fn a_notice_the_catalog_lost_is_an_error_that_names_it_and_the_job_stays() {
    let world = World::new(VERIFIED, json!({})).await;
    let claim = world.claim("no-such-notice").await;
    let error = plan_notice(&world.cx, &claim).await.unwrap_err();
    assert!(error.to_string().contains("no-such-notice"), "{error}");
    assert_eq!(world.cx.store.queue_depth().await.unwrap(), (1, 0));
    assert_eq!(world.planned().await, []);
}
