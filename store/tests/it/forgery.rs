//! What somebody who can write the database, and has no key, cannot do unseen: each way of forging shows.

use crate::world::World;
use domain::id::CitizenId;
use domain::journal::{
    ActorRef, Checkpoint, CheckpointKind, CitizenFact, FactBody, Fault, NewFact, Root,
};
use domain::time::Clock;
use store::Wrong;

async fn append(world: &World, citizen: CitizenId, channel: &str) {
    let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: channel.to_owned() });
    let mut tx = world.begin().await;
    let fact = NewFact { application: None, actor: ActorRef::PLATFORM, body };
    tx.append(citizen, vec![fact]).await.unwrap();
    tx.commit().await.unwrap();
    // On PostgreSQL facts of one moment have no order among citizens until they are placed.
    world.store.place_facts().await.unwrap();
}

/// Two journals of three facts, told in turn, and a checkpoint over all of them.
async fn told(world: &World) -> (CitizenId, CitizenId, Checkpoint) {
    let (anna, boris) = (world.citizen(1).await, world.citizen(2).await);
    for turn in 1..=3 {
        append(world, anna, &format!("a{turn}")).await;
        append(world, boris, &format!("b{turn}")).await;
    }
    let (position, root) = world.store.root_after(0, Root::EMPTY).await.unwrap();
    assert_eq!(position, 6);
    let (kind, at) = (CheckpointKind::Checkpoint, world.clock.now());
    (anna, boris, Checkpoint { kind, position, root, at, previous: String::new() })
}

async fn verified(world: &World, checkpoint: &Checkpoint) -> Result<i64, Wrong> {
    let by = std::slice::from_ref(checkpoint);
    let found = world.store.verify_all(by, None, |_, _| {}).await.unwrap();
    found.wrong.map_or(Ok(found.position), Err)
}

/// The way a citizen is written in a statement.
fn of(world: &World, citizen: CitizenId) -> String {
    crate::journal_hand_over::id(world, &citizen.uuid().to_string())
}

on_both! {
    async fn what_nobody_touched_verifies_and_goes_on_from_a_checkpoint(world) {
        let (anna, _, checkpoint) = told(world).await;
        assert_eq!(verified(world, &checkpoint).await, Ok(6));
        append(world, anna, "a4").await;
        let by = std::slice::from_ref(&checkpoint);
        let rest = world.store.verify_all(by, Some(&checkpoint), |_, _| {}).await.unwrap();
        assert_eq!((rest.wrong, rest.facts, rest.position, rest.citizens), (None, 1, 7, 2));
        let on = world.store.root_after(checkpoint.position, checkpoint.root).await.unwrap();
        assert_eq!(on, world.store.root_after(0, Root::EMPTY).await.unwrap(), "counted on or anew");
    }

    /// The whole of what a plain hash allowed: the fact rewritten, its hash and all later ones made anew, the head set.
    async fn a_fact_rewritten_with_all_later_hashes_shows(world) {
        let (anna, _, checkpoint) = told(world).await;
        let who = of(world, anna);
        let forge = format!("UPDATE fact SET body = replace(body, 'a2', 'a9'), hash_scheme = 1, hash_key = NULL, \
                             hash = '{}' WHERE citizen_id = {who} AND sequence = 2", "1".repeat(64));
        world.behind(&forge).await;
        world.behind(&format!("UPDATE fact SET previous = '{}', hash = '{}', hash_scheme = 1, hash_key = NULL \
                               WHERE citizen_id = {who} AND sequence = 3", "1".repeat(64), "2".repeat(64))).await;
        world.behind(&format!("UPDATE citizen SET journal_head = '{}' WHERE id = {who}", "2".repeat(64))).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.citizen, wrong.sequence, wrong.fault), (Some(anna), Some(2), Fault::OldScheme));
        // Said to be of the keyed scheme it has no key to be hashed with.
        world.behind(&format!("UPDATE fact SET hash_scheme = 2, hash_key = 1 WHERE citizen_id = {who}")).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.citizen, wrong.sequence, wrong.fault), (Some(anna), Some(2), Fault::Content));
    }

    async fn the_last_fact_removed_with_its_head_set_back_shows_by_the_checkpoint(world) {
        let (_, boris, checkpoint) = told(world).await;
        let who = of(world, boris);
        world.behind(&format!("DELETE FROM fact WHERE citizen_id = {who} AND sequence = 3")).await;
        world.behind(&format!("UPDATE citizen SET journal_sequence = 2, journal_head = (SELECT hash FROM fact WHERE \
                               citizen_id = {who} AND sequence = 2) WHERE id = {who}")).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.position, wrong.fault), (Some(6), Fault::Ends(6)));
        assert_eq!(world.store.root_after(6, checkpoint.root).await.unwrap().0, 5, "the writer of checkpoints sees it");
    }

    async fn the_end_of_another_journal_than_the_last_shows_by_the_gap(world) {
        let (anna, _, checkpoint) = told(world).await;
        let who = of(world, anna);
        world.behind(&format!("DELETE FROM fact WHERE citizen_id = {who} AND sequence = 3")).await;
        world.behind(&format!("UPDATE citizen SET journal_sequence = 2, journal_head = (SELECT hash FROM fact WHERE \
                               citizen_id = {who} AND sequence = 2) WHERE id = {who}")).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.position, wrong.fault), (Some(5), Fault::Position));
        // The gap closed: the order is another than the one that was covered.
        world.behind("UPDATE fact SET position = 5 WHERE position = 6").await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!(wrong.fault, Fault::Ends(6), "{wrong}");
    }

    async fn a_whole_citizen_removed_shows(world) {
        let (anna, _, checkpoint) = told(world).await;
        let who = of(world, anna);
        world.behind(&format!("DELETE FROM fact WHERE citizen_id = {who}")).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.position, wrong.fault), (Some(1), Fault::Position));
        // The rest moved together: less than what is covered, and other facts at those positions.
        for (from, to) in [(2, 1), (4, 2), (6, 3)] {
            world.behind(&format!("UPDATE fact SET position = {to} WHERE position = {from}")).await;
        }
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!(wrong.fault, Fault::Ends(6), "{wrong}");
    }

    async fn facts_told_in_another_order_show(world) {
        let (_, _, checkpoint) = told(world).await;
        for (from, to) in [(3, -3), (4, 3), (-3, 4)] {
            world.behind(&format!("UPDATE fact SET position = {to} WHERE position = {from}")).await;
        }
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        let by = "the next checkpoint";
        assert_eq!((wrong.position, wrong.fault), (Some(6), Fault::Root { after: 0, by }));
    }

    async fn a_fact_of_the_old_scheme_put_in_shows(world) {
        let (anna, _, checkpoint) = told(world).await;
        let who = of(world, anna);
        world.behind(&format!(
            "INSERT INTO fact (citizen_id, sequence, id, at, actor, body, previous, hash, position, hash_scheme) \
             SELECT citizen_id, 4, {}, at, actor, body, hash, '{}', 7, 1 FROM fact \
             WHERE citizen_id = {who} AND sequence = 3",
            crate::journal_hand_over::id(world, "01a1ee56-5e7b-7d91-afc5-106ff3a3dc7e"), "3".repeat(64)
        )).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.sequence, wrong.position, wrong.fault), (Some(4), Some(7), Fault::OldScheme));
    }

    /// Put in where no walk over positions comes by, with the end of its journal set to it.
    async fn a_fact_put_in_below_the_first_position_shows(world) {
        let (anna, _, checkpoint) = told(world).await;
        let (who, hash) = (of(world, anna), "5".repeat(64));
        world.behind(&format!(
            "INSERT INTO fact (citizen_id, sequence, id, at, actor, body, previous, hash, position, hash_scheme, hash_key) \
             SELECT citizen_id, 4, {}, at, actor, body, hash, '{hash}', -1, hash_scheme, hash_key FROM fact \
             WHERE citizen_id = {who} AND sequence = 3",
            crate::journal_hand_over::id(world, "01a1ee56-5e7b-7d91-afc5-106ff3a3dc7e")
        )).await;
        world.behind(&format!("UPDATE citizen SET journal_sequence = 4, journal_head = '{hash}' WHERE id = {who}")).await;
        let by = std::slice::from_ref(&checkpoint);
        for from in [None, Some(&checkpoint)] {
            let wrong = world.store.verify_all(by, from, |_, _| {}).await.unwrap().wrong.unwrap();
            assert_eq!((wrong.citizen, wrong.sequence, wrong.fault), (Some(anna), Some(4), Fault::Outside));
        }
        // Moved there from its place.
        world.behind("UPDATE fact SET position = -2 WHERE position = 6").await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!(wrong.fault, Fault::Ends(6), "{wrong}");
    }

    /// Every cell of a fact is bound: the damage is named, with the fact it is in.
    async fn damage_of_each_cell_is_named(world) {
        let (anna, boris, checkpoint) = told(world).await;
        let (who, other) = (of(world, anna), of(world, boris));
        let uuid = crate::journal_hand_over::id(world, "01a1ee56-5e7b-7d91-afc5-106ff3a3dc7e");
        let link = "4".repeat(64);
        for (column, value, fault) in [
            ("id", uuid.as_str(), Fault::Content),
            ("application_id", &uuid, Fault::Content),
            ("at", "at + 1", Fault::Content),
            ("actor", "'{\"role\":\"citizen\"}'", Fault::Content),
            ("body", "replace(body, 'a', 'b')", Fault::Content),
            ("previous", &format!("'{link}'"), Fault::Content),
            ("hash", &format!("'{link}'"), Fault::Content),
            ("hash_scheme", "3", Fault::Scheme),
            ("hash_key", "2", Fault::Key(2)),
        ] {
            let place = format!("WHERE citizen_id = {who} AND sequence = 2");
            world.behind(&format!("CREATE TABLE kept AS SELECT * FROM fact {place}")).await;
            world.behind(&format!("UPDATE fact SET {column} = {value} {place}")).await;
            let wrong = verified(world, &checkpoint).await.unwrap_err();
            assert_eq!((wrong.citizen, wrong.sequence, wrong.fault), (Some(anna), Some(2), fault), "{column}");
            world.behind(&format!("UPDATE fact SET {column} = (SELECT {column} FROM kept) {place}")).await;
            world.behind("DROP TABLE kept").await;
            assert_eq!(verified(world, &checkpoint).await, Ok(6), "{column}");
        }
        world.behind(&format!("UPDATE citizen SET journal_head = '{link}' WHERE id = {other}")).await;
        let wrong = verified(world, &checkpoint).await.unwrap_err();
        assert_eq!((wrong.citizen, wrong.fault), (Some(boris), Fault::Head));
    }
}
