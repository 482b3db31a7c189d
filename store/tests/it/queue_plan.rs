//! What the engines do with the queue's statements when it is long: steps over an index, never a scan.

use crate::explain::plan;
use crate::world::Kind;

/// Rows due in other lanes and in this one, as many of them waiting as set aside.
const FILL: &str = "INSERT INTO queue (id, lane, kind, payload, dedupe_key, due_at, attempts, unended, \
    state, fence, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
    SELECT {id}, 'lane' || (i % 7), 'of.test', '{}', 'key' || i, i, 0, 0, \
    CASE WHEN i % 2 = 0 THEN 'waiting' ELSE 'set_aside' END, 0, i FROM n";

const CLAIM: &str = "SELECT id FROM queue WHERE state = 'waiting' AND lane = 'lane3' AND due_at <= 50000 \
    ORDER BY due_at LIMIT 16";
const NEXT_LANE: &str = "SELECT q.lane FROM queue q WHERE q.state = 'waiting' AND q.lane > 'lane3' ORDER BY q.lane LIMIT 1";
const FIRST_DUE: &str =
    "SELECT MIN(q.due_at) FROM queue q WHERE q.state = 'waiting' AND q.lane = 'lane3'";
const ASIDE: &str = "SELECT lane, kind, count(*) FROM queue WHERE state = 'set_aside' AND lane = 'lane3' \
    GROUP BY lane, kind";

on_both! {
    async fn claiming_and_looking_step_over_an_index_however_long_the_queue_is(world) {
        let id = match world.kind {
            Kind::Sqlite => "randomblob(16)",
            Kind::Postgres => "gen_random_uuid()",
        };
        assert_eq!(world.behind(&FILL.replace("{id}", id)).await, 100_000);
        world.behind("ANALYZE").await;
        for (statement, index) in [
            (CLAIM, "queue_due"), (NEXT_LANE, "queue_due"), (FIRST_DUE, "queue_due"),
            (ASIDE, "queue_set_aside"),
        ] {
            let plan = plan(world, statement).await;
            assert!(plan.contains(index), "{statement}\n{plan}");
            assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN queue\n"), "{plan}");
        }
        let lanes = world.store.queue_lanes().await.unwrap();
        assert_eq!(lanes.len(), 7, "{lanes:?}");
        assert_eq!(world.store.queue_depth().await.unwrap(), (50_000, 50_000));
    }
}
