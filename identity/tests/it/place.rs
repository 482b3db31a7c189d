//! A place of its own for a test: a folder, and on PostgreSQL a database.

use domain::entropy::{self, OsEntropy};
use std::process::Command;
use store::{Engine, KeyRing, MasterKey, Store};
use tempfile::TempDir;

/// Both engines: what several callers do at once is proven on each.
pub(crate) const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

pub(crate) struct Place {
    pub(crate) folder: TempDir,
    database: Option<(String, String)>,
}

impl Place {
    pub(crate) fn new(engine: Engine) -> Self {
        let database = (engine == Engine::Postgres).then(|| {
            let server = std::env::var("USLUGI_TEST_POSTGRES").expect(
                "USLUGI_TEST_POSTGRES is not set: run the tests by `tests/run`, which starts PostgreSQL",
            );
            let name = format!("identity_{}", hex::encode(entropy::bytes::<8>(&OsEntropy)));
            psql(&server, &format!("CREATE DATABASE {name}"));
            (server, name)
        });
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    pub(crate) async fn open(&self) -> Store {
        let url = match &self.database {
            Some((server, name)) => format!("{server}/{name}"),
            None => format!("sqlite://{}/test.db?mode=rwc", self.folder.path().display()),
        };
        let settings = store::Settings {
            statements: std::env::var_os("USLUGI__DATABASE__STATEMENTS").map(Into::into),
            ..store::Settings::new(url, KeyRing::only(MasterKey::new([7; 32])))
        };
        let store = Store::open(&settings).await.unwrap();
        store.migrate().await.unwrap();
        store
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database {
            psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn psql(server: &str, statement: &str) {
    let run = Command::new("psql")
        .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", &format!("{server}/postgres"), "-c", statement])
        .output()
        .expect("psql runs");
    let well = run.status.success() || std::thread::panicking();
    assert!(well, "{}", String::from_utf8_lossy(&run.stderr));
}
