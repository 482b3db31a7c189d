//! Facts of the version before: they stay as they are, get positions, verify, and nobody can add to them.

use crate::world::{Kind, World};
use domain::id::CitizenId;
use domain::journal::{ActorRef, CitizenFact, FactBody, Fault, NewFact};
use store::Wrong;

/// A fact as the version before wrote it, with the hash it computed.
struct Written {
    sequence: i64,
    id: &'static str,
    application: Option<&'static str>,
    at: i64,
    actor: &'static str,
    body: &'static str,
    hash: &'static str,
}

const CITIZEN: &str = "01a1ee56-5e00-78dd-943d-366caae7beb7";
/// The third is dated before the second: nothing kept it from that.
const WRITTEN: [Written; 3] = [
    Written {
        sequence: 1,
        id: "01a1ee56-5e7b-7d91-afc5-106ff3a3dc7e",
        application: Some("01a1ee56-5e00-7ff1-90b4-c2c573ec999d"),
        at: 1_795_000_000_123_450,
        actor: r#"{"role":"citizen","person":"cit_01a1ee565e0078dd943d366caae7beb7"}"#,
        body: r#"{"kind":"application.moved","move":"dispatch","from":"registered","to":"sent","stage_due_at":"2026-11-18T11:15:00Z"}"#,
        hash: "07e6a9d30516cd6331a3bbdc55238d35308d9d45c3ae702601b45272516a39af",
    },
    Written {
        sequence: 2,
        id: "01a1ee56-61e8-7258-921f-a8b089775e25",
        application: None,
        at: 1_795_000_001_000_000,
        actor: r#"{"role":"platform"}"#,
        body: r#"{"kind":"citizen.chat_linked","channel":"теле\"грам"}"#,
        hash: "313bd2cfbe5e3a0f8afe6e9d1b5c6a41ada908892669cc01e25b4748aa825eea",
    },
    Written {
        sequence: 3,
        id: "01a1ee56-5ff4-711d-b171-d767cf80c552",
        application: None,
        at: 1_795_000_000_500_000,
        actor: r#"{"role":"platform"}"#,
        body: r#"{"kind":"citizen.chat_unlinked","channel":"telegram","cause":"citizen"}"#,
        hash: "3982fcbad745d62b76a06ef80eebab924c9ce84a14e577813309d95d5c02faef",
    },
];

/// An identifier as the engine writes it.
pub(crate) fn id(world: &World, uuid: &str) -> String {
    match world.kind {
        Kind::Sqlite => format!("x'{}'", uuid.replace('-', "")),
        Kind::Postgres => format!("'{uuid}'"),
    }
}

/// The database as the version before left it, with these facts in it.
async fn before(world: &World) {
    for statement in [
        "DROP INDEX fact_position",
        "DROP INDEX fact_without_position",
        "ALTER TABLE fact DROP COLUMN position",
        "ALTER TABLE fact DROP COLUMN hash_scheme",
        "ALTER TABLE fact DROP COLUMN hash_key",
        "ALTER TABLE citizen DROP COLUMN journal_at",
        "DROP TABLE journal_hand_over",
        "DROP TABLE projection",
        "DROP TABLE application_count",
        "DROP TABLE application_counted",
        "DELETE FROM seaql_migrations WHERE version IN ('m0007_journal', 'm0020_counted_office', \
         'm0034_counted_channel')",
    ] {
        world.behind(statement).await;
    }
    let (head, empty) = (WRITTEN[2].hash, if world.kind == Kind::Sqlite { "x''" } else { "'\\x'" });
    let citizen = id(world, CITIZEN);
    let row = format!(
        "INSERT INTO citizen (id, esia_oid, assurance, profile, journal_sequence, journal_head, created_at, \
         updated_at) VALUES ({citizen}, 77, 'confirmed', {empty}, 3, '{head}', 0, 0)"
    );
    world.behind(&row).await;
    let mut previous = "0".repeat(64);
    for Written { sequence, id: fact, application, at, actor, body, hash } in WRITTEN {
        let application = application.map_or("NULL".to_owned(), |uuid| id(world, uuid));
        let fact = id(world, fact);
        let row = format!(
            "INSERT INTO fact (citizen_id, sequence, id, application_id, at, actor, body, previous, hash) \
             VALUES ({citizen}, {sequence}, {fact}, {application}, {at}, '{actor}', '{body}', '{previous}', '{hash}')"
        );
        world.behind(&row).await;
        hash.clone_into(&mut previous);
    }
}

fn citizen() -> CitizenId {
    CitizenId::from_uuid(CITIZEN.parse().unwrap())
}

async fn append(world: &World) {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "telegram".into() });
    let fact = NewFact { application: None, actor: ActorRef::PLATFORM, body };
    let mut tx = world.begin().await;
    tx.append(citizen(), vec![fact]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn all(world: &World) -> Result<i64, Wrong> {
    let found = world.store.verify_all(&[], None, |_, _| {}).await.unwrap();
    found.wrong.map_or(Ok(found.position), Err)
}

on_both! {
    async fn old_facts_get_positions_and_verify_and_new_ones_follow_in_one_chain(world) {
        before(world).await;
        world.store.migrate().await.unwrap();
        let over = world.store.hand_over().await.unwrap().unwrap();
        assert_eq!(over.position, 3);
        append(world).await;
        let placed = world.store.feed_after(0, 10).await.unwrap();
        let order: Vec<_> = placed.iter().map(|one| (one.position, one.fact.sequence)).collect();
        assert_eq!(order, [(1, 1), (2, 2), (3, 3), (4, 4)]);
        assert_eq!(placed[3].fact.previous.0, WRITTEN[2].hash, "one chain");
        assert_eq!(all(world).await, Ok(4));
        assert_eq!(world.store.verify_journal(citizen()).await.unwrap().unwrap().sequence, 4);
        // Again: what was handed over stays.
        world.store.migrate().await.unwrap();
        assert_eq!(world.store.hand_over().await.unwrap(), Some(over));
    }

    async fn a_new_fact_cannot_be_passed_off_as_an_old_one(world) {
        before(world).await;
        world.store.migrate().await.unwrap();
        append(world).await;
        // Rewritten as of the old scheme: the hash is anybody's to compute, the place is not.
        world.behind("UPDATE fact SET hash_scheme = 1, hash_key = NULL WHERE sequence = 4").await;
        let wrong = all(world).await.unwrap_err();
        assert_eq!((wrong.sequence, wrong.position, wrong.fault), (Some(4), Some(4), Fault::OldScheme));
        let wrong = world.store.verify_journal(citizen()).await.unwrap().unwrap_err();
        assert_eq!((wrong.sequence, wrong.fault), (Some(4), Fault::OldScheme));
        // The record moved to where it would fit: its seal does not.
        world.behind("UPDATE journal_hand_over SET position = 4").await;
        let refused = world.store.hand_over().await.unwrap_err().to_string();
        assert!(refused.contains("journal_hand_over") && refused.contains("seal"), "{refused}");
    }

    async fn an_old_fact_written_anew_by_the_old_scheme_shows_by_the_sealed_root(world) {
        before(world).await;
        world.store.migrate().await.unwrap();
        // Swapped in place with its hash right: the last two old facts, told the other way round.
        world.behind("UPDATE fact SET position = -position WHERE sequence IN (2, 3)").await;
        world.behind("UPDATE fact SET position = 5 + position WHERE position < 0").await;
        let wrong = all(world).await.unwrap_err();
        assert_eq!(wrong.fault, Fault::Order, "{wrong}");
        world.behind("DELETE FROM fact WHERE sequence = 3").await;
        world.behind("UPDATE fact SET position = 2 WHERE sequence = 2").await;
        let head = WRITTEN[1].hash;
        world.behind(&format!("UPDATE citizen SET journal_sequence = 2, journal_head = '{head}'")).await;
        let wrong = all(world).await.unwrap_err();
        assert_eq!((wrong.position, wrong.fault), (Some(3), Fault::Ends(3)));
    }

    /// Without its record nothing tells old facts from forged ones: it is not quietly made again.
    async fn a_record_that_was_removed_is_not_made_again(world) {
        before(world).await;
        world.store.migrate().await.unwrap();
        append(world).await;
        world.behind("DELETE FROM journal_hand_over").await;
        world.store.migrate().await.unwrap();
        assert_eq!(world.store.hand_over().await.unwrap(), None);
        assert_eq!(all(world).await.unwrap_err().fault, Fault::HandOver("is missing"));
    }

    /// A process of the version before fails instead of leaving facts that look forged.
    async fn the_version_before_writes_no_fact_on_a_server_any_more(world) {
        before(world).await;
        world.store.migrate().await.unwrap();
        if world.kind == Kind::Postgres {
            let none = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'fact' AND \
                        column_name = 'hash_scheme' AND column_default IS NULL AND is_nullable = 'NO'";
            let must = format!("DO $$ BEGIN IF ({none}) <> 1 THEN RAISE 'a default'; END IF; END $$");
            world.behind(&must).await;
        }
    }
}
