//! The key ring: where it stands, how it is read, made and changed.

use super::{beside, folder_of, kept};
use crate::config::{Config, path, set};
use anyhow::{Context, bail};
use domain::entropy::Entropy;
use secrecy::ExposeSecret;
use std::fs;
use std::path::{Path, PathBuf};
use store::KeyRing;

/// Where the key ring stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RingPlace {
    /// In the setting `secrets.master_key`: this process cannot change it.
    Setting,
    /// In a file that only its owner reads.
    File(PathBuf),
}

/// Reads the key ring of the settings, making one if there is none yet.
pub(super) fn open(
    config: &Config,
    folder: &Path,
    entropy: &dyn Entropy,
) -> anyhow::Result<(KeyRing, RingPlace)> {
    let given = set(config.secrets.master_key.expose_secret());
    if let Some(text) = given {
        return Ok((parse(text).context("secrets.master_key")?, RingPlace::Setting));
    }
    let (text, file) = if let Some(file) = path(&config.secrets.master_key_file) {
        let text = fs::read_to_string(file)
            .with_context(|| format!("secrets.master_key_file: {}", file.display()))?;
        (text, file.to_owned())
    } else {
        let file = folder.join("master.key");
        let made = || Ok(KeyRing::generate(entropy).to_text().expose_secret().to_owned());
        (kept(&file, made)?, file)
    };
    let ring = parse(&text).with_context(|| format!("secrets.master_key: {}", file.display()))?;
    Ok((ring, RingPlace::File(file)))
}

fn parse(text: &str) -> anyhow::Result<KeyRing> {
    text.parse().context("must be 64 hex digits, or a key ring as `uslugi keys` writes it")
}

impl RingPlace {
    /// Replaces the ring, whole or not at all; refused if it was changed meanwhile. An error if it stands in a
    /// setting.
    pub fn replace(&self, was: &KeyRing, ring: &KeyRing) -> anyhow::Result<()> {
        let Self::File(file) = self else {
            bail!(
                "the keys stand in the setting secrets.master_key, which a command cannot change: put them into a \
                 file, name it in secrets.master_key_file, and call this command again"
            );
        };
        if parse(&fs::read_to_string(file)?)? != *was {
            bail!("{} was changed meanwhile; nothing was written", file.display());
        }
        // A folder mounted read-only says so before anything is half done.
        beside(file, ring.to_text().expose_secret())
            .and_then(|part| part.persist(file).map_err(|refused| refused.error))
            .and_then(|_| fs::File::open(folder_of(file))?.sync_all())
            .with_context(|| format!("{} cannot be written", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::MasterKey;

    #[test]
    fn a_ring_is_replaced_whole_and_only_if_nobody_changed_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        fs::write(&file, "07".repeat(32)).unwrap();
        let place = RingPlace::File(file.clone());
        let was = KeyRing::only(MasterKey::new([7; 32]));
        let ring = was.clone().with(MasterKey::new([8; 32]));
        place.replace(&was, &ring).unwrap();
        assert_eq!(parse(&fs::read_to_string(&file).unwrap()).unwrap(), ring);
        assert!(place.replace(&was, &was).is_err(), "it is another one by now");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let refused = RingPlace::Setting.replace(&was, &ring).unwrap_err();
        assert!(refused.to_string().contains("secrets.master_key_file"), "{refused}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_a_ring() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master.key");
        fs::write(&file, "07".repeat(32)).unwrap();
        let was = KeyRing::only(MasterKey::new([7; 32]));
        RingPlace::File(file.clone()).replace(&was, &was).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
