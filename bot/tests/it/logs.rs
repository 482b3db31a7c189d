//! What is not in the logs, at the most talkative level there is.

use crate::stories::World;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn logs_hold_no_words_no_names_no_codes_and_no_secrets() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let world = World::running().await;
    let anna = world.peer.person(501_733);
    anna.writes("/start good").await;
    anna.hears("Р***а А. О.").await;
    anna.writes("нет").await;
    anna.hears("не подключён").await;
    anna.writes_in_a_group("моя тайна").await;
    world.platform.set(|script| script.away = true);
    world.peer.mood(&[], 1).await;
    anna.writes("моя тайна").await;
    anna.hears("через минуту").await;
    world.peer.mood(&[501_733], 0).await;
    anna.writes("моя тайна").await;
    world.peer.has_refused(2).await;
    world.stop().await;

    let told = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(told.contains("the platform did not do what was asked"), "{told}");
    let secrets = ["тайна", "Анна", "Р***а", "good", "501733", "1:test", "secret", "citizen"];
    for secret in secrets {
        assert!(!told.contains(secret), "«{secret}» is in the log: {told}");
    }
}
