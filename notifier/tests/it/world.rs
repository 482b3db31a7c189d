//! A store with one citizen and one application, a clock moved by hand, and a notifier.

use chrono::TimeDelta;
use domain::application::{Application, Channel as FiledThrough};
use domain::assurance::Assurance;
use domain::chat::{Chat, ChatLink, TELEGRAM};
use domain::citizen::Profile;
use domain::entropy::{Entropy, SeededEntropy};
use domain::id::{ApplicationId, ChatLinkId, CitizenId};
use domain::notice::{Channel, DeliveryState, LIFETIME, Target, Words};
use domain::number::ApplicationNumber;
use domain::oidc::Digest;
use domain::text::Lang;
use domain::time::{Clock, ManualClock, Moment};
use notifier::{MailSettings, Notifier, Settings, TelegramSettings};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use store::{
    AttemptRecord, DeliveryView, FiledForm, Job, KeyRing, MasterKey, NewNotice, NoticeView, Store,
};
use tests::{Engine, Place};

pub(crate) const ADDRESS: &str = "anna.ryabinina@example.ru";
pub(crate) const CHAT: &str = "770077";
pub(crate) const TOKEN: &str = "1234567890:AAtokenOfTheTestsAAAAAAAAAAAAAAAAAA";

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) citizen: CitizenId,
    application: ApplicationId,
    _place: Place,
}

impl World {
    pub(crate) async fn new() -> Self {
        // The second test of the process finds the provider installed.
        let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let place = Place::new(Engine::asked()).unwrap();
        let keys = KeyRing::only(MasterKey::new([7; 32]));
        let settings = store::Settings::new(place.store_url(), keys);
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
        Self { store, clock, entropy, citizen, application: application.id, _place: place }
    }

    /// Plans one notice to these targets.
    pub(crate) async fn plan(&self, targets: &[(Channel, &str)]) {
        let target = |(channel, address): &(Channel, &str)| Target {
            channel: *channel,
            address: (*address).to_owned(),
        };
        let earlier = self.store.notices_of(self.citizen, None, 100).await.unwrap().items.len();
        let mut tx = self.store.begin(&self.clock, &self.entropy).await.unwrap();
        let new = NewNotice {
            citizen: self.citizen,
            application: self.application,
            code: "result-ready".parse().unwrap(),
            version: i64::try_from(earlier).unwrap() + 1,
            words: Words {
                subject: "Результат по заявлению готов".into(),
                body: "Здравствуйте!\n\nДокумент <готов>:\nhttps://uslugi.example/a\n".into(),
                short: "Результат готов & ждёт вас https://uslugi.example/a".into(),
                lang: Lang::Ru,
            },
            targets: targets.iter().map(target).collect(),
            expires_at: self.clock.now() + LIFETIME,
        };
        tx.plan_notice(&new).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The citizen links the chat, and both sides confirm it.
    pub(crate) async fn link_chat(&self) -> ChatLinkId {
        let now = self.clock.now();
        let chat = Chat { channel: TELEGRAM.into(), id: CHAT.into() };
        let offered = ChatLink::offer(self.citizen, Assurance::Confirmed, now, &*self.entropy);
        let offered_id = offered.id;
        let mut tx = self.store.begin(&self.clock, &self.entropy).await.unwrap();
        let code = Digest::of(&offered_id.to_string());
        tx.offer_chat_link(&offered, &code).await.unwrap();
        let claimed = offered.claim(chat.clone(), now).unwrap();
        let one_side = claimed.confirm_in_browser(now).unwrap();
        tx.save_chat_link(&one_side.confirm_in_chat(&chat, now).unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        offered_id
    }

    /// Leaves work behind.
    pub(crate) async fn enqueue(&self, job: &Job) {
        let mut tx = self.store.begin(&self.clock, &self.entropy).await.unwrap();
        tx.enqueue(job).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn plan_mail(&self) {
        self.plan(&[(Channel::Email, ADDRESS)]).await;
    }

    pub(crate) async fn plan_message(&self) {
        self.plan(&[(Channel::Telegram, CHAT)]).await;
    }

    pub(crate) fn settings(mail: Option<&str>, telegram: Option<&str>) -> Settings {
        Settings {
            mail: mail.map(|url| MailSettings {
                smtp_url: SecretString::from(url),
                from: "Госуслуги области <no-reply@uslugi.example>".into(),
                connections: 4,
            }),
            telegram: telegram.map(|url| TelegramSettings {
                token: SecretString::from(TOKEN),
                api_url: Some(url.parse().unwrap()),
                connections: 2,
            }),
            ..Settings::new("test")
        }
    }

    pub(crate) fn notifier(&self, settings: Settings) -> Notifier {
        let clock = Arc::new(self.clock.clone());
        Notifier::new(settings, self.store.clone(), clock, Arc::clone(&self.entropy)).unwrap()
    }

    /// One round of a notifier that sends mail through this server.
    pub(crate) async fn send_mail(&self, url: &str) -> DeliveryView {
        let notifier = self.notifier(Self::settings(Some(url), None));
        notifier.run_once().await.unwrap();
        self.delivery().await
    }

    /// The newest notice.
    pub(crate) async fn notice(&self) -> NoticeView {
        self.store.notices_of(self.citizen, None, 1).await.unwrap().items.remove(0)
    }

    /// The first delivery of the newest notice.
    pub(crate) async fn delivery(&self) -> DeliveryView {
        self.notice().await.deliveries.remove(0)
    }

    /// Every try of that delivery.
    pub(crate) async fn attempts(&self) -> Vec<AttemptRecord> {
        self.store.attempts_of(self.delivery().await.id).await.unwrap()
    }

    /// The outcomes of every try, with their reasons.
    pub(crate) async fn outcomes(&self) -> Vec<String> {
        let told = |one: AttemptRecord| {
            let words = [one.outcome, one.detail];
            words.into_iter().flatten().collect::<Vec<_>>().join(" / ")
        };
        self.attempts().await.into_iter().map(told).collect()
    }

    /// Long enough for any pause between tries.
    pub(crate) fn wait_out(&self) {
        self.clock.advance(TimeDelta::from_std(Duration::from_hours(1)).unwrap());
    }
}

pub(crate) fn is_waiting(delivery: &DeliveryView) -> bool {
    delivery.state == DeliveryState::Ready && delivery.final_at.is_none()
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
        due_at: now + TimeDelta::days(1),
        revision: 1,
        cleared: Vec::new(),
        outcome: None,
        refusal: None,
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
        version: 1,
    }
}
