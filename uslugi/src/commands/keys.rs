//! `uslugi keys`: looks at the key ring, changes it, and seals everything anew by the current key.

mod left;
mod reseal;

use crate::config::Config;
use crate::keys::{Keys, RingPlace};
use crate::{say, wiring};
use anyhow::{Context, bail};
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock};
use left::Left;
use store::{Files, KeyRing, MasterKey, MasterKeyId, Store};

pub use reseal::reseal;

/// What is said after every change of the ring.
const BRING: &str = "Every process reads the ring at its start: bring it to all machines and start their processes \
                     again, one by one (docs/operations.md, «Keys»).";

/// How a new key comes into the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It seals from now on.
    Current,
    /// It only opens, until it is made current.
    Kept,
}

/// Shows the keys of the ring and how much each of them seals.
pub async fn list(config: Config) -> anyhow::Result<()> {
    let open = Open::new(&config).await?;
    let ring = &open.keys.ring;
    say::line(&format!("  current {}", ring.current().id()));
    for key in ring.kept() {
        say::line(&format!("  kept    {}", key.id()));
    }
    say::line(&format!(
        "  lasting {}  (blind indexes, subjects, the journal: never changed)",
        ring.lasting().id()
    ));
    let left = Left::count(&open.store, &open.files).await?;
    left.say();
    for key in ring.kept() {
        say::line(&left.of_kept(key.id()));
    }
    Ok(open.store.close().await?)
}

/// Makes a new master key.
pub async fn add(config: Config, added: Added) -> anyhow::Result<()> {
    let open = Open::new(&config).await?;
    let was = &open.keys.ring;
    let key = MasterKey::generate(&OsEntropy);
    let id = key.id();
    let ring = was.clone().with(key);
    match added {
        Added::Current => {
            open.replace(&ring.sealing_by(id)?)?;
            say::line(&format!("Key {id} was made and is the current one. {BRING}"));
            say::line(
                "A process that still runs with the old ring does not read what is sealed by the new key. On several \
                 machines `uslugi keys add --kept` comes first, and `uslugi keys use` when all have the ring.",
            );
        }
        Added::Kept => {
            open.replace(&ring)?;
            say::line(&format!("Key {id} was made; it seals nothing yet. {BRING}"));
            say::line(&format!("Then make it the current one: uslugi keys use {id}"));
        }
    }
    Ok(open.store.close().await?)
}

/// Makes a key of the ring the current one.
pub async fn make_current(config: Config, id: MasterKeyId) -> anyhow::Result<()> {
    let open = Open::new(&config).await?;
    open.replace(&open.keys.ring.clone().sealing_by(id)?)?;
    say::line(&format!("Key {id} is the current one. {BRING}"));
    say::line("Then seal anew what the old keys sealed: uslugi keys reseal");
    Ok(open.store.close().await?)
}

/// Takes a key out of the ring, if nothing is sealed by it.
pub async fn remove(config: Config, id: MasterKeyId) -> anyhow::Result<()> {
    let open = Open::new(&config).await?;
    let ring = open.keys.ring.clone().without(id)?;
    open.changeable()?;
    let left = Left::count(&open.store, &open.files).await?;
    let needed = left.needs(id);
    if needed > 0 {
        left.say();
        bail!(
            "key {id} is still needed for {}: call `uslugi keys reseal` first; nothing was changed",
            say::counted(needed, "value")
        );
    }
    // In this order: a ring without the key must find it written down as removed.
    open.store.key_removed(id, SystemClock.now()).await?;
    open.replace(&ring)?;
    say::line(&format!("Key {id} was taken out of the ring. {BRING}"));
    if ring.lasting().id() == id {
        say::line(
            "Its bytes stay in the ring as the lasting key, for blind indexes, subjects and the journal. It opens no \
             sealed value any more.",
        );
    }
    Ok(open.store.close().await?)
}

/// What the commands work on.
struct Open {
    keys: Keys,
    store: Store,
    files: Files,
}

impl Open {
    async fn new(config: &Config) -> anyhow::Result<Self> {
        let keys = Keys::open(config, &OsEntropy).context("the keys")?;
        let store = wiring::store(config, &keys).await?;
        let files = store.files(&config.file_place()).with_context(|| config.place_of_files())?;
        Ok(Self { keys, store, files })
    }

    /// An error if the ring stands where no command can change it.
    fn changeable(&self) -> anyhow::Result<()> {
        match self.keys.ring_place {
            RingPlace::File(_) => Ok(()),
            // The same words as at the change itself.
            RingPlace::Setting => self.replace(&self.keys.ring),
        }
    }

    fn replace(&self, ring: &KeyRing) -> anyhow::Result<()> {
        self.keys.ring_place.replace(&self.keys.ring, ring)
    }
}
