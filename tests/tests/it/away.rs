//! What the platform stands on is away, or full: clear answers, nothing half-written, and it goes on by
//! itself when things are well again.

use anyhow::{Context, bail, ensure};
use openapi::Client;
use openapi::problem::{MEDIA_TYPE, Problem};
use reqwest::Method;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tests::machines::{ended, known};
use tests::world::{form, request};
use tests::{Engine, Machines, Person, Place, Proxy, Role, eventually};

/// How long a request may hang on a database that is away.
const PATIENT: Duration = Duration::from_secs(12);

/// The machines of a platform that reaches PostgreSQL over a way that can be closed.
async fn behind_a_proxy() -> anyhow::Result<(Machines, Proxy)> {
    let mut machines = Machines::new(Engine::Postgres).await?;
    let url: url::Url = machines.place.database_url.parse()?;
    let behind = format!("{}:{}", url.host_str().context("no host")?, url.port().unwrap_or(5432));
    let proxy = Proxy::open(&behind).await?;
    let mut way = url.clone();
    way.set_port(Some(proxy.address.port())).ok().context("no port")?;
    machines.set("DATABASE__URL", way.as_str());
    Ok((machines, proxy))
}

/// The problem a request is answered with, and what `Retry-After` says.
async fn problem(
    person: &Person,
    method: Method,
    path: &str,
) -> anyhow::Result<(Problem, Option<u64>)> {
    let mut ask = person.client.request(method.clone(), path)?;
    if method == Method::POST {
        ask = ask.header("idempotency-key", "away-1").json(&request(form()));
    }
    let began = Instant::now();
    let answer = ask.send().await?;
    ensure!(began.elapsed() < PATIENT, "{path} hung for {:?}", began.elapsed());
    let status = answer.status().as_u16();
    let retry =
        answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse().ok());
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    ensure!(kind == Some(MEDIA_TYPE), "{path}: HTTP {status}, {kind:?}");
    let problem: Problem = answer.json().await?;
    ensure!(problem.status == status, "{problem:?}");
    Ok((problem, retry))
}

/// Proves DESIGN 4: an answer that says what is wrong and when to come back, never a panic or a 500.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_is_said_plainly_and_comes_back_by_itself() -> anyhow::Result<()> {
    let (machines, mut way) = behind_a_proxy().await?;
    let mut node = machines.serve(Role::AllButSandbox).await?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let before = anna.client.submit(&request(form()), "before-1").await?.value;
    ended(&anna.client, &before.id).await?;
    let events = anna.client.events(None).await?;

    way.close().await?;
    for (method, path) in [
        (Method::GET, "/v1/applications"),
        (Method::POST, "/v1/applications"),
        (Method::GET, "/v1/me"),
    ] {
        let (problem, retry) = problem(&anna, method, path).await?;
        ensure!(problem.status == 503 && problem.code == "storage-away", "{path}: {problem:?}");
        ensure!(retry.is_some_and(|after| after > 0), "{path}: no Retry-After");
        ensure!(problem.detail.is_none(), "it tells strangers about the inside: {problem:?}");
    }
    // Load balancers see it; what needs no database goes on.
    let ready = reqwest::get(machines.url.join("readyz")?).await?;
    ensure!(ready.status() == 503, "readyz says {}", ready.status());
    ensure!(reqwest::get(machines.url.join("livez")?).await?.status() == 200);
    let nobody = Client::new(anna.browser.http.clone(), machines.url.clone());
    ensure!(!nobody.search("справка").await?.items.is_empty(), "the catalog is in memory");
    node.runs()?;

    way.reopen().await?;
    node.ready(&machines.url.join("readyz")?).await?;
    // The key that found nobody at home is still unused, and the answer comes now.
    let filed = anna.client.submit(&request(form()), "away-1").await?.value;
    for id in [&before.id, &filed.id] {
        ensure!(ended(&anna.client, id).await?.outcome.as_deref() == Some("granted"));
    }
    let all = anna.client.applications(None).await?.items;
    ensure!(all.len() == 2, "{} applications of 2", all.len());
    machines.journal(&anna).await?;
    machines.nothing_waits_after_an_outage().await?;
    drop(events);
    ensure!(node.stop().await? == Some(0));
    machines.end()
}

/// The database goes away and comes back again and again while people file: each has one application.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_flickers_loses_nothing() -> anyhow::Result<()> {
    let (machines, mut way) = behind_a_proxy().await?;
    let node = machines.serve(Role::AllButSandbox).await?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let mut ids = Vec::new();
    for number in 0..6 {
        let key = format!("flicker-{number}");
        let asked = request(form());
        let (filing, flicker) = tokio::join!(
            eventually("an answer", async || match anna.client.submit(&asked, &key).await {
                Ok(filed) => Ok(Some(filed.value.id)),
                Err(error) if error.code() == Some("storage-away") => Ok(None),
                Err(error) => bail!("{key}: {error}"),
            }),
            async {
                // In the middle of it, a little later each time.
                tokio::time::sleep(Duration::from_millis(3 * number)).await;
                way.close().await?;
                tokio::time::sleep(Duration::from_millis(150)).await;
                way.reopen().await
            }
        );
        flicker?;
        ids.push(filing?);
    }
    for id in &ids {
        granted(&machines, &anna, id).await?;
    }
    let all = anna.client.applications(None).await?.items;
    ensure!(all.len() == ids.len(), "{} applications of {}", all.len(), ids.len());
    machines.journal(&anna).await?;
    machines.nothing_waits_after_an_outage().await?;
    ensure!(node.stop().await? == Some(0));
    machines.end()
}

/// Waits until an application is granted. Work whose end could not be written stays claimed for a minute;
/// here a minute goes by every two seconds.
async fn granted(machines: &Machines, person: &Person, id: &str) -> anyhow::Result<()> {
    let mut looks = 0_u32;
    let outcome = eventually(&format!("{id} ends"), async || {
        looks += 1;
        if looks.is_multiple_of(80) {
            machines.leases_run_out(Role::AllButSandbox)?;
        }
        Ok(person.client.application(id).await?.value.outcome)
    })
    .await?;
    ensure!(outcome == "granted", "{id}: {outcome}");
    Ok(())
}

/// A disk of its own, small enough to be filled.
pub(crate) struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    pub(crate) fn mount(at: &'a Path) -> anyhow::Result<Self> {
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
            .arg(at)
            .output()
            .context("mount")?;
        ensure!(
            mount.status.success(),
            "this story fills a disk of its own and must be root to mount one (CI is): {}",
            String::from_utf8_lossy(&mount.stderr)
        );
        Ok(Self(at))
    }

    /// Fills what is left of it.
    pub(crate) fn fill(&self) -> anyhow::Result<()> {
        let mut ballast = File::create(self.0.join("ballast"))?;
        for size in [64 * 1024, 512] {
            while ballast.write_all(&vec![0; size]).is_ok() {}
        }
        Ok(())
    }

    fn free(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.0.join("ballast"))?)
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _gone = Command::new("umount").arg("-l").arg(self.0).output();
        let _removed = std::fs::remove_dir(self.0);
    }
}

/// A full disk: what does not fit is refused as a whole and said; with room again, it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_whole_and_goes_on_with_room() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let folder = place.folder.path().to_owned();
    let disk = Disk::mount(&folder)?;
    let machines = Machines::at(place, Engine::Sqlite).await?;
    let mut node = machines.serve(Role::AllButSandbox).await?;
    let elena = machines.person("elena").await?;
    known(&elena, &request(form())).await?;
    elena.client.submit(&request(form()), "room-1").await?;

    disk.fill()?;
    let mut filed = 1;
    let refused = loop {
        // The database may have a little room of its own left.
        match elena.client.submit(&request(form()), &format!("full-{filed}")).await {
            Ok(_) => filed += 1,
            Err(error) => break error,
        }
        ensure!(filed < 500, "a full disk takes everything");
    };
    let code = refused.code().map(str::to_owned);
    ensure!(code.as_deref() == Some("storage-full"), "after {filed}: {refused}");
    node.runs()?;
    // Reading goes on, and what is there is whole.
    let exist = applications(&elena).await?;
    ensure!(exist == filed, "{exist} applications exist of {filed} that were answered");
    machines.journal(&elena).await?;
    let orphans =
        "SELECT count(*) FROM fact WHERE application_id NOT IN (SELECT id FROM application)";
    ensure!(machines.place.sql(orphans)?.trim() == "0", "facts of nothing");

    disk.free()?;
    let again = format!("full-{filed}");
    let id = eventually("there is room again", async || {
        match elena.client.submit(&request(form()), &again).await {
            Ok(filed) => Ok(Some(filed.value.id)),
            Err(error) if error.code() == Some("storage-full") => Ok(None),
            Err(error) => bail!("{error}"),
        }
    })
    .await?;
    ensure!(applications(&elena).await? == filed + 1);
    eventually("the department gets it", async || {
        let seen = elena.client.application(&id).await?.value;
        Ok((seen.stage.code == "received").then_some(()))
    })
    .await?;
    machines.journal(&elena).await?;
    machines.nothing_waits_after_an_outage().await?;
    ensure!(node.stop().await? == Some(0));
    let ended = machines.end();
    drop(disk);
    ended
}

async fn applications(person: &Person) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut cursor = None;
    loop {
        let page = person.client.applications(cursor.as_deref()).await?;
        count += page.items.len();
        cursor = page.next;
        if cursor.is_none() {
            return Ok(count);
        }
    }
}

/// A folder of documents that is full or gone costs a result its time, not its existence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_cannot_be_kept_is_kept_later() -> anyhow::Result<()> {
    let machines = Machines::new(Engine::Sqlite).await?;
    let node = machines.serve(Role::AllButSandbox).await?;
    let folder = machines.place.folder.path().join("documents");
    // In the place of the folder stands a file: nothing can be kept in it.
    std::fs::remove_dir_all(&folder)?;
    std::fs::write(&folder, "in the way")?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    let filed = anna.client.submit(&request(form()), "document-1").await?.value;
    eventually("the worker tries", async || {
        Ok(machines.said()?.contains("the place of documents").then_some(()))
    })
    .await?;
    let seen = anna.client.application(&filed.id).await?.value;
    ensure!(
        seen.outcome.is_none() && seen.result.is_none(),
        "a result without a document: {seen:?}"
    );
    std::fs::remove_file(&folder)?;
    std::fs::create_dir(&folder)?;
    let result = ended(&anna.client, &filed.id).await?.result.context("no result")?;
    ensure!(anna.client.result(&result.id).await?.starts_with(b"%PDF"));
    let results = machines.place.sql("SELECT count(*) FROM result")?;
    ensure!(results.trim() == "1", "{results} results");
    machines.nothing_waits().await?;
    ensure!(node.stop().await? == Some(0));
    machines.end()
}

/// Whatever is away, an outside system too: the sandbox killed, filing goes on and the rest follows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outside_systems_that_are_away_are_waited_for() -> anyhow::Result<()> {
    let mut machines = Machines::new(Engine::Sqlite).await?;
    let node = machines.serve(Role::AllButSandbox).await?;
    let anna = machines.person("anna").await?;
    known(&anna, &request(form())).await?;
    machines.outside_goes()?;
    let filed = anna
        .client
        .submit(
            &request(json!({
                "certificate_kind": "registration_periods"
            })),
            "outside-1",
        )
        .await?
        .value;
    eventually("the worker tries", async || {
        Ok(machines.said()?.contains("does not answer").then_some(()))
    })
    .await?;
    machines.outside_returns().await?;
    ensure!(ended(&anna.client, &filed.id).await?.outcome.as_deref() == Some("granted"));
    eventually("both mails", async || {
        let mails = machines.mails().await?;
        let about = |mail: &&serde_json::Value| {
            mail["text"].as_str().unwrap_or_default().contains(&filed.id)
        };
        Ok((mails.iter().filter(about).count() == 2).then_some(()))
    })
    .await?;
    machines.nothing_waits().await?;
    ensure!(node.stop().await? == Some(0));
    machines.end()
}
