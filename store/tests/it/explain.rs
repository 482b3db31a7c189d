//! What an engine plans to do with a statement.

use crate::world::{Kind, World};
use sea_orm::{ConnectionTrait, Database, Statement};

/// The plan of a statement, line by line.
pub(crate) async fn plan(world: &World, statement: &str) -> String {
    let connection = Database::connect(world.url()).await.unwrap();
    let explain = match world.kind {
        Kind::Sqlite => "EXPLAIN QUERY PLAN",
        Kind::Postgres => "EXPLAIN",
    };
    let sql = format!("{explain} {statement}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    let column = if world.kind == Kind::Sqlite { "detail" } else { "QUERY PLAN" };
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).unwrap());
    let plan = lines.collect::<Vec<_>>().join("\n");
    connection.close().await.unwrap();
    plan
}
