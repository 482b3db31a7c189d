//! The file of checkpoints: what was written is read, and what was changed is named.

use super::*;
use std::fs;
use std::path::PathBuf;

fn key() -> SigningKey {
    SigningKey::from_pem(&SigningKey::generate().unwrap()).unwrap()
}

fn now() -> Moment {
    Moment::from_timestamp(1_795_000_000, 0).unwrap()
}

/// A file with the hand-over and three checkpoints.
fn written(folder: &tempfile::TempDir) -> (CheckpointFile, PathBuf) {
    let path = folder.path().join("checkpoints.jsonl");
    let file = CheckpointFile::new(path.clone(), key());
    let mut open = file.lock().unwrap().unwrap();
    open.append(CheckpointKind::HandOver, (0, Root::EMPTY), now()).unwrap();
    for position in 1..=3 {
        let root = Root::EMPTY.with(position, "x");
        open.append(CheckpointKind::Checkpoint, (position, root), now()).unwrap();
    }
    drop(open);
    (file, path)
}

#[test]
fn what_was_written_is_read_and_gone_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = written(&folder);
    let positions: Vec<_> = checked(&file).unwrap().iter().map(|one| one.position).collect();
    assert_eq!(positions, [0, 1, 2, 3]);
    let mut open = file.lock().unwrap().unwrap();
    assert!(file.lock().unwrap().is_none(), "one at a time");
    open.append(CheckpointKind::Checkpoint, (9, Root::EMPTY), now()).unwrap();
    drop(open);
    assert_eq!(file.read().unwrap().len(), 5);
}

#[test]
fn no_file_is_no_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let file = CheckpointFile::new(folder.path().join("none"), key());
    assert_eq!(file.read().unwrap(), []);
}

#[test]
fn a_line_that_was_changed_removed_swapped_or_signed_by_another_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = written(&folder);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let told = |text: String| {
        fs::write(&path, text).unwrap();
        format!("{:#}", file.read().unwrap_err())
    };
    let changed = told(text.replace("\"position\":2", "\"position\":1"));
    assert!(changed.contains("line 3") && changed.contains("signature"), "{changed}");
    let removed = told([lines[0], lines[2], lines[3], ""].join("\n"));
    assert!(removed.contains("line 2") && removed.contains("the line before"), "{removed}");
    let swapped = told([lines[0], lines[2], lines[1], lines[3], ""].join("\n"));
    assert!(swapped.contains("line 2"), "{swapped}");
    let headless = told([lines[1], lines[2], ""].join("\n"));
    assert!(headless.contains("line 1"), "{headless}");
    let other = CheckpointFile::new(path.clone(), key());
    fs::write(&path, &text).unwrap();
    assert!(format!("{:#}", other.read().unwrap_err()).contains("signature"));
}

/// A crash in the middle of a line: the line is not there, and the next is whole.
#[test]
fn a_line_that_was_cut_off_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = written(&folder);
    let text = fs::read_to_string(&path).unwrap();
    for cut in [text.len() - 1, text.len() - 40] {
        fs::write(&path, &text[..cut]).unwrap();
        assert_eq!(file.read().unwrap().len(), 3);
        let mut open = file.lock().unwrap().unwrap();
        open.append(CheckpointKind::Checkpoint, (7, Root::EMPTY), now()).unwrap();
        drop(open);
        assert_eq!(file.read().unwrap().last().unwrap().checkpoint.position, 7);
    }
}

#[test]
fn the_public_half_is_what_others_verify_with() {
    let pem = SigningKey::generate().unwrap();
    let (one, again) = (SigningKey::from_pem(&pem).unwrap(), SigningKey::from_pem(&pem).unwrap());
    assert_eq!(one.public_pem().unwrap(), again.public_pem().unwrap());
    assert!(one.public_pem().unwrap().starts_with("-----BEGIN PUBLIC KEY-----\n"));
    let signature = one.sign("text");
    assert!(again.signed("text", &signature) && !again.signed("other", &signature));
    assert!(!key().signed("text", &signature));
}
