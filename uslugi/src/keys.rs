//! What is made at the first start and kept: the key ring, the key and certificate ESIA knows us by,
//! shared secrets of the sandbox and the bot. Files of the owner alone (0600), made whole or not at all,
//! and once, even when several processes start together.

use anyhow::{Context, bail};
use base64::Engine as _;
use domain::entropy::{self, Entropy};
use secrecy::{ExposeSecret, SecretString};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use store::KeyRing;
use tempfile::NamedTempFile;

mod check;
mod ring;

use crate::config::{Config, path, set};
use crate::journal::SigningKey;

pub(crate) use check::{check, look};
pub use ring::RingPlace;

/// The keys of a platform.
#[derive(Debug, Clone)]
pub struct Keys {
    /// What personal data is sealed with.
    pub ring: KeyRing,
    /// Where the ring stands.
    pub ring_place: RingPlace,
    /// The key this system signs its requests to ESIA with (PKCS#8, PEM).
    pub esia_key: SecretString,
    /// Its certificate (DER).
    pub esia_certificate: Vec<u8>,
    /// What the department's system and registers know us by.
    pub exchange: SecretString,
    /// The secret of the bot's client.
    pub bot: SecretString,
    /// What checkpoints of the journal are signed with.
    pub(crate) journal: SigningKey,
}

impl Keys {
    /// The files that the first start would make, because neither they nor a setting in their place are there.
    #[must_use]
    pub fn missing(config: &Config) -> Vec<PathBuf> {
        let given = |secret: &SecretString| set(secret.expose_secret()).is_some();
        let ring =
            given(&config.secrets.master_key) || path(&config.secrets.master_key_file).is_some();
        let folder = config.data.dir.join("keys");
        [
            ("master.key", ring),
            ("esia-client.pem", path(&config.esia.key_file).is_some()),
            ("exchange.key", given(&config.exchange.key)),
            ("bot.secret", given(&config.bot.client_secret)),
            ("journal-signing.pem", false),
            ("journal-signing.pub.pem", false),
        ]
        .into_iter()
        .filter(|(_, given)| !given)
        .map(|(name, _)| folder.join(name))
        .filter(|file| !file.exists())
        .collect()
    }

    /// Reads the keys, making what is not there yet.
    pub fn open(config: &Config, entropy: &dyn Entropy) -> anyhow::Result<Self> {
        let folder = config.data.dir.join("keys");
        store::private_folder(&folder)
            .with_context(|| format!("data.dir: cannot make {}", folder.display()))?;
        let random = || hex::encode(entropy::bytes::<32>(entropy));
        let (esia_key, esia_certificate) = esia(config, &folder)?;
        let secret = |given: &SecretString, name: &str| match set(given.expose_secret()) {
            Some(_) => Ok(given.clone()),
            None => kept(&folder.join(name), || Ok(random())).map(SecretString::from),
        };
        let (ring, ring_place) = ring::open(config, &folder, entropy)?;
        Ok(Self {
            ring,
            ring_place,
            esia_key,
            esia_certificate,
            exchange: secret(&config.exchange.key, "exchange.key")?,
            bot: secret(&config.bot.client_secret, "bot.secret")?,
            journal: journal(&folder)?,
        })
    }
}

fn esia(config: &Config, folder: &Path) -> anyhow::Result<(SecretString, Vec<u8>)> {
    let given = (path(&config.esia.key_file), path(&config.esia.certificate_file));
    let (key, certificate) = match given {
        (Some(key), Some(certificate)) => {
            let read = |file: &Path| {
                fs::read_to_string(file).with_context(|| format!("esia: {}", file.display()))
            };
            (read(key)?, read(certificate)?)
        }
        (None, None) => both(folder, &config.esia.client_id)?,
        _ => bail!("esia.key_file and esia.certificate_file go together"),
    };
    Ok((SecretString::from(key), der(&certificate)?))
}

/// The key checkpoints are signed with; its public half lies beside it, for whoever verifies them elsewhere.
fn journal(folder: &Path) -> anyhow::Result<SigningKey> {
    let key =
        SigningKey::from_pem(&kept(&folder.join("journal-signing.pem"), SigningKey::generate)?)
            .context("journal-signing.pem")?;
    let public = key.public_pem()?;
    if kept(&folder.join("journal-signing.pub.pem"), || Ok(public.clone()))? != public {
        bail!(
            "journal-signing.pub.pem is not the public half of journal-signing.pem: one of them was replaced"
        );
    }
    Ok(key)
}

/// Key and certificate in one file, so that they can never be of different pairs.
fn both(folder: &Path, name: &str) -> anyhow::Result<(String, String)> {
    let pem = kept(&folder.join("esia-client.pem"), || {
        let made = identity::ClientCertificate::generate(name)?;
        Ok(format!("{}{}", made.private_key_pem.expose_secret(), made.certificate_pem()))
    })?;
    let at = pem.find("-----BEGIN CERTIFICATE").context("esia-client.pem has no certificate")?;
    let (key, certificate) = pem.split_at(at);
    Ok((key.to_owned(), certificate.to_owned()))
}

fn der(pem: &str) -> anyhow::Result<Vec<u8>> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD
        .decode(body.trim())
        .context("the certificate is not PEM")
}

/// The content of a file, made if it is not there. Of several processes that make it at once one wins,
/// and all read what the winner made.
fn kept(file: &Path, make: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
    match fs::read_to_string(file) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    }
    let put = beside(file, &make()?)
        .and_then(|part| part.persist_noclobber(file).map_err(|refused| refused.error))
        .and_then(|_| fs::File::open(folder_of(file))?.sync_all());
    match put {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    }
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// A private file (0600) with `text`, on disk, under a name of its own in the folder of `file`: to be put in that
/// file's place whole, and gone if it is not.
fn beside(file: &Path, text: &str) -> std::io::Result<NamedTempFile> {
    let mut part = NamedTempFile::new_in(folder_of(file))?;
    part.write_all(text.as_bytes())?;
    part.as_file().sync_all()?;
    Ok(part)
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_once_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        assert_eq!(kept(&file, || Ok("first".into())).unwrap(), "first");
        assert_eq!(kept(&file, || Ok("second".into())).unwrap(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_a_secret_and_nothing_is_left_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        fs::write(&file, "another secret").unwrap();
        let other = folder.path().join("other");
        let lost = || {
            fs::write(&other, "of the process that won")?;
            Ok("of the one that lost".into())
        };
        assert_eq!(kept(&other, lost).unwrap(), "of the process that won");
        fs::remove_file(&other).unwrap();
        kept(&other, || Ok("mine".into())).unwrap();
        assert_eq!(fs::metadata(&other).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_named_without_a_folder_stands_in_the_current_one() {
        assert_eq!(folder_of(Path::new("master.key")), Path::new("."));
        assert_eq!(folder_of(Path::new("keys/master.key")), Path::new("keys"));
    }

    #[test]
    fn key_and_certificate_are_a_pair_that_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let first = both(folder.path(), "TEST").unwrap();
        assert!(first.0.contains("PRIVATE KEY"));
        assert!(der(&first.1).unwrap().starts_with(&[0x30]));
        assert_eq!(both(folder.path(), "TEST").unwrap(), first);
    }
}
