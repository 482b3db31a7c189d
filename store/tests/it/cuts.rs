//! Connections that the server let go of while they waited: whoever asks next is answered all the same.

use crate::world::{Kind, World};
use futures::future::join_all;
use sea_orm::ConnectionTrait;

/// Ends every connection of this store, as a restart of the server or a failover does.
async fn cut(world: &World) {
    let others = "SELECT count(pg_terminate_backend(pid, 5000)) AS cut FROM pg_stat_activity
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let behind = world.connection().await;
    let backend = behind.get_database_backend();
    let row = behind.query_one_raw(sea_orm::Statement::from_string(backend, others)).await;
    let cut: i64 = row.unwrap().unwrap().try_get("", "cut").unwrap();
    assert!(cut >= 2, "{cut} connections were cut: this proves nothing");
}

/// Opens several connections: as many reads at once.
async fn read_at_once(world: &World) {
    let reads = (0..8).map(|_| world.store.last_position());
    for read in join_all(reads).await {
        read.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_and_writers_do_not_notice_that_waiting_connections_were_cut() {
    let world = World::new(Kind::Postgres).await;
    for _ in 0..3 {
        read_at_once(&world).await;
        cut(&world).await;
        // One after the other: each takes one that waited.
        for _ in 0..10 {
            world.store.last_position().await.unwrap();
        }
        read_at_once(&world).await;
        cut(&world).await;
        for _ in 0..10 {
            world.begin().await.commit().await.unwrap();
        }
        read_at_once(&world).await;
        cut(&world).await;
        world.store.ping().await.unwrap();
        read_at_once(&world).await;
    }
}
