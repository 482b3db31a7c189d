//! What a plan comes to: a step into an index, or a walk through a table.

use crate::world::Kind;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TryGetable};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What engines plan for statements once these tables are long.
pub(super) struct Judge<'a> {
    pub(super) connection: &'a DatabaseConnection,
    pub(super) kind: Kind,
    pub(super) long: &'a BTreeSet<String>,
}

impl Judge<'_> {
    /// What the engine plans to do with a statement, where that is a walk through a long table.
    pub(super) async fn walk(&self, sql: &str) -> Option<String> {
        for one in statements(sql) {
            let walk = match self.kind {
                Kind::Sqlite => self.on_sqlite(one).await,
                Kind::Postgres => self.on_postgres(one).await,
            };
            if walk.is_some() {
                return walk;
            }
        }
        None
    }

    /// SQLite says `SEARCH` of a step and `SCAN` of a walk. A walk along an index that ends at a limit is a step too,
    /// unless its rows are sorted first, or a condition that is not the index's own passes them over. An index that it
    /// makes for the one statement is a walk.
    async fn on_sqlite(&self, sql: &str) -> Option<String> {
        let lines = self.plan_of_sqlite(sql).await;
        let sorted = lines.iter().any(|line| line.contains("USE TEMP B-TREE"));
        let limited = sql.contains("LIMIT") && !sorted;
        let chooses = sql.replace(" WHERE TRUE ", " ").contains(" WHERE ");
        let partial = self.partial_indexes().await;
        let walks = lines.iter().any(|line| {
            let Some((word, what)) = line.split_once(' ') else { return false };
            let (name, how) = what.split_once(' ').unwrap_or((what, ""));
            if word == "SEARCH" {
                return self.is_long(sql, name) && how.contains(" AUTOMATIC ");
            }
            let index = how.split_once("INDEX ").map(|(_, index)| index);
            let along = index.is_some() || how.contains("PRIMARY KEY");
            let passes_over = chooses && !index.is_some_and(|index| partial.contains(index));
            let step = limited && along && !passes_over;
            word == "SCAN" && self.is_long(sql, name) && !step
        });
        walks.then(|| lines.join("\n"))
    }

    async fn plan_of_sqlite(&self, sql: &str) -> Vec<String> {
        // SQLite looks at what is bound: nothing would be looked for among the empty cells, which may be many.
        let bound = vec![sea_orm::Value::from("bound"); sql.matches(['?', '$']).count()];
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, explain, bound);
        self.answers(statement, "detail").await
    }

    /// What the engine plans to do with one statement, line by line.
    pub(super) async fn plan(&self, sql: &str) -> Vec<String> {
        match self.kind {
            Kind::Sqlite => self.plan_of_sqlite(sql).await,
            Kind::Postgres => self.plan_of_postgres(sql).await.unwrap().1,
        }
    }

    /// The indexes of SQLite that hold only the rows of a condition of their own.
    async fn partial_indexes(&self) -> BTreeSet<String> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'";
        self.ask(sql, "name").await.into_iter().collect()
    }

    /// Whether a name in a statement is that of a long table, or one it is called by there.
    fn is_long(&self, sql: &str, name: &str) -> bool {
        let bare = sql.replace('"', "");
        let called = |table: &String| {
            ["", " AS"].iter().any(|word| bare.contains(&format!("{table}{word} {name}")))
        };
        self.long.contains(name) || self.long.iter().any(called)
    }

    async fn on_postgres(&self, sql: &str) -> Option<String> {
        match self.plan_of_postgres(sql).await {
            Err(error) => Some(format!("it cannot be prepared: {error}")),
            Ok((plan, shown)) => self.reads_whole(&plan, Read::ToTheEnd).then(|| shown.join("\n")),
        }
    }

    /// PostgreSQL's plan for any values, with a limit of a page where the statement has one: as it is read, and as it is shown.
    async fn plan_of_postgres(&self, sql: &str) -> Result<(Value, Vec<String>), DbErr> {
        let (sql, parameters) = with_limits(sql);
        let run = async |sql: &str| self.connection.execute_unprepared(sql).await;
        run("SET plan_cache_mode = force_generic_plan").await.unwrap();
        run(&format!("PREPARE asked AS {sql}")).await?;
        let nulls = vec!["NULL"; parameters].join(", ");
        let values = if parameters == 0 { String::new() } else { format!("({nulls})") };
        let explain = |form: &str| format!("EXPLAIN ({form}) EXECUTE asked{values}");
        let plan: Vec<Value> = self.ask(&explain("FORMAT JSON"), "QUERY PLAN").await;
        let shown: Vec<String> = self.ask(&explain("FORMAT TEXT"), "QUERY PLAN").await;
        run("DEALLOCATE asked").await.unwrap();
        Ok((plan[0][0]["Plan"].clone(), shown))
    }

    /// Whether a node of a plan, or one under it, reads a whole table or index.
    fn reads_whole(&self, node: &Value, read: Read) -> bool {
        let kind = node["Node Type"].as_str().unwrap_or_default();
        let is_long = node["Relation Name"].as_str().is_none_or(|name| self.long.contains(name));
        let by_index = ["Index Scan", "Index Only Scan", "Bitmap Index Scan"].contains(&kind);
        // A condition that is not the index's passes over any number of rows before the limit is reached.
        let passes_over = read == Read::ToTheEnd || node.get("Filter").is_some();
        let whole_index = by_index && node.get("Index Cond").is_none() && passes_over;
        if is_long && (kind == "Seq Scan" || whole_index) {
            return true;
        }
        // What a sort, a sum or a hash reads, it reads to the end, whatever is asked of it.
        let under = match kind {
            "Sort" | "Incremental Sort" | "Aggregate" | "Hash" => Read::ToTheEnd,
            "Limit" => Read::ToALimit,
            _ => read,
        };
        let nodes = node["Plans"].as_array().map(Vec::as_slice).unwrap_or_default();
        nodes.iter().any(|node| self.reads_whole(node, under))
    }

    /// A column of what the engine answers.
    async fn ask<T: TryGetable>(&self, sql: &str, column: &str) -> Vec<T> {
        self.answers(Statement::from_string(self.connection.get_database_backend(), sql), column)
            .await
    }

    async fn answers<T: TryGetable>(&self, statement: Statement, column: &str) -> Vec<T> {
        let rows = self.connection.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
    }
}

/// The statements in a text that have plans: itself, or those of a block of PostgreSQL.
fn statements(sql: &str) -> Vec<&str> {
    let planned = |one: &&str| {
        let begins = one.split_whitespace().next().unwrap_or_default().to_uppercase();
        ["SELECT", "WITH", "UPDATE", "DELETE", "INSERT"].contains(&begins.as_str())
    };
    let block = sql.starts_with("DO ");
    let parts: Vec<&str> = if block { sql.split(';').collect() } else { vec![sql] };
    parts.into_iter().map(str::trim).filter(planned).collect()
}

/// How far what is above a node reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    ToTheEnd,
    ToALimit,
}

/// A statement whose limits are those of a page, and how many parameters it has left.
fn with_limits(sql: &str) -> (String, usize) {
    let mut out = String::new();
    let mut numbers = Vec::<String>::new();
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        let digits: String = after[1..].chars().take_while(char::is_ascii_digit).collect();
        rest = &after[1 + digits.len()..];
        out += before;
        if digits.is_empty() {
            out += "$";
        } else if before.ends_with("LIMIT ") {
            out += "100";
        } else {
            let place = numbers.iter().position(|known| *known == digits).unwrap_or_else(|| {
                numbers.push(digits);
                numbers.len() - 1
            });
            write!(out, "${}", place + 1).unwrap();
        }
    }
    (out + rest, numbers.len())
}
