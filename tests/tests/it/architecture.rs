//! The architecture as it is built, compared with the one that is drawn: arrows go down, rooms keep their
//! doors, every file says what it is, and what is data is named by no code.

#[cfg(test)]
mod codes;

#[cfg(test)]
mod drawing {
    use anyhow::{Context, ensure};
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};
    use std::fmt::Write;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// The levels of the house, lowest first.
    const LEVELS: [&[&str]; 7] = [
        &["domain", "migrations", "sealing", "telegram"],
        &["catalog", "documents", "openapi", "uploads"],
        &["store", "bot"],
        &["casework", "identity", "runner"],
        &["api", "worker", "notifier", "sandbox"],
        &["uslugi"],
        &["tests", "bench"],
    ];

    /// Doors to the outside, and the rooms that may open them in production code.
    const DOORS: [(&str, &[&str]); 11] = [
        ("sea-orm", &["store", "bench"]),
        ("sea-orm-migration", &["migrations"]),
        ("redis", &["store"]),
        ("actix-web", &["api", "sandbox"]),
        ("teloxide", &["bot", "notifier", "telegram"]),
        ("lettre", &["notifier"]),
        ("typst", &["documents"]),
        ("redb", &["bot"]),
        ("aes-gcm-siv", &["sealing"]),
        ("object_store", &["store"]),
        ("heic-rs", &["uploads"]),
    ];

    /// A crate: its folder and what it uses in production code, ours and others'.
    struct Crate {
        folder: PathBuf,
        uses: BTreeSet<String>,
    }

    /// The crates of the workspace, as cargo understands their manifests.
    fn crates() -> anyhow::Result<BTreeMap<String, Crate>> {
        let run = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
            .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .context("cargo metadata")?;
        ensure!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let told: Value = serde_json::from_slice(&run.stdout)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let packages = told["packages"].as_array().context("no packages")?;
        let crates = packages.iter().map(|package| {
            let uses = package["dependencies"].as_array().into_iter().flatten();
            // No kind is a normal dependency; `dev` ones may point anywhere below the tests.
            let uses =
                uses.filter(|one| one["kind"] != "dev").map(|one| text(&one["name"])).collect();
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            let folder = manifest.parent().map(Path::to_owned).unwrap_or_default();
            (text(&package["name"]), Crate { folder, uses })
        });
        Ok(crates.collect())
    }

    fn level(name: &str) -> Option<usize> {
        LEVELS.iter().position(|crates| crates.contains(&name))
    }

    /// The graph as text: a level a paragraph, a crate a line.
    fn drawn(crates: &BTreeMap<String, Crate>) -> anyhow::Result<String> {
        let mut text =
            "Crates by level, lowest first, and which of ours each uses. Arrows go down.\n"
                .to_owned();
        for (number, names) in LEVELS.iter().enumerate() {
            write!(text, "\nL{number}\n")?;
            for name in *names {
                let one = crates.get(*name).with_context(|| format!("there is no crate {name}"))?;
                let ours = |used: &&String| crates.contains_key(used.as_str());
                let uses: Vec<_> = one.uses.iter().filter(ours).map(String::as_str).collect();
                writeln!(
                    text,
                    "{name} → {}",
                    if uses.is_empty() { "nothing of ours".to_owned() } else { uses.join(", ") }
                )?;
            }
        }
        Ok(text)
    }

    #[test]
    fn the_crates_are_the_ones_drawn_and_no_arrow_goes_up_or_sideways() -> anyhow::Result<()> {
        let crates = crates()?;
        for (name, one) in &crates {
            let own = level(name).with_context(|| format!("{name} is on no level: draw it"))?;
            for used in &one.uses {
                // What is not ours has no level.
                let Some(below) = level(used) else { continue };
                ensure!(below < own, "{name} (L{own}) → {used} (L{below}) does not go down");
            }
        }
        tests::committed("crates.txt", &drawn(&crates)?)
    }

    /// SQL, Redis, HTTP, Telegram, mail and typesetting are opened in their rooms alone.
    #[test]
    fn every_door_to_the_outside_is_opened_in_its_own_room() -> anyhow::Result<()> {
        for (name, one) in crates()? {
            for (door, rooms) in DOORS {
                let opens = one.uses.contains(door);
                ensure!(
                    !opens || rooms.contains(&name.as_str()),
                    "{name} opens {door}: {rooms:?} may"
                );
            }
        }
        Ok(())
    }

    #[test]
    fn every_crate_says_what_it_is() -> anyhow::Result<()> {
        for (name, one) in crates()? {
            let readme = std::fs::read_to_string(one.folder.join("README.md"));
            let readme = readme.with_context(|| format!("{name} has no README.md"))?;
            ensure!(readme.starts_with("# "), "{name}/README.md begins without a title");
            let roots = ["src/lib.rs", "src/main.rs"].map(|root| one.folder.join(root));
            let root = roots
                .iter()
                .find(|root| root.is_file())
                .with_context(|| format!("{name} has no root"))?;
            let text = std::fs::read_to_string(root)?;
            ensure!(
                text.starts_with("#![doc = include_str!(") || text.starts_with("//!"),
                "{}: begins without saying what it is",
                root.display()
            );
        }
        Ok(())
    }

    /// The recipes of CONTRIBUTING name files that are there.
    #[test]
    fn every_file_a_recipe_names_is_there() -> anyhow::Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = std::fs::read_to_string(root.join("CONTRIBUTING.md"))?;
        let named = text.split('`').skip(1).step_by(2);
        let files = named.filter(|name| name.contains('/') && !name.contains(['<', ' ']));
        let mut count = 0;
        for file in files {
            ensure!(root.join(file).exists(), "CONTRIBUTING.md names `{file}`, which is not there");
            count += 1;
        }
        ensure!(count > 20, "only {count} files were found: the recipes are written otherwise now");
        Ok(())
    }

    /// Every file begins by saying which room it is, and is short enough to be read.
    #[test]
    fn every_file_says_what_it_is_and_can_be_read_at_once() -> anyhow::Result<()> {
        for (name, one) in crates()? {
            let mut folders: Vec<_> =
                ["src", "tests", "examples", "benches"].map(|part| one.folder.join(part)).into();
            while let Some(folder) = folders.pop() {
                let Ok(entries) = std::fs::read_dir(&folder) else { continue };
                for entry in entries {
                    let path = entry?.path();
                    if path.is_dir() {
                        folders.push(path);
                    } else if path.extension().is_some_and(|end| end == "rs") {
                        let text = std::fs::read_to_string(&path)?;
                        let place = path.strip_prefix(&one.folder)?.display();
                        let says =
                            text.starts_with("//!") || text.starts_with("#![doc = include_str!(");
                        ensure!(says, "{name}/{place} begins without saying what it is");
                        let lines = text.lines().count();
                        ensure!(
                            lines <= 500,
                            "{name}/{place} has {lines} lines; 500 are the limit"
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// The edge reaches data through procedures, which know who may read what: it neither links the store nor takes
    /// it out of what a procedure is given.
    #[test]
    fn the_edge_does_not_see_the_store() -> anyhow::Result<()> {
        let crates = crates()?;
        let api = crates.get("api").context("there is no api")?;
        ensure!(!api.uses.contains("store"), "api uses store");
        let mut folders = vec![api.folder.join("src")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path)?;
                let mut lines = text.lines();
                let line = lines.find(|line| line.contains(".store") || line.contains(".files."));
                ensure!(line.is_none(), "{}: {line:?}", path.display());
                files += 1;
            }
        }
        ensure!(files > 50, "only {files} files were read");
        Ok(())
    }

    /// What several verbs share is a step: no verb of casework imports another.
    #[test]
    fn no_verb_imports_a_verb() -> anyhow::Result<()> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../casework/src");
        let shared = ["cx", "error", "steps", "lib"];
        let mut verbs = Vec::new();
        let mut open = vec![home.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                let within = path.strip_prefix(&home)?.with_extension("");
                let parts = within.iter().map(|part| part.to_string_lossy().into_owned());
                // A family of verbs is one room: `chat/begin.rs` is of `chat`.
                let family = parts.into_iter().next().context("a name")?;
                if shared.contains(&family.as_str()) || within.ends_with("tests") {
                    continue;
                }
                if path.is_dir() {
                    open.push(path);
                } else {
                    verbs.push((family, std::fs::read_to_string(&path)?));
                }
            }
        }
        ensure!(verbs.len() > 10, "the verbs are elsewhere now");
        for (name, text) in &verbs {
            let other = verbs
                .iter()
                .find(|(other, _)| other != name && text.contains(&format!("crate::{other}")));
            ensure!(other.is_none(), "{name} imports {:?}", other.map(|(other, _)| other));
        }
        Ok(())
    }
}
