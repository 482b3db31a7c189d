//! Rows of the queue that say what no writer of ours says, and those of a newer version.

use crate::queue::{claim, finish, leave};
use crate::world::World;
use chrono::TimeDelta;

/// A job of this kind and payload waits a day for a node that knows it; then it is set aside.
async fn is_left_to_newer_nodes(world: &World, kind: &str, payload: &str) {
    let (_, aside) = world.store.queue_depth().await.unwrap();
    leave(world, 2).await;
    let newer = format!(
        "UPDATE queue SET kind = '{kind}', payload = '{payload}' WHERE id = \
         (SELECT id FROM queue WHERE state = 'waiting' ORDER BY id LIMIT 1)"
    );
    assert_eq!(world.behind(&newer).await, 1);
    let claims = claim(world, &world.store, "one", 10).await;
    assert_eq!(claims.len(), 1);
    finish(world, &claims[0]).await.unwrap();
    for _ in 0..7 {
        world.clock.advance(TimeDelta::minutes(1));
        assert!(claim(world, &world.store, "one", 10).await.is_empty());
    }
    let rows = world.store.queue_rows(&store::QueueFilter::default(), None, 9).await.unwrap();
    let waits = rows.iter().find(|row| row.state == "waiting").unwrap();
    assert_eq!(waits.attempts, 0, "nothing is counted");
    world.clock.advance(TimeDelta::days(1));
    assert!(claim(world, &world.store, "one", 10).await.is_empty());
    assert_eq!(world.store.queue_depth().await.unwrap(), (0, aside + 1));
}

on_both! {
    async fn work_that_cannot_be_read_is_set_aside_and_holds_nobody_up(world) {
        leave(world, 3).await;
        let spoil = "UPDATE queue SET payload = '{\"kind\":\"of.nothing\"}' WHERE id = \
                     (SELECT id FROM queue ORDER BY id LIMIT 1)";
        assert_eq!(world.behind(spoil).await, 1);
        let claims = claim(world, &world.store, "one", 10).await;
        assert_eq!(claims.len(), 2);
        assert_eq!(world.store.queue_depth().await.unwrap(), (2, 1));
        world.clock.advance(TimeDelta::days(1));
        let again = claim(world, &world.store, "two", 10).await;
        assert_eq!(again.len(), 2, "what was set aside is not tried again");
    }

    /// No lane can be looked at without the first row of each: one wrong cell there must not stop them all.
    async fn a_wrong_moment_in_a_row_stops_neither_its_lane_nor_the_others(world) {
        leave(world, 4).await;
        let all = world.store.queue_rows(&store::QueueFilter::default(), None, 9).await.unwrap();
        let spoil = async |row: usize, column: &str, value: i64| {
            let id = crate::journal_hand_over::id(world, &all[row].id.uuid().to_string());
            let sql = format!("UPDATE queue SET {column} = {value} WHERE id = {id}");
            assert_eq!(world.behind(&sql).await, 1);
        };
        spoil(0, "due_at", i64::MIN).await;
        spoil(1, "due_at", i64::MAX).await;
        spoil(2, "created_at", i64::MAX).await;
        let shown = world.store.queue_rows(&store::QueueFilter::default(), None, 9).await.unwrap();
        let due: Vec<_> = shown.iter().map(|row| row.due_at.is_some()).collect();
        assert_eq!(due, [false, false, true, true], "a row is shown, whatever stands in it");
        assert_eq!(shown[2].created_at, None);
        let claims = claim(world, &world.store, "one", 10).await;
        let taken: Vec<_> = claims.iter().map(|claim| claim.id).collect();
        assert_eq!(taken.len(), 2, "due for ever, and due now");
        assert!(taken.contains(&all[0].id) && taken.contains(&all[3].id));
        assert_eq!(world.store.queue_depth().await.unwrap(), (3, 1), "one says not when it was written");
        for one in &claims {
            finish(world, one).await.unwrap();
        }
        // A receiver that is never to be asked again by its row: its lane waits, the others go on.
        let jobs = leave(world, 1).await;
        assert_eq!(jobs.len(), 1);
        let lanes = world.store.queue_lanes().await.unwrap();
        let pause = format!("INSERT INTO lane (name, failures, paused_until, probe_until) VALUES ('{}', 1, {}, 0)", lanes[0].name, i64::MAX);
        assert_eq!(world.behind(&pause).await, 1);
        assert!(claim(world, &world.store, "one", 10).await.is_empty());
        assert!(world.store.queue_lanes().await.unwrap()[0].failing);
        // What is due in no time there is, and what such a pause holds up, is recalled by housekeeping.
        let mut tx = world.begin().await;
        assert_eq!(tx.recall_lanes().await.unwrap(), 1);
        assert_eq!(tx.recall(&lanes[0].name).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let probe = claim(world, &world.store, "one", 10).await.remove(0);
        assert!(probe.is_probe());
        let mut tx = world.begin().await;
        tx.receiver_answered(&probe.lane).await.unwrap();
        tx.finish(&probe).await.unwrap();
        assert_eq!((tx.recall_lanes().await.unwrap(), tx.recall(&probe.lane).await.unwrap()), (0, 0));
        tx.commit().await.unwrap();
        let last = claim(world, &world.store, "one", 10).await.remove(0);
        let mut both = [probe.id, last.id];
        both.sort_unstable();
        assert!(both.contains(&all[1].id), "what was due in no time there is has been given out");
        finish(world, &last).await.unwrap();
        assert_eq!(world.store.queue_depth().await.unwrap(), (0, 1));
    }

    /// A lane's row only paces: whatever stands in it, work that fails goes back, and nothing is lost.
    async fn a_wrong_cell_of_a_lane_costs_no_job(world) {
        leave(world, 1).await;
        let lane = world.store.queue_lanes().await.unwrap().remove(0).name;
        for (failures, paused_until) in [(i64::from(i32::MIN), i64::MIN), (-1, i64::MAX), (0, i64::MAX)] {
            let claimed = claim(world, &world.store, "one", 1).await.remove(0);
            let row = format!(
                "INSERT INTO lane (name, failures, paused_until, probe_until) VALUES ('{lane}', {failures}, {paused_until}, 0)"
            );
            assert_eq!(world.behind(&row).await, 1);
            let mut tx = world.begin().await;
            tx.receiver_failed(&claimed, None, "HTTP 401").await.unwrap();
            tx.recall_lanes().await.unwrap();
            tx.recall(&lane).await.unwrap();
            tx.commit().await.unwrap();
            world.clock.advance(TimeDelta::hours(2));
            assert_eq!(world.behind("DELETE FROM lane").await, 1);
        }
        let last = claim(world, &world.store, "one", 1).await.remove(0);
        assert_eq!(last.attempts, 1, "a receiver's failure is no try");
        finish(world, &last).await.unwrap();
    }

    /// A newer version of the platform runs beside this one.
    async fn work_of_an_unknown_kind_or_shape_is_left_to_newer_nodes_for_a_day_and_then_set_aside(world) {
        // One of a new kind, one of a kind we know that goes through a channel of tomorrow.
        for (kind, more) in [("of.tomorrow", ""), ("notice.send", ",\"channel\":\"pigeon\"")] {
            let payload = format!("{{\"kind\":\"{kind}\"{more}}}");
            is_left_to_newer_nodes(world, kind, &payload).await;
        }
    }

    /// What says not even its own kind, or is no JSON, is no work of a newer version.
    async fn what_is_no_job_of_its_kind_is_set_aside_at_once(world) {
        for (n, payload) in ["{}", "[]", "{", "{\"kind\":\"of.tomorrow\"}"].into_iter().enumerate() {
            leave(world, 1).await;
            let spoil = format!("UPDATE queue SET payload = '{payload}' WHERE state = 'waiting'");
            assert_eq!(world.behind(&spoil).await, 1, "{payload}");
            assert!(claim(world, &world.store, "one", 10).await.is_empty(), "{payload}");
            let aside = u64::try_from(n).unwrap() + 1;
            assert_eq!(world.store.queue_depth().await.unwrap(), (0, aside), "{payload}");
        }
    }
}
