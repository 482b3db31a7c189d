//! The bot as a whole: one loop takes updates in, the other serves chats side by side.

use crate::ledger::{Ledger, LedgerError};
use crate::platform::Platform;
use crate::settings::Settings;
use crate::talk::Site;
use crate::telegram::{Telegram, arrived};
use crate::worker::{Parts, WaitReason, on_disk, serve};
use domain::entropy::{self, OsEntropy};
use domain::queue::{BackOff, MOST_UNENDED};
use std::collections::HashMap;
use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use teloxide::{ApiError, RequestError};
use tokio::sync::Notify;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How many chats are served at once.
const SIDE_BY_SIDE: usize = 16;
/// How often the file is looked into when nothing wakes the bot: retries are due.
const GLANCE: Duration = Duration::from_secs(1);
/// How long chats being served may take to finish when the bot stops.
const FAREWELL: Duration = Duration::from_secs(10);
/// The platform answers within this, or is away.
const PLATFORM: Duration = Duration::from_secs(15);

/// Why the bot cannot start, or could not do a step.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The folder of the bot's file cannot be made or written.
    #[error("bot: the folder {folder}: {cause}")]
    Folder {
        /// Where it should be.
        folder: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The bot's file cannot be used; perhaps another bot has it.
    #[error("bot: {0}")]
    Ledger(String),
    /// The client of the Bot API or of the platform cannot be made.
    #[error("bot: {0}")]
    Client(String),
    /// The Bot API did not answer as it should.
    #[error("bot: the Bot API: {0}")]
    Api(&'static str),
}

impl From<LedgerError> for BotError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error.to_string())
    }
}

impl From<reqwest::Error> for BotError {
    fn from(error: reqwest::Error) -> Self {
        Self::Client(error.without_url().to_string())
    }
}

/// A Telegram bot that is ready to run: its file open, Telegram and the platform known.
#[derive(Debug)]
pub struct Bot {
    parts: Arc<Parts>,
    poll_seconds: u32,
    wake: Notify,
}

/// Whether Telegram answers and the token is good; the user name it knows the bot by.
pub async fn look_at_telegram(settings: &Settings) -> Result<Option<String>, BotError> {
    let known = Telegram::new(settings)?.introduce().await;
    known.map_err(|error| BotError::Api(reason(&error)))
}

impl Bot {
    /// Opens the bot's file and makes its clients. Touches no network.
    pub fn open(settings: Settings) -> Result<Self, BotError> {
        let ledger = open_ledger(&settings.data_dir)?;
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(PLATFORM)
            // Sooner than servers let go of a line: a call on one that is just being closed is lost.
            .pool_idle_timeout(Duration::from_secs(2))
            .build()?;
        let parts = Parts {
            ledger: Arc::new(ledger),
            telegram: Telegram::new(&settings)?,
            platform: Platform::new(&settings, http),
            site: Site {
                url: settings.public_url,
                support_phone: settings.support_phone,
                support_email: settings.support_email,
            },
            own_name: settings.name,
        };
        let poll_seconds = settings.poll_seconds;
        Ok(Self { parts: Arc::new(parts), poll_seconds, wake: Notify::new() })
    }

    /// Runs until cancelled; then takes nothing more in and finishes what it is about.
    pub async fn run(&self, cancel: CancellationToken) {
        if let Ok(depth) = on_disk(&self.parts.ledger, Ledger::depth).await {
            let (inbox, outbox, parked) = (depth.inbox, depth.outbox, depth.parked);
            tracing::info!(inbox, outbox, parked, "the bot begins");
        }
        tokio::join!(self.take_in(&cancel), self.serve_chats(&cancel));
    }

    /// Takes in what is there and serves it, once. For tests.
    pub async fn step_once(&self) -> Result<(), BotError> {
        let offset = self.receive(None, 0).await?;
        if offset.is_some() {
            // Acknowledges what was stored.
            self.receive(offset, 0).await?;
        }
        for chat in on_disk(&self.parts.ledger, |ledger| ledger.chats(usize::MAX)).await? {
            match serve(&self.parts, chat).await {
                Ok(()) => {}
                Err(WaitReason::Sending(_)) => return Err(BotError::Api("takes no messages now")),
                Err(WaitReason::Ledger(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// One call for updates: stores them, and returns the offset that acknowledges them.
    async fn receive(&self, offset: Option<i64>, wait: u32) -> Result<Option<i64>, BotError> {
        let raw = self.parts.telegram.updates(offset, wait).await;
        let raw = raw.map_err(|error| BotError::Api(reason(&error)))?;
        let updates: Vec<_> = raw.into_iter().filter_map(arrived).collect();
        // Telegram may begin anew with smaller numbers after a quiet week: the offset is used to
        // acknowledge what was stored, and not kept longer.
        let Some(last) = updates.iter().map(|update| update.id).max() else { return Ok(None) };
        on_disk(&self.parts.ledger, move |ledger| ledger.store(&updates)).await?;
        self.wake.notify_one();
        Ok(last.checked_add(1))
    }

    async fn take_in(&self, cancel: &CancellationToken) {
        if let Err(error) = self.parts.telegram.introduce().await {
            tracing::error!(reason = reason(&error), "the Bot API does not know us; trying on");
        } else if let Err(error) = self.parts.telegram.announce().await {
            tracing::warn!(reason = reason(&error), "the menu of commands was not taken");
        }
        let (mut offset, mut failures) = (None, 0);
        loop {
            let received = tokio::select! {
                () = cancel.cancelled() => return,
                received = self.receive(offset, self.poll_seconds) => received,
            };
            match received {
                Ok(next) => (offset, failures) = (next, 0),
                Err(error) => {
                    failures += 1;
                    tracing::warn!(%error, failures, "updates were not taken in");
                    tokio::select! {
                        () = cancel.cancelled() => return,
                        () = sleep(pause(failures)) => {}
                    }
                }
            }
        }
    }

    async fn serve_chats(&self, cancel: &CancellationToken) {
        let mut lanes = Lanes::default();
        loop {
            if let Err(error) = self.begin(&mut lanes).await {
                tracing::error!(%error, "the bot's file failed");
            }
            tokio::select! {
                () = cancel.cancelled() => break,
                Some(done) = lanes.running.join_next_with_id() => lanes.finished(done),
                () = self.wake.notified() => {}
                () = sleep(GLANCE) => {}
            }
        }
        // What does not finish is in the file and goes on at the next start.
        let farewell = async { while lanes.running.join_next().await.is_some() {} };
        if timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("some chats are left for the next start");
        }
    }

    /// Begins to serve chats that wait and may be served.
    async fn begin(&self, lanes: &mut Lanes) -> Result<(), LedgerError> {
        let free = SIDE_BY_SIDE.saturating_sub(lanes.running.len());
        if free == 0 || lanes.flood.is_some_and(|until| until > Instant::now()) {
            return Ok(());
        }
        let most = free + lanes.busy.len() + lanes.resting.len();
        let chats = on_disk(&self.parts.ledger, move |ledger| ledger.chats(most)).await?;
        for chat in
            chats.into_iter().filter(|chat| lanes.may_begin(*chat)).take(free).collect::<Vec<_>>()
        {
            let parts = Arc::clone(&self.parts);
            let task = lanes.running.spawn(async move { serve(&parts, chat).await });
            lanes.busy.insert(task.id(), chat);
        }
        Ok(())
    }
}

/// A chat that waits after a failure.
#[derive(Debug)]
struct Rest {
    until: Instant,
    failures: u32,
}

/// The chats being served, and those that wait after a failure.
#[derive(Debug, Default)]
struct Lanes {
    running: JoinSet<Result<(), WaitReason>>,
    busy: HashMap<Id, i64>,
    resting: HashMap<i64, Rest>,
    /// Telegram asked the whole bot to wait until then.
    flood: Option<Instant>,
}

impl Lanes {
    fn may_begin(&self, chat: i64) -> bool {
        let rests = self.resting.get(&chat).is_some_and(|rest| rest.until > Instant::now());
        !rests && !self.busy.values().any(|busy| *busy == chat)
    }

    fn finished(&mut self, done: Result<(Id, Result<(), WaitReason>), JoinError>) {
        let (id, result) = match done {
            Ok((id, result)) => (id, Some(result)),
            Err(broken) => (broken.id(), None),
        };
        let Some(chat) = self.busy.remove(&id) else { return };
        match result {
            Some(Ok(())) => {
                self.resting.remove(&chat);
            }
            Some(Err(WaitReason::Sending(Some(wait)))) => {
                tracing::warn!(seconds = wait.as_secs(), "Telegram asks the bot to wait");
                self.flood = Some(Instant::now() + wait);
            }
            Some(Err(WaitReason::Sending(None))) => self.rest(chat),
            Some(Err(WaitReason::Ledger(error))) => {
                tracing::error!(%error, "the bot's file failed");
                self.rest(chat);
            }
            // The try was counted: an update that always breaks is set aside in the end.
            None => {
                tracing::error!(most = MOST_UNENDED, "serving a chat broke off");
                self.rest(chat);
            }
        }
    }

    fn rest(&mut self, chat: i64) {
        let failures = self.resting.get(&chat).map_or(0, |rest| rest.failures) + 1;
        let until = Instant::now() + pause(failures);
        self.resting.insert(chat, Rest { until, failures });
    }
}

/// The pause after so many failures in a row: by the house's one policy.
fn pause(failures: u32) -> Duration {
    BackOff::CHAT.pause(failures, u64::from_be_bytes(entropy::bytes(&OsEntropy)))
}

/// What is wrong with the Bot API, without what it said: answers may hold messages.
const fn reason(error: &RequestError) -> &'static str {
    match error {
        RequestError::Api(ApiError::InvalidToken) => "the token (telegram.token) is refused",
        RequestError::Api(ApiError::TerminatedByOtherGetUpdates) => {
            "another process takes updates with the same token"
        }
        RequestError::Api(ApiError::CantGetUpdates) => "a webhook is set, so there are no updates",
        RequestError::Api(_) | RequestError::MigrateToChatId(_) => "refused the call",
        RequestError::RetryAfter(_) => "asks to wait",
        RequestError::Network(_) | RequestError::Io(_) => "was not reached",
        RequestError::InvalidJson { .. } => "answered with something else",
    }
}

/// The bot's file: of its owner alone, for it holds messages until they are answered.
fn open_ledger(folder: &Path) -> Result<Ledger, BotError> {
    let refused = |cause| BotError::Folder { folder: folder.display().to_string(), cause };
    let file = folder.join("bot.redb");
    let (mut directory, mut options) = (DirBuilder::new(), OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        directory.mode(0o700);
        options.mode(0o600);
    }
    directory.recursive(true).create(folder).map_err(refused)?;
    options.create(true).append(true).open(&file).map_err(refused)?;
    Ok(Ledger::open(&file)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Outgoing, Remembered};
    use crate::talk::{Dialogue, Lang, apology};
    use serde_json::json;

    /// A bot with nobody around it.
    fn alone(folder: &Path) -> Bot {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let nowhere: url::Url = "http://127.0.0.1:1".parse().unwrap();
        Bot::open(Settings {
            name: None,
            token: "1:test".into(),
            api_url: Some(nowhere.clone()),
            platform_url: nowhere.clone(),
            public_url: nowhere,
            support_phone: None,
            support_email: None,
            client_id: "bot".to_owned(),
            client_secret: "secret".into(),
            data_dir: folder.to_owned(),
            poll_seconds: 0,
        })
        .unwrap()
    }

    #[tokio::test]
    async fn an_update_that_fails_five_times_is_set_aside_and_the_person_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let bot = alone(folder.path());
        let user = json!({ "id": 7, "is_bot": false, "first_name": "А" });
        let chat = json!({ "id": 7, "type": "private", "first_name": "А" });
        let message =
            json!({ "message_id": 1, "date": 0, "from": user, "chat": chat, "text": "/help" });
        let update = arrived(json!({ "update_id": 1, "message": message })).unwrap();
        let ledger = &bot.parts.ledger;
        ledger.store(&[update]).unwrap();
        for _ in 0..MOST_UNENDED {
            // Each time the process breaks off before the update is served.
            ledger.take_up(7).unwrap().unwrap();
        }
        assert!(matches!(serve(&bot.parts, 7).await, Err(WaitReason::Sending(None))));
        let depth = ledger.depth().unwrap();
        assert_eq!((depth.inbox, depth.outbox, depth.parked), (0, 1, 1));
        let (_, letter) = ledger.first_letter(7).unwrap().unwrap();
        assert_eq!(letter, Outgoing::Say(apology(Lang::Ru)));
    }

    #[tokio::test]
    async fn a_dialogue_of_another_version_is_begun_anew_and_the_words_are_still_served() {
        let folder = tempfile::tempdir().unwrap();
        let bot = alone(folder.path());
        let user = json!({ "id": 7, "is_bot": false, "first_name": "А" });
        let chat = json!({ "id": 7, "type": "private", "first_name": "А" });
        let message =
            json!({ "message_id": 1, "date": 0, "from": user, "chat": chat, "text": "/help" });
        let update = arrived(json!({ "update_id": 1, "message": message })).unwrap();
        let ledger = &bot.parts.ledger;
        let foreign = Dialogue { schema: 99, ..Dialogue::new() };
        ledger.store(std::slice::from_ref(&update)).unwrap();
        ledger.serve(&update, Some(&foreign), &[]).unwrap();
        ledger.store(&[crate::ledger::Arrived { id: 2, ..update }]).unwrap();
        assert!(serve(&bot.parts, 7).await.is_err(), "nobody takes messages");
        assert_eq!(ledger.depth().unwrap().outbox, 2, "that it begins anew, and the help");
        ledger.store(&[arrived(json!({ "update_id": 3, "message": message })).unwrap()]).unwrap();
        let task = ledger.take_up(7).unwrap().unwrap();
        assert!(matches!(task.dialogue, Remembered::Dialogue(_)));
    }

    #[test]
    fn waits_grow_and_end_at_a_minute() {
        for (failures, ceiling) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (u32::MAX, 60)] {
            let ceiling = Duration::from_secs(ceiling);
            let waits = pause(failures);
            assert!(waits >= ceiling / 2 && waits <= ceiling, "{failures}: {waits:?}");
        }
    }
}
