//! A wrong cell in a row of the queue or of a lane: the jobs of other lanes are done, and the damaged one is done or set aside
//! with a reason; nothing is lost, nothing stops.

use super::world::World;
use catalog::Catalog;
use chrono::TimeDelta;
use domain::time::Clock;
use store::{Job, QueueFilter};
use tests::Engine;

const LEAST: i64 = i64::MIN;
const MOST: i64 = i64::MAX;

/// Column, the least and the most that the engines keep in it, and some that are merely odd.
const NUMBERS: &[(&str, &[i64])] = &[
    ("due_at", &[LEAST, -1, 0, 17_000_000_000_000_000, MOST]),
    ("attempts", &[-2_147_483_648, -1, 59, 2_147_483_646, 2_147_483_647]),
    ("unended", &[-2_147_483_648, -1, 5, 2_147_483_646, 2_147_483_647]),
    ("fence", &[LEAST, -1, MOST - 1, MOST]),
    ("created_at", &[LEAST, -1, 0, 17_000_000_000_000_000, MOST]),
    ("left_since", &[LEAST, -1, 17_000_000_000_000_000, MOST]),
];

/// Columns of words, and what no writer of ours leaves there.
const WORDS: &[(&str, &str)] = &[
    ("state", "'odd'"),
    ("state", "''"),
    ("kind", "'of.nothing'"),
    ("payload", "''"),
    ("payload", "'[]'"),
    ("payload", "'{\"kind\":\"register.fetch\"}'"),
    ("lane", "'nowhere'"),
    ("lane", "''"),
    ("claimed_by", "'nobody'"),
    ("dedupe_key", "'of another'"),
    ("reason", "''"),
];

/// Columns of a lane's row.
const LANE: &[&str] = &["failures", "paused_until", "probe_until"];
/// What may stand in them; the first is of 32 bits.
const PACES: &[i64] = &[-2_147_483_648, -1, 2_147_483_647];

/// Does what can be done in a week; what was set aside.
async fn a_week_passes(world: &World, place: &str) -> Vec<String> {
    let end = world.clock.now() + TimeDelta::days(7);
    for round in 0.. {
        assert!(round < 20_000, "{place}: it never rests");
        casework::operate::recall(&world.cx).await.unwrap();
        let (waiting, _) = world.depth().await;
        let due = world.cx.store.queue_next_claim().await;
        let due = due.unwrap_or_else(|error| panic!("{place}: {error}"));
        match due.filter(|_| waiting > 0) {
            Some(due) if due <= end => world.clock.set(due.max(world.clock.now())),
            _ => break,
        }
        world.worker.run_once().await.unwrap_or_else(|error| panic!("{place}: {error}"));
    }
    let rows = world.cx.store.queue_rows(&QueueFilter::default(), None, 9).await;
    let rows = rows.unwrap_or_else(|error| panic!("{place}: {error}"));
    assert!(rows.iter().all(|row| row.state == "set_aside"), "{place}: {rows:?}");
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut tx = world.cx.begin().await.unwrap();
    assert_eq!(tx.queue_drop(&ids).await.unwrap(), u64::try_from(ids.len()).unwrap(), "{place}");
    tx.commit().await.unwrap();
    rows.into_iter().map(|row| row.reason.unwrap()).collect()
}

/// Two jobs that have nothing to do, each in a lane of its own; the first is damaged.
async fn one_beside_another(world: &World, place: &str, damage: &str) {
    for register in ["broken", "whole"] {
        let register = register.parse().unwrap();
        world.leaves(&Job::FetchRegister { citizen: world.officer, register }).await;
    }
    world.behind(damage);
    for _ in 0..3 {
        world.worker.run_once().await.unwrap_or_else(|error| panic!("{place}: {error}"));
    }
    let whole = QueueFilter { lane: Some("register:whole".into()), ..QueueFilter::default() };
    let left = world.cx.store.queue_rows(&whole, None, 9).await;
    assert_eq!(left.unwrap_or_else(|error| panic!("{place}: {error}")), [], "{place}: held up");
    for reason in a_week_passes(world, place).await {
        assert!(!reason.is_empty(), "{place}: set aside without a word");
    }
}

async fn a_wrong_cell_anywhere_stops_no_other_job(engine: Engine) {
    let world = World::on(engine, Catalog::embedded().unwrap(), None).await;
    let broken = "WHERE lane = 'register:broken'";
    let mut damages: Vec<String> = Vec::new();
    for (column, values) in NUMBERS {
        damages.extend(values.iter().map(|value| format!("{column} = {value}")));
        if engine == Engine::Sqlite {
            // It keeps anything anywhere.
            damages.push(format!("{column} = 'a word'"));
            damages.push(format!("{column} = {MOST}"));
            damages.push(format!("{column} = x'00ff'"));
        }
    }
    damages.extend(WORDS.iter().map(|(column, value)| format!("{column} = {value}")));
    if engine == Engine::Sqlite {
        // Bytes that are no text, and identifiers that are none.
        for column in ["kind", "payload", "reason", "claimed_by", "dedupe_key"] {
            damages.push(format!("{column} = x'ff00'"));
            damages.push(format!("{column} = CAST(x'ff' AS text)"));
        }
        damages.push("id = 'a word'".to_owned());
        damages.push("application_id = x'00'".to_owned());
        damages.push("unended = 'a word', payload = x'ff'".to_owned());
    }
    for set in damages {
        let damage = format!("UPDATE queue SET {set} {broken}");
        one_beside_another(&world, &set, &damage).await;
    }
    for (index, column) in LANE.iter().enumerate() {
        let mut values: Vec<String> = PACES.iter().map(ToString::to_string).collect();
        if index > 0 {
            values.extend([LEAST.to_string(), MOST.to_string()]);
        } else if engine == Engine::Sqlite {
            values.extend([MOST.to_string(), "'a word'".to_owned()]);
        }
        for value in values {
            // A lane that fails, but for the one cell.
            let cells = LANE.iter().map(|one| match (one == column, *one) {
                (true, _) => value.clone(),
                (false, "failures") => "1".to_owned(),
                (false, _) => "0".to_owned(),
            });
            let cells = cells.collect::<Vec<_>>().join(", ");
            let row = format!(
                "INSERT INTO lane (name, failures, paused_until, probe_until) VALUES ('register:broken', {cells})"
            );
            one_beside_another(&world, &format!("lane.{column} = {value}"), &row).await;
            world.behind("DELETE FROM lane");
        }
    }
}

#[tokio::test]
async fn a_wrong_cell_anywhere_stops_no_other_job_on_sqlite() {
    a_wrong_cell_anywhere_stops_no_other_job(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_wrong_cell_anywhere_stops_no_other_job_on_postgres() {
    a_wrong_cell_anywhere_stops_no_other_job(Engine::Postgres).await;
}
