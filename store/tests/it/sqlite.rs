//! The SQLite that is compiled in.

use crate::world::{Kind, World};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

/// Without these settings everything works and costs more, so nothing else would tell.
#[tokio::test]
async fn it_is_compiled_as_decided() {
    let world = World::new(Kind::Sqlite).await;
    let asked = Statement::from_string(DatabaseBackend::Sqlite, "PRAGMA compile_options");
    let rows = world.connection().await.query_all_raw(asked).await.unwrap();
    let options: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let has = |option: &str| options.iter().any(|one| one == option);
    let told = ".cargo/config.toml was not read: build from within the folder of the project";
    assert!(has("ENABLE_QPSG"), "{told}: {options:?}");
    assert!(has("DEFAULT_MEMSTATUS=0"), "{told}: {options:?}");
    assert!(!has("ENABLE_MEMORY_MANAGEMENT"), "{told}: {options:?}");
}
