//! Documents are kept sealed, found by their own hash, and never served wrong.

use super::*;
use crate::master_key::MasterKey;
use crate::seal::KeyRing;
use domain::entropy::SeededEntropy;
use domain::time::Moment;
use std::path::Path;

const BYTES: &[u8] = b"%PDF-1.7 certificate of Anna";

fn ring(bytes: &[u8]) -> KeyRing {
    let mut keys = bytes.iter().map(|byte| MasterKey::new([*byte; 32]));
    let first = KeyRing::only(keys.next().unwrap());
    keys.fold(first, KeyRing::with)
}

/// The folder as a process with these keys sees it; the first of them seals.
fn files(folder: &Path, keys: &[u8]) -> Files {
    let at = FilePlace::Folder(folder.to_owned());
    Files {
        objects: at.open().unwrap(),
        folder: at.folder(),
        seal: Arc::new(Seal::new(&ring(keys))),
    }
}

/// Where a document is on the disk.
fn on_disk(files: &Files, sha256: &str) -> PathBuf {
    files.folder.as_ref().unwrap().join(&sha256[..2]).join(sha256)
}

fn entropy() -> SeededEntropy {
    SeededEntropy::new(1)
}

/// Keeps a document as documents were kept once.
fn plain(files: &Files, bytes: &[u8]) -> String {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let path = on_disk(files, &sha256);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
    sha256
}

fn found(files: &Files, sha256: &str) -> bool {
    let kept = std::fs::read(on_disk(files, sha256)).unwrap();
    kept.windows(4).any(|window| window == b"Anna")
}

#[tokio::test]
async fn a_document_is_kept_once_and_a_changed_one_shows() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), &[7]);
    let hash = files.put(BYTES.to_vec(), &entropy()).await.unwrap();
    assert_eq!(hash, hex::encode(Sha256::digest(BYTES)));
    assert_eq!(files.put(BYTES.to_vec(), &entropy()).await.unwrap(), hash);
    assert_eq!(files.get(&hash).await.unwrap(), BYTES);
    assert!(!found(&files, &hash), "it can be read on disk");

    let path = on_disk(&files, &hash);
    let sealed = std::fs::read(&path).unwrap();
    for at in [0, 1, 6, 20, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        std::fs::write(&path, changed).unwrap();
        let read = files.get(&hash).await;
        assert!(matches!(read, Err(FileError::Changed | FileError::UnknownKey(_))), "byte {at}");
    }
    assert!(matches!(files.get(&"0".repeat(64)).await, Err(FileError::Missing)));
    assert!(matches!(files.get("../../etc/passwd").await, Err(FileError::BadHash)));
}

/// A sealed document put under the hash of another, or a plain one of other bytes, is not served.
#[tokio::test]
async fn a_document_under_the_hash_of_another_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), &[7]);
    let one = files.put(BYTES.to_vec(), &entropy()).await.unwrap();
    let two = files.put(b"another".to_vec(), &entropy()).await.unwrap();
    std::fs::copy(on_disk(&files, &one), on_disk(&files, &two)).unwrap();
    assert!(matches!(files.get(&two).await, Err(FileError::Changed)));
    std::fs::write(on_disk(&files, &two), b"forged").unwrap();
    assert!(matches!(files.get(&two).await, Err(FileError::Changed)));
}

#[tokio::test]
async fn a_plain_document_of_before_is_read_and_sealed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), &[7]);
    let hash = plain(&files, BYTES);
    assert_eq!(files.get(&hash).await.unwrap(), BYTES);
    assert_eq!(files.sealed_by(&Kept::Document(hash.clone())).await.unwrap(), SealedBy::Unreadable);
    assert!(files.reseal(&Kept::Document(hash.clone()), &entropy()).await.unwrap());
    assert!(!found(&files, &hash), "it can still be read on disk");
    assert_eq!(files.get(&hash).await.unwrap(), BYTES);
    assert!(
        !files.reseal(&Kept::Document(hash.clone()), &entropy()).await.unwrap(),
        "it was sealed before"
    );
}

/// A plain document may begin with any bytes, those of a seal too.
#[tokio::test]
async fn a_plain_document_that_looks_sealed_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), &[7]);
    let hash = plain(&files, &[2, 0, 0, 0, 0, 1, 2, 3]);
    assert_eq!(files.get(&hash).await.unwrap(), [2, 0, 0, 0, 0, 1, 2, 3]);
    assert!(files.reseal(&Kept::Document(hash.clone()), &entropy()).await.unwrap());
    assert_eq!(files.get(&hash).await.unwrap(), [2, 0, 0, 0, 0, 1, 2, 3]);
}

#[tokio::test]
async fn a_document_of_another_key_is_read_while_the_key_is_there_and_named_when_not() {
    let folder = tempfile::tempdir().unwrap();
    let hash = files(folder.path(), &[7]).put(BYTES.to_vec(), &entropy()).await.unwrap();
    let seven = ring(&[7]).current().id();
    let both = files(folder.path(), &[8, 7]);
    assert_eq!(both.get(&hash).await.unwrap(), BYTES);
    let without = files(folder.path(), &[8]);
    let missing = without.get(&hash).await;
    assert!(matches!(missing, Err(FileError::UnknownKey(key)) if key == seven), "{missing:?}");
    assert!(
        without.reseal(&Kept::Document(hash.clone()), &entropy()).await.is_err(),
        "and it is left as it is"
    );

    assert!(both.reseal(&Kept::Document(hash.clone()), &entropy()).await.unwrap());
    assert_eq!(without.get(&hash).await.unwrap(), BYTES);
    assert_eq!(
        both.sealed_by(&Kept::Document(hash.clone())).await.unwrap(),
        SealedBy::Key(ring(&[8]).current().id())
    );
}

/// Readers meet the old file or the new one, never none and never half of one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_document_is_read_at_all_times_while_it_is_sealed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = vec![5; 40_000];
    let (one, two) = (files(folder.path(), &[7, 8]), files(folder.path(), &[8, 7]));
    let hash = one.put(bytes.clone(), &entropy()).await.unwrap();
    let reader = {
        let (files, hash) = (one.clone(), hash.clone());
        tokio::spawn(async move {
            for _ in 0..100 {
                assert_eq!(files.get(&hash).await.unwrap().len(), 40_000);
            }
        })
    };
    let entropy = domain::entropy::OsEntropy;
    while !reader.is_finished() {
        assert!(two.reseal(&Kept::Document(hash.clone()), &entropy).await.unwrap());
        assert!(one.reseal(&Kept::Document(hash.clone()), &entropy).await.unwrap());
    }
    reader.await.unwrap();
}

#[tokio::test]
async fn what_a_killed_process_left_unfinished_is_removed_and_is_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), &[7]);
    let hash = files.put(BYTES.to_vec(), &entropy()).await.unwrap();
    let beside = on_disk(&files, &hash).with_file_name(".0011223344556677.part");
    std::fs::write(&beside, b"certificate of Anna, half").unwrap();
    let byte = hex::decode(&hash[..2]).unwrap()[0];
    let written = Moment::from(std::fs::metadata(&beside).unwrap().modified().unwrap());
    assert_eq!(files.kept(byte, written).await.unwrap(), [Kept::Document(hash.clone())]);
    assert!(beside.exists(), "it may still be written");
    let later = written + chrono::TimeDelta::hours(2);
    assert_eq!(files.kept(byte, later).await.unwrap(), [Kept::Document(hash)]);
    assert!(!beside.exists());
    assert!(files.kept(byte.wrapping_add(1), later).await.unwrap().is_empty());
}

/// What stands in the folder gets its mode from the process, whose umask keeps it to its owner; into the folder nobody else looks
/// in any case.
#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_looks_into_the_folder_of_documents() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("documents");
    files(&root, &[7]).put(BYTES.to_vec(), &entropy()).await.unwrap();
    assert_eq!(std::fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
}
