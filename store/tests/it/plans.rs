//! What the engines plan to do with every statement that the tests of a whole run have executed, once every table is
//! long: steps over an index, never a walk through a table. `tests/run` gathers the statements and then runs this.

mod judge;
mod seed;

use crate::world::{Kind, World, settings};
use domain::id::{ConsultationId, InquiryId, ManifestId};
use domain::time::Clock as _;
use judge::Judge;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use store::{ManifestPlace, Settings, Side, Store};
use uuid::Uuid;

/// The file the statements were gathered in: lines of `{"engine", "sql"}`.
const GATHERED: &str = "USLUGI__DATABASE__STATEMENTS";

/// A statement that may read a whole table or index.
struct MayWalk {
    /// How it begins.
    begins: &'static str,
    /// What it is known by further on.
    holds: &'static str,
}

const MAY_WALK: &[MayWalk] = &[
    // Once, when a journal of before the keyed chains is handed over: the first keyed fact ends it.
    MayWalk { begins: "SELECT \"fact\".\"sequence\" FROM \"fact\"", holds: "\"hash_scheme\" <>" },
    // An operator's list of what was set aside, in the order it was written: an index that holds nothing else, sorted.
    MayWalk {
        begins: "SELECT \"queue\".\"id\", \"queue\".\"lane\"",
        holds: "\"state\" = ('set_aside')",
    },
];

/// The statements gathered on an engine, each once.
fn gathered(kind: Kind) -> BTreeSet<String> {
    let file = std::env::var(GATHERED).expect("run by tests/run, which gathers the statements");
    let lines = std::fs::read_to_string(file).unwrap();
    let engine = match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
    };
    let of_engine = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        (line["engine"] == engine).then(|| line["sql"].as_str().unwrap().to_owned())
    };
    lines.lines().filter_map(of_engine).collect()
}

/// One connection, so that what is prepared on it is there for the next statement.
async fn connect(world: &World) -> DatabaseConnection {
    let mut options = ConnectOptions::new(world.url());
    options.max_connections(1).sqlx_logging(false);
    Box::pin(Database::connect(options)).await.unwrap()
}

/// Asks for the plans of what was gathered on an engine.
async fn nothing_walks(kind: Kind) {
    let world = &World::new(kind).await;
    let connection = connect(world).await;
    let long = &seed::fill(&connection, world.kind).await;
    let judge = Judge { connection: &connection, kind: world.kind, long };
    let statements = gathered(world.kind);
    assert!(statements.len() > 150, "{} statements were gathered", statements.len());
    let mut walks = String::new();
    let mut used = BTreeSet::new();
    for sql in &statements {
        let Some(walk) = judge.walk(sql).await else { continue };
        let known = |one: &MayWalk| sql.starts_with(one.begins) && sql.contains(one.holds);
        match MAY_WALK.iter().position(known) {
            Some(known) => _ = used.insert(known),
            None => writeln!(walks, "{sql}\n    {}\n", walk.replace('\n', "\n    ")).unwrap(),
        }
    }
    assert!(walks.is_empty(), "statements that walk through a long table:\n{walks}");
    assert_eq!(used.len(), MAY_WALK.len(), "each exception is needed");
    connection.close().await.unwrap();
}

#[tokio::test]
#[ignore = "tests/run does it at the end of a whole run, of the statements the run has gathered"]
async fn no_statement_walks_through_a_long_table_on_sqlite() {
    nothing_walks(Kind::Sqlite).await;
}

#[tokio::test]
#[ignore = "tests/run does it at the end of a whole run, of the statements the run has gathered"]
async fn no_statement_walks_through_a_long_table_on_postgres() {
    nothing_walks(Kind::Postgres).await;
}

on_both! {
    /// The gate itself: it sees a walk, a walk along an index, and a sort of a whole table; and a step is none.
    async fn a_walk_is_seen(world) {
        let connection = connect(world).await;
        let long = &seed::fill(&connection, world.kind).await;
        let judge = Judge { connection: &connection, kind: world.kind, long };
        for sql in [
            "SELECT id FROM application WHERE refusal = ?",
            "SELECT count(*) FROM application",
            "SELECT id FROM application ORDER BY refusal LIMIT ?",
            "SELECT id FROM application WHERE refusal = ? ORDER BY id LIMIT ?",
            "UPDATE application SET refusal = NULL WHERE refusal = ?",
            "DELETE FROM queue WHERE attempts = ?",
        ] {
            let sql = of_kind(sql, world.kind);
            assert!(judge.walk(&sql).await.is_some(), "{sql}");
        }
        if world.kind == Kind::Postgres {
            let block = "DO $$ BEGIN PERFORM pg_advisory_xact_lock(1); UPDATE application SET refusal = NULL; END $$";
            assert!(judge.walk(block).await.is_some());
        } else {
            let made = "SELECT a.id FROM application a, application b WHERE a.refusal = b.refusal";
            assert!(judge.walk(made).await.is_some());
        }
        for sql in [
            "SELECT * FROM application WHERE id = ?",
            "SELECT id FROM application WHERE id > ? ORDER BY id LIMIT ?",
            "SELECT id FROM application WHERE TRUE ORDER BY id LIMIT ?",
            "DELETE FROM queue WHERE id IN (?, ?)",
            "UPDATE application SET refusal = ? WHERE id = ?",
        ] {
            let sql = of_kind(sql, world.kind);
            assert_eq!(judge.walk(&sql).await, None, "{sql}");
        }
        connection.close().await.unwrap();
    }

    /// Each list of manifests steps along an index of its own side, however many are closed.
    async fn the_lists_of_manifests_are_read_along_their_indexes(world) {
        let lists = of_the_lists(world).await;
        assert_eq!(lists.len(), 3, "{lists:?}");
        let connection = connect(world).await;
        let theirs = |table: &str| table.starts_with("manifest");
        let long = &seed::fill_those(&connection, world.kind, theirs).await;
        let judge = Judge { connection: &connection, kind: world.kind, long };
        for (column, index) in
            [("from_place", "manifest_from"), ("couriers", "manifest_carried"), ("to_place", "manifest_to")]
        {
            let list = lists.iter().find(|sql| sql.contains(&format!("{column} = "))).unwrap();
            assert_eq!(judge.walk(list).await, None, "{list}");
            let plan = judge.plan(list).await;
            let along = |line: &&String| line.contains(index) && !line.contains("SCAN");
            assert!(plan.iter().any(|line| along(&line)), "{list}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("Sort") || line.contains("TEMP B-TREE")), "{plan:#?}");
        }
        connection.close().await.unwrap();
    }

    /// The log of calls and the list of what is to be answered step along their indexes on every page, however long they are.
    async fn the_log_of_calls_and_what_is_to_be_answered_are_read_along_their_indexes(world) {
        let lists = of_calls(world).await;
        assert_eq!(lists.len(), 4, "the first page and the next of each: {lists:#?}");
        let connection = connect(world).await;
        let theirs = |table: &str| ["consultation", "inquiry"].contains(&table);
        let long = &seed::fill_those(&connection, world.kind, theirs).await;
        assert_eq!(long.len(), 2, "{long:?}");
        let judge = Judge { connection: &connection, kind: world.kind, long };
        for list in &lists {
            let is_log = list.contains("FROM \"consultation\"");
            let index = if is_log { "consultation_log" } else { "inquiry_waits" };
            assert_eq!(judge.walk(list).await, None, "{list}");
            let plan = judge.plan(list).await;
            let along = |line: &&String| line.contains(index) && !line.contains("SCAN");
            assert!(plan.iter().any(|line| along(&line)), "{list}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("Sort") || line.contains("TEMP B-TREE")), "{plan:#?}");
        }
        connection.close().await.unwrap();
    }
}

/// The statements that reading the first page and the next of the log of calls, and of what is to be answered, executes.
async fn of_calls(world: &World) -> BTreeSet<String> {
    let place = "call-centre".parse().unwrap();
    let (now, nil) = (world.clock.now(), Uuid::nil());
    let read = async |store: &Store| {
        for after in [None, Some((now, ConsultationId::from_uuid(nil)))] {
            store.consultations_at(&place, after, 9).await.unwrap();
        }
        for after in [None, Some((now, InquiryId::from_uuid(nil)))] {
            store.inquiries_to(&place, after, 9).await.unwrap();
        }
    };
    executed(world, "FROM \"", read).await
}

/// The statements that reading the three lists of manifests executes.
async fn of_the_lists(world: &World) -> BTreeSet<String> {
    let place = "mfc-podolsk".parse().unwrap();
    let last = ManifestId::from_uuid(Uuid::nil());
    let read = async |store: &Store| {
        for side in [Side::From, Side::Couriers, Side::To] {
            for after in [None, Some(ManifestPlace { urgent: true, id: last })] {
                store.manifests_at((side, &place), after, 9).await.unwrap();
            }
        }
    };
    executed(world, "FROM manifest WHERE", read).await
}

/// The statements with a text in them that a store executes while it is read.
async fn executed(world: &World, text: &str, read: impl AsyncFn(&Store)) -> BTreeSet<String> {
    let file = world.folder.path().join("statements");
    let store =
        Store::open(&Settings { statements: Some(file.clone()), ..settings(world.url()) }).await;
    read(&store.unwrap()).await;
    let lines = std::fs::read_to_string(file).unwrap();
    let with_text = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let sql = line["sql"].as_str().unwrap();
        sql.contains(text).then(|| sql.to_owned())
    };
    lines.lines().filter_map(with_text).collect()
}

/// A statement with the placeholders of its engine.
fn of_kind(sql: &str, kind: Kind) -> String {
    let mut parts = sql.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |sql, (part, number)| match kind {
        Kind::Sqlite => format!("{sql}?{part}"),
        Kind::Postgres => format!("{sql}${number}{part}"),
    })
}
