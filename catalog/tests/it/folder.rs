//! A copy of the catalog's files in a folder of its own, to break at will.

use catalog::{Catalog, Live, Mistake, check_dir};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Copies the data of the crate.
pub(crate) fn copy() -> TempDir {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["calendars", "notices", "processes", "services", "templates"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        for entry in fs::read_dir(home.join(name)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join(name).join(entry.file_name())).unwrap();
        }
    }
    for entry in fs::read_dir(home).unwrap() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|kind| kind == "yaml") {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    folder
}

/// Replaces a text in a file; the text must be there.
pub(crate) fn replace(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

pub(crate) fn mistakes(folder: &TempDir) -> Vec<Mistake> {
    Catalog::from_dir(folder.path()).err().unwrap_or_default()
}

const CERTIFICATE: &str = "services/employment-certificate.yaml";

#[test]
fn the_folder_of_the_crate_is_the_embedded_catalog() {
    let folder = copy();
    let report = check_dir(folder.path());
    assert_eq!(report.mistakes, Vec::<String>::new());
    assert_eq!(report, catalog::Report::of(&Catalog::embedded().unwrap()));
    assert!(report.services >= 6 && report.published >= 1, "{report:?}");
    // The checkout itself, with its src and tests beside the data, is read the same way.
    assert_eq!(check_dir(Path::new(env!("CARGO_MANIFEST_DIR"))), report);
}

#[test]
fn a_broken_folder_leaves_the_running_catalog_as_it_is() {
    let folder = copy();
    let live = Live::new(Catalog::from_dir(folder.path()).unwrap());
    let before = live.current();
    replace(&folder, CERTIFICATE, "department: minsocrazvitiya", "department: nobody");
    let mistakes = live.try_replace(folder.path()).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert!(std::sync::Arc::ptr_eq(&before, &live.current()));

    replace(&folder, CERTIFICATE, "department: nobody", "department: minsocrazvitiya");
    replace(&folder, CERTIFICATE, "title: {ru: Справка из центра занятости", "title: {ru: Справки");
    live.try_replace(folder.path()).unwrap();
    let code = "employment-certificate".parse().unwrap();
    assert_eq!(live.current().service(&code).unwrap().service.title.ru, "Справки");
    assert_ne!(before.service(&code).unwrap().service.title.ru, "Справки", "who took it keeps it");
}

#[test]
fn a_new_version_stands_beside_the_old_one_and_an_old_one_may_not_vanish() {
    let folder = copy();
    let live = Live::new(Catalog::from_dir(folder.path()).unwrap());
    let code = "employment-certificate".parse().unwrap();
    let was = live.current().service(&code).unwrap().service.clone();
    let (first, second) = (was.version, was.version + 1);
    let old = folder.path().join(format!("services/employment-certificate.v{first}.yaml"));
    fs::rename(folder.path().join(CERTIFICATE), &old).unwrap();
    let text = fs::read_to_string(&old).unwrap();
    let next = text
        .replacen(&format!("version: {first}"), &format!("version: {second}"), 1)
        .replacen(&format!("amount: {},", was.term.amount), "amount: 77,", 1);
    fs::write(folder.path().join(CERTIFICATE), next).unwrap();
    live.try_replace(folder.path()).unwrap();
    let now = live.current();
    assert_eq!(
        now.service(&code).unwrap().service.version,
        second,
        "new cases begin by the newest"
    );
    assert_eq!(now.service_at(&code, first).unwrap().service.term, was.term);
    assert_eq!(now.service_at(&code, second).unwrap().service.term.amount, 77);
    assert!(now.service_at(&code, second + 1).is_none());
    assert_eq!(now.entries().filter(|entry| entry.service.code == code).count(), 1);

    fs::remove_file(old).unwrap();
    let told: Vec<_> = live.try_replace(folder.path()).unwrap_err();
    let place = format!("version {first} of `employment-certificate` is in use");
    assert!(told[0].to_string().contains(&place), "{told:?}");
}

#[test]
fn a_stage_cases_may_stand_in_is_removed_by_a_new_version_only() {
    let folder = copy();
    let live = Live::new(Catalog::from_dir(folder.path()).unwrap());
    let path = folder.path().join("processes/electronic.yaml");
    let text = fs::read_to_string(&path).unwrap().replace("withdrawn", "taken-back");
    fs::write(path, text.replace("outcome: taken-back", "outcome: withdrawn")).unwrap();
    let told = live.try_replace(folder.path()).unwrap_err();
    assert!(told[0].reason.starts_with("stage `withdrawn` of version"), "{told:?}");
    assert!(told[0].reason.contains("is in use"), "{told:?}");
}

#[test]
fn a_folder_that_is_not_there_is_a_mistake_and_no_panic() {
    let told = Catalog::from_dir(Path::new("/nowhere/at/all")).unwrap_err();
    assert!(told[0].to_string().starts_with("catalog/.: cannot read the folder"), "{told:?}");
}
