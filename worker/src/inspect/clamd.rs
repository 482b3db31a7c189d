//! The real `clamd`, with one signature of its own: that of EICAR's test file.

use super::{Inspector, Scanner};
use domain::upload::FileDefect;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// EICAR's test file, which every scanner takes for a virus; in two parts, so that none takes this source for one.
const EICAR: [&str; 2] =
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
/// How long it may take to load its signature.
const PATIENCE: Duration = Duration::from_mins(1);

struct Clamd {
    child: Child,
    scanner: Scanner,
    _folder: tempfile::TempDir,
}

impl Clamd {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let signature = hex(&EICAR.concat());
        std::fs::write(path("test.ndb"), format!("Eicar-Test:0:*:{signature}\n")).unwrap();
        let socket = path("clamd.sock");
        let settings = format!(
            "DatabaseDirectory {}\nLocalSocket {}\nForeground yes\nUser {}\nStreamMaxLength 25M\n",
            folder.path().display(),
            socket.display(),
            user()
        );
        std::fs::write(path("clamd.conf"), settings).unwrap();
        let child = Command::new("clamd")
            .arg("-c")
            .arg(path("clamd.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`clamd` is needed (Debian: clamav-daemon; tests/peers installs it)");
        let scanner = Scanner::at(&format!("unix://{}", socket.display())).unwrap();
        let began = std::time::Instant::now();
        while !answers(&socket).await {
            assert!(began.elapsed() < PATIENCE, "clamd does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { child, scanner, _folder: folder }
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// Who it runs as: it gives up root's rights for a user's.
fn user() -> String {
    let told = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

async fn answers(socket: &Path) -> bool {
    let asked = clamav_client::tokio::Socket { socket_path: socket };
    clamav_client::tokio::ping(asked).await.is_ok()
}

/// A document that holds EICAR's test in its text.
fn document(text: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 90] >>\nendobj\n% {text}\n\
         trailer\n<< /Root 1 0 R >>\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn clamd_finds_what_it_knows_and_passes_the_rest() {
    let clamd = Clamd::start().await;
    let inspector = Inspector::here(Some(clamd.scanner.clone()));
    let clean = inspector.look(&document("nothing")).await.unwrap().unwrap();
    assert!(clean.scanned);
    let infected = inspector.look(&document(&EICAR.concat())).await.unwrap();
    assert_eq!(infected, Err(FileDefect::Infected));
    // The largest file that is taken goes through.
    let large = [document("large"), vec![b'\n'; 20 * 1024 * 1024 - 400]].concat();
    assert!(inspector.look(&large).await.unwrap().unwrap().scanned);
    drop(clamd);
    let gone = inspector.look(&document("nothing")).await;
    assert!(gone.is_err(), "nobody looked: {gone:?}");
}
