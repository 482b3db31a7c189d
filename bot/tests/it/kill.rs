//! The bot killed again and again in the middle of its work: nothing is lost, little is said twice.

use crate::peer::Peer;
use crate::platform::Platform;
use crate::stories::settings;
use bot::Bot;
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const CHATS: i64 = 5;
const MESSAGES: usize = 24;
const KILLS: usize = 8;

/// The bot in a process of its own; does nothing unless the test below starts it.
#[tokio::test]
#[ignore = "the victim of `a_killed_bot_loses_nothing`, started by it"]
async fn victim() {
    let given = |name: &str| std::env::var(format!("BOT_VICTIM_{name}"));
    let (Ok(api), Ok(platform), Ok(folder)) = (given("API"), given("PLATFORM"), given("FOLDER"))
    else {
        return;
    };
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let bot = Bot::open(settings(&api, &platform, folder.as_ref())).unwrap();
    bot.run(CancellationToken::new()).await;
}

/// A bot that does not outlive the test.
struct Victim(Child);

impl Drop for Victim {
    /// SIGKILL: the bot has no say in it.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(peer: &Peer, platform: &Platform, folder: &std::path::Path) -> Victim {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::victim", "--ignored"])
        .env("BOT_VICTIM_API", &peer.url)
        .env("BOT_VICTIM_PLATFORM", &platform.url)
        .env("BOT_VICTIM_FOLDER", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Victim(child.unwrap())
}

/// How often each question was answered, and in which order first, by chat.
#[derive(Default)]
struct Heard(BTreeMap<i64, Vec<usize>>);

impl Heard {
    async fn listen(&mut self, peer: &Peer) {
        for chat in 1..=CHATS {
            for said in peer.person(chat).reads().await {
                let number: Option<usize> = said.html.split('№').nth(1).and_then(|rest| {
                    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
                });
                self.0.entry(chat).or_default().extend(number);
            }
        }
    }

    fn all(&self) -> bool {
        let complete = |heard: &Vec<usize>| (0..MESSAGES).all(|number| heard.contains(&number));
        self.0.len() == usize::try_from(CHATS).unwrap() && self.0.values().all(complete)
    }
}

/// Killed by SIGKILL at any point, every update is answered, in order, and each kill repeats at most one
/// message a chat.
#[tokio::test]
async fn a_killed_bot_loses_nothing() {
    let (peer, platform) = (Peer::start(), Platform::start().await);
    let folder = tempfile::tempdir().unwrap();
    let mut heard = Heard::default();
    let mut rounds = (0..MESSAGES).collect::<Vec<_>>().into_iter();
    for kill in 0..KILLS {
        let victim = start(&peer, &platform, folder.path());
        for number in rounds.by_ref().take(MESSAGES / KILLS) {
            for chat in 1..=CHATS {
                peer.person(chat).writes(&format!("вопрос №{number}")).await;
            }
        }
        // The moment of the kill wanders over start, intake, serving and sending.
        tokio::time::sleep(Duration::from_millis(40 + 37 * u64::try_from(kill).unwrap())).await;
        drop(victim);
        heard.listen(&peer).await;
    }
    let survivor = start(&peer, &platform, folder.path());
    let begun = Instant::now();
    while !heard.all() && begun.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        heard.listen(&peer).await;
    }
    drop(survivor);
    assert!(heard.all(), "lost: {:?}", heard.0);
    for (chat, numbers) in &heard.0 {
        assert!(numbers.is_sorted(), "chat {chat} was answered out of order: {numbers:?}");
        let twice = numbers.len() - MESSAGES;
        assert!(twice <= KILLS, "chat {chat}: {twice} repeats for {KILLS} kills");
    }
    let repeats: usize = heard.0.values().map(|numbers| numbers.len() - MESSAGES).sum();
    println!("kills {KILLS}, lost 0, repeated {repeats}");
}
