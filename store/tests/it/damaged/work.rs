//! A damaged cell of what is in hand: a delivery about to be sent, its tries, the states of a chat link, the end of a
//! journal, what a projection counted, the keys in use, the journal's hand-over.

use super::NEVER;
use crate::corrupt::is_named;
use crate::projection::{counts_one, goes_on};
use crate::queue::claim;
use crate::reseal::filled::{Filled, fill};
use crate::world::{Kind, World};
use chrono::NaiveDate;
use domain::id::{ApplicationId, DeliveryId};
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use domain::time::Clock;
use store::{Applications, Claim, StoreError};

/// Table, column, a value no writer of ours leaves; none: bytes that are no seal.
pub(super) const CELLS: &[(&str, &str, &str)] = &[
    ("delivery", "channel", "'pigeon'"),
    ("delivery", "attempts", "-9"),
    ("delivery", "expires_at", NEVER),
    ("delivery", "address", ""),
    ("notice", "created_at", NEVER),
    ("notice", "words", ""),
    ("attempt", "n", "-1"),
    ("attempt", "started_at", NEVER),
    ("attempt", "ended_at", NEVER),
    ("citizen", "journal_at", NEVER),
    ("projection", "state", "'lost'"),
    ("application_count", "day", "'2026-11-01x'"),
    ("application_count", "service_version", "-1"),
    ("application_count", "channel", "'No Channel'"),
    ("application_count", "direct_reason", "'No Reason'"),
    ("application_count", "office", "'No Office'"),
    ("application_count", "stage", "'NOWHERE'"),
    ("application_count", "applications", "-1"),
    ("application_counted", "day", "'yesterday'"),
    ("application_counted", "service", "'No Such Service'"),
    ("application_counted", "service_version", "-1"),
    ("application_counted", "channel", "'No Channel'"),
    ("application_counted", "direct_reason", "'No Reason'"),
    ("application_counted", "office", "'No Office'"),
    ("application_counted", "stage", "'NOWHERE'"),
    ("master_key", "id", "'No Key'"),
    ("master_key", "used_since", NEVER),
    ("master_key", "removed_at", NEVER),
    ("journal_hand_over", "root", "'?'"),
    ("journal_hand_over", "seal", "'?'"),
];

/// A state of a chat's link, the column that is read in it, a value no writer of ours leaves.
pub(super) const OF_A_CHAT: &[(&str, &str, &str)] = &[
    ("claimed", "confirmed", "'nobody'"),
    ("claimed", "chat", ""),
    ("claimed", "chat", "NULL"),
    ("claimed", "channel", "NULL"),
    ("active", "active_at", "NULL"),
    ("ended", "cause", "'nobody'"),
    ("ended", "cause", "NULL"),
];

fn no_seal(world: &World, value: &'static str) -> &'static str {
    match (value, world.kind) {
        ("", Kind::Sqlite) => "x'07'",
        ("", Kind::Postgres) => "'\\x07'::bytea",
        (value, _) => value,
    }
}

struct Kept {
    filled: Filled,
    job: Claim,
    counted: ApplicationId,
}

/// A delivery in hand after one try, and an application that was counted.
async fn keep(world: &World) -> Kept {
    let filled = fill(world).await;
    world.store.check_keys(world.clock.now()).await.unwrap();
    let job = claim(world, &world.store, "notifier", 10).await.remove(0);
    let mut tx = world.begin().await;
    assert!(tx.begin_try(&job).await.unwrap().is_some());
    tx.commit().await.unwrap();
    let counted = counts_one(world, filled.anna).await;
    Kept { filled, job, counted }
}

/// Reads the cell of a table the way the platform does; what is begun is not ended.
async fn read(
    world: &World,
    Kept { filled, job, counted }: &Kept,
    table: &str,
) -> Result<(), StoreError> {
    let store = &world.store;
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    match table {
        "delivery" | "notice" => world.begin().await.begin_try(job).await.map(drop),
        "attempt" => store.attempts_of(DeliveryId::from_uuid(job.id.uuid())).await.map(drop),
        "citizen" => {
            let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "x".into() });
            let fact = NewFact { application: None, actor: ActorRef::PLATFORM, body };
            world.begin().await.append(filled.anna, vec![fact]).await.map(drop)
        }
        "projection" => store.projections(world.clock.now()).await.map(drop),
        "application_count" => {
            let services = ["one".parse().unwrap(), "two".parse().unwrap()];
            store.application_counts(&services, (day(1), day(30))).await.map(drop)
        }
        "application_counted" => {
            goes_on(world, filled.anna, *counted).await;
            let current = Applications::CURRENT;
            store.project(&current, 10, (&world.clock, &world.entropy)).await.map(drop)
        }
        "master_key" => store.used_keys().await.map(drop),
        "journal_hand_over" => store.hand_over().await.map(drop),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn every_damaged_cell_of_work_in_hand_is_named(world) {
        let kept = keep(world).await;
        for &(table, column, value) in CELLS {
            let value = no_seal(world, value);
            is_named(world, (table, column, value, ""), async || read(world, &kept, table).await).await;
        }
    }

    async fn every_damaged_cell_of_a_chats_link_is_named_in_every_state(world) {
        let filled = fill(world).await;
        let link = world.store.active_chat_link(filled.anna).await.unwrap().unwrap();
        for &(state, column, value) in OF_A_CHAT {
            world.behind(&format!("UPDATE chat_link SET state = '{state}', cause = 'blocked', confirmed = NULL")).await;
            let read = async || world.store.chat_link(filled.anna, link.id).await.map(drop);
            is_named(world, ("chat_link", column, no_seal(world, value), ""), read).await;
        }
    }
}
