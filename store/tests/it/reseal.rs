//! Sealing anew: everything, on both engines, while others read and write, and after being killed.

pub(crate) mod filled;

use crate::world::{Kind, World, profile};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::OsEntropy;
use domain::id::CitizenId;
use filled::{fill, read};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{KeyRing, MasterKey, ResealPass, ResealStep, SealCounts, SealedBy, Store};

fn seven() -> MasterKey {
    MasterKey::new([7; 32])
}

fn eight() -> MasterKey {
    MasterKey::new([8; 32])
}

/// Both keys, the later one current.
fn both() -> KeyRing {
    KeyRing::only(seven()).with(eight()).sealing_by(eight().id()).unwrap()
}

/// Without the first key; indexes stay its.
fn later() -> KeyRing {
    both().without(seven().id()).unwrap()
}

/// Walks over everything.
async fn walk(store: &Store, step: ResealStep, page: u32) -> ResealPass {
    let mut pass = ResealPass::default();
    while !pass.ended() {
        store.reseal(&mut pass, step, page, &OsEntropy).await.unwrap();
    }
    pass
}

async fn counts(store: &Store) -> SealCounts {
    walk(store, ResealStep::Count, 7).await.counts
}

fn sealed_by(counts: &SealCounts, by: SealedBy) -> u64 {
    counts.iter().filter(|((_column, sealed), _)| *sealed == by).map(|(_, count)| count).sum()
}

/// A value as it was sealed before key ids.
pub(crate) fn sealed_before(key: &[u8; 32], place: &str, value: &[u8]) -> Vec<u8> {
    let master = hmac::Key::new(hmac::HMAC_SHA256, key);
    let derived = hmac::sign(&master, b"uslugi seal v1");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, derived.as_ref()).unwrap());
    let mut body = value.to_vec();
    let nonce = Nonce::assume_unique_for_key([9; NONCE_LEN]);
    key.seal_in_place_append_tag(nonce, Aad::from(place.as_bytes()), &mut body).unwrap();
    [&[1], [9; NONCE_LEN].as_slice(), &body].concat()
}

/// A literal of bytes.
pub(crate) fn bytes(world: &World, bytes: &[u8]) -> String {
    let hex = hex::encode(bytes);
    match world.kind {
        Kind::Sqlite => format!("x'{hex}'"),
        Kind::Postgres => format!("'\\x{hex}'::bytea"),
    }
}

/// The columns of bytes the schema has, as `table.column`; on SQLite identifiers are bytes too.
async fn columns_of_bytes(world: &World) -> Vec<String> {
    let sql = match world.kind {
        Kind::Sqlite => {
            "SELECT m.name || '.' || c.name AS name FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND lower(c.type) LIKE '%blob%' \
             AND lower(c.type) NOT LIKE '%uuid%' ORDER BY 1"
        }
        Kind::Postgres => {
            "SELECT table_name || '.' || column_name AS name FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1"
        }
    };
    let backend = match world.kind {
        Kind::Sqlite => DatabaseBackend::Sqlite,
        Kind::Postgres => DatabaseBackend::Postgres,
    };
    let asked = Statement::from_string(backend, sql);
    let rows = world.connection().await.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// A profile told apart by a number.
fn numbered(number: u32) -> Profile {
    Profile { middle_name: Some(number.to_string()), ..profile() }
}

async fn write(world: &World, store: &Store, oid: i64, number: u32) -> CitizenId {
    loop {
        let mut tx = world.begin_in(store).await;
        let kept = tx.remember_citizen(oid, Assurance::Confirmed, &numbered(number)).await;
        match kept {
            Ok(citizen) if tx.commit().await.is_ok() => return citizen.id,
            _ => {}
        }
    }
}

on_both! {
    async fn every_sealed_column_is_sealed_anew_and_read_at_each_step(world) {
        let filled = fill(world).await;
        let before = counts(&world.store).await;
        assert_eq!(sealed_by(&before, SealedBy::Key(seven().id())), before.values().sum::<u64>());

        let both = world.with_keys(both()).await;
        read(&both, &filled).await;
        // A page of two: every page but the last is full, and keys of two columns end in the middle of one.
        let pass = walk(&both, ResealStep::Reseal, 2).await;
        assert!(pass.unopened.is_empty() && pass.outrun == 0, "{pass:?}");
        assert_eq!(pass.resealed, before.values().sum::<u64>());
        read(&both, &filled).await;

        let after = counts(&both).await;
        assert_eq!(sealed_by(&after, SealedBy::Key(eight().id())), pass.resealed);
        assert_eq!(after.len(), before.len(), "nothing is left of the first key");
        read(&world.with_keys(later()).await, &filled).await;
        assert_eq!(walk(&both, ResealStep::Reseal, 500).await.resealed, 0, "nothing is left to do");
    }

    /// A new sealed column that nobody added to the walk would be lost with the old key.
    async fn no_column_of_bytes_is_forgotten(world) {
        fill(world).await;
        let counts = counts(&world.store).await;
        let walked: Vec<_> = counts.into_keys().map(|(column, _by)| column).collect();
        let indexes = ["call_code.code", "chat_link.active_chat", "citizen.snils_index", "duty.person"];
        let columns = columns_of_bytes(world).await;
        assert!(columns.len() > indexes.len(), "{columns:?}");
        for column in columns {
            let known = walked.contains(&column) || indexes.contains(&column.as_str());
            assert!(known, "{column} is neither sealed anew nor an index");
        }
    }

    async fn what_was_sealed_before_key_ids_is_read_and_sealed_anew(world) {
        let anna = world.citizen(1).await;
        let value = serde_json::to_vec(&profile()).unwrap();
        let old = sealed_before(&[7; 32], &format!("citizen.profile:{anna}"), &value);
        world.behind(&format!("UPDATE citizen SET profile = {}", bytes(world, &old))).await;
        let both = world.with_keys(both()).await;
        assert_eq!(world.store.citizen(anna).await.unwrap().unwrap().profile, profile());
        assert_eq!(both.citizen(anna).await.unwrap().unwrap().profile, profile());
        assert_eq!(sealed_by(&counts(&both).await, SealedBy::NoId), 1);

        assert_eq!(walk(&both, ResealStep::Reseal, 10).await.resealed, 1);
        assert_eq!(sealed_by(&counts(&both).await, SealedBy::NoId), 0);
        let later = world.with_keys(later()).await;
        assert_eq!(later.citizen(anna).await.unwrap().unwrap().profile, profile());
    }

    /// Damage and missing keys are told, left as they are, and hold up nothing.
    async fn what_does_not_open_is_named_and_left(world) {
        let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
        let clara = write(world, &world.with_keys(KeyRing::only(MasterKey::new([9; 32]))).await, 3, 0).await;
        let head = bytes(world, &[2]);
        let id = bytes(world, &hex::decode(seven().id().to_string()).unwrap());
        let torn = format!("UPDATE citizen SET profile = {head} || {id} || {head} WHERE esia_oid = 1");
        world.behind(&torn).await;
        let both = world.with_keys(both()).await;
        let pass = walk(&both, ResealStep::Reseal, 10).await;
        assert_eq!(pass.resealed, 1);
        let mut rows: Vec<_> = pass.unopened.iter().map(|one| one.row.clone()).collect();
        rows.sort_unstable();
        let mut expected = [anna.to_string(), clara.to_string()];
        expected.sort_unstable();
        assert_eq!(rows, expected);
        let missing = pass.unopened.iter().filter_map(|one| one.missing_key);
        assert_eq!(missing.collect::<Vec<_>>(), [MasterKey::new([9; 32]).id()]);
        assert_eq!(both.citizen(boris).await.unwrap().unwrap().profile, profile());
        assert_eq!(sealed_by(&counts(&both).await, SealedBy::Key(seven().id())), 1, "the torn one");
    }

    /// Writers by both keys, readers, two walks at once, one of them killed again and again: no write is lost, no read
    /// fails, and in the end nothing is left of the old key.
    async fn nothing_is_lost_while_others_read_and_write_and_walks_are_killed(world) {
        const PEOPLE: i64 = 40;
        const ROUNDS: u32 = 12;
        let old = world.with_keys(KeyRing::only(seven()).with(eight())).await;
        let new = world.with_keys(both()).await;
        let mut ids = Vec::new();
        for oid in 0..PEOPLE {
            ids.push(write(world, &old, oid, 0).await);
        }
        let over = Arc::new(AtomicBool::new(false));
        let walker = |store: Store, over: Arc<AtomicBool>| {
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let mut pass = ResealPass::default();
                    while !pass.ended() {
                        // Another walk or a writer was first: the step is made again.
                        drop(store.reseal(&mut pass, ResealStep::Reseal, 5, &OsEntropy).await);
                    }
                    assert!(pass.unopened.is_empty(), "{pass:?}");
                }
            })
        };
        let steady = walker(new.clone(), Arc::clone(&over));
        let reader = {
            let (store, ids, over) = (new.clone(), ids.clone(), Arc::clone(&over));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    for id in &ids {
                        assert!(store.citizen(*id).await.unwrap().is_some());
                    }
                }
            })
        };
        for round in 1..=ROUNDS {
            let killed = walker(new.clone(), Arc::clone(&over));
            for oid in 0..PEOPLE {
                // Half of the nodes still seal by the old key.
                let store = if (oid + i64::from(round)) % 2 == 0 { &old } else { &new };
                write(world, store, oid, round).await;
            }
            killed.abort();
            assert!(killed.await.is_err_and(|error| error.is_cancelled()));
        }
        over.store(true, Ordering::Relaxed);
        steady.await.unwrap();
        reader.await.unwrap();

        let last = walk(&new, ResealStep::Reseal, 500).await;
        assert!(last.unopened.is_empty() && last.outrun == 0, "{last:?}");
        let left = counts(&new).await;
        assert_eq!(sealed_by(&left, SealedBy::Key(seven().id())), 0, "{left:?}");
        let later = world.with_keys(later()).await;
        for id in ids {
            let kept = later.citizen(id).await.unwrap().unwrap().profile;
            assert_eq!(kept, numbered(ROUNDS), "a write was lost");
        }
    }
}
