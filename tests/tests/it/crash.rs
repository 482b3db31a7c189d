//! Crashes: SIGKILL at random moments while people file. Nothing is lost, nothing happens twice, and a
//! mail comes at least once under a name that stays.
//!
//! The oracle is the sandbox, which nobody kills: the department's orders and the mailbox.

mod collecting;

use anyhow::{Context, bail, ensure};
use domain::entropy::{self, OsEntropy, SeededEntropy};
use futures::future::try_join_all;
use openapi::application::{ApplicationRequest, ApplicationView};
use openapi::client::ClientError;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tests::machines::{ended, known};
use tests::world::SERVICE;
use tests::{Engine, Machines, Node, Person, Role, eventually, machines};
use tokio::sync::watch;

/// How often processes are killed while people file.
const KILLS: usize = 100;
/// How many applications each person files at the most.
const EACH: usize = 40;
/// Who files; each is granted what they ask for.
const PEOPLE: [&str; 2] = ["anna", "zhanna"];
/// How many tries to send one crash may cut off: the notifier's connections.
const TWICE_A_KILL: usize = 4;
/// The notices of an application: it is registered, its result is ready.
const NOTICES: usize = 2;

/// Chance, with a seed that is printed and may be given: `USLUGI_TEST_SEED=7`.
struct Chance(SeededEntropy);

impl Chance {
    fn new() -> Self {
        let given = std::env::var("USLUGI_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed =
            given.unwrap_or_else(|| u64::from(u32::from_be_bytes(entropy::bytes(&OsEntropy))));
        eprintln!("seed {seed} (USLUGI_TEST_SEED={seed} deals the same cards)");
        Self(SeededEntropy::new(seed))
    }

    /// A number below a limit.
    fn below(&self, limit: u64) -> u64 {
        u64::from_be_bytes(entropy::bytes(&self.0)) % limit
    }

    async fn pause(&self, (least, most): (u64, u64)) {
        tokio::time::sleep(Duration::from_millis(least + self.below(most - least))).await;
    }
}

/// The processes that are killed: on SQLite one that plays every role, on PostgreSQL one for each.
struct Victims(BTreeMap<&'static str, (Role, Option<Node>)>);

impl Victims {
    async fn start(machines: &Machines) -> anyhow::Result<Self> {
        let roles: &[(&str, Role)] = match machines.engine {
            Engine::Sqlite => &[("all", Role::AllButSandbox)],
            Engine::Postgres => {
                &[("api", Role::Api), ("worker", Role::Worker), ("notifier", Role::Notifier)]
            }
        };
        let mut victims = Self(roles.iter().map(|(name, role)| (*name, (*role, None))).collect());
        for (role, node) in victims.0.values_mut() {
            *node = Some(machines.begin(*role).await?);
        }
        Ok(victims)
    }

    /// Kills one and starts it again at once.
    async fn strike(
        &mut self,
        machines: &Machines,
        chance: &Chance,
    ) -> anyhow::Result<&'static str> {
        let chosen = usize::try_from(chance.below(u64::try_from(self.0.len())?))?;
        let (name, (role, node)) = self.0.iter_mut().nth(chosen).context("nobody to kill")?;
        node.take().context("dead already")?.kill()?;
        machines.leases_run_out(*role)?;
        *node = Some(machines.begin(*role).await?);
        Ok(name)
    }

    async fn stop(self) -> anyhow::Result<()> {
        for (name, (_, node)) in self.0 {
            let code = node.context("not running")?.stop().await?;
            ensure!(code == Some(0), "{name} ended with {code:?}");
        }
        Ok(())
    }
}

fn request(purpose: &str) -> ApplicationRequest {
    let form = json!({ "certificate_kind": "registration_periods", "purpose": purpose });
    ApplicationRequest {
        service: Some(SERVICE.to_owned()),
        form: Some(form),
        draft: None,
        draft_version: None,
    }
}

/// Files as a mobile app does: the same key again until there is an answer, whatever was cut.
async fn files(person: &Person, purpose: &str) -> anyhow::Result<ApplicationView> {
    eventually("an answer to a filing", async || {
        match person.client.submit(&request(purpose), purpose).await {
            Ok(filed) => Ok(Some(filed.value)),
            Err(ClientError::Http(_)) => Ok(None),
            Err(ClientError::Problem(problem)) if problem.status >= 500 => {
                ensure!(problem.code == "storage-away", "{problem:?}");
                Ok(None)
            }
            Err(error) => bail!("{purpose}: {error}"),
        }
    })
    .await
}

/// Files one after another until there are enough or the storm is over; what was answered, by key.
async fn files_many(
    person: &Person,
    name: &str,
    mut over: watch::Receiver<bool>,
) -> anyhow::Result<BTreeMap<String, ApplicationView>> {
    let mut filed = BTreeMap::new();
    for number in 1..=EACH {
        let purpose = format!("{name}-{number}");
        let application = files(person, &purpose).await?;
        filed.insert(purpose, application);
        // A breath, so that the filing lasts as long as the storm does.
        let breath = Duration::from_millis(400);
        if tokio::time::timeout(breath, over.wait_for(|over| *over)).await.is_ok() {
            break;
        }
    }
    Ok(filed)
}

/// What the storm left.
struct Aftermath {
    people: Vec<(Person, BTreeMap<String, ApplicationView>)>,
    kills: usize,
}

async fn storm(
    machines: &Machines,
    victims: &mut Victims,
    kills: usize,
) -> anyhow::Result<Aftermath> {
    let chance = Chance::new();
    let (end, over) = watch::channel(false);
    let mut people = Vec::new();
    for name in PEOPLE {
        let person = machines.person(name).await?;
        known(&person, &request("x-0")).await?;
        people.push((person, name));
    }
    let filing =
        try_join_all(people.iter().map(|(person, name)| files_many(person, name, over.clone())));
    let strikes = async {
        let mut struck: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..kills {
            chance.pause((50, 600)).await;
            *struck.entry(victims.strike(machines, &chance).await?).or_default() += 1;
        }
        end.send(true)?;
        anyhow::Ok(struck)
    };
    let (struck, filed) = tokio::try_join!(strikes, filing)?;
    eprintln!("killed: {struck:?}");
    let people = people.into_iter().map(|(person, _)| person).zip(filed).collect();
    Ok(Aftermath { people, kills })
}

impl Aftermath {
    fn ids(&self) -> BTreeSet<String> {
        self.people.iter().flat_map(|(_, filed)| filed.values().map(|one| one.id.clone())).collect()
    }

    /// Every answered application ends granted with a document; each person has those and no others.
    async fn all_are_granted_once(&self) -> anyhow::Result<()> {
        for (person, filed) in &self.people {
            for (key, application) in filed {
                let ended = ended(&person.client, &application.id).await?;
                ensure!(ended.outcome.as_deref() == Some("granted"), "{key}: {ended:?}");
                ensure!(ended.number == application.number, "{key}: the number changed");
                let pdf = person.client.result(&ended.result.context("no result")?.id).await?;
                ensure!(pdf.starts_with(b"%PDF"), "{key}: no document");
                // The key still gives the same answer.
                ensure!(files(person, key).await?.id == application.id, "{key}: filed twice");
            }
            let mut listed = Vec::new();
            let mut cursor = None;
            loop {
                let page = person.client.applications(cursor.as_deref()).await?;
                listed.extend(page.items.into_iter().map(|one| one.id));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let answered: BTreeSet<&String> = filed.values().map(|one| &one.id).collect();
            let exist: BTreeSet<&String> = listed.iter().collect();
            ensure!(exist == answered && listed.len() == filed.len(), "{listed:?} {answered:?}");
        }
        Ok(())
    }

    fn the_department_has_one_order_of_each(&self, machines: &Machines) -> anyhow::Result<()> {
        let orders = machines.orders()?;
        let of = |order: &Value| {
            order.pointer("/message/application_id").and_then(Value::as_str).map(str::to_owned)
        };
        let ordered: BTreeSet<String> = orders.iter().filter_map(of).collect();
        ensure!(ordered == self.ids() && orders.len() == ordered.len(), "orders: {ordered:?}");
        Ok(())
    }

    /// Both mails of each came, each under one name; how many came more than once.
    async fn every_mail_came(&self, machines: &Machines) -> anyhow::Result<usize> {
        let wanted = self.ids().len() * NOTICES;
        eventually(&format!("{wanted} mails"), async || {
            Ok((by_name(&machines.mails().await?)?.len() >= wanted).then_some(()))
        })
        .await?;
        // Whatever was still under way has been sent: nothing waits any more.
        machines.nothing_waits().await?;
        let mails = machines.mails().await?;
        let names = by_name(&mails)?;
        ensure!(names.len() == wanted, "{} names of {wanted} mails", names.len());
        for (_, filed) in &self.people {
            for application in filed.values() {
                let about = names.values().filter(|text| text.contains(&application.id)).count();
                ensure!(about == NOTICES, "{about} mails about {}", application.number);
            }
        }
        let again = mails.len() - names.len();
        // Only a try that a kill cut off may have been sent and be sent once more, and a kill cuts off so many at most.
        let lost = machines.place.sql("SELECT count(*) FROM attempt WHERE outcome = 'lost'")?;
        let lost: usize = lost.trim().parse()?;
        ensure!(again <= lost, "{again} mails came again, and {lost} tries were cut off");
        ensure!(lost <= self.kills * TWICE_A_KILL, "{lost} tries were cut off");
        Ok(again)
    }

    fn one_result_each(&self, machines: &Machines) -> anyhow::Result<()> {
        let results = machines.place.sql("SELECT count(*) FROM result")?;
        ensure!(results.trim() == self.ids().len().to_string(), "{results} results");
        let files = machines.place.sql("SELECT count(DISTINCT sha256) FROM result")?;
        ensure!(files == results, "{files} documents of {results} results");
        Ok(())
    }

    async fn journals_verify(&self, machines: &Machines) -> anyhow::Result<()> {
        for (person, filed) in &self.people {
            let facts = machines.journal(person).await?;
            for application in filed.values() {
                let of = facts.iter().filter(|fact| {
                    fact.application.is_some_and(|id| id.to_string() == application.id)
                });
                let seen = person.client.application(&application.id).await?.value;
                ensure!(i64::try_from(of.count())? == seen.version, "{}: facts", seen.number);
            }
        }
        Ok(())
    }
}

/// The mails by their Message-ID: what they say, which must be the same whenever they come again.
fn by_name(mails: &[Value]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for mail in mails {
        let name = mail["message_id"].as_str().context("a mail without Message-ID")?;
        let text = mail["text"].as_str().context("a mail without text")?;
        let before = names.insert(name.to_owned(), text.to_owned());
        ensure!(before.is_none_or(|before| before == text), "{name} came with other words");
    }
    Ok(names)
}

machines! {
    /// Proves that a killed process loses nothing and repeats nothing but mails.
    async fn nothing_is_lost_when_processes_are_killed(machines) {
        let began = Instant::now();
        let mut victims = Victims::start(machines).await?;
        let left = storm(machines, &mut victims, KILLS).await?;
        left.all_are_granted_once().await?;
        left.the_department_has_one_order_of_each(machines)?;
        let again = left.every_mail_came(machines).await?;
        left.one_result_each(machines)?;
        left.journals_verify(machines).await?;
        victims.stop().await?;
        eprintln!(
            "{:?}: {} kills, {} filed, lost=0, mails that came again: {again}, in {:.0?}",
            machines.engine, left.kills, left.ids().len(), began.elapsed()
        );
    }

    /// Killed right after the answer, before anything was sent: the mails still go.
    async fn a_crash_between_commit_and_sending_sends_all_the_same(machines) {
        let mut victims = Victims::start(machines).await?;
        let anna = machines.person("anna").await?;
        known(&anna, &request("x-0")).await?;
        let application = files(&anna, "crash-1").await?;
        for (role, node) in victims.0.values_mut() {
            node.take().context("not running")?.kill()?;
            machines.leases_run_out(*role)?;
        }
        let mut victims = Victims::start(machines).await?;
        let filed = BTreeMap::from([("crash-1".to_owned(), application)]);
        let left = Aftermath { people: vec![(anna, filed)], kills: 1 };
        left.all_are_granted_once().await?;
        left.every_mail_came(machines).await?;
        // And again, while everything is quiet: nothing wakes up that was done.
        victims.strike(machines, &Chance::new()).await?;
        left.every_mail_came(machines).await?;
        victims.stop().await?;
    }

    /// Killed at any moment of its very first start, a process starts well the next time.
    async fn a_first_start_that_is_killed_can_be_made_again(machines) {
        let chance = Chance::new();
        for _ in 0..6 {
            let node = machines.start(Role::AllButSandbox)?;
            chance.pause((10, 700)).await;
            node.kill()?;
        }
        let node = machines.serve(Role::AllButSandbox).await?;
        machines.person("anna").await?;
        node.stop().await?;
    }
}
