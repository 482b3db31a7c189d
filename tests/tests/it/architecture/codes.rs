//! A process and a form are data: no stage, move or field of the catalog is named by production code.

use anyhow::{Context, ensure};
use catalog::Catalog;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Words of the platform's own that the catalog happens to use as codes too, and the files that say them. The
/// file is named, so the same word elsewhere is found; a line that is needed no more fails the test.
const OWN_WORDS: [(&str, &[&str]); 22] = [
    // A standard format and a contact of a profile.
    ("catalog/src/entry.rs", &["email"]),
    ("catalog/src/form.rs", &["email"]),
    ("catalog/src/form/tidy.rs", &["email"]),
    ("catalog/src/lint/form/schema.rs", &["email"]),
    ("catalog/src/form/messages.rs", &["email"]),
    ("catalog/src/form/fields.rs", &["email"]),
    ("catalog/src/lint/form.rs", &["email"]),
    ("catalog/src/lint/rules.rs", &["email"]),
    ("casework/src/steps/form.rs", &["email"]),
    ("domain/src/notice.rs", &["email"]),
    // A scope and a claim of OpenID Connect.
    ("identity/src/provider/userinfo.rs", &["email"]),
    ("identity/src/provider/discovery.rs", &["email"]),
    ("identity/src/provider/scope.rs", &["email"]),
    // How a case or a notice ended.
    ("catalog/src/diagram/words.rs", &["refused", "withdrawn"]),
    ("api/src/view/mod.rs", &["refused", "withdrawn"]),
    ("domain/src/notice/outcome.rs", &["sent"]),
    // Parts of an effect, as files write them.
    ("domain/src/process/effects.rs", &["refused", "sent", "received"]),
    ("domain/src/process/carrying.rs", &["received"]),
    // How an original stands.
    ("api/src/view/application.rs", &["mismatched"]),
    // How far papers are.
    ("api/src/view/manifest.rs", &["received"]),
    ("api/src/pages/model/manifest.rs", &["received"]),
    // The field of the consent page that carries what the client asked for.
    ("api/src/pages/handlers/consent.rs", &["grant"]),
];

/// Crates and folders that stand for the outside, or play a case of the catalog from end to end; and attributes
/// that show readers of the API an example.
const OUTSIDE: [&str; 5] =
    ["sandbox/", "tests/", "bench/", "uslugi/src/tour", "openapi/src/application.rs"];

#[test]
fn no_production_code_names_a_stage_a_move_or_a_field_of_the_catalog() -> anyhow::Result<()> {
    let codes = codes()?;
    let found = found(&codes)?;
    let own: BTreeMap<_, BTreeSet<_>> =
        OWN_WORDS.iter().map(|(file, words)| (*file, words.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for (place, (file, word)) in &found {
        if !own.get(file.as_str()).is_some_and(|words| words.contains(word.as_str())) {
            wrong.push(format!("{place} names `{word}` of the catalog"));
        }
    }
    for (file, word) in own.iter().flat_map(|(file, words)| words.iter().map(move |w| (file, w))) {
        let needed = found.values().any(|(in_file, one)| in_file == file && one == word);
        if !needed {
            wrong.push(format!("{file} does not say `{word}` any more: take it off the list"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn a_code_is_found_in_every_kind_of_literal_and_in_no_comment() {
    let text = concat!(
        "//! \"grant\"\n",
        "/* \"grant\" */ fn a<'a>(x: &'a str) -> char { '\"' }\n",
        "let b = \"say \\\"grant\\\"\"; let c = '\\'';\n",
        "let d = r#\"/form/grant\"#; // \"grant\"\n",
        "let e = \"two\nlines\"; let f = \"grant\";\n",
    );
    let all: Vec<_> = literals(text);
    let expected = [(3, "say \\\"grant\\\""), (4, "/form/grant"), (5, "two\nlines"), (6, "grant")];
    assert_eq!(all, expected);
    let codes = BTreeSet::from(["grant".to_owned()]);
    let named: Vec<_> =
        all.iter().filter(|(_, one)| word(one, &codes).is_some()).map(|(line, _)| *line).collect();
    assert_eq!(named, [4, 6]);
}

/// Every stage, move and form field of the catalog that the platform is built with.
fn codes() -> anyhow::Result<BTreeSet<String>> {
    let catalog = Catalog::embedded().map_err(|mistakes| anyhow::anyhow!("{mistakes:?}"))?;
    let mut codes = BTreeSet::new();
    for process in catalog.processes() {
        codes.extend(process.stages.iter().map(|one| one.code.to_string()));
        codes.extend(process.moves.iter().map(|one| one.code.to_string()));
    }
    for entry in catalog.versions() {
        properties(&entry.service.form.schema, &mut codes);
    }
    ensure!(codes.len() > 10, "the catalog was not read: {codes:?}");
    Ok(codes)
}

/// The names of all fields of a JSON Schema, however deep.
fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(parts) => {
            if let Some(Value::Object(fields)) = parts.get("properties") {
                into.extend(fields.keys().cloned());
            }
            parts.values().for_each(|part| properties(part, into));
        }
        Value::Array(parts) => parts.iter().for_each(|part| properties(part, into)),
        _ => {}
    }
}

/// Where production code names a code: by file and line, the file and the code.
fn found(codes: &BTreeSet<String>) -> anyhow::Result<BTreeMap<String, (String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace")?;
    let mut folders: Vec<_> = std::fs::read_dir(root)?
        .filter_map(|entry| Some(entry.ok()?.path().join("src")))
        .filter(|folder| folder.is_dir())
        .collect();
    let (mut files, mut tests) = (Vec::new(), BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path)?;
                tests.extend(tests_of(&path, &text));
                files.push((path, text));
            }
        }
    }
    let mut found = BTreeMap::new();
    for (path, text) in files {
        let file = path.strip_prefix(root)?.display().to_string();
        let outside = OUTSIDE.iter().any(|one| file.starts_with(one));
        if outside || tests.iter().any(|test| path.starts_with(test)) {
            continue;
        }
        // Tests written into a file stand at its end.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (line, literal) in literals(text) {
            if let Some(code) = word(literal, codes) {
                found.insert(format!("{file}:{line} `{code}`"), (file.clone(), code.to_owned()));
            }
        }
    }
    Ok(found)
}

/// The code a literal is, or that is a step of the path it is.
fn word<'a>(literal: &'a str, codes: &BTreeSet<String>) -> Option<&'a str> {
    literal.split('/').find(|part| codes.contains(*part))
}

/// The files and folders of the modules that a file keeps for tests alone.
fn tests_of(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(path);
    let own = match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "main" | "mod") | None => folder.to_owned(),
        Some(stem) => folder.join(stem),
    };
    let modules = text.split("#[cfg(test)]\n").skip(1).filter_map(|after| {
        let declared = after.lines().next()?.strip_suffix(';')?;
        declared.rsplit_once("mod ").map(|(_, name)| name.to_owned())
    });
    modules.flat_map(|name| [own.join(format!("{name}.rs")), own.join(name)]).collect()
}

/// The string literals of a Rust text, each with the line it begins in, from 1.
fn literals(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let named = before.is_alphanumeric() || before == '_';
        let hashes = rest.chars().skip(1).take_while(|one| *one == '#').count();
        let step = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == 'r' && !named && rest[1 + hashes..].starts_with('"') {
            let body = &rest[hashes + 2..];
            let end = body.find(&format!("\"{}", "#".repeat(hashes))).unwrap_or(body.len());
            found.push((line(text, at), &body[..end]));
            (hashes + 2 + end + 1 + hashes).min(rest.len())
        } else if first == '"' {
            let end = unescaped(&rest[1..], '"');
            found.push((line(text, at), &rest[1..=end]));
            (end + 2).min(rest.len())
        } else if rest.starts_with("'\\") {
            unescaped(&rest[1..], '\'') + 2
        } else if first == '\'' && rest.chars().nth(2) == Some('\'') {
            rest.chars().take(3).map(char::len_utf8).sum()
        } else {
            first.len_utf8()
        };
        before = first;
        at += step.max(1);
    }
    found
}

/// Where a mark stands that no backslash comes before; the end without one.
fn unescaped(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, one) in text.char_indices() {
        if one == mark && !escaped {
            return at;
        }
        escaped = one == '\\' && !escaped;
    }
    text.len()
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
