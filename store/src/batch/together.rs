//! Several statements as one that goes to the database in one round trip, and how many rows each of them wrote.

use super::{Rows, Write};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::statements::TOGETHER;
use sea_orm::sea_query::Values;
use sea_orm::{DbErr, QueryResult, Statement, Value};

/// One statement of several. `first` is what goes before all others, on an engine that takes one statement after the
/// other.
///
/// SQLite is given one after the other, PostgreSQL a `WITH`, of whose parts none sees what another does (its references are
/// looked at when all is done). Rows are asked for where it matters how many there were.
pub(super) fn join(engine: Engine, first: Option<&str>, writes: &[Write]) -> Statement {
    let (mut sql, mut values) = (TOGETHER.to_owned(), Vec::<Value>::new());
    if let Some(first) = first {
        sql.push_str(first);
        sql.push_str("; ");
    }
    let mut counts = Vec::new();
    for (number, one) in writes.iter().enumerate() {
        let part = renumbered(&one.statement.sql, values.len());
        let counted = matches!(one.rows, Rows::One(_));
        match engine {
            Engine::Sqlite => {
                sql.extend([part.as_str(), "; ", if counted { "SELECT changes(); " } else { "" }]);
            }
            Engine::Postgres => {
                let name = format!("w{number}");
                let before = if number == 0 { "WITH " } else { ", " };
                let returning = if counted { " RETURNING 1)" } else { ")" };
                sql.extend([before, &name, " AS (", &part, returning]);
                if counted {
                    counts.push(format!("(SELECT count(*) FROM {name})"));
                }
            }
        }
        values.extend(one.statement.values.iter().flat_map(|own| own.0.iter().cloned()));
    }
    if engine == Engine::Postgres {
        sql.push_str(" SELECT ");
        sql.push_str(if counts.is_empty() { "1" } else { "" });
        sql.push_str(&counts.join(", "));
    }
    Statement { sql, values: Some(Values(values)), db_backend: engine.backend() }
}

/// Whether each statement wrote the rows it had to write.
pub(super) fn check(
    engine: Engine,
    writes: &[Write],
    found: &[QueryResult],
) -> Result<(), StoreError> {
    let counted = writes.iter().filter_map(|one| match &one.rows {
        Rows::One(otherwise) => Some(otherwise),
        Rows::Any => None,
    });
    for (number, otherwise) in counted.enumerate() {
        let (row, column) = match engine {
            Engine::Sqlite => (number, 0),
            Engine::Postgres => (0, number),
        };
        let row = found.get(row).ok_or_else(|| missing(number))?;
        if row.try_get_by_index::<i64>(column).map_err(StoreError::from)? != 1 {
            return Err(otherwise.clone());
        }
    }
    Ok(())
}

fn missing(number: usize) -> DbErr {
    DbErr::Custom(format!("no answer about statement {number} of several"))
}

/// A statement with its places for values numbered on from those before it. Places are `?` or `$1` and on, and neither
/// sign stands in a name or a text of ours otherwise than in quotes.
fn renumbered(sql: &str, before: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let (mut next, mut quoted) = (before, None);
    let mut signs = sql.chars().peekable();
    while let Some(sign) = signs.next() {
        match (quoted, sign) {
            (Some(quote), _) => {
                quoted = (sign != quote).then_some(quote);
                out.push(sign);
            }
            (None, '\'' | '"') => {
                quoted = Some(sign);
                out.push(sign);
            }
            (None, '?' | '$') => {
                let digits: String =
                    std::iter::from_fn(|| signs.next_if(char::is_ascii_digit)).collect();
                next += 1;
                out.push('$');
                out.push_str(&digits.parse().map_or(next, |own: usize| before + own).to_string());
            }
            (None, _) => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_on_and_what_is_quoted_is_left_alone() {
        let sql = r#"UPDATE "a?" SET b = ?, c = '$1?''?' WHERE d = ?"#;
        assert_eq!(renumbered(sql, 3), r#"UPDATE "a?" SET b = $4, c = '$1?''?' WHERE d = $5"#);
        assert_eq!(renumbered("VALUES ($1, $2), ($11, $1)", 20), "VALUES ($21, $22), ($31, $21)");
    }
}
