//! The catalog's files as texts: those built into the program, or those of a folder.

use crate::mistake::Mistake;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The largest file taken, in bytes: data that people write is small.
const MAX_FILE: u64 = 1024 * 1024;

/// The most files taken: a folder given by mistake must not be read for ever.
const MAX_FILES: usize = 20_000;

/// Texts by path relative to the catalog's folder, `/` between folders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Files(pub(crate) BTreeMap<String, String>);

impl Files {
    /// The files built into the program.
    pub(crate) fn embedded() -> Self {
        let list: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
        Self(list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The data files of a folder; others, and hidden ones, are passed over.
    pub(crate) fn read(folder: &Path) -> Result<Self, Vec<Mistake>> {
        let mut files = Self::default();
        let mut mistakes = Vec::new();
        files.gather(folder, "", 0, &mut mistakes);
        if mistakes.is_empty() { Ok(files) } else { Err(mistakes) }
    }

    /// Files of one folder of the catalog with this ending.
    pub(crate) fn under<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter(move |(name, _)| {
                name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
                    && is_a(name, ending)
            })
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    fn gather(&mut self, folder: &Path, prefix: &str, depth: u8, mistakes: &mut Vec<Mistake>) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let name = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
                mistakes.push(Mistake::of(name, format!("cannot read the folder: {error}")));
                return;
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') || self.0.len() >= MAX_FILES {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                // `src`, `tests` and `target` of a checkout are no data, and hold none.
                let data = depth > 0 || FOLDERS.contains(&name.as_str());
                if data && depth < 3 {
                    self.gather(&path, &format!("{prefix}{name}/"), depth + 1, mistakes);
                }
            } else if is_a(&name, "yaml") || is_a(&name, "typ") {
                self.take(&path, format!("{prefix}{name}"), mistakes);
            }
        }
    }

    fn take(&mut self, path: &Path, name: String, mistakes: &mut Vec<Mistake>) {
        let size = fs::metadata(path).map(|facts| facts.len());
        let text = match size {
            Ok(size) if size > MAX_FILE => {
                mistakes.push(Mistake::of(&name, "is larger than 1 MiB"));
                return;
            }
            Ok(_) => fs::read_to_string(path),
            Err(error) => Err(error),
        };
        match text {
            Ok(text) => {
                self.0.insert(name, text);
            }
            Err(error) => mistakes.push(Mistake::of(&name, format!("cannot be read: {error}"))),
        }
    }
}

/// Whether the name has this ending. Case matters: a file named otherwise is not one of ours.
pub(crate) fn is_a(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == ending)
}

/// The folders of data.
const FOLDERS: [&str; 5] = ["calendars", "notices", "processes", "services", "templates"];
