//! A store of its own for every test, on either engine, with a clock moved by hand.

use chrono::NaiveDate;
use domain::application::{Application, Channel};
use domain::assurance::Assurance;
use domain::citizen::{Contact, Profile};
use domain::entropy::{Entropy, OsEntropy};
use domain::id::{ApplicationId, CitizenId};
use domain::number::ApplicationNumber;
use domain::time::{Clock, ManualClock, Moment};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{FiledForm, KeyRing, MasterKey, Receipt, Settings, Store, Tx};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Makes a test for each engine of every function. Each gets a [`World`] of its own.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident) $body:block)+) => {
        $($(#[$doc])* async fn $name($world: &$crate::world::World) $body)+

        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    super::$name(&$crate::world::World::new($crate::world::Kind::Sqlite).await).await;
                }
            )+
        }

        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    super::$name(&$crate::world::World::new($crate::world::Kind::Postgres).await).await;
                }
            )+
        }
    };
}

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Embedded.
    Sqlite,
    /// A server, which `tests/run` starts.
    Postgres,
}

/// A store of its own. Its database goes with it.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) kind: Kind,
    pub(crate) folder: TempDir,
    url: String,
    server: Option<(String, String)>,
    behind: OnceCell<DatabaseConnection>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl World {
    pub(crate) async fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, server) = match kind {
            Kind::Sqlite => (format!("sqlite://{}/uslugi.db", folder.path().display()), None),
            Kind::Postgres => {
                let server = server();
                let number = COUNT.fetch_add(1, Ordering::Relaxed);
                let name = format!("store_{}_{number}", std::process::id());
                psql(&server, &format!("CREATE DATABASE {name}"));
                (format!("{server}/{name}"), Some((server, name)))
            }
        };
        let store = Store::open(&settings(&url)).await.unwrap();
        store.migrate().await.unwrap();
        let clock = ManualClock::at(Moment::from_timestamp(1_795_000_000, 0).unwrap());
        let (entropy, behind) = (Arc::new(OsEntropy), OnceCell::new());
        Self { store, clock, entropy, kind, folder, url, server, behind }
    }

    /// A second store on the same database: what another process sees.
    pub(crate) async fn another(&self) -> Store {
        Store::open(&settings(&self.url)).await.unwrap()
    }

    /// A store on the same database with other keys: what a process with another key ring sees.
    pub(crate) async fn with_keys(&self, keys: KeyRing) -> Store {
        Store::open(&Settings { keys, ..settings(&self.url) }).await.unwrap()
    }

    /// Where its database is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn begin(&self) -> Tx {
        self.begin_in(&self.store).await
    }

    pub(crate) async fn begin_in(&self, store: &Store) -> Tx {
        store.begin(&self.clock, &self.entropy).await.unwrap()
    }

    /// A connection behind the store's back, opened when it is first asked for.
    pub(crate) async fn connection(&self) -> &DatabaseConnection {
        self.behind
            .get_or_init(async || Box::pin(Database::connect(&self.url)).await.unwrap())
            .await
    }

    /// Runs a statement behind the store's back; how many rows it touched.
    pub(crate) async fn behind(&self, sql: &str) -> u64 {
        self.connection().await.execute_unprepared(sql).await.unwrap().rows_affected()
    }

    /// A citizen's record.
    pub(crate) async fn citizen(&self, oid: i64) -> CitizenId {
        let mut tx = self.begin().await;
        let citizen = tx.remember_citizen(oid, Assurance::Confirmed, &profile()).await.unwrap();
        tx.commit().await.unwrap();
        citizen.id
    }

    /// An application as it would be right after filing; kept nowhere yet.
    pub(crate) fn drawn(&self, citizen: CitizenId, serial: u64) -> Application {
        let now = self.clock.now();
        Application {
            id: ApplicationId::new(now, &*self.entropy),
            citizen,
            number: ApplicationNumber::new(2026, serial),
            service: "employment-certificate".parse().unwrap(),
            service_version: 1,
            process: "electronic".parse().unwrap(),
            process_version: 1,
            channel: Channel::Api,
            filing_place: None,
            direct_reason: None,
            office: None,
            stage: "registered".parse().unwrap(),
            stage_entry: 1,
            stage_since: now,
            stage_due_at: Some(now + chrono::TimeDelta::hours(4)),
            filed_at: now,
            registered_on: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(),
            due_at: now + chrono::TimeDelta::days(1),
            revision: 1,
            cleared: vec!["form".to_owned()],
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

    /// An application, kept.
    pub(crate) async fn filed(&self, citizen: CitizenId, serial: u64) -> Application {
        let application = self.drawn(citizen, serial);
        let mut tx = self.begin().await;
        let form = FiledForm(serde_json::json!({ "purpose": "для школы" }));
        tx.insert_application(&application, &form).await.unwrap();
        tx.commit().await.unwrap();
        application
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.server {
            psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// What a store of a test is told.
pub(crate) fn settings(url: &str) -> Settings {
    Settings {
        connections: 8,
        statements: std::env::var_os("USLUGI__DATABASE__STATEMENTS").map(Into::into),
        ..Settings::new(url, KeyRing::only(MasterKey::new([7; 32])))
    }
}

/// A synthetic person, with a СНИЛС whose check digits are right.
pub(crate) fn profile() -> Profile {
    Profile {
        middle_name: Some("Олеговна".into()),
        birth_date: NaiveDate::from_ymd_opt(1990, 5, 1),
        snils: Some("11223344595".into()),
        email: Some(Contact { value: "ryabinina@example.ru".into(), verified: true }),
        mobile: Some(Contact { value: "+79000000001".into(), verified: true }),
        ..Profile::named("Рябинина", "Анна")
    }
}

/// The address of the server. Without it half of the proof is missing, and the test says what to do.
fn server() -> String {
    std::env::var("USLUGI_TEST_POSTGRES").expect(
        "USLUGI_TEST_POSTGRES is not set: run the tests by `tests/run`, which starts PostgreSQL",
    )
}

fn psql(server: &str, statement: &str) {
    let run = Command::new("psql")
        .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", &format!("{server}/postgres"), "-c", statement])
        .output()
        .expect("psql runs");
    // A test that has failed already says why by itself.
    let good = run.status.success() || std::thread::panicking();
    assert!(good, "{}", String::from_utf8_lossy(&run.stderr));
}

/// The receipt of a message.
pub(crate) fn receipt(application: ApplicationId, id: &str, now: Moment) -> Receipt {
    Receipt {
        id: id.to_owned(),
        application,
        receiver: "tested".parse().unwrap(),
        entry: 1,
        revision: 1,
        department_number: "D-1".to_owned(),
        received_at: now,
    }
}
