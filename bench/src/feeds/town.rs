//! Invented people with sessions, written behind the node into its own database, so that thousands can listen.

use super::board::Board;
use crate::invented;
use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::assurance::Assurance;
use domain::entropy::{self, Entropy, OsEntropy};
use domain::id::{CitizenId, SessionId};
use domain::oidc::{Digest, Method, Session, SignIn};
use domain::time::{Clock, SystemClock};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use store::{Settings, Store, Tx};
use tokio::time::Instant;
use uslugi::Config;
use uslugi::keys::Keys;

/// How many people are written in one transaction.
const TOGETHER: usize = 250;

/// The people, and the database they were written to.
#[derive(Debug)]
pub(super) struct Town {
    store: Store,
    entropy: Arc<dyn Entropy>,
    people: Vec<(CitizenId, String)>,
}

impl Town {
    /// Writes so many people, each with a session, into the database that the configuration names: that of the node.
    /// Refuses a platform without the sandbox: invented people have no place in a real one.
    pub(super) async fn build(people: u32) -> anyhow::Result<Self> {
        let config = Config::load().context("the configuration: the same as the node's")?;
        ensure!(config.sandbox.enabled, "people are invented only where the sandbox is");
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let store = Store::open(&settings(&config, &*entropy)?).await?;
        let mut town = Self { store, entropy, people: Vec::new() };
        let numbers: Vec<u32> = (0..people).collect();
        for some in numbers.chunks(TOGETHER) {
            let mut tx = town.begin().await?;
            for number in some {
                let person = town.settle(&mut tx, invented::FIRST + i64::from(*number)).await?;
                town.people.push(person);
            }
            tx.commit().await?;
        }
        Ok(town)
    }

    async fn begin(&self) -> anyhow::Result<Tx> {
        Ok(self.store.begin(&SystemClock, &self.entropy).await?)
    }

    /// A person, and the cookie of their session.
    async fn settle(&self, tx: &mut Tx, oid: i64) -> anyhow::Result<(CitizenId, String)> {
        let citizen =
            tx.remember_citizen(oid, Assurance::Confirmed, &invented::profile()).await?.id;
        let now = SystemClock.now();
        let sign_in = SignIn {
            citizen,
            assurance: Assurance::Confirmed,
            auth_time: now,
            method: Method::Password,
        };
        let session = Session {
            id: SessionId::new(now, &*self.entropy),
            sign_in,
            created_at: now,
            seen_at: now,
            until: now + chrono::Duration::hours(1),
            ended_at: None,
        };
        let cookie = URL_SAFE_NO_PAD.encode(entropy::bytes::<32>(&*self.entropy));
        tx.open_session(&session, &Digest::of(&cookie)).await?;
        Ok((citizen, cookie))
    }

    /// The cookie of a person.
    pub(super) fn cookie(&self, citizen: usize) -> Option<&str> {
        self.people.get(citizen).map(|(_, cookie)| &**cookie)
    }

    /// Tells a person a fact; over Redis, if there is one, the node is woken.
    pub(super) async fn tell(&self, citizen: usize, board: &Board) -> anyhow::Result<()> {
        let began = Instant::now();
        let (id, _) = self.people.get(citizen).context("nobody")?;
        let mut tx = self.begin().await?;
        for written in tx.append(*id, vec![invented::fact()]).await? {
            board.told(citizen, written.sequence, began);
        }
        Ok(tx.commit().await?)
    }
}

fn settings(config: &Config, entropy: &dyn Entropy) -> anyhow::Result<Settings> {
    let named = |text: &SecretString| !text.expose_secret().is_empty();
    let file = format!("sqlite://{}", config.data.dir.join("uslugi.sqlite").display());
    let database_url = &config.database.url;
    let database_url = if named(database_url) { database_url.clone() } else { file.into() };
    Ok(Settings {
        redis_url: named(&config.redis.url).then(|| config.redis.url.clone()),
        ..Settings::new(database_url, Keys::open(config, entropy)?.ring)
    })
}
