//! Every address that is served is told with its methods.

use super::document;
use crate::methods::{Methods, table};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every address that a handler is written for, with its methods.
#[test]
fn no_address_is_without_its_methods() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut written: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let kinds = [
        ("get", "GET"),
        ("put", "PUT"),
        ("post", "POST"),
        ("delete", "DELETE"),
        ("patch", "PATCH"),
    ];
    for text in files.iter().map(|file| fs::read_to_string(file).unwrap()) {
        for (attribute, method) in kinds {
            for rest in text.split(&format!("\n#[{attribute}(\"")).skip(1) {
                let (path, _) = rest.split_once('"').unwrap();
                written.entry(path.to_owned()).or_default().push(method);
            }
        }
    }
    let mut told = table(&document());
    for methods in written.values_mut().chain(told.values_mut()) {
        methods.sort_unstable();
    }
    assert_eq!(told, written);
}

#[test]
fn an_address_says_what_it_takes() {
    let methods = Methods::of(&document());
    assert_eq!(methods.allow("/v1/drafts/drf_1"), Some("GET, PUT, DELETE, HEAD"));
    assert_eq!(methods.allow("/logout"), Some("POST"));
    assert!(methods.opens("/v1/drafts/drf_1") && !methods.opens("/logout"));
    // What only takes forms is not taken for the thing beside it.
    assert!(methods.opens("/cabinet/chat/lnk_1") && !methods.opens("/cabinet/chat/unlink"));
    assert_eq!(methods.allow("/nowhere"), None);
}
