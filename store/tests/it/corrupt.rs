//! A damaged cell is an error that names table, column and row; never a panic, never a guess.

use crate::world::{Kind, World, profile, receipt};
use domain::application::Application;
use domain::id::{ApplicationId, CitizenId, DraftId};
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use serde_json::json;
use store::{Corrupt, Key, StoreError};

/// What there is to damage.
pub(crate) struct Kept {
    anna: CitizenId,
    application: ApplicationId,
    draft: DraftId,
}

fn key() -> Key {
    Key { actor: "cit_1".into(), key: "k-1".into(), body_sha256: "body".into() }
}

pub(crate) async fn kept(world: &World) -> Kept {
    let anna = world.citizen(1).await;
    let Application { id: application, service, .. } = world.filed(anna, 1).await;
    let mut tx = world.begin().await;
    tx.keep_applicant(application, &profile()).await.unwrap();
    let draft = tx.insert_draft(anna, &service, &json!({})).await.unwrap().id;
    let register = "employment".parse().unwrap();
    tx.remember_register(anna, &register, &json!({})).await.unwrap();
    let now = tx.now();
    let told = receipt(application, "msg-1", now);
    tx.keep_receipt(&told).await.unwrap();
    tx.keep_decision(application, "msg-1", &json!({})).await.unwrap();
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "telegram".into() });
    let fact = NewFact { application: None, actor: ActorRef::PLATFORM, body };
    tx.append(anna, vec![fact]).await.unwrap();
    tx.keep_answer(&key(), &1).await.unwrap();
    tx.commit().await.unwrap();
    Kept { anna, application, draft }
}

/// Reads the row of a table the way the platform does.
async fn read(world: &World, kept: &Kept, table: &str) -> Result<(), StoreError> {
    let store = &world.store;
    match table {
        "citizen" => {
            let alone = store.citizen(kept.anna).await.map(drop);
            alike(alone, store.citizen_with_registers(kept.anna).await.map(drop))
        }
        "fact" => store.facts_after(kept.anna, 0, 10).await.map(drop),
        "draft" => store.draft(kept.anna, kept.draft).await.map(drop),
        "message" => {
            store.messages_of(kept.application).await?;
            store.decisions_of(kept.application).await.map(drop)
        }
        "application_form" => {
            let alone = store.filed_form(kept.application).await.map(drop);
            alike(alone, store.filed_case(kept.application).await.map(drop))
        }
        "register_fact" => {
            let alone = store.registers_of(kept.anna).await.map(drop);
            alike(alone, store.citizen_with_registers(kept.anna).await.map(drop))
        }
        "idempotency" => store.earlier::<u32>(&key()).await.map(drop),
        _ => store.application(kept.application).await.map(drop),
    }
}

/// What is read together is named as what is read alone.
fn alike(
    alone: Result<(), StoreError>,
    together: Result<(), StoreError>,
) -> Result<(), StoreError> {
    assert_eq!(format!("{:?}", alone.as_ref().err()), format!("{:?}", together.err()));
    alone
}

/// Table, column, a value no writer of ours leaves, what names the row.
pub(crate) fn damages(
    world: &World,
    kept: &Kept,
) -> Vec<(&'static str, &'static str, &'static str, String)> {
    // A sealed cell: no bytes; bytes of an unknown form; bytes that are no seal.
    let bytes = |hex: &'static str| match (world.kind, hex) {
        (Kind::Sqlite, "") => "x''",
        (Kind::Sqlite, "07") => "x'07'",
        (Kind::Sqlite, _) => "x'0100112233445566778899aabbccddeeff00112233'",
        (Kind::Postgres, "") => "'\\x'::bytea",
        (Kind::Postgres, "07") => "'\\x07'::bytea",
        (Kind::Postgres, _) => "'\\x0100112233445566778899aabbccddeeff00112233'::bytea",
    };
    let uuid = kept.application.uuid().to_string();
    let of_application = [
        ("number", "'50-2026-17'"),
        ("service", "'No Such Service'"),
        ("service_version", "-1"),
        ("process", "''"),
        ("process_version", "-7"),
        ("channel", "'fax'"),
        ("office", "'No Office'"),
        ("stage", "'NOWHERE'"),
        ("stage_since", "9223372036854775807"),
        ("stage_due_at", "-9223372036854775807"),
        ("filed_at", "9223372036854775807"),
        ("registered_on", "'yesterday'"),
        ("due_at", "9223372036854775807"),
        ("cleared", "'{'"),
        ("outcome", "'perhaps'"),
        ("refusal", "'Нет'"),
    ];
    let mut all: Vec<_> = of_application
        .into_iter()
        .map(|(column, value)| ("application", column, value, uuid.clone()))
        .collect();
    for hex in ["", "07", "seal"] {
        all.push(("application_form", "form", bytes(hex), kept.application.to_string()));
        all.push(("citizen", "profile", bytes(hex), kept.anna.to_string()));
        all.push(("draft", "form", bytes(hex), kept.draft.to_string()));
        all.push(("message", "data", bytes(hex), "msg-1".to_owned()));
        all.push(("register_fact", "data", bytes(hex), "employment".to_owned()));
    }
    all.push(("citizen", "assurance", "'absolute'", kept.anna.uuid().to_string()));
    all.push(("message", "receiver", "'No One'", "msg-1".to_owned()));
    all.push(("message", "received_at", "9223372036854775807", "msg-1".to_owned()));
    all.push(("draft", "service", "'?'", kept.draft.uuid().to_string()));
    all.push(("fact", "body", "'{\"kind\":\"citizen.chat_linked\"}'", String::new()));
    all.push(("fact", "body", "'{\"kind\":\"of nothing\"}'", String::new()));
    all.push(("fact", "body", "'{\"of\":\"nothing\"}'", String::new()));
    all.push(("fact", "actor", "'{}'", String::new()));
    all.push(("fact", "at", "9223372036854775807", String::new()));
    all.push(("idempotency", "answer", "'['", "k-1".to_owned()));
    all
}

/// Damages a cell, sees that reading names it, and puts it back. `row` is in the name of the row.
pub(crate) async fn is_named(
    world: &World,
    (table, column, value, row): (&str, &str, &str, &str),
    read: impl AsyncFn() -> Result<(), StoreError>,
) {
    let place = format!("{table}.{column} = {value}");
    // One cell at a time: the table is kept aside and put back.
    world.behind(&format!("CREATE TABLE aside AS SELECT * FROM {table}")).await;
    world.behind(&format!("UPDATE {table} SET {column} = {value}")).await;
    let damaged = read().await;
    let Err(StoreError::Corrupt(Corrupt { table: told, column: cell, row: key, reason, .. })) =
        damaged
    else {
        panic!("{place}: {damaged:?}")
    };
    assert_eq!((told, cell), (table, column), "{place}: {reason}");
    assert!(!key.is_empty() && key.contains(row), "{place}: row {key}");
    world.behind(&format!("UPDATE {table} SET {column} = (SELECT {column} FROM aside)")).await;
    world.behind("DROP TABLE aside").await;
    read().await.unwrap();
}

on_both! {
    async fn every_damaged_cell_is_named_by_table_column_and_row(world) {
        let kept = kept(world).await;
        for (table, column, value, row) in damages(world, &kept) {
            is_named(world, (table, column, value, &row), async || read(world, &kept, table).await).await;
        }
    }

    /// A sealed value moved to another row does not open there.
    async fn a_form_moved_to_another_application_does_not_open(world) {
        let anna = world.citizen(1).await;
        let (one, two) = (world.filed(anna, 1).await, world.filed(anna, 2).await);
        let steal = "UPDATE application_form SET form = (SELECT form FROM application_form WHERE \
                     application_id = (SELECT id FROM application WHERE number = ";
        world.behind(&format!("{steal}'{}'))", one.number)).await;
        assert!(world.store.filed_form(one.id).await.unwrap().is_some());
        let moved = world.store.filed_form(two.id).await;
        assert!(matches!(moved, Err(StoreError::Corrupt(_))), "{moved:?}");
    }
}
