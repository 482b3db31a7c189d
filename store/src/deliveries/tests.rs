//! Notices and deliveries on a real database.

use crate::master_key::MasterKey;
use crate::seal::KeyRing;
use crate::{DeliveryClaim, FiledForm, NewNotice, Settings, Store, StoreError, Tx, Wake};
use chrono::TimeDelta;
use domain::application::{Application, Channel as FiledThrough};
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::{Entropy, SeededEntropy};
use domain::id::{ApplicationId, CitizenId};
use domain::notice::{Channel, DeliveryState, Next, Outcome, Target, Words};
use domain::number::ApplicationNumber;
use domain::text::Lang;
use domain::time::{Clock, ManualClock, Moment};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);
const ADDRESS: &str = "anna@example.ru";

struct World {
    store: Store,
    clock: ManualClock,
    entropy: Arc<dyn Entropy>,
    citizen: CitizenId,
    application: ApplicationId,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::new(
            format!("sqlite://{}/uslugi.db", folder.path().display()),
            KeyRing::only(MasterKey::new([7; 32])),
        );
        let store = Store::open(&settings).await.unwrap();
        store.migrate().await.unwrap();
        let clock = ManualClock::at(Moment::from_timestamp(1_795_000_000, 0).unwrap());
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(1));
        let mut tx = store.begin(&clock, &entropy).await.unwrap();
        let citizen = tx.remember_citizen(1, Assurance::Confirmed, &profile()).await.unwrap().id;
        let application = application(citizen, clock.now(), &*entropy);
        let form = FiledForm(serde_json::json!({}));
        tx.insert_application(&application, &form).await.unwrap();
        tx.commit().await.unwrap();
        let application = application.id;
        Self { store, clock, entropy, citizen, application, folder }
    }

    async fn begin(&self) -> Tx {
        self.store.begin(&self.clock, &self.entropy).await.unwrap()
    }

    fn notice(&self, version: i64, targets: &[Channel]) -> NewNotice {
        let target = |channel: &Channel| Target { channel: *channel, address: ADDRESS.into() };
        NewNotice {
            citizen: self.citizen,
            application: self.application,
            code: "result-ready".parse().unwrap(),
            version,
            words: words(),
            targets: targets.iter().map(target).collect(),
            expires_at: self.clock.now() + TimeDelta::hours(1),
        }
    }

    async fn plan(&self, version: i64, targets: &[Channel]) -> bool {
        let mut tx = self.begin().await;
        tx.plan_notice(&self.notice(version, targets)).await.unwrap();
        match tx.commit().await {
            Ok(()) => true,
            Err(StoreError::Conflict) => false,
            Err(error) => panic!("{error}"),
        }
    }

    async fn claim(&self, channel: Channel, limit: u32) -> Vec<DeliveryClaim> {
        let lanes = self.store.queue_lanes().await.unwrap();
        let mut tx = self.begin().await;
        let room = |lane: &str| if lane == channel.name() { limit } else { 0 };
        let mut begun = Vec::new();
        for job in tx.claim(&lanes, "one", room, LEASE).await.unwrap().claims {
            match tx.begin_try(&job).await {
                Ok(claim) => begun.extend(claim),
                Err(StoreError::Corrupt(_)) => tx.give_up(&job, "it cannot be read").await.unwrap(),
                Err(error) => panic!("{error}"),
            }
        }
        tx.commit().await.unwrap();
        begun
    }

    async fn end(&self, claim: &DeliveryClaim, outcome: Outcome) -> Result<(), StoreError> {
        let next = match outcome {
            Outcome::Sent { .. } => Next::Ends(DeliveryState::Accepted),
            _ => Next::Again(self.clock.now() + TimeDelta::minutes(5)),
        };
        let mut tx = self.begin().await;
        tx.conclude(claim, &outcome, next).await?;
        tx.commit().await
    }
}

fn words() -> Words {
    Words {
        subject: "Готово".into(), body: "Текст".into(), short: "Кратко".into(), lang: Lang::Ru
    }
}

fn later() -> Outcome {
    Outcome::Later { reason: "busy".into() }
}

fn profile() -> Profile {
    Profile::named("Рябинина", "Анна")
}

fn application(citizen: CitizenId, now: Moment, entropy: &dyn Entropy) -> Application {
    Application {
        id: ApplicationId::new(now, entropy),
        citizen,
        number: ApplicationNumber::new(2026, 17),
        service: "employment-certificate".parse().unwrap(),
        service_version: 1,
        process: "electronic".parse().unwrap(),
        process_version: 1,
        channel: FiledThrough::Portal,
        filing_place: None,
        direct_reason: None,
        office: None,
        stage: "executed".parse().unwrap(),
        stage_entry: 1,
        stage_since: now,
        stage_due_at: None,
        filed_at: now,
        registered_on: now.date_naive(),
        due_at: now,
        revision: 1,
        cleared: Vec::new(),
        outcome: None,
        refusal: None,
        result: None,
        rating: None,
        holder: None,
        documents: Vec::new(),
        to_correct: vec![],
        assignee: None,
        co_applicant: None,
        place: None,
        unconfirmed: false,
        lateness: None,
        watch_at: None,
        delayed_since: None,
        version: 1,
    }
}

/// Proves SH-07
#[tokio::test]
async fn planning_twice_makes_one_notice_and_wakes_the_senders_once() {
    let world = World::new().await;
    let mut wakes = world.store.wakes();
    assert!(world.plan(1, &Channel::ALL).await);
    assert!(!world.plan(1, &Channel::ALL).await);
    assert_eq!(wakes.try_recv(), Ok(Wake::Queue));
    assert!(wakes.try_recv().is_err());
    assert!(world.plan(2, &[]).await, "another version is another notice");

    let notices = world.store.notices_of(world.citizen, None, 10).await.unwrap().items;
    assert_eq!(notices, world.store.notices_about(world.application).await.unwrap());
    assert_eq!(notices.len(), 2);
    assert!(notices[0].deliveries.is_empty(), "reached nowhere, and kept for the cabinet");
    assert_eq!(notices[1].words, words());
    let channels: Vec<_> = notices[1].deliveries.iter().map(|one| one.channel).collect();
    assert_eq!(channels, Channel::ALL);
}

#[tokio::test]
async fn notices_are_read_page_by_page_and_only_by_their_owner() {
    let world = World::new().await;
    for version in 1..=5 {
        world.plan(version, &[]).await;
        // Two of them at the same moment.
        if version != 2 {
            world.clock.advance(TimeDelta::seconds(1));
        }
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.notices_of(world.citizen, after, 2).await.unwrap();
        seen.extend(page.items.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 5);
    let stranger = CitizenId::new(world.clock.now(), &*world.entropy);
    assert_eq!(world.store.notices_of(stranger, None, 10).await.unwrap().items, []);
}

#[tokio::test]
async fn a_claim_is_one_channels_bounded_and_nobody_elses_until_the_lease_ends() {
    let world = World::new().await;
    for version in 1..=3 {
        world.plan(version, &Channel::ALL).await;
    }
    let first = world.claim(Channel::Email, 2).await;
    assert_eq!(first.len(), 2);
    assert!(first.iter().all(|one| one.channel == Channel::Email && one.address == ADDRESS));
    assert_eq!(first[0].words, words());
    assert_eq!(world.claim(Channel::Email, 9).await.len(), 1);
    assert_eq!(world.claim(Channel::Email, 9).await.len(), 0);
    assert_eq!(world.claim(Channel::Telegram, 9).await.len(), 3);
    world.clock.advance(TimeDelta::seconds(30));
    let again = world.claim(Channel::Email, 9).await;
    assert_eq!(again.len(), 3);
    assert!(again.iter().all(|one| one.attempts == 2));
    assert_eq!(world.claim(Channel::Email, 0).await.len(), 0);
}

#[tokio::test]
async fn a_try_is_on_record_before_it_is_made_and_a_lost_one_marks_a_possible_duplicate() {
    let world = World::new().await;
    world.plan(1, &[Channel::Email]).await;
    let lost = world.claim(Channel::Email, 1).await.remove(0);
    let tries = world.store.attempts_of(lost.id).await.unwrap();
    assert_eq!((tries.len(), &tries[0].outcome, tries[0].ended_at), (1, &None, None));

    world.clock.advance(TimeDelta::seconds(30));
    let second = world.claim(Channel::Email, 1).await.remove(0);
    assert!(matches!(world.end(&lost, later()).await, Err(StoreError::LeaseLost)));
    world.end(&second, later()).await.unwrap();
    world.clock.advance(TimeDelta::minutes(5));
    let third = world.claim(Channel::Email, 1).await.remove(0);
    world.end(&third, Outcome::Sent { reference: Some("x".into()) }).await.unwrap();

    let tries = world.store.attempts_of(lost.id).await.unwrap();
    let outcomes: Vec<_> = tries.iter().map(|one| one.outcome.as_deref().unwrap()).collect();
    assert_eq!(outcomes, ["lost", "later", "sent"]);
    assert_eq!(tries[1].detail.as_deref(), Some("busy"));
    let notice = world.store.notices_about(world.application).await.unwrap().remove(0);
    let delivery = &notice.deliveries[0];
    assert_eq!((delivery.state, delivery.attempts), (DeliveryState::Accepted, 3));
    assert!(delivery.possible_duplicate, "once marked, it stays so");
    assert_eq!(delivery.final_at, Some(world.clock.now()));
}

#[tokio::test]
async fn a_delivery_that_is_not_due_is_not_claimed_and_a_known_failure_is_no_duplicate() {
    let world = World::new().await;
    world.plan(1, &[Channel::Email]).await;
    let claim = world.claim(Channel::Email, 1).await.remove(0);
    world.end(&claim, later()).await.unwrap();
    assert_eq!(world.claim(Channel::Email, 1).await.len(), 0);
    world.clock.advance(TimeDelta::minutes(5));
    assert_eq!(world.claim(Channel::Email, 1).await.len(), 1);
    let notice = world.store.notices_about(world.application).await.unwrap().remove(0);
    assert!(!notice.deliveries[0].possible_duplicate);
}

#[tokio::test]
async fn what_ran_out_of_time_is_given_up_unless_it_is_in_hand() {
    let world = World::new().await;
    world.plan(1, &Channel::ALL).await;
    world.clock.advance(TimeDelta::minutes(59) + TimeDelta::seconds(50));
    let in_hand = world.claim(Channel::Email, 1).await.remove(0);
    world.clock.advance(TimeDelta::seconds(10));
    let mut tx = world.begin().await;
    assert!(world.store.has_expired_deliveries(tx.now()).await.unwrap());
    assert_eq!(tx.expire_deliveries().await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(world.store.queue_depth().await.unwrap(), (1, 0));
    world.end(&in_hand, Outcome::Sent { reference: None }).await.unwrap();
}

#[tokio::test]
async fn a_delivery_that_cannot_be_read_is_set_aside_and_holds_up_no_other() {
    let world = World::new().await;
    world.plan(1, &[Channel::Email]).await;
    world.plan(2, &[Channel::Email]).await;
    let damage = "UPDATE delivery SET address = x'0102' WHERE id IN (SELECT min(id) FROM delivery)";
    world.store.write.execute_unprepared(damage).await.unwrap();
    assert_eq!(world.claim(Channel::Email, 9).await.len(), 1);
    assert_eq!(world.store.queue_depth().await.unwrap(), (1, 1));
}

#[tokio::test]
async fn addresses_and_words_are_sealed_at_rest() {
    let world = World::new().await;
    world.plan(1, &[Channel::Email]).await;
    world.store.clone().close().await.unwrap();
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [ADDRESS, "Готово"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} lies open in the file");
        }
    }
}
