//! A platform of procedures alone: a store, the catalog, a clock moved by hand, a few people.

use casework::exchange::Decided;
use casework::submit::{Filing, submit};
use casework::{CaseError, Cx, Parts};
use chrono::{NaiveDate, NaiveTime};
use documents::Renderer;
use domain::access::{Actor, Person};
use domain::application::{Application, Channel, Cutoffs};
use domain::assurance::Assurance;
use domain::citizen::{IdentityDocument, Profile};
use domain::duty::{Duty, DutyRole};
use domain::entropy::OsEntropy;
use domain::id::{ApplicationId, CitizenId};
use domain::job::Entry;
use domain::journal::Fact;
use domain::time::{Clock, ManualClock, Moment};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, Job, Key, KeyRing, MasterKey, Settings, Store};
use tests::{Engine, Place};

/// The service every test is about.
pub(crate) const SERVICE: &str = "employment-certificate";
/// How long a claim is the worker's own.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

pub(crate) struct World {
    pub(crate) cx: Cx,
    pub(crate) clock: ManualClock,
    /// The catalog it goes by.
    pub(crate) catalog: Arc<catalog::Live>,
    /// Unemployed, and the register says so.
    pub(crate) anna: Actor,
    /// Nobody asked a register about him yet.
    pub(crate) boris: Actor,
    /// An officer of the department that issues the certificates.
    pub(crate) officer: Actor,
    place: Place,
}

async fn opened(place: &Place, key: u8) -> Store {
    Store::open(&Settings::new(place.store_url(), KeyRing::only(MasterKey::new([key; 32]))))
        .await
        .unwrap()
}

impl World {
    pub(crate) async fn new() -> Self {
        let place = Place::new(Engine::asked()).unwrap();
        let folder = place.folder.path().to_owned();
        let store = opened(&place, 7).await;
        store.migrate().await.unwrap();
        // A Friday, noon in Moscow.
        let clock = ManualClock::at("2026-11-20T09:00:00Z".parse::<Moment>().unwrap());
        let embedded = catalog::Catalog::embedded().unwrap();
        let catalog = Arc::new(catalog::Live::new(embedded));
        let cx = Cx::from(Parts {
            files: store.files(&store::FilePlace::Folder(folder.join("files"))).unwrap(),
            store,
            catalog: Arc::clone(&catalog),
            renderer: Arc::new(Renderer::new()),
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(OsEntropy),
            public_url: "https://uslugi.example".into(),
            cutoffs: Cutoffs {
                online: NaiveTime::from_hms_opt(16, 0, 0).unwrap(),
                office: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
            },
            connections: casework::connection::Connections::default(),
            decisions_held: std::time::Duration::from_mins(1),
        });
        let anna = person(&cx, 1, "Рябинина", "Анна").await;
        let boris = person(&cx, 2, "Осинин", "Борис").await;
        let officer = person(&cx, 3, "Вязов", "Константин").await;
        let current = catalog.current();
        let entry = current.service(&SERVICE.parse().unwrap()).unwrap();
        let department = entry.service.department.clone();
        let officer = with(&officer, vec![Duty::of_post(DutyRole::DepartmentOfficer, department)]);
        let world = Self { cx, clock, catalog, anna, boris, officer, place };
        world.told(&world.anna, &register("unemployed")).await;
        world
    }

    /// Changes the database behind the platform's back.
    pub(crate) fn sql(&self, statement: &str) {
        self.place.sql(statement).unwrap();
    }

    /// Makes an application one that nobody can read.
    pub(crate) fn damages(&self, id: ApplicationId) {
        let uuid = id.uuid();
        let row = match Engine::asked() {
            Engine::Postgres => format!("'{uuid}'"),
            Engine::Sqlite => format!("x'{}'", uuid.simple()),
        };
        self.sql(&format!("UPDATE application SET channel = 'pigeon' WHERE id = {row}"));
    }

    /// Another node on the same database.
    pub(crate) async fn beside(&self) -> Cx {
        Cx::from(Parts { store: opened(&self.place, 7).await, ..(*self.cx).clone() })
    }

    /// A person signs in at a node that seals by a newer key, which this one does not have.
    pub(crate) async fn signs_in_under_a_newer_key(&self, actor: &Actor) {
        let record = self.cx.store.citizen(id_of(actor)).await.unwrap().unwrap();
        let newer = opened(&self.place, 8).await;
        let mut tx = newer.begin(&*self.cx.clock, &self.cx.entropy).await.unwrap();
        tx.remember_citizen(record.esia_oid.unwrap(), record.assurance, &record.profile)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Keeps what the register of employment tells of a person.
    pub(crate) async fn told(&self, actor: &Actor, data: &Value) {
        let mut tx = self.cx.begin().await.unwrap();
        let register = "employment".parse().unwrap();
        tx.remember_register(id_of(actor), &register, data).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn files(
        &self,
        actor: &Actor,
        key: Option<&Key>,
    ) -> Result<Application, CaseError> {
        submit(&self.cx, actor, &filing(form()), Channel::Api, key).await
    }

    pub(crate) async fn application(&self, id: ApplicationId) -> Application {
        self.cx.store.application(id).await.unwrap().unwrap()
    }

    /// A citizen's journal; its chain is checked on the way.
    pub(crate) async fn journal(&self, actor: &Actor) -> Vec<Fact> {
        let facts = self.cx.store.facts_after(id_of(actor), 0, 1_000).await.unwrap();
        self.cx.store.verify_journal(id_of(actor)).await.unwrap().unwrap();
        facts
    }

    /// The notices on an application, as the catalog calls them, in the order of their names.
    pub(crate) async fn notices(&self, id: ApplicationId) -> Vec<String> {
        let planned = self.cx.store.notices_about(id).await.unwrap();
        let mut codes: Vec<_> = planned.iter().map(|one| one.code.to_string()).collect();
        codes.sort_unstable();
        codes
    }

    /// How many pieces of work wait.
    pub(crate) async fn waiting(&self) -> u64 {
        self.cx.store.queue_depth().await.unwrap().0
    }

    /// Claims everything that is due, as a worker does.
    pub(crate) async fn claims(&self) -> Vec<Claim> {
        let lanes = self.cx.store.queue_lanes().await.unwrap();
        let mut tx = self.cx.begin().await.unwrap();
        let claims = tx.claim(&lanes, "test", |_| 100, LEASE).await.unwrap().claims;
        tx.commit().await.unwrap();
        claims
    }

    /// Claims the one piece of work of a kind; the rest is finished unseen.
    pub(crate) async fn claim(&self, kind: &str) -> Claim {
        let (mut wanted, rest): (Vec<_>, Vec<_>) =
            self.claims().await.into_iter().partition(|claim| claim.job.kind() == kind);
        let mut tx = self.cx.begin().await.unwrap();
        for other in &rest {
            tx.finish(other).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(wanted.len(), 1, "one {kind}");
        wanted.remove(0)
    }

    /// An application that its department has: its decision is awaited, by this claim.
    pub(crate) async fn awaited(&self) -> (Application, Claim) {
        let filed = self.files(&self.anna, None).await.unwrap();
        let claim = self.claim("exchange.send").await;
        self.received(&claim, filed.id).await;
        (filed, self.claim("exchange.await_decision").await)
    }

    /// An application that was granted: its document is to be drawn, by this claim.
    pub(crate) async fn granted(&self) -> (Application, Claim) {
        let (filed, claim) = self.awaited().await;
        let decided = Decided::Granted(register("unemployed"));
        self.decided(&claim, filed.id, decided).await.unwrap();
        let claim = self.claim("result.generate").await;
        let application = self.application(filed.id).await;
        let entry = Entry(application.stage_entry);
        assert_eq!(claim.job, Job::GenerateResult { application: filed.id, entry });
        (application, claim)
    }

    /// Sends the message of an application; the department's system takes it.
    pub(crate) async fn received(&self, claim: &Claim, id: ApplicationId) {
        let entry = entry_of(&claim.job);
        let message = casework::exchange::outgoing(&self.cx, id, entry).await.unwrap().unwrap();
        let received = (&message, "D-17", self.clock.now());
        casework::exchange::acknowledged(&self.cx, claim, id, entry, received).await.unwrap();
    }

    /// The department's system decides on the message of an application.
    pub(crate) async fn decided(
        &self,
        claim: &Claim,
        id: ApplicationId,
        decision: Decided,
    ) -> Result<(), CaseError> {
        let entry = entry_of(&claim.job);
        let awaited = casework::exchange::awaited(&self.cx, id, entry).await?.unwrap();
        casework::exchange::decided(&self.cx, claim, id, entry, (&awaited, &decision))
            .await
            .map(drop)
    }

    /// How many documents lie in the folder of documents.
    pub(crate) fn documents(&self) -> usize {
        let inside = |folder: std::path::PathBuf| std::fs::read_dir(folder).unwrap();
        inside(self.place.folder.path().join("files"))
            .flat_map(|prefix| inside(prefix.unwrap().path()))
            .count()
    }
}

/// The stage entry a job belongs to.
pub(crate) fn entry_of(job: &Job) -> Entry {
    match job {
        Job::SendToDepartment { entry, .. }
        | Job::AwaitDecision { entry, .. }
        | Job::GenerateResult { entry, .. } => *entry,
        other => panic!("{other:?} belongs to no stage entry"),
    }
}

/// A form that suffices for an unemployed person.
pub(crate) fn form() -> Value {
    json!({ "certificate_kind": "unemployed_status" })
}

pub(crate) fn filing(form: Value) -> Filing {
    Filing::Form { service: SERVICE.parse().unwrap(), form }
}

pub(crate) fn key(name: &str, body: &str) -> Key {
    Key { actor: "cit_1".into(), key: name.into(), body_sha256: body.into() }
}

/// What the register of employment says.
pub(crate) fn register(status: &str) -> Value {
    json!({
        "status": status, "registered_on": "2026-07-14", "removed_on": null,
        "periods": [{ "from": "2026-07-14", "to": null }], "benefits": [],
        "center": { "code": "czn", "name": "Центр занятости (песочница)" },
    })
}

pub(crate) fn id_of(actor: &Actor) -> CitizenId {
    actor.person().unwrap().citizen
}

/// The same person at another level.
pub(crate) fn simplified(actor: &Actor) -> Actor {
    let person = actor.person().unwrap().clone();
    Actor::Person(Person { assurance: Assurance::Simplified, ..person })
}

pub(crate) fn with(actor: &Actor, duties: Vec<Duty>) -> Actor {
    Actor::Person(Person { duties, ..actor.person().unwrap().clone() })
}

async fn person(cx: &Cx, oid: i64, last: &str, first: &str) -> Actor {
    let profile = Profile {
        middle_name: Some("Олеговна".into()),
        birth_date: NaiveDate::from_ymd_opt(1990, 5, 1),
        snils: Some("11223344595".into()),
        documents: vec![IdentityDocument {
            kind: "RF_PASSPORT".into(),
            series: Some("4600".into()),
            number: "654321".into(),
            issued_on: None,
            issued_by: None,
        }],
        ..Profile::named(last, first)
    };
    signs_in(cx, oid, &profile).await
}

/// A person signs in with what ESIA tells of them.
pub(crate) async fn signs_in(cx: &Cx, oid: i64, profile: &Profile) -> Actor {
    let mut tx = cx.begin().await.unwrap();
    let citizen = tx.remember_citizen(oid, Assurance::Confirmed, profile).await.unwrap();
    tx.commit().await.unwrap();
    Actor::Person(Person::new(citizen.id, Assurance::Confirmed))
}
