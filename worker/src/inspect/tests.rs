//! A file is looked at apart from us, and whatever becomes of that process, there is an answer.

use super::*;
use tokio::net::TcpListener;

/// A program that does something else than looking.
fn doing(script: &str) -> Inspector {
    let folder = Box::leak(Box::new(tempfile::tempdir().unwrap()));
    let program = folder.path().join("program");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&program, mode).unwrap();
    Inspector::by(program, "inspect-upload", None)
}

/// A scanner that answers every file so.
async fn answering(words: &'static str) -> Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            let mut first = [0; 6];
            stream.read_exact(&mut first).await.unwrap();
            if &first == b"zPING\0" {
                stream.write_all(b"PONG\0").await.unwrap();
                continue;
            }
            // Up to the empty chunk that ends a file.
            while !heard.ends_with(&[0, 0, 0, 0]) {
                let mut some = [0; 4096];
                let count = stream.read(&mut some).await.unwrap();
                heard.extend_from_slice(&some[..count]);
            }
            stream.write_all(words.as_bytes()).await.unwrap();
        }
    });
    Scanner::at(&format!("tcp://{at}")).unwrap()
}

#[tokio::test]
async fn a_process_that_dies_or_talks_nonsense_gives_no_answer() {
    let good = r#"cat > /dev/null; printf '{"seen":{"kind":"pdf","pages":2}}\npicture'"#;
    for script in
        ["kill -9 $$", "echo nonsense", "cat > /dev/null", "cat", &format!("{good}; exit 1")]
    {
        let answer = doing(script).look(&vec![7; 200_000]).await;
        assert!(matches!(answer, Err(InspectError::Broke)), "{script}: {answer:?}");
    }
    // It could not begin: no file is to blame.
    for script in ["exit 3", "exit 127"] {
        let answer = doing(script).look(b"%PDF-").await;
        assert!(matches!(answer, Err(InspectError::Start(_))), "{script}: {answer:?}");
    }
}

#[tokio::test]
async fn a_process_answers_for_the_file_and_knows_nothing_of_us() {
    let script = r#"cat > /dev/null; [ -z "$HOME$PATH_OF_OURS" ] || exit 1; printf '{"seen":{"kind":"pdf","pages":2}}\npicture'"#;
    let look = doing(script).look(b"%PDF-").await.unwrap().unwrap();
    assert_eq!((look.kind, look.pages, look.scanned), (FileKind::Pdf, 2, false));
    assert_eq!(look.preview, b"picture");
    let refused = doing(r#"echo '{"defect":"active"}'"#).look(b"%PDF-").await.unwrap();
    assert_eq!(refused, Err(FileDefect::Active));
}

#[tokio::test]
async fn a_program_that_is_not_there_is_ours_to_mend() {
    let absent = Inspector::by("/nonexistent/program".into(), "x", None);
    assert!(matches!(absent.look(b"x").await, Err(InspectError::Start(_))));
}

#[tokio::test]
async fn a_scanner_is_believed_and_one_that_fails_is_asked_again() {
    assert!(answering("stream: OK\0").await.is_clean(b"file").await.unwrap());
    assert!(!answering("stream: Eicar-Test FOUND\0").await.is_clean(b"file").await.unwrap());
    for words in ["INSTREAM size limit exceeded. ERROR\0", "", "?"] {
        assert!(answering(words).await.is_clean(b"file").await.is_err(), "{words}");
    }
    let nobody = Scanner::at("tcp://127.0.0.1:1").unwrap();
    assert!(matches!(nobody.is_clean(b"file").await, Err(InspectError::Scanner(_))));
}

#[test]
fn a_scanner_has_an_address() {
    assert_eq!(Scanner::at("tcp://clamd:3310"), Some(Scanner::Tcp("clamd:3310".to_owned())));
    let socket = Scanner::Unix("/run/clamd.sock".into());
    assert_eq!(Scanner::at("unix:///run/clamd.sock"), Some(socket));
    for wrong in ["clamd:3310", "tcp://clamd", "unix://run", "http://x:1", ""] {
        assert_eq!(Scanner::at(wrong), None, "{wrong}");
    }
}
