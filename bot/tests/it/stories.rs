//! What a person and the bot say to each other.

use crate::peer::{Peer, TOKEN};
use crate::platform::Platform;
use bot::{Bot, Settings};
use std::path::Path;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Settings of a bot between a peer and a platform.
pub(crate) fn settings(api: &str, platform: &str, folder: &Path) -> Settings {
    Settings {
        token: TOKEN.into(),
        name: None,
        api_url: Some(api.parse().unwrap()),
        platform_url: platform.parse().unwrap(),
        public_url: "https://portal.example/".parse().unwrap(),
        support_phone: Some("+7 (000) 000-00-00".to_owned()),
        support_email: None,
        client_id: "bot".to_owned(),
        client_secret: "secret".into(),
        data_dir: folder.to_owned(),
        poll_seconds: 5,
    }
}

/// Everything around a running bot.
pub(crate) struct World {
    pub(crate) peer: Peer,
    pub(crate) platform: Platform,
    folder: tempfile::TempDir,
    cancel: CancellationToken,
    bot: Option<JoinHandle<()>>,
}

impl World {
    async fn new() -> Self {
        let (peer, platform) = (Peer::start(), Platform::start().await);
        let folder = tempfile::tempdir().unwrap();
        Self { peer, platform, folder, cancel: CancellationToken::new(), bot: None }
    }

    fn open(&self) -> Bot {
        Bot::open(settings(&self.peer.url, &self.platform.url, self.folder.path())).unwrap()
    }

    pub(crate) async fn running() -> Self {
        let mut world = Self::new().await;
        let (bot, cancel) = (world.open(), world.cancel.clone());
        world.bot = Some(tokio::spawn(async move { bot.run(cancel).await }));
        world
    }

    /// Stops the bot; it goes without being torn.
    pub(crate) async fn stop(mut self) {
        self.cancel.cancel();
        self.bot.take().unwrap().await.unwrap();
    }
}

/// Proves SH-06: find a service in one's own words, against a Bot API nobody here wrote.
#[tokio::test]
async fn a_person_finds_a_service_in_their_own_words() {
    let world = World::running().await;
    let anna = world.peer.person(501);
    anna.writes("/start").await;
    let welcome = anna.hears("программа, не человек").await;
    assert!(welcome.html.contains("<a href=\"https://portal.example/cabinet\">"), "{welcome:?}");

    anna.writes("потеряла работу").await;
    let offer = anna.hears("Вот что нашлось").await;
    assert!(offer.html.contains("«потеряла работу» &lt;b&gt;"), "escaped: {}", offer.html);
    assert_eq!(offer.buttons.len(), 3);
    assert_eq!(offer.buttons[2].0, "Ничего из этого");
    anna.presses(&offer.buttons[0].1).await;
    let card = anna.hears("Минсоцразвития").await;
    assert!(card.html.contains("<b>Пособие &lt;b&gt;</b>"), "{}", card.html);
    let apply = ("Подать заявление на портале", "https://portal.example/services/benefit");
    let open: Vec<_> =
        card.buttons.iter().map(|(label, to)| (label.as_str(), to.as_str())).collect();
    assert_eq!(open, [apply]);
    anna.presses(&offer.buttons[0].1).await;
    anna.hears("Эта кнопка уже не действует").await;

    anna.writes("абракадабра").await;
    anna.hears("Попробуйте сказать иначе").await;
    anna.sends_a_place().await;
    anna.hears("Я понимаю только текст").await;
    world.stop().await;
}

#[tokio::test]
async fn a_chat_is_linked_shows_applications_and_is_unlinked() {
    let world = World::running().await;
    let anna = world.peer.person(501);
    anna.writes("/applications").await;
    anna.hears("Этот чат не подключён").await;

    anna.writes("/start good").await;
    let question = anna.hears("Р***а А. О.").await;
    assert!(question.html.contains("<b>47</b>"), "{}", question.html);
    anna.presses(&question.buttons[0].1).await;
    anna.hears("Теперь подтвердите на портале").await;

    world.platform.set(|script| script.browser_confirmed = true);
    anna.writes("/start good").await;
    anna.hears("Р***а А. О.").await;
    anna.writes("да").await;
    anna.hears("чат подключён").await;

    anna.writes("мои заявления").await;
    let list = anna.hears("50-2026-0000123-8").await;
    assert!(list.html.contains("<b>Пособие &amp; справка</b>"), "{}", list.html);
    assert!(list.html.contains("Ответим не позднее 1 декабря 2026"));
    assert!(list.html.contains("https://portal.example/applications/app_1"));

    anna.writes("/unlink").await;
    let question = anna.hears("Отключить этот чат").await;
    anna.presses(&question.buttons[0].1).await;
    anna.hears("Чат отключён").await;
    anna.writes("/applications").await;
    anna.hears("Этот чат не подключён").await;
    assert_eq!(world.platform.calls("POST /v1/chat-links/claim"), 2);
    world.stop().await;
}

#[tokio::test]
async fn codes_that_do_not_fit_and_an_away_platform_are_explained() {
    let world = World::running().await;
    let anna = world.peer.person(501);
    for (code, words) in
        [("used", "уже использован"), ("late", "больше не действует"), ("wrong", "Такого кода нет")]
    {
        anna.writes(&format!("/start {code}")).await;
        anna.hears(words).await;
    }
    world.platform.set(|script| script.away = true);
    anna.writes("пособие").await;
    anna.hears("через минуту").await;
    world.stop().await;
}

#[tokio::test]
async fn nothing_is_said_to_a_group_but_to_write_in_private() {
    let world = World::running().await;
    let (anna, group) = (world.peer.person(501), world.peer.person(-501));
    anna.writes_in_a_group("всем привет").await;
    anna.writes_in_a_group("/applications").await;
    let said = group.hears("только в личных сообщениях").await;
    assert!(said.buttons.is_empty());
    assert_eq!(world.platform.calls(""), 0);
    world.stop().await;
}

#[tokio::test]
async fn a_flood_is_waited_out_and_a_blocked_chat_holds_nobody_up() {
    let world = World::running().await;
    let (anna, boris) = (world.peer.person(501), world.peer.person(502));
    world.peer.mood(&[501], 0).await;
    anna.writes("/help").await;
    boris.writes("/help").await;
    boris.hears("пароли").await;
    world.peer.has_refused(1).await;
    world.peer.mood(&[], 1).await;
    boris.writes("/start").await;
    boris.hears("программа, не человек").await;
    world.peer.has_refused(2).await;
    anna.writes("/help").await;
    anna.hears("пароли").await;
    assert!(anna.reads().await.is_empty(), "what a blocked chat missed is dropped");
    world.stop().await;
}

#[tokio::test]
async fn what_was_taken_in_is_answered_after_a_restart() {
    let world = World::new().await;
    let anna = world.peer.person(501);
    anna.writes("/help").await;
    // Messages are refused, so the answer waits in the file when this bot goes.
    world.peer.mood(&[], 1).await;
    let bot = world.open();
    assert!(bot.step_once().await.is_err());
    drop(bot);
    assert!(anna.reads().await.is_empty());

    let bot = world.open();
    bot.step_once().await.unwrap();
    assert_eq!(anna.reads().await.len(), 1);
    bot.step_once().await.unwrap();
    assert!(anna.reads().await.is_empty(), "once");
}

#[test]
fn a_second_bot_on_the_same_file_and_a_bad_folder_are_refused_with_a_reason() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let open =
        |folder: &Path| Bot::open(settings("http://127.0.0.1:1", "http://127.0.0.1:1", folder));
    let _first = open(folder.path()).unwrap();
    assert!(open(folder.path()).unwrap_err().to_string().contains("the bot's file"));
    let file = folder.path().join("bot.redb");
    assert!(open(&file).unwrap_err().to_string().contains("bot.redb"));
}
