//! What waits in a database of the version before is in the queue after the migration.

use crate::world::Kind;
use domain::id::ApplicationId;
use domain::job::Entry;
use migrations::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;
use std::time::Duration;
use store::Job;

const OLD_TABLE: &str = "CREATE TABLE outbox (id {uuid} PRIMARY KEY, kind text NOT NULL, payload text NOT NULL, \
    state text NOT NULL, due_at bigint NOT NULL, attempts integer NOT NULL, lease_owner text, \
    lease_until bigint, fence bigint NOT NULL, last_error text, created_at bigint NOT NULL)";

on_both! {
    async fn what_waited_was_leased_or_given_up_is_moved_with_its_state(world) {
        // The database as it was: without the queue, and with an outbox of three rows.
        let uuid = if world.kind == Kind::Sqlite { "blob" } else { "uuid" };
        for statement in [
            "DROP TABLE queue", "DROP TABLE lane",
            "DELETE FROM seaql_migrations WHERE version IN ('m0005_queue', 'm0018_odd_work')",
            &OLD_TABLE.replace("{uuid}", uuid),
        ] {
            world.behind(statement).await;
        }
        let application = ApplicationId::new(world.begin().await.now(), &*world.entropy);
        // As it was written before jobs named a stage entry and a department.
        let payload = format!("{{\"kind\":\"exchange.send\",\"application\":\"{application}\"}}");
        let job = Job::SendToDepartment { application, entry: Entry::default(), receiver: None };
        for (n, state, until) in [(1, "ready", "NULL"), (2, "leased", "500"), (3, "dead", "NULL")] {
            let id = format!("0000000000000000000000000000000{n}");
            let id = if world.kind == Kind::Sqlite { format!("x'{id}'") } else { format!("'{id}'") };
            let row = format!(
                "INSERT INTO outbox VALUES ({id}, 'exchange.send', '{payload}', '{state}', 100, 2, NULL, \
                 {until}, 7, 'why', 50)"
            );
            assert_eq!(world.behind(&row).await, 1);
        }
        let connection = world.connection().await;
        Migrator::up(connection, None).await.unwrap();
        assert!(connection.execute_unprepared("SELECT 1 FROM outbox").await.is_err(), "it is gone");
        assert_eq!(world.store.queue_depth().await.unwrap(), (2, 1));
        let lanes = world.store.queue_lanes().await.unwrap();
        let mut tx = world.begin().await;
        let claims = tx.claim(&lanes, "one", |_| 9, Duration::from_secs(30)).await.unwrap().claims;
        tx.commit().await.unwrap();
        let seen: Vec<_> = claims.iter().map(|one| (one.lane.as_str(), one.attempts)).collect();
        assert_eq!(seen, [("exchange", 3), ("exchange", 3)]);
        assert!(claims.iter().all(|claim| claim.job == job));
        for claim in &claims {
            let mut tx = world.begin().await;
            tx.finish(claim).await.unwrap();
            tx.commit().await.unwrap();
        }
        let aside = world.store.queue_set_aside().await.unwrap();
        assert_eq!((aside[0].lane.as_str(), aside[0].kind.as_str()), ("exchange", "exchange.send"));
    }
}
