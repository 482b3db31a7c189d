//! A place of its own for a story: a folder, and on PostgreSQL a database.

use crate::Engine;
use anyhow::Context;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A place of its own.
#[derive(Debug)]
pub struct Place {
    /// Its folder; gone when the place is.
    pub folder: TempDir,
    /// Where the database is; empty for SQLite in the folder.
    pub database_url: String,
    /// Where Redis is; empty without.
    pub redis_url: String,
    database: Option<(String, String)>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// An empty place.
    pub fn new(engine: Engine) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        if engine == Engine::Sqlite {
            let (database_url, redis_url) = (String::new(), String::new());
            return Ok(Self { folder, database_url, redis_url, database: None });
        }
        let server = peer("USLUGI_TEST_POSTGRES")?;
        let redis_url = peer("USLUGI_TEST_REDIS")?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("story_{}_{number}", std::process::id());
        sql(&server, &format!("CREATE DATABASE {name}"))?;
        let database_url = format!("{server}/{name}");
        Ok(Self { folder, database_url, redis_url, database: Some((server, name)) })
    }

    /// Where processes of this place say what they say.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("said.log")
    }

    /// The embedded database, where that is the engine.
    #[must_use]
    pub fn sqlite(&self) -> PathBuf {
        self.folder.path().join("uslugi.sqlite")
    }

    /// The address a store opens.
    #[must_use]
    pub fn store_url(&self) -> String {
        if self.database.is_some() {
            return self.database_url.clone();
        }
        format!("sqlite://{}", self.sqlite().display())
    }

    /// Looks behind: runs a statement on the place's database, past the platform; what it answers, a
    /// line a row, `|` between columns.
    pub fn sql(&self, statement: &str) -> anyhow::Result<String> {
        if self.database.is_some() {
            return psql(&self.database_url, statement);
        }
        let script = "import sqlite3, sys\n\
                      db = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)\n\
                      for row in db.execute(sys.argv[2]): print(*row, sep='|')";
        let mut python = Command::new("python3");
        said(python.args(["-c", script]).arg(self.sqlite()).arg(statement), "python3")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database {
            // The server itself goes with the test run; a database left over is in nobody's way.
            let _gone = sql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The address of a peer. Without it the story cannot be told, and says what to do.
fn peer(name: &str) -> anyhow::Result<String> {
    std::env::var(name).with_context(|| {
        format!(
            "{name} is not set: run the tests by `tests/run`, which starts PostgreSQL and Redis"
        )
    })
}

fn sql(server: &str, statement: &str) -> anyhow::Result<()> {
    psql(&format!("{server}/postgres"), statement).map(|_nothing| ())
}

fn psql(database: &str, statement: &str) -> anyhow::Result<String> {
    let mut psql = Command::new("psql");
    said(psql.args(["-q", "-X", "-At", "-v", "ON_ERROR_STOP=1", database, "-c", statement]), "psql")
}

fn said(command: &mut Command, name: &'static str) -> anyhow::Result<String> {
    let run = command.output().context(name)?;
    anyhow::ensure!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    Ok(String::from_utf8(run.stdout)?)
}
