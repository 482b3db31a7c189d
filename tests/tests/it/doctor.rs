//! `uslugi doctor`: it finds what is wrong before people do, says what to do next, and makes nothing (issue 6, D23).

use crate::away::Disk;
use crate::startup::ports;
use anyhow::{Context, ensure};
use openapi::application::MoveRequest;
use std::path::Path;
use std::time::Duration;
use tests::files::copy;
use tests::process::{Ended, run};
use tests::{Engine, Place, Role, department, eventually, free_port, machines};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// How soon it has looked at everything, with every part of the world gone.
const SOON: Duration = Duration::from_secs(30);

fn has(ended: &Ended, words: &[&str]) -> anyhow::Result<()> {
    for word in words {
        ensure!(ended.out.contains(word), "no {word:?}: {ended:?}");
    }
    Ok(())
}

/// Every file of a folder, with its content.
fn files(folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push((path.display().to_string(), Vec::new()));
            found.extend(files(&path)?);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path)?));
        }
    }
    found.sort();
    Ok(found)
}

/// Before the first start there is nothing, and nothing is there after the look.
async fn makes_nothing(engine: Engine) -> anyhow::Result<()> {
    let place = Place::new(engine)?;
    let before = files(place.folder.path())?;
    let looked = run(&["doctor"], &place, &ports()?).await?;
    ensure!(looked.code == Some(0) && looked.err.is_empty(), "{looked:?}");
    has(&looked, &["keys: the first start makes", "the sandbox stands in", " 0 wrong"])?;
    ensure!(files(place.folder.path())? == before, "something was made: {looked:?}");
    if engine == Engine::Postgres {
        let tables = place.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")?;
        ensure!(tables.trim() == "0", "tables were made: {tables}");
    }
    Ok(())
}

#[tokio::test]
async fn the_doctor_makes_nothing_on_sqlite() -> anyhow::Result<()> {
    makes_nothing(Engine::Sqlite).await
}

#[tokio::test]
async fn the_doctor_makes_nothing_on_postgres() -> anyhow::Result<()> {
    makes_nothing(Engine::Postgres).await
}

#[tokio::test]
async fn the_doctor_tells_well_from_ill() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let made = run(&["migrate"], &place, &ports()?).await?;
    ensure!(made.code == Some(0), "{made:?}");
    let well = run(&["doctor"], &place, &ports()?).await?;
    ensure!(well.code == Some(0) && !well.out.contains("WRONG"), "{well:?}");
    for what in [
        "server.bind to listen at",
        "sandbox.smtp_bind to listen at",
        "calendar",
        "catalog",
        "keys",
        "database",
        "queue",
        "projections",
        "journal",
        "redis",
    ] {
        ensure!(well.out.contains(what), "nothing about {what}: {}", well.out);
    }
    let folder = place.folder.path().join("catalog");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog"), &folder)?;
    // What is to be looked after is said months before it is wrong: a calendar of this year alone.
    let days = std::fs::read_to_string(folder.join("calendars/ru.yaml"))?;
    let (years, rest) = days.split_once("\n  2027:").context("no calendar")?;
    let (_, layers) = rest.split_once("\n# Layers").context("no layers")?;
    std::fs::write(folder.join("calendars/ru.yaml"), format!("{years}\n# Layers{layers}"))?;
    let own = [("CATALOG__DIR", folder.display().to_string())];
    let soon = run(&["doctor"], &place, &[&ports()?[..], &own].concat()).await?;
    ensure!(soon.code == Some(0), "{soon:?}");
    has(&soon, &["SOON  calendar"])?;
    std::fs::write(folder.join("topics.yaml"), "- {code: 1")?;
    let own = [
        ("CATALOG__DIR", folder.display().to_string()),
        ("DATABASE__URL", format!("postgres://x@127.0.0.1:{}/x", free_port()?)),
    ];
    let ill = run(&["doctor"], &place, &own).await?;
    ensure!(ill.code == Some(1) && ill.took < SOON, "{ill:?}");
    for what in ["WRONG catalog", "topics.yaml", "WRONG database"] {
        ensure!(ill.out.contains(what), "nothing about {what}: {}", ill.out);
    }
    // One thing that is wrong does not hide the others.
    ensure!(ill.out.contains("ok    keys") && ill.err.contains("2 things"), "{ill:?}");
    let folder = tempfile::tempdir()?;
    let forged = folder.path().join("checkpoints.jsonl");
    std::fs::write(&forged, "{}\n")?;
    let forged = [("JOURNAL__CHECKPOINTS", forged.display().to_string())];
    let ill = run(&["doctor"], &place, &forged).await?;
    ensure!(ill.code == Some(1) && ill.out.contains("WRONG journal"), "{ill:?}");
    ensure!(ill.out.contains("checkpoints.jsonl, line 1"), "{ill:?}");
    Ok(())
}

/// Answers like Telegram that knows the bot under this name.
async fn telegram(username: &'static str) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let bot = format!(
        "{{\"ok\":true,\"result\":{{\"id\":1,\"is_bot\":true,\"first_name\":\"Uslugi\",\"username\":\"{username}\",\
         \"can_join_groups\":false,\"can_read_all_group_messages\":false,\"supports_inline_queries\":false,\
         \"can_connect_to_business\":false,\"has_main_web_app\":false}}}}"
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{bot}",
        bot.len()
    );
    tokio::spawn(async move {
        while let Ok((mut asker, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            // Whoever hangs up has heard enough.
            let _heard = asker.read(&mut asked).await;
            let _told = asker.write_all(answer.as_bytes()).await;
        }
    });
    Ok(url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_finds_a_bot_of_another_name_and_a_full_disk() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let made = run(&["migrate"], &place, &ports()?).await?;
    ensure!(made.code == Some(0), "{made:?}");
    let url = telegram("uslugi_region_bot").await?;
    let named = |name: &str| {
        [
            ("TELEGRAM__TOKEN", "1:telegram-secret".to_owned()),
            ("TELEGRAM__API_URL", url.clone()),
            ("TELEGRAM__NAME", name.to_owned()),
        ]
    };
    let other = run(&["doctor"], &place, &named("uslugi_bot")).await?;
    ensure!(other.code == Some(1), "{other:?}");
    has(&other, &["WRONG telegram", "\"uslugi_region_bot\"", "Set telegram.name"])?;
    let same = run(&["doctor"], &place, &named("uslugi_region_bot")).await?;
    ensure!(same.code == Some(0), "{same:?}");
    has(&same, &["ok    telegram: answers and knows the bot"])?;

    let full = tempfile::tempdir()?.keep();
    let disk = Disk::mount(&full)?;
    disk.fill()?;
    let files = [("DATA__FILES", full.display().to_string())];
    let ill = run(&["doctor"], &place, &files).await?;
    drop(disk);
    ensure!(ill.code == Some(1), "{ill:?}");
    has(&ill, &["WRONG disk of data.files", "0 MiB free", "Make room", "ok    disk of data.dir"])?;
    Ok(())
}

machines! {
    /// With a world that answers, every part of it is asked and knows us; with one that refuses or is gone, every part is
    /// named, with what to do, and no secret is said.
    async fn the_doctor_asks_the_world(machines) {
        let node = machines.begin(Role::AllButSandbox).await?;
        let sandbox = machines.sandbox.to_string();
        let mail = machines.settings().iter().find(|(key, _)| *key == "SANDBOX__SMTP_BIND");
        let mail = mail.context("no mailbox")?.1.clone();
        let with = |own: &[(&'static str, String)]| [machines.settings(), own].concat();
        let well = with(&[
            ("ESIA__URL", sandbox.clone()),
            ("EXCHANGE__URL", sandbox.clone()),
            ("MAIL__URL", format!("smtp://{mail}")),
        ]);
        let well = run(&["doctor"], &machines.place, &well).await?;
        ensure!(well.code == Some(0), "{well:?}");
        has(&well, &[
            "ok    esia: answers and knows this system",
            "ok    exchange with minsocrazvitiya: answers and knows our key",
            "ok    mail: the server takes us in",
            "ok    schema: is this version's",
            "ok    keys of the database: fit",
            "ok    clock",
            "ok    certificate for ESIA: good for",
            "ok    clients",
            "ok    disk of data.dir",
        ])?;

        let refusing = with(&[
            ("ESIA__URL", sandbox.clone()),
            ("ESIA__CLIENT_ID", "NOBODY".to_owned()),
            ("EXCHANGE__URL", sandbox.clone()),
            ("EXCHANGE__KEY", "another-secret".to_owned()),
        ]);
        let refused = run(&["doctor"], &machines.place, &refusing).await?;
        ensure!(refused.code == Some(1), "{refused:?}");
        has(&refused, &["WRONG esia: refuses this system (ESIA-", "esia.client_id", "WRONG exchange with minsocrazvitiya", "exchange.key"])?;

        let gone = format!("127.0.0.1:{}", free_port()?);
        let gone = with(&[
            ("ESIA__URL", format!("http://{gone}/")),
            ("EXCHANGE__URL", format!("http://{gone}/")),
            ("MAIL__URL", format!("smtp://user:mail-secret@{gone}")),
            ("REDIS__URL", format!("redis://:redis-secret@{gone}")),
            ("TELEGRAM__TOKEN", "1:telegram-secret".to_owned()),
            ("TELEGRAM__API_URL", format!("http://{gone}/")),
        ]);
        let gone = run(&["doctor"], &machines.place, &gone).await?;
        ensure!(gone.code == Some(1) && gone.took < SOON, "{gone:?}");
        // Whoever answers 404 is not yet the department.
        let other = with(&[("EXCHANGE__URL", format!("{sandbox}nowhere/"))]);
        let other = run(&["doctor"], &machines.place, &other).await?;
        ensure!(other.code == Some(1), "{other:?}");
        has(&other, &["WRONG exchange with minsocrazvitiya"])?;
        // Where the platform itself listens is not busy; where another program does, is.
        for setting in ["server.bind", "sandbox.bind", "sandbox.smtp_bind"] {
            has(&well, &[&format!("ok    {setting} to listen at")])?;
        }
        ensure!(well.out.matches("where it runs already").count() == 3, "{well:?}");
        let busy = std::net::TcpListener::bind("127.0.0.1:0")?;
        for setting in ["SERVER__BIND", "SANDBOX__BIND", "SANDBOX__SMTP_BIND"] {
            let taken = [machines.settings(), &ports()?[..], &[(setting, busy.local_addr()?.to_string())]].concat();
            let taken = run(&["doctor"], &machines.place, &taken).await?;
            ensure!(taken.code == Some(1), "{setting}: {taken:?}");
            has(&taken, &["in use by another program. Stop that one, or set"])?;
        }
        for (what, next) in [
            ("esia", "Check esia.url"),
            ("exchange with minsocrazvitiya", "Check exchange.url"),
            ("mail", "Check mail.url"),
            ("redis", "correct redis.url"),
            ("telegram", "Check telegram.token"),
        ] {
            has(&gone, &[&format!("WRONG {what}"), next])?;
        }
        for said in [&refused, &gone] {
            for secret in ["another-secret", "mail-secret", "redis-secret", "telegram-secret"] {
                ensure!(!said.out.contains(secret) && !said.err.contains(secret), "{secret} is said");
            }
        }
        ensure!(node.stop().await? == Some(0));

        // Keys are lost, the data is not: said before a start makes other keys. One of them is as bad as all.
        for lost in ["keys", "keys/journal-signing.pem"] {
            let at = machines.place.folder.path().join(lost);
            let away = machines.place.folder.path().join("elsewhere");
            std::fs::rename(&at, &away)?;
            let looked = run(&["doctor"], &machines.place, machines.settings()).await?;
            ensure!(looked.code == Some(1) && !at.exists(), "{looked:?}");
            has(&looked, &["WRONG keys", "Put the keys back"])?;
            std::fs::rename(&away, &at)?;
        }
    }

    /// What is on its way to a department is told, and is wrong where nobody collects it.
    async fn what_nobody_collects_is_found(machines) {
        let called = machines.settings().to_vec();
        machines.set("DEPARTMENTS", department::variable("minsocrazvitiya"));
        let node = machines.begin(Role::AllButSandbox).await?;
        let anna = machines.person("anna").await?;
        let id = anna.submits("on-its-way").await?.value.id;
        let sent = eventually("it is on its way", async || {
            let seen = anna.client.application(&id).await?;
            Ok((seen.value.stage.code == "sent").then_some(seen))
        });
        let sent = sent.await?;
        let well = run(&["doctor"], &machines.place, machines.settings()).await?;
        let told = "ok    mailbox of minsocrazvitiya: 1 message not received yet, the oldest since";
        has(&well, &[told])?;
        let switched = run(&["doctor"], &machines.place, &called).await?;
        ensure!(switched.code == Some(1), "{switched:?}");
        has(&switched, &["WRONG mailbox of minsocrazvitiya: 1 message", "its system does not collect"])?;
        anna.client.make_move(&id, &MoveRequest::of("withdraw"), &sent.etag).await?;
        machines.nothing_waits().await?;
        let nothing = run(&["doctor"], &machines.place, &called).await?;
        ensure!(!nothing.out.contains("mailbox of"), "{nothing:?}");
        ensure!(node.stop().await? == Some(0));
    }
}

/// A bucket that does not answer, or is named by half.
#[tokio::test]
async fn a_bucket_of_documents_is_looked_at() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let bucket = |endpoint: String| {
        let set = |key, value: &str| (key, value.to_owned());
        vec![
            ("BUCKET__ENDPOINT", endpoint),
            set("BUCKET__NAME", "documents"),
            set("BUCKET__REGION", "us-east-1"),
            set("BUCKET__ACCESS_KEY_ID", "key"),
            set("BUCKET__SECRET_ACCESS_KEY", "not to be told"),
        ]
    };
    let nobody = format!("http://127.0.0.1:{}", free_port()?);
    let looked = run(&["doctor"], &place, &[ports()?, bucket(nobody)].concat()).await?;
    has(&looked, &["WRONG bucket: the store of documents does not answer", "[bucket]"])?;
    ensure!(looked.code == Some(1) && !looked.out.contains("not to be told"), "{looked:?}");
    let half = [ports()?, vec![("BUCKET__NAME", "documents".to_owned())]].concat();
    let refused = run(&["doctor"], &place, &half).await?;
    ensure!(refused.code == Some(1) && refused.err.contains("bucket.endpoint"), "{refused:?}");
    Ok(())
}
