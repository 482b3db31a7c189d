//! What is not in the logs, at the most talkative level there is.

use crate::bot_api::{self, refused, sent};
use crate::mail_server::{self, Act};
use crate::world::{ADDRESS, CHAT, TOKEN, World};
use domain::chat::TELEGRAM;
use domain::notice::Channel;
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

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_address_no_token_and_no_word_of_a_notice_is_logged() {
    let log = Log::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(everything);
    let world = World::new().await;
    let blocked = refused(403, "Forbidden: bot was blocked by the user");
    let (bot, _) = bot_api::start(&[sent(), blocked, (0, None)]).await;
    let refusal = Act::Recipient("550 5.1.1 <anna.ryabinina@example.ru> unknown");
    let (mail, _) = mail_server::start(&[Act::Accept, refusal, Act::CloseAfterDot]).await;
    let notifier = world.notifier(World::settings(Some(&mail), Some(&bot)));
    for _notice in 0..3 {
        if world.store.linked_citizen(TELEGRAM, CHAT).await.unwrap().is_none() {
            world.link_chat().await;
        }
        world.plan(&[(Channel::Email, ADDRESS), (Channel::Telegram, CHAT)]).await;
        notifier.run_once().await.unwrap();
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a notice was sent") && log.contains("a notice was not sent"), "{log}");
    for secret in [ADDRESS, "ryabinina", CHAT, TOKEN, "tokenOfTheTests", "Результат", "готов"]
    {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "`{secret}` is in the log");
    }
}
