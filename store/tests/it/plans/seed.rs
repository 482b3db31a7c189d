//! Every table of the schema, long: rows that belong to nothing, only for what the engines know of them.

use crate::world::Kind;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// How long each table is made.
const ROWS: u32 = 50_000;

/// Tables that stay short however many people there are.
const SHORT: &[&str] = &[
    "application_serial",
    "journal_hand_over",
    "lane",
    "lease",
    "manifest_serial",
    "master_key",
    "projection",
    "seaql_migrations",
    "signing_key",
];

/// A column that holds one of a few words.
struct Words {
    /// Of this table, or of any.
    table: Option<&'static str>,
    column: &'static str,
    /// How often each: (word, of a hundred rows).
    often: &'static [(&'static str, u32)],
}

const WORDS: &[Words] = &[
    Words { table: Some("queue"), column: "state", often: &[("waiting", 99), ("set_aside", 1)] },
    // Most are closed, and hold what has arrived.
    Words {
        table: Some("manifest"),
        column: "state",
        often: &[("open", 1), ("given", 1), ("carried", 3), ("closed", 95)],
    },
    Words {
        table: Some("manifest_item"),
        column: "state",
        often: &[("waiting", 2), ("carried", 3), ("received", 90), ("left_out", 5)],
    },
    // One organisation answers all calls, and few are asked about cases.
    Words { table: Some("consultation"), column: "organisation", often: &[("call-centre", 100)] },
    Words { table: Some("inquiry"), column: "addressee", often: &[("mvd", 70), ("czn", 30)] },
    Words { table: None, column: "state", often: &[("active", 10), ("revoked", 10), ("done", 80)] },
    Words {
        table: None,
        column: "holder_role",
        often: &[("office_operator", 50), ("department_officer", 50)],
    },
];

/// A column: its table, its name, its type, whether it may be empty.
struct Column {
    table: String,
    name: String,
    holds: String,
    nullable: bool,
}

/// Fills every table that becomes long, and lets the engine look at what it has; the names of these.
pub(super) async fn fill(connection: &DatabaseConnection, kind: Kind) -> BTreeSet<String> {
    fill_those(connection, kind, |_table| true).await
}

/// The same, of some tables only.
pub(super) async fn fill_those(
    connection: &DatabaseConnection,
    kind: Kind,
    is_asked: impl Fn(&str) -> bool,
) -> BTreeSet<String> {
    let mut long = BTreeSet::new();
    let run = async |sql: &str| connection.execute_unprepared(sql).await.unwrap().rows_affected();
    run(match kind {
        Kind::Sqlite => "PRAGMA foreign_keys = OFF",
        Kind::Postgres => "SET session_replication_role = replica",
    })
    .await;
    for (table, columns) in tables(connection, kind).await {
        if SHORT.contains(&table.as_str()) || !is_asked(&table) {
            continue;
        }
        let names: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<_> = columns.iter().map(|column| column.value(kind)).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        let filled = run(&format!(
            "INSERT INTO \"{table}\" ({names}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
             WHERE i < {ROWS}) SELECT {values} FROM n WHERE true ON CONFLICT DO NOTHING"
        ))
        .await;
        assert!(filled > u64::from(ROWS / 10), "{table} has {filled} rows");
        long.insert(table);
    }
    // PostgreSQL's own housekeeping keeps it so that rows of an index need not be looked up to be counted.
    run(match kind {
        Kind::Sqlite => "ANALYZE",
        Kind::Postgres => "VACUUM ANALYZE",
    })
    .await;
    if kind == Kind::Postgres {
        // A table on a fast disk, many times as long: a step costs little beside a walk.
        run("SET random_page_cost = 1.1").await;
    }
    long
}

async fn tables(connection: &DatabaseConnection, kind: Kind) -> BTreeMap<String, Vec<Column>> {
    let sql = match kind {
        Kind::Sqlite => {
            "SELECT m.name AS t, p.name AS c, lower(p.type) AS h, p.\"notnull\" = 0 AND p.pk = 0 AS n \
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        Kind::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS h, is_nullable = 'YES' AS n \
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY ordinal_position"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let mut tables = BTreeMap::<String, Vec<Column>>::new();
    for row in connection.query_all_raw(statement).await.unwrap() {
        let text = |column: &str| row.try_get::<String>("", column).unwrap();
        let nullable = row.try_get("", "n").unwrap();
        let column = Column { table: text("t"), name: text("c"), holds: text("h"), nullable };
        tables.entry(text("t")).or_default().push(column);
    }
    tables
}

impl Column {
    /// What row `i` holds in it.
    fn value(&self, kind: Kind) -> String {
        let is_text = self.holds.contains("char") || self.holds == "text";
        let words = WORDS.iter().find(|words| {
            let table = words.table.is_none_or(|table| table == self.table);
            is_text && table && words.column == self.name
        });
        let value = if let Some(words) = words {
            let mut below = 0;
            let mut cases = String::new();
            for (word, often) in words.often {
                below += often;
                write!(cases, " WHEN i % 100 < {below} THEN '{word}'").unwrap();
            }
            format!("CASE{cases} END")
        } else {
            self.plain(kind)
        };
        if self.nullable { format!("CASE WHEN i % 2 = 0 THEN {value} END") } else { value }
    }

    fn plain(&self, kind: Kind) -> String {
        let is_key = self.name == "id" && !self.holds.contains("int");
        // What belongs to another row shares it with nine more.
        let number = if self.name.ends_with("_id") { "i / 10" } else { "i" };
        match (self.holds.as_str(), kind) {
            ("uuid", _) if is_key => "gen_random_uuid()".to_owned(),
            ("uuid", _) => format!("md5(({number})::text)::uuid"),
            (_, Kind::Sqlite) if is_key => "randomblob(16)".to_owned(),
            (holds, Kind::Sqlite) if holds.contains("uuid") => {
                format!("CAST(printf('%016d', {number}) AS BLOB)")
            }
            ("bytea", _) => "decode(md5(i::text), 'hex')".to_owned(),
            (holds, _) if holds.contains("blob") => "CAST(printf('%016d', i) AS BLOB)".to_owned(),
            ("boolean", _) => "i % 2 = 0".to_owned(),
            // Claims that nobody ended are rare.
            _ if self.name == "unended" => "CASE WHEN i % 1000 = 0 THEN 3 ELSE 0 END".to_owned(),
            (holds, _) if holds.contains("int") => "i".to_owned(),
            _ => "'word' || i".to_owned(),
        }
    }
}
