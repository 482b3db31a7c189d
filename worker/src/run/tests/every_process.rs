//! Every process file of the catalog, and a hundred made-up ones that its proofs accept, come to an end through the
//! real worker, whatever people and departments choose.

mod demands;
mod joint;
mod papers;

use super::generated::{Chance, process};
use super::world::{World, granted, order, receipt};
use crate::script::Reply;
use casework::advance::{RequestedMove, advance};
use casework::submit::{Filing, submit};
use catalog::Catalog;
use domain::access::{Actor, Person};
use domain::application::{
    Application, ApplicationFact, Channel, Checked, Compared, SeenOriginals,
};
use domain::assurance::Assurance;
use domain::codes::ReasonCode;
use domain::duty::{Duty, DutyRole};
use domain::id::{ApplicationId, CitizenId};
use domain::process::{Checks, Effect, Move, Originals, Precedence, Process, ReasonKind, Role};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tests::Engine;

/// How many made-up processes are tried.
const GENERATED: usize = 100;
/// More steps than any case needs.
const MOST_STEPS: usize = 2000;

/// The catalog with the files of tests, the made-up processes, and a service for each process: all linted as one.
fn catalog(chance: &Chance) -> (Catalog, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let parts = ["", "calendars", "notices", "processes", "services", "templates"];
    for (from, part) in
        ["catalog", "tests/catalog"].iter().flat_map(|from| parts.map(|part| (from, part)))
    {
        fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in fs::read_dir(home.join(from).join(part)).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.path().join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let write = |name: String, text: String| fs::write(folder.path().join(name), text).unwrap();
    let mut codes: Vec<String> = fs::read_dir(folder.path().join("processes"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .map(|text| text.lines().find_map(|line| line.strip_prefix("code: ")).unwrap().to_owned())
        .collect();
    codes.sort();
    // Versions of a process stand in files of their own.
    codes.dedup();
    let files = codes.len();
    let mut turned_down = 0;
    while codes.len() < files + GENERATED {
        let code = format!("made-up-{}", codes.len() - files);
        let made = process(&code, chance);
        if made.defects().is_empty() {
            write(format!("processes/{code}.yaml"), serde_json::to_string(&made).unwrap());
            codes.push(code);
        } else {
            turned_down += 1;
        }
    }
    assert!(turned_down > 0, "the proofs had something to turn down");
    write("templates/walk.typ".into(), "#let doc = json(\"/values.json\")\n= #doc.number\n".into());
    write("templates/walk.samples.yaml".into(), "- number: \"50-2026-0000001-8\"\n".into());
    let file =
        |name: &str| fs::read_to_string(home.join("tests/catalog/services").join(name)).unwrap();
    let (service, in_turn) = (file("well-permit.yaml"), file("well-queue.yaml"));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    for code in &codes {
        let process = read(&format!("processes/{code}.yaml"));
        let text = if process.contains("waiting_list") { &in_turn } else { &service };
        let text = text
            .replace("code: well-permit", &format!("code: walk-{code}"))
            .replace("code: well-queue", &format!("code: walk-{code}"))
            .replace("process: two-keys", &format!("process: {code}"))
            .replace("process: quota", &format!("process: {code}"))
            .replace("well-permit.typ", "walk.typ");
        let text = if process.contains("office_operator") { at_an_office(&text) } else { text };
        let marked = "esia_type: RF_PASSPORT\n    compared: true\n";
        let two = process.contains("owner: co_applicant")
            || process.contains("\"owner\":\"co_applicant\"");
        let text = if two { joint::for_two(&text) } else { text };
        let compares =
            process.contains("originals: agree") || process.contains("\"originals\":\"agree\"");
        let text = if compares { text.replace("esia_type: RF_PASSPORT\n", marked) } else { text };
        let checks =
            process.contains("checks: passed") || process.contains("\"checks\":\"passed\"");
        let text = if checks { format!("{text}{CHECKS}") } else { text };
        let traditional = process.contains("scenario: traditional");
        let text = if traditional { format!("{text}\nwaiver: Проба\n") } else { text };
        write(format!("services/walk-{code}.yaml"), text);
    }
    (Catalog::from_dir(folder.path()).unwrap(), codes)
}

/// What an office checks, where a process has a check.
const CHECKS: &str = "\nchecks:\n  - code: well-made\n    title: {ru: Глубина указана, en: The depth is given}\n    norm: Регламент\n    \
    remedy: {ru: Укажите глубину., en: Give the depth.}\n    fields: [/depth_metres]\n";

/// The office every case chooses whose process has a stage at one.
const OFFICE: &str = "mfc-podolsk";

/// The service with a question for the office.
fn at_an_office(service: &str) -> String {
    let ask = ", office_of_choice]\n    properties:\n      office_of_choice:\n        \
               title: МФЦ\n        x-title-en: MFC\n        description: Куда прийти\n        \
               x-description-en: Where to come\n        x-office: true\n";
    service.replacen("]\n    properties:\n", ask, 1).replace(
        "    elements:\n",
        "    elements:\n      - {type: Control, scope: \"#/properties/office_of_choice\"}\n",
    )
}

/// Who moves cases, besides the citizen who files them and the officer of the department.
struct Cast {
    partner: CitizenId,
    operator: CitizenId,
    courier: CitizenId,
}

impl Cast {
    async fn of(world: &World) -> Self {
        Self {
            partner: joint::signs_in(world).await,
            operator: papers::signs_in(world, 4).await,
            courier: papers::signs_in(world, 5).await,
        }
    }

    fn actor(&self, world: &World, role: Role) -> Actor {
        let at = |role, place: &str| vec![Duty::of_post(role, place.parse().unwrap())];
        let (citizen, duties) = match role {
            Role::Citizen => (world.citizen, vec![]),
            Role::CoApplicant => (self.partner, vec![]),
            Role::OfficeOperator => (self.operator, at(DutyRole::OfficeOperator, OFFICE)),
            Role::Courier => (self.courier, at(DutyRole::Courier, "mfc-couriers")),
            _ => (world.officer, at(DutyRole::DepartmentOfficer, "minzdrav")),
        };
        Actor::Person(Person { duties, ..Person::new(citizen, Assurance::Confirmed) })
    }
}

/// A case on its way, and those who move it.
struct Walk<'a> {
    world: &'a World,
    chance: &'a Chance,
    cast: &'a Cast,
    process: Process,
    id: ApplicationId,
}

impl Walk<'_> {
    /// What the department's system says to what the stage asks, if it asks anything.
    fn answer(&self, application: &Application) -> Option<Reply> {
        let stage = self.process.stage(&application.stage).unwrap();
        stage.on_enter.iter().find_map(|effect| match effect {
            Effect::Send(_) => Some(receipt()),
            Effect::Cancel(_) => Some(Reply::Answer(200, r#"{"cancelled":true}"#.to_owned())),
            Effect::Await(awaiting) => {
                let by = |outcome: &str, reason: &str| {
                    let decision = json!({"outcome": outcome, "reason_code": reason});
                    let body = json!({"state": "decided", "decision": decision});
                    Reply::Answer(200, body.to_string())
                };
                let mut all = vec![order("processing"), granted(), by("refused", "no_water")];
                all.extend(
                    awaiting.intake_refused.as_ref().map(|_| by("refused", "depth_unclear")),
                );
                all.extend(awaiting.returned.as_ref().map(|_| by("returned", "depth_unclear")));
                Some(self.chance.one_of(&all).clone())
            }
            _ => None,
        })
    }

    /// A move that a person may make now, by whom.
    fn open(&self, application: &Application) -> Option<(Move, Role)> {
        let owner = self.process.stage(&application.stage).unwrap().owner;
        // Operators know of a case for as long as it waits for them.
        let knows = |role: &Role| *role != Role::OfficeOperator || owner == Some(*role);
        let people = Role::ALL.iter().filter(|role| role.applies() || role.has_a_workplace());
        let people = people.filter(|role| knows(role));
        let open: Vec<_> = people
            .flat_map(|role| {
                let all = self.process.open_moves(&application.stage, std::slice::from_ref(role));
                all.map(|one| (one.clone(), *role))
            })
            .collect();
        (!open.is_empty()).then(|| self.chance.one_of(&open).clone())
    }

    async fn makes(&self, application: &Application, one: Move, role: Role) {
        let reason: Option<ReasonCode> = match one.reason {
            ReasonKind::None => None,
            ReasonKind::Intake => Some("depth_unclear".parse().unwrap()),
            ReasonKind::Provision => Some("no_water".parse().unwrap()),
            ReasonKind::Annulment => Some("another_person".parse().unwrap()),
            ReasonKind::Precedence => {
                let to = self.process.stage(&one.to).unwrap().waiting_list;
                let first = to == Some(Precedence::First);
                Some(if first { "no_other_water" } else { "other_water" }.parse().unwrap())
            }
        };
        let form = one.form.then(|| form(&self.process, 1 + self.chance.below(90)));
        let original = |agrees| vec![Compared { document: "identity-paper".into(), agrees }];
        let compared = match one.originals {
            Originals::None | Originals::Withhold => Vec::new(),
            Originals::Agree => original(true),
            Originals::Differ => original(false),
        };
        let check = |passed| vec![Checked { check: "well-made".into(), passed }];
        let checked = match one.checks {
            Checks::None => Vec::new(),
            Checks::Passed => check(true),
            Checks::Failed => check(false),
        };
        let asked = RequestedMove {
            reason,
            form,
            originals: SeenOriginals { compared, withheld: Vec::new() },
            checked,
            ..RequestedMove::of(one.code, application.version)
        };
        let by = self.cast.actor(self.world, role);
        if self.chance.once_in(3) {
            self.demands_more(&by, &asked).await;
        }
        advance(&self.world.cx, &by, self.id, asked).await.unwrap();
    }

    /// A person moves the case or signs for its papers, or the worker does what waits.
    async fn goes_on(&self, application: &Application, waiting: u64) {
        if waiting == 0 || self.chance.once_in(4) {
            if self.chance.once_in(2) && self.signs().await {
                return;
            }
            if let Some((one, role)) = self.open(application) {
                return self.makes(application, one, role).await;
            }
            if self.signs().await {
                return;
            }
        }
        assert!(waiting > 0, "nobody moves it on from {}", application.stage);
        self.world.next().await;
    }

    /// Goes on until the case has ended and nothing of it waits; the stage it ended in.
    async fn to_an_end(&self) -> Application {
        for _ in 0..MOST_STEPS {
            let application = self.world.application(self.id).await;
            let (waiting, set_aside) = self.world.depth().await;
            if set_aside > 0 {
                let why = self.world.cx.store.queue_set_aside().await.unwrap();
                panic!("in {}: {why:?}", application.stage);
            }
            if application.outcome.is_some() && waiting == 0 {
                // Papers go on their way after the end too, and signatures come late.
                if self.chance.once_in(3) || !self.signs().await {
                    return application;
                }
                continue;
            }
            self.world.script.then(self.answer(&application));
            self.goes_on(&application, waiting).await;
        }
        let stage = self.world.application(self.id).await.stage;
        panic!("no end after {MOST_STEPS} steps, in {stage}");
    }
}

/// What is filled in for a process.
fn form(process: &Process, depth: usize) -> Value {
    let comes = process.stages.iter().any(|stage| stage.owner == Some(Role::OfficeOperator));
    let mut form = json!({ "depth_metres": depth });
    if comes {
        form["office_of_choice"] = OFFICE.into();
    }
    if process.has_a_waiting_list() {
        form["crew"] = "north".into();
    }
    if process.has_a_co_applicant() {
        joint::fill(&mut form);
    }
    form
}

/// Files a case of a process, brings it to an end, and looks at what is left; the stage it ended in.
async fn walk((world, cast): (&World, &Cast), chance: &Chance, code: &str) -> String {
    let process = world.cx.catalog().process(&code.parse().unwrap()).unwrap().clone();
    let service = format!("walk-{code}").parse().unwrap();
    let filing = Filing::Form { service, form: form(&process, 9) };
    let citizen = cast.actor(world, Role::Citizen);
    let id = submit(&world.cx, &citizen, &filing, Channel::Api, None).await.unwrap().id;
    let walk = Walk { world, chance, cast, process, id };
    let ended = walk.to_an_end().await;
    let stage = walk.process.stage(&ended.stage).unwrap();
    assert!(stage.outcome.is_some() && stage.outcome == ended.outcome, "{code}");
    let facts = world.cx.store.facts_of(walk.id).await.unwrap();
    let own: Vec<_> = facts.iter().map(|fact| (fact.body.application(), fact.at)).collect();
    let folded = Application::fold(walk.id, world.citizen, own.iter().copied()).unwrap();
    assert_eq!(folded, ended, "{code}: the facts make the row");
    let notices = own.iter().filter_map(|(body, _)| match body {
        Some(ApplicationFact::Moved { to, .. }) => Some(&walk.process.stage(to).unwrap().on_enter),
        _ => None,
    });
    let notices = notices.flatten().filter(|effect| matches!(effect, Effect::Notify(_))).count();
    // The newest hundred; what a co-applicant is told is theirs.
    let told = world.cx.store.notices_of(world.citizen, None, 100).await.unwrap().items;
    let told = told.iter().filter(|one| one.application == walk.id).count();
    assert_eq!(told, (1 + notices).min(100), "{code}: the filing and each stage that tells, told");
    assert_eq!(world.depth().await, (0, 0), "{code}");
    format!("{:?}", ended.outcome.unwrap())
}

/// Proves that a process is data: whatever the proofs accept runs, by codes nobody wrote a line for.
#[tokio::test]
async fn whatever_the_proofs_accept_comes_to_an_end_on_sqlite() {
    everything_comes_to_an_end(Engine::Sqlite, 3).await;
}

/// The same on PostgreSQL, with other processes.
#[tokio::test]
async fn whatever_the_proofs_accept_comes_to_an_end_on_postgres() {
    everything_comes_to_an_end(Engine::Postgres, 5).await;
}

async fn everything_comes_to_an_end(engine: Engine, seed: u64) {
    println!("seed {seed}");
    let chance = Chance::new(seed);
    let (catalog, codes) = catalog(&chance);
    let world = World::on(engine, catalog, Some("11223344595")).await;
    let cast = Cast::of(&world).await;
    let made_up = world.cx.catalog();
    let for_two = made_up.processes().filter(|one| one.has_a_co_applicant());
    assert!(for_two.count() > 1, "some are made up for two");
    let carrying = made_up.processes().filter(|one| papers::carries(one));
    assert!(carrying.count() > 9, "papers are carried in some that are made up");
    let mut ends = BTreeSet::new();
    for code in &codes {
        println!("{code}");
        ends.insert(walk((&world, &cast), &chance, code).await);
    }
    for end in ["Granted", "Refused", "Withdrawn"] {
        assert!(ends.contains(end), "{end} was reached: {ends:?}");
    }
}
