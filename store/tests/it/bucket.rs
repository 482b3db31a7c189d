//! Documents in a bucket, against an S3 server that nobody of this project wrote.

use crate::world::{Kind, World};
use domain::entropy::OsEntropy;
use domain::fault::Fault;
use domain::time::{Clock, SystemClock};
use secrecy::SecretString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::{Bucket, FileError, FilePlace, Kept, KeyRing, MasterKey, SealedBy};

const BUCKET: &str = "documents";
const BYTES: &[u8] = b"%PDF-1.7 certificate of Anna";

/// A running S3 server with one bucket.
struct Server {
    node: Child,
    endpoint: String,
    folder: tempfile::TempDir,
}

impl Server {
    /// Starts it, or fails saying what to run.
    fn start() -> Self {
        let peer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer");
        let program = peer.join("node_modules/s3rver/bin/s3rver.js");
        assert!(
            program.exists(),
            "the S3 server is not installed: run `npm ci` in store/tests/peer (needs Node 18+)"
        );
        let folder = tempfile::tempdir().unwrap();
        let mut node = Command::new("node")
            .arg(program)
            .args(["--port", "0", "--address", "127.0.0.1", "--configure-bucket", BUCKET, "-d"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`node` is needed (Node 18+)");
        let mut lines = BufReader::new(node.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| Some(line.unwrap().strip_prefix("S3rver listening on ")?.to_owned()))
            .expect("it says its address");
        // What it says later is read by nobody, and must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { node, endpoint: format!("http://{port}"), folder }
    }

    fn bucket(&self) -> Bucket {
        Bucket {
            endpoint: self.endpoint.clone(),
            region: "us-east-1".to_owned(),
            name: BUCKET.to_owned(),
            access_key_id: "S3RVER".to_owned(),
            secret_access_key: SecretString::from("S3RVER"),
        }
    }

    /// Every file it keeps for the bucket, as bytes.
    fn kept(&self) -> Vec<Vec<u8>> {
        fn under(folder: &Path, found: &mut Vec<Vec<u8>>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    under(&path, found);
                } else {
                    found.push(std::fs::read(path).unwrap());
                }
            }
        }
        let mut found = Vec::new();
        under(&self.folder.path().join(BUCKET), &mut found);
        found
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

#[tokio::test]
async fn documents_in_a_bucket_are_kept_sealed_listed_and_sealed_anew() {
    let (server, world) = (Server::start(), World::new(Kind::Sqlite).await);
    let place = FilePlace::Bucket(server.bucket());
    place.look().await.unwrap();
    let files = world.store.files(&place).unwrap();
    let hash = files.put(BYTES.to_vec(), &OsEntropy).await.unwrap();
    assert_eq!(files.put(BYTES.to_vec(), &OsEntropy).await.unwrap(), hash);
    assert_eq!(files.get(&hash).await.unwrap(), BYTES);
    assert!(matches!(files.get(&"0".repeat(64)).await, Err(FileError::Missing)));
    let readable = |bytes: &Vec<u8>| bytes.windows(4).any(|window| window == b"Anna");
    assert!(!server.kept().is_empty() && !server.kept().iter().any(readable), "it can be read");

    let byte = hex::decode(&hash[..2]).unwrap()[0];
    let now = SystemClock.now();
    assert_eq!(files.kept(byte, now).await.unwrap(), [Kept::Document(hash.clone())]);
    assert!(files.kept(byte.wrapping_add(1), now).await.unwrap().is_empty());

    let eight = MasterKey::new([8; 32]);
    let ring = KeyRing::only(MasterKey::new([7; 32])).with(eight.clone());
    let later = world.with_keys(ring.sealing_by(eight.id()).unwrap()).await;
    let later = later.files(&place).unwrap();
    assert!(later.reseal(&Kept::Document(hash.clone()), &OsEntropy).await.unwrap());
    assert!(
        !later.reseal(&Kept::Document(hash.clone()), &OsEntropy).await.unwrap(),
        "it was sealed before"
    );
    assert_eq!(
        later.sealed_by(&Kept::Document(hash.clone())).await.unwrap(),
        SealedBy::Key(eight.id())
    );
    assert_eq!(later.get(&hash).await.unwrap(), BYTES);
}

/// What is wrong with a bucket is told apart: it is not there, the key is not its own, nobody answers.
#[tokio::test]
async fn a_bucket_that_cannot_be_used_says_why() {
    let (server, world) = (Server::start(), World::new(Kind::Sqlite).await);
    let absent = FilePlace::Bucket(Bucket { name: "absent".to_owned(), ..server.bucket() });
    assert!(matches!(absent.look().await, Err(FileError::Missing)));

    // This server knows a key by its name; it does not check signatures of version 4.
    let refused = FilePlace::Bucket(Bucket {
        access_key_id: "ANOTHER".to_owned(),
        secret_access_key: SecretString::from("not to be told"),
        ..server.bucket()
    });
    let error = refused.look().await.unwrap_err();
    assert!(matches!(error, FileError::Place(_)), "{error:?}");
    let error =
        world.store.files(&refused).unwrap().put(BYTES.to_vec(), &OsEntropy).await.unwrap_err();
    assert_eq!(error.fault(), Fault::Broken);
    assert!(!format!("{error} {error:?}").contains("not to be told"), "the key is told: {error:?}");

    let place = FilePlace::Bucket(server.bucket());
    let files = world.store.files(&place).unwrap();
    drop(server);
    let error = files.put(BYTES.to_vec(), &OsEntropy).await.unwrap_err();
    assert_eq!(error.fault(), Fault::Away, "{error:?}");
    assert!(!format!("{files:?}").contains("S3RVER"), "the key is told: {files:?}");
}
