//! `uslugi queue`: what a person who runs the platform sees and does.

use anyhow::ensure;
use tests::process::run;
use tests::{Engine, Machines, Place, Role};

const SETTINGS: [(&str, String); 0] = [];

/// The n-th row's identifier, as the command says it and as the engine stores it.
fn id(engine: Engine, n: u32) -> (String, String) {
    let hex = format!("{n:032x}");
    let stored = match engine {
        Engine::Sqlite => format!("x'{hex}'"),
        Engine::Postgres => format!("'{hex}'"),
    };
    (format!("job_{hex}"), stored)
}

async fn said(place: &Place, arguments: &[&str]) -> anyhow::Result<String> {
    let ended = run(&[&["queue"], arguments].concat(), place, &SETTINGS).await?;
    ensure!(ended.code == Some(0), "{arguments:?}: {}", ended.err);
    Ok(ended.out)
}

/// Ten rows set aside, of two kinds, and one that waits.
async fn place(engine: Engine) -> anyhow::Result<Place> {
    let place = Place::new(engine)?;
    let migrated = run(&["migrate"], &place, &SETTINGS).await?;
    ensure!(migrated.code == Some(0), "{}", migrated.err);
    for n in 1..=11 {
        let (lane, kind) =
            if n % 2 == 0 { ("result", "result.generate") } else { ("notice", "notice.plan") };
        let state = if n == 11 { "waiting" } else { "set_aside" };
        place.sql(&format!(
            "INSERT INTO queue (id, lane, kind, payload, due_at, attempts, unended, state, fence, reason, \
             created_at) VALUES ({}, '{lane}', '{kind}', '{{}}', 5000000, 60, 0, '{state}', 1, 'it broke', {n})",
            id(engine, n).1
        ))?;
    }
    Ok(place)
}

async fn is_shown_given_back_and_dropped(engine: Engine) -> anyhow::Result<()> {
    let place = place(engine).await?;
    let all = said(&place, &["list"]).await?;
    ensure!(all.lines().count() == 12 && all.contains("11 rows"), "{all}");
    let some = said(&place, &["list", "--set-aside", "--kind", "notice.plan"]).await?;
    ensure!(some.lines().count() == 6, "{some}");
    let shown = said(&place, &["show", &id(engine, 3).0]).await?;
    ensure!(shown.contains("it broke") && shown.contains("notice.plan"), "{shown}");
    let none = run(&["queue", "show", &id(engine, 99).0], &place, &SETTINGS).await?;
    ensure!(none.code == Some(1) && none.err.contains("is not in the queue"), "{}", none.err);
    let bad = run(&["queue", "show", "job_7"], &place, &SETTINGS).await?;
    ensure!(bad.code == Some(2) && bad.err.contains("job_7"), "{}", bad.err);

    let dry = said(&place, &["retry", "--lane", "notice", "--dry-run"]).await?;
    ensure!(dry.contains("5 rows would be given back"), "{dry}");
    let one = said(&place, &["retry", "--job", &id(engine, 1).0]).await?;
    ensure!(one.contains("1 row given back"), "{one}");
    let rest = said(&place, &["retry", "--kind", "notice.plan", "--rate", "1000"]).await?;
    ensure!(rest.contains("4 rows given back"), "{rest}");

    let all = run(&["queue", "drop"], &place, &SETTINGS).await?;
    ensure!(all.code == Some(1) && all.err.contains("say which"), "{}", all.err);
    let dropped = said(&place, &["drop", "--older-than", "1", "--rate", "1000"]).await?;
    ensure!(dropped.contains("5 rows dropped"), "{dropped}");
    let left = said(&place, &["list"]).await?;
    ensure!(left.contains("6 rows") && !left.contains("set_aside"), "{left}");
    Ok(())
}

#[tokio::test]
async fn what_was_set_aside_is_shown_given_back_and_dropped_by_command() -> anyhow::Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        is_shown_given_back_and_dropped(engine).await?;
    }
    Ok(())
}

/// What was set aside raises a measure and is told beside "ready": an alarm can hang on either. Both end with their cause.
async fn is_told(engine: Engine) -> anyhow::Result<()> {
    let machines = Machines::at(place(engine).await?, engine).await?;
    let node = machines.serve(Role::Api).await?;
    let read = async |path: &str| {
        let answer = reqwest::get(machines.url.join(path)?).await?.error_for_status()?;
        anyhow::Ok(answer.text().await?)
    };
    let aside = |measures: &str, lane: &str, kind: &str, count: u32| {
        let line = format!("queue_set_aside{{lane=\"{lane}\",kind=\"{kind}\"}} {count}");
        ensure!(measures.lines().any(|one| one == line), "no {line} in\n{measures}");
        anyhow::Ok(())
    };
    let ready = read("readyz").await?;
    ensure!(ready.contains("queue: 10 set aside"), "{ready}");
    let measures = read("metrics").await?;
    aside(&measures, "notice", "notice.plan", 5)?;
    aside(&measures, "result", "result.generate", 5)?;
    for kind in ["notice.plan", "result.generate"] {
        said(&machines.place, &["drop", "--kind", kind]).await?;
    }
    let (ready, measures) = (read("readyz").await?, read("metrics").await?);
    ensure!(!ready.contains("set aside"), "{ready}");
    aside(&measures, "notice", "notice.plan", 0)?;
    drop(node);
    machines.place.sql("DELETE FROM queue")?;
    machines.end()
}

tests::on_both!(is_told);
