//! Lists the catalog's data files, so that a new service is a new file and no Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What of the crate's folder is data; directories are watched for new files.
const DATA: [&str; 15] = [
    "audiences.yaml",
    "calendars",
    "consultations.yaml",
    "departments.yaml",
    "direct-filing.yaml",
    "life-situations.yaml",
    "papers.yaml",
    "notices",
    "processes",
    "registers.yaml",
    "services",
    "synonyms.yaml",
    "templates",
    "topics.yaml",
    "build.rs",
];

fn main() -> io::Result<()> {
    let home = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    for name in DATA {
        println!("cargo:rerun-if-changed={name}");
        gather(&home, &home.join(name), &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let path = home.join(&file).to_string_lossy().into_owned();
        writeln!(list, "    ({file:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(out.join("files.rs"), list)
}

fn gather(home: &Path, path: &Path, files: &mut Vec<String>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(home, &entry?.path(), files)?;
        }
        return Ok(());
    }
    let data = path.extension().is_some_and(|kind| kind == "yaml" || kind == "typ");
    if data && let Ok(name) = path.strip_prefix(home) {
        files.push(name.to_string_lossy().replace('\\', "/"));
    }
    Ok(())
}
