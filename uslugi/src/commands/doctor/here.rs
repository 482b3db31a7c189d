//! What is on this machine: the address, the disk, the catalog, the keys, the clients.

use super::findings::Findings;
use super::stored::Database;
use crate::config::Config;
use crate::keys::Keys;
use crate::{say, wiring};
use catalog::Catalog;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock, moscow_day};
use rustix::fs::{Access, access, statvfs};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::FilePlace;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

/// With less room than this the disk is to be looked after; with a tenth of it, it is as good as full.
const ROOM: u64 = 1024 * 1024 * 1024;
/// A certificate is renewed at the latest so many days before it ends.
const RENEW: i64 = 30;

/// Whether documents and the embedded database have room, and may be written.
pub(super) fn disk(found: &mut Findings, config: &Config) {
    let mut folders = vec![("data.dir", config.data.dir.clone())];
    if let FilePlace::Folder(documents) = config.file_place()
        && !documents.starts_with(&config.data.dir)
    {
        folders.push(("data.files", documents));
    }
    for (setting, folder) in folders {
        let there = standing(&folder);
        let what = format!("disk of {setting}");
        if let Err(error) = access(&there, Access::WRITE_OK) {
            let next = "Give its owner the right to write, or set it to another folder";
            found.wrong(&what, &format!("{}: {error}. {next}", there.display()));
            continue;
        }
        match statvfs(&there) {
            Err(error) => {
                let next = "Mount it, or set it to another folder";
                found.wrong(&what, &format!("{}: {error}. {next}", there.display()));
            }
            Ok(disk) => {
                let free = disk.f_bavail.saturating_mul(disk.f_frsize);
                let told = format!("{}: {} MiB free", folder.display(), free / (1024 * 1024));
                match free {
                    free if free >= ROOM => found.good(&what, &told),
                    free if free >= ROOM / 10 => found.soon(&what, &format!("{told}. Make room")),
                    _ => found.wrong(&what, &format!("{told}. Make room: filing stops without")),
                }
            }
        }
    }
}

/// The folder itself, or the nearest above it that is there.
fn standing(folder: &Path) -> PathBuf {
    let mut at = folder;
    while !at.exists() {
        match at.parent() {
            Some(above) if !above.as_os_str().is_empty() => at = above,
            _ => return PathBuf::from("."),
        }
    }
    at.to_owned()
}

/// The catalog and how long the production calendar still has data.
pub(super) fn catalog(found: &mut Findings, config: &Config) -> Option<Arc<Catalog>> {
    let catalog = match wiring::catalog(config) {
        Ok(live) => live.current(),
        Err(error) => {
            found.wrong("catalog", &format!("{error}. Mend it, or set catalog.dir to another"));
            return None;
        }
    };
    found.good("catalog", &catalog::Report::of(&catalog).to_string());
    match catalog.calendar().data_ends(moscow_day(SystemClock.now())) {
        None => found.good("calendar", "has data for the months to come"),
        Some(ends) => found.soon(
            "calendar",
            &format!(
                "{ends}: add the next year to catalog/calendars; terms beyond are provisional"
            ),
        ),
    }
    Some(catalog)
}

/// What is to be done about a key that cannot be read.
const PUT_BACK: &str = "Put it back from where the keys are kept";

/// The keys, if they are all there: none is made.
pub(super) fn keys(found: &mut Findings, config: &Config) -> Option<Keys> {
    if !Keys::missing(config).is_empty() {
        return None;
    }
    match Keys::open(config, &OsEntropy) {
        Err(error) => {
            found.wrong("keys", &format!("{error:#}. {PUT_BACK}"));
            None
        }
        Ok(keys) => {
            found.good("keys", &config.data.dir.join("keys").display().to_string());
            certificate(found, &keys.esia_certificate);
            Some(keys)
        }
    }
}

/// Says which keys are not there: a first start makes them; where the database holds data already, they were lost.
pub(super) fn missing_keys(found: &mut Findings, config: &Config, database: Database) {
    let missing = Keys::missing(config);
    let names: Vec<_> = missing.iter().map(|file| file.display().to_string()).collect();
    match (names.join(", "), database) {
        (none, _) if none.is_empty() => {}
        (names, Database::New) => found.good("keys", &format!("the first start makes {names}")),
        (names, Database::InUse) => found.wrong(
            "keys",
            &format!(
                "the database holds data, and {names} is not there. Put the keys back from where they are kept: a start would \
                 make others, which open nothing that these have sealed and which nobody outside knows"
            ),
        ),
    }
}

/// Keys made for this look alone, in the place of those that are not made yet.
pub(super) fn passing(found: &mut Findings, config: &Config, folder: &Path) -> Option<Keys> {
    let made = Keys::open(&config.clone().with_data_in(folder), &OsEntropy);
    made.map_err(|error| found.wrong("keys", &format!("{error:#}. {PUT_BACK}"))).ok()
}

/// How long ESIA will know us by our certificate.
fn certificate(found: &mut Findings, der: &[u8]) {
    let what = "certificate for ESIA";
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        let next = "Set esia.certificate_file to the one ESIA knows this system by (PEM)";
        return found.wrong(what, &format!("cannot be read. {next}"));
    };
    let ends = certificate.validity().not_after.timestamp();
    let days = (ends - SystemClock.now().timestamp()).div_euclid(24 * 60 * 60);
    let next = "Have ESIA take a new one, and set esia.key_file and esia.certificate_file";
    let told = format!("good for {}", say::counted(days.unsigned_abs(), "day"));
    match days {
        days if days < 0 => found.wrong(what, &format!("ended. {next}")),
        days if days < RENEW => found.soon(what, &format!("{told}. {next}")),
        _ => found.good(what, &told),
    }
}

/// The registered clients of the provider.
pub(super) fn clients(found: &mut Findings, all: anyhow::Result<Vec<identity::Client>>) {
    let next = "Correct [[clients]] in the configuration";
    let checked = all.and_then(|all| {
        identity::check_clients(&all).map_err(|(id, fault)| anyhow::anyhow!("`{id}`: {fault}"))?;
        Ok(say::counted(u64::try_from(all.len()).unwrap_or(u64::MAX), "client"))
    });
    found.tell("clients", checked, next);
}
