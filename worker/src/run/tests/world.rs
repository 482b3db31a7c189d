//! A platform with a scripted department, for the tests of the worker.

use crate::Inspector;
use crate::run::{Settings, Worker};
use crate::script::{Reply, Script};
use casework::submit::{Filing, submit};
use casework::{Cx, Parts};
use chrono::{NaiveTime, TimeDelta};
use documents::Renderer;
use domain::access::{Actor, Person};
use domain::application::{Application, Channel, Cutoffs};
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::OsEntropy;
use domain::id::{ApplicationId, CitizenId};
use domain::time::{Clock, ManualClock, Moment};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Job, KeyRing, MasterKey, Store};
use tests::{Engine, Place};

/// A platform with one citizen, a scripted department, and a clock moved by hand.
pub(super) struct World {
    pub(super) cx: Cx,
    pub(super) clock: ManualClock,
    pub(super) script: Script,
    pub(super) worker: Worker,
    pub(super) citizen: CitizenId,
    /// Another person, who decides in a department.
    pub(super) officer: CitizenId,
    place: Place,
}

impl World {
    pub(super) async fn new(snils: Option<&str>) -> Self {
        Self::of(catalog::Catalog::embedded().unwrap(), snils).await
    }

    /// A platform of another catalog.
    pub(super) async fn of(catalog: catalog::Catalog, snils: Option<&str>) -> Self {
        Self::on(Engine::asked(), catalog, snils).await
    }

    /// The catalog of the house on an engine.
    pub(super) async fn at(engine: Engine, snils: Option<&str>) -> Self {
        Self::on(engine, catalog::Catalog::embedded().unwrap(), snils).await
    }

    /// The same on an engine.
    pub(super) async fn on(engine: Engine, catalog: catalog::Catalog, snils: Option<&str>) -> Self {
        let place = Place::new(engine).unwrap();
        let folder = place.folder.path();
        let settings =
            store::Settings::new(place.store_url(), KeyRing::only(MasterKey::new([7; 32])));
        let store = Store::open(&settings).await.unwrap();
        store.migrate().await.unwrap();
        // A Friday, noon in Moscow.
        let clock = ManualClock::at("2026-11-20T09:00:00Z".parse::<Moment>().unwrap());
        let cx = Cx::from(Parts {
            files: store.files(&store::FilePlace::Folder(folder.join("files"))).unwrap(),
            store,
            catalog: Arc::new(catalog::Live::new(catalog)),
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
        let mut tx = cx.begin().await.unwrap();
        let profile = profile(snils);
        let citizen = tx.remember_citizen(1, Assurance::Confirmed, &profile).await.unwrap().id;
        let officer =
            tx.remember_citizen(2, Assurance::Confirmed, &self::profile(None)).await.unwrap().id;
        let register = "employment".parse().unwrap();
        tx.remember_register(citizen, &register, &facts()).await.unwrap();
        tx.commit().await.unwrap();
        let script = Script::new([]).await;
        let worker = Worker::new(
            cx.clone(),
            (script.exchange(), Inspector::here(None)),
            Settings::default(),
        );
        Self { cx, clock, script, worker, citizen, officer, place }
    }

    pub(super) async fn files(&self) -> ApplicationId {
        let actor = Actor::Person(Person::new(self.citizen, Assurance::Confirmed));
        let filing = Filing::Form {
            service: "employment-certificate".parse().unwrap(),
            form: json!({ "certificate_kind": "unemployed_status" }),
        };
        submit(&self.cx, &actor, &filing, Channel::Api, None).await.unwrap().id
    }

    /// Changes rows past the platform.
    pub(super) fn behind(&self, sql: &str) {
        self.place.sql(sql).unwrap();
    }

    pub(super) async fn leaves(&self, job: &Job) {
        let mut tx = self.cx.begin().await.unwrap();
        tx.enqueue(job).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Moves the clock to the next piece of work, and does what is due; how long it waited for.
    pub(super) async fn next(&self) -> TimeDelta {
        let now = self.clock.now();
        let due = self.cx.store.queue_next_claim().await.unwrap().expect("there is work");
        self.clock.set(due.max(now));
        self.worker.run_once().await.unwrap();
        (due - now).max(TimeDelta::zero())
    }

    /// Does everything that is due at this moment.
    pub(super) async fn settles(&self) {
        while self.worker.run_once().await.unwrap() > 0 {}
    }

    pub(super) async fn application(&self, id: ApplicationId) -> Application {
        self.cx.store.application(id).await.unwrap().unwrap()
    }

    pub(super) async fn depth(&self) -> (u64, u64) {
        self.cx.store.queue_depth().await.unwrap()
    }
}

fn profile(snils: Option<&str>) -> Profile {
    Profile { snils: snils.map(Into::into), ..Profile::named("Рябинина", "Анна") }
}

/// What the register and the department know.
fn facts() -> Value {
    json!({
        "status": "unemployed", "registered_on": "2026-07-14", "removed_on": null,
        "periods": [{ "from": "2026-07-14", "to": null }], "benefits": [],
        "center": { "code": "czn", "name": "Центр занятости (песочница)" },
    })
}

pub(super) fn receipt() -> Reply {
    let receipt = json!({"department_number": "D-17", "received_at": "2026-11-20T12:00:00+03:00"});
    Reply::Answer(202, receipt.to_string())
}

pub(super) fn order(state: &str) -> Reply {
    Reply::Answer(200, json!({ "state": state }).to_string())
}

pub(super) fn granted() -> Reply {
    let decision = json!({"outcome": "granted", "data": facts()});
    Reply::Answer(200, json!({"state": "decided", "decision": decision}).to_string())
}

pub(super) fn away() -> Reply {
    Reply::Answer(503, String::new())
}
