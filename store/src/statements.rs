//! The statements this process has executed, each written down once and without its values: for whoever wants to know
//! what the engines plan to do with them.

use crate::error::StoreError;
use sea_orm::metric::Info;
use serde_json::json;
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// How several statements that go as one begin, so that they are told from single ones.
pub(crate) const TOGETHER: &str = "/* together */ ";

/// Where statements are written down.
#[derive(Debug)]
pub(crate) struct Statements {
    engine: &'static str,
    known: Mutex<HashSet<String>>,
    file: File,
}

impl Statements {
    /// Goes on in a file, which several processes may write to at once.
    pub(crate) fn open(path: &Path, engine: &'static str) -> Result<Self, StoreError> {
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
            StoreError::Refused(format!("database.statements: {}: {error}", path.display()))
        })?;
        Ok(Self { engine, known: Mutex::default(), file })
    }

    /// Writes down what a connection executed, unless it is several statements as one: then each was written down.
    pub(crate) fn executed(&self, executed: &Info<'_>) {
        if !executed.statement.sql.starts_with(TOGETHER) {
            self.keep(&executed.statement.sql);
        }
    }

    /// Writes a statement down if it is new to this process. One that failed is no less a statement.
    pub(crate) fn keep(&self, sql: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(sql) {
            return;
        }
        known.insert(sql.to_owned());
        // One write a line: lines of several processes stay whole.
        let line = format!("{}\n", json!({ "engine": self.engine, "sql": sql }));
        if let Err(error) = (&self.file).write_all(line.as_bytes()) {
            tracing::warn!(%error, "a statement could not be written down");
        }
    }
}
