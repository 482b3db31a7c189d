//! Several machines: what is done on one node is seen on the others, with Redis and without, and nodes
//! that start at the same instant do not stand in each other's way.

use anyhow::{Context, ensure};
use futures::{Stream, StreamExt};
use openapi::Client;
use openapi::application::MoveRequest;
use openapi::client::ClientError;
use openapi::event::EventView;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tests::machines::{ended, known};
use tests::world::{SERVICE, form, request};
use tests::{Engine, Machines, Node, Person, Redis, Role, eventually, free_port, machines};
use url::Url;

/// Two nodes that serve, two workers, two notifiers.
struct Town {
    /// Where the second node serves.
    second: Url,
    nodes: Vec<Node>,
}

impl Town {
    async fn open(machines: &Machines) -> anyhow::Result<Self> {
        let mut nodes = vec![machines.start(Role::Api)?];
        let (node, second) = machines.another()?;
        nodes.push(node);
        for role in [Role::Worker, Role::Worker, Role::Notifier, Role::Notifier] {
            nodes.push(machines.start(role)?);
        }
        let urls = [&machines.url, &second];
        for (node, url) in nodes.iter_mut().zip(urls) {
            node.ready(&url.join("readyz")?).await?;
        }
        Ok(Self { second, nodes })
    }

    /// The same person on the second node.
    fn there(&self, person: &Person) -> Client {
        Client::new(person.browser.http.clone(), self.second.clone())
            .with_token(&person.tokens.access)
    }

    async fn close(mut self) -> anyhow::Result<()> {
        for node in &mut self.nodes {
            node.runs()?;
        }
        for node in self.nodes {
            ensure!(node.stop().await? == Some(0), "a node did not end well");
        }
        Ok(())
    }
}

type Event = Result<EventView, ClientError>;

/// The next event of a feed.
async fn next(events: &mut (impl Stream<Item = Event> + Unpin)) -> anyhow::Result<EventView> {
    let event = tokio::time::timeout(Duration::from_secs(30), events.next()).await;
    Ok(event.context("no event came")?.context("the feed ended")??)
}

/// Files for Elena, whose cases wait for an officer, and waits until hers does.
async fn received(client: &Client, key: &str) -> anyhow::Result<String> {
    let filed = client.submit(&request(form()), key).await?.value;
    eventually("received", async || {
        let seen = client.application(&filed.id).await?.value;
        Ok((seen.stage.code == "received").then_some(()))
    })
    .await?;
    Ok(filed.id)
}

async fn withdraw(client: &Client, id: &str) -> anyhow::Result<()> {
    let seen = client.application(id).await?;
    let withdraw = MoveRequest::of("withdraw");
    let ended = client.make_move(id, &withdraw, &seen.etag).await?.value;
    ensure!(ended.outcome.as_deref() == Some("withdrawn"));
    Ok(())
}

/// Withdraws through one node while a feed of another is followed, where it is seen (how soon is measured by the bench of feeds);
/// the number of the event.
async fn seen_after(here: &Client, there: &Client, key: &str) -> anyhow::Result<i64> {
    let id = received(here, key).await?;
    let mut events = there.events(None).await?;
    withdraw(here, &id).await?;
    let event = next(&mut events).await?;
    ensure!(event.application.as_deref() == Some(&*id), "{event:?}");
    Ok(event.sequence)
}

/// Every fact of a person's journal, from a node: numbers from 1 without gaps.
async fn replay(client: &Client, after: i64, upto: i64) -> anyhow::Result<Vec<EventView>> {
    let mut events = client.events(Some(after)).await?;
    let mut seen = Vec::new();
    for number in after + 1..=upto {
        let event = next(&mut events).await?;
        ensure!(event.sequence == number, "{event:?} stands where {number} is due");
        seen.push(event);
    }
    Ok(seen)
}

/// What the sandbox's mailbox holds about an application, by the name of the mail.
async fn mails_about(machines: &Machines, id: &str) -> anyhow::Result<BTreeSet<String>> {
    let mails = machines.mails().await?;
    let text = |mail: &Value, field: &str| mail[field].as_str().unwrap_or_default().to_owned();
    let about = mails.iter().filter(|mail| text(mail, "text").contains(id));
    Ok(about.map(|mail| text(mail, "message_id")).collect())
}

/// Proves SH-01, SH-05, G4.2: two of every node, one platform.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_of_every_role_are_one_platform() -> anyhow::Result<()> {
    let machines = Machines::new(Engine::Postgres).await?;
    let town = Town::open(&machines).await?;
    let elena = machines.person("elena").await?;
    let there = town.there(&elena);
    // A token of the first node speaks for the same person on the second.
    ensure!(there.me().await? == elena.client.me().await?, "another person");
    known(&elena, &request(form())).await?;
    seen_after(&elena.client, &there, "nodes-1").await?;
    let newest = seen_after(&there, &elena.client, "nodes-2").await?;

    // A feed that was cut goes on on the other node, where it was: nothing twice, nothing missing.
    let whole = replay(&elena.client, 0, newest).await?;
    let (before, after) = whole.split_at(3);
    let last = before.last().context("no events")?.sequence;
    ensure!(replay(&there, last, newest).await? == after, "the other node tells it otherwise");

    // Anna's goes to its end through whichever worker and notifier is first, and each mail comes once.
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let filed = town.there(&anna).submit(&request(form()), "nodes-3").await?.value;
    let result = ended(&anna.client, &filed.id).await?.result.context("no result")?;
    let pdf = anna.client.result(&result.id).await?;
    ensure!(pdf == town.there(&anna).result(&result.id).await?, "nodes give other documents");
    eventually("both mails", async || {
        Ok((mails_about(&machines, &filed.id).await?.len() == 2).then_some(()))
    })
    .await?;
    let mails = machines.mails().await?;
    let all =
        mails.iter().filter(|mail| mail["text"].as_str().unwrap_or_default().contains(&filed.id));
    ensure!(all.count() == 2, "a mail came twice without a crash");
    machines.nothing_waits().await?;
    town.close().await?;
    machines.end()
}

/// Nothing in Redis may be missed: killed and revived, the platform goes on, only less quickly.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_redis_costs_time_and_nothing_else() -> anyhow::Result<()> {
    let mut redis = Redis::start().await?;
    let mut machines = Machines::new(Engine::Postgres).await?;
    machines.set("REDIS__URL", &redis.url);
    let town = Town::open(&machines).await?;
    let elena = machines.person("elena").await?;
    let there = town.there(&elena);
    known(&elena, &request(form())).await?;
    seen_after(&elena.client, &there, "redis-1").await?;

    redis.kill()?;
    // Nodes poll every 300 ms here.
    seen_after(&elena.client, &there, "redis-2").await?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let filed = anna.client.submit(&request(form()), "redis-3").await?.value;
    ensure!(ended(&anna.client, &filed.id).await?.outcome.as_deref() == Some("granted"));
    eventually("both mails", async || {
        Ok((mails_about(&machines, &filed.id).await?.len() == 2).then_some(()))
    })
    .await?;

    redis.revive().await?;
    let newest = seen_after(&there, &elena.client, "redis-4").await?;
    replay(&there, 0, newest).await?;
    machines.nothing_waits().await?;
    town.close().await?;
    machines.end()
}

/// A node that starts while Redis is away comes up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_need_not_be_there_at_the_start() -> anyhow::Result<()> {
    let mut redis = Redis::start().await?;
    redis.kill()?;
    let mut machines = Machines::new(Engine::Postgres).await?;
    machines.set("REDIS__URL", &redis.url);
    let node = machines.serve(Role::AllButSandbox).await?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let filed = anna.client.submit(&request(form()), "start-1").await?.value;
    ensure!(ended(&anna.client, &filed.id).await?.outcome.as_deref() == Some("granted"));
    machines.nothing_waits().await?;
    ensure!(node.stop().await? == Some(0));
    machines.end()
}

/// On SQLite too, two processes may share one file: they poll.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_one_sqlite_file() -> anyhow::Result<()> {
    let machines = Machines::new(Engine::Sqlite).await?;
    let api = machines.serve(Role::Api).await?;
    let others = [machines.start(Role::Worker)?, machines.start(Role::Notifier)?];
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let mut events = anna.client.events(None).await?;
    let filed = anna.client.submit(&request(form()), "shared-1").await?.value;
    ensure!(filed.service == SERVICE);
    for number in 1..=4 {
        let event = next(&mut events).await?;
        ensure!(event.sequence == number, "{event:?}");
    }
    ensure!(ended(&anna.client, &filed.id).await?.outcome.as_deref() == Some("granted"));
    eventually("both mails", async || {
        Ok((mails_about(&machines, &filed.id).await?.len() == 2).then_some(()))
    })
    .await?;
    machines.nothing_waits().await?;
    ensure!(api.stop().await? == Some(0));
    for node in others {
        ensure!(node.stop().await? == Some(0));
    }
    machines.end()
}

machines! {
    /// What a worker and a notifier of their own did is counted where `measures.bind` says, and nothing else is served there.
    async fn processes_without_the_api_tell_their_own_measures(machines) {
        let api = machines.serve(Role::Api).await?;
        let mut nodes = Vec::new();
        for role in [Role::Worker, Role::Notifier] {
            let host = format!("127.0.0.1:{}", free_port()?);
            machines.set("MEASURES__BIND", host.as_str());
            nodes.push((machines.begin(role).await?, Url::parse(&format!("http://{host}"))?));
        }
        let anna = machines.person("anna").await?;
        known(&anna, &request(form())).await?;
        let filed = anna.client.submit(&request(form()), "measures-1").await?.value;
        ensure!(ended(&anna.client, &filed.id).await?.outcome.as_deref() == Some("granted"));
        machines.nothing_waits().await?;

        let counted = ["queue_done_total{lane=\"result\"", "notifier_attempts_total{channel=\"email\""];
        for ((_, url), measure) in nodes.iter().zip(counted) {
            let told = reqwest::get(url.join("metrics")?).await?.error_for_status()?.text().await?;
            ensure!(told.contains(measure), "{measure} is not in\n{told}");
            ensure!(reqwest::get(url.join("livez")?).await?.status() == 200);
            ensure!(reqwest::get(url.join("v1/services")?).await?.status() == 404);
        }
        ensure!(api.stop().await? == Some(0));
        for (node, _) in nodes {
            ensure!(node.stop().await? == Some(0), "it does not drain");
        }
    }

    /// Schema, signing keys and key files are made once, whoever of several is first.
    async fn nodes_that_start_at_the_same_instant_all_come_up(machines) {
        let mut nodes = vec![(machines.start(Role::Api)?, machines.url.clone())];
        for _ in 0..2 {
            nodes.push(machines.another()?);
        }
        let mut readers = [machines.start(Role::Worker)?, machines.start(Role::Notifier)?];
        let mut keys = BTreeSet::new();
        for (node, url) in &mut nodes {
            node.ready(&url.join("readyz")?).await?;
            let served: Value = reqwest::get(url.join("oauth2/jwks")?).await?.json().await?;
            keys.insert(served.to_string());
        }
        ensure!(keys.len() == 1, "nodes sign with other keys: {keys:?}");
        let signing = machines.place.sql("SELECT count(*) FROM signing_key")?;
        ensure!(signing.trim() == "2", "{} signing keys for two algorithms", signing.trim());
        let anna = machines.person("anna").await?;
        known(&anna, &request(form())).await?;
        for (_, url) in &nodes {
            let there = Client::new(anna.browser.http.clone(), url.clone());
            there.with_token(&anna.tokens.access).me().await?;
        }
        for reader in &mut readers {
            reader.runs()?;
        }
    }
}
