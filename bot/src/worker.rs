//! Serving one chat: what waits to be sent first, then its updates in order.

use crate::ledger::{Arrived, Ledger, LedgerError, Outgoing, Remembered, Task};
use crate::platform::Platform;
use crate::talk::{self, Dialogue, Effect, Event, Incoming, Site};
use crate::telegram::{ParsedUpdate, SendOutcome, Telegram, heard};
use domain::queue::MOST_UNENDED;
use std::sync::Arc;
use std::time::Duration;

/// How many questions to the platform one update may lead to.
const QUESTIONS: usize = 4;

/// What serving a chat needs.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) telegram: Telegram,
    pub(crate) platform: Platform,
    pub(crate) site: Site,
    /// The bot's own user name, where it is known.
    pub(crate) own_name: Option<String>,
}

/// Why a chat has to wait.
#[derive(Debug)]
pub(crate) enum WaitReason {
    /// Telegram does not take messages now; after so long, if it said so.
    Sending(Option<Duration>),
    /// The bot's file failed.
    Ledger(LedgerError),
}

impl From<LedgerError> for WaitReason {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// Serves a chat until there is nothing left to do for it.
pub(crate) async fn serve(parts: &Parts, chat: i64) -> Result<(), WaitReason> {
    loop {
        send_waiting(parts, chat).await?;
        let Some(task) = on_disk(&parts.ledger, move |ledger| ledger.take_up(chat)).await? else {
            return Ok(());
        };
        if task.tried > MOST_UNENDED {
            set_aside(parts, task.update).await?;
        } else {
            one(parts, task).await?;
        }
    }
}

/// Sends what waits, in order. The message is sent, then marked as sent: a crash between the two
/// repeats this one message, the only place where the bot may say a thing twice.
async fn send_waiting(parts: &Parts, chat: i64) -> Result<(), WaitReason> {
    loop {
        let waiting = on_disk(&parts.ledger, move |ledger| ledger.first_letter(chat)).await?;
        let Some((key, outgoing)) = waiting else { return Ok(()) };
        match parts.telegram.send(chat, &outgoing).await {
            SendOutcome::Done => {}
            SendOutcome::Later(wait) => return Err(WaitReason::Sending(wait)),
            SendOutcome::Never(reason) => {
                tracing::error!(update.id = key.1, reason, "a message was not taken");
            }
            SendOutcome::ChatGone => {
                tracing::info!(update.id = key.1, "a chat takes no messages any more");
                on_disk(&parts.ledger, move |ledger| ledger.forget(chat)).await?;
                return Ok(());
            }
        }
        on_disk(&parts.ledger, move |ledger| ledger.sent(key)).await?;
    }
}

/// Serves one update: the conversation steps on, and all of it is kept at once.
async fn one(parts: &Parts, task: Task) -> Result<(), WaitReason> {
    let Task { update, tried, dialogue } = task;
    if tried > 1 {
        tracing::warn!(update.id = update.id, tried, "an update is served again");
    }
    let (dialogue, outgoing) = match heard(&update.raw, parts.own_name.as_deref()) {
        Ok(heard) => {
            let (dialogue, outgoing) = converse(parts, heard, dialogue).await;
            (Some(dialogue), outgoing)
        }
        Err(kind) => {
            tracing::info!(update.id = update.id, kind, "an update of no concern to us");
            (None, Vec::new())
        }
    };
    let served = move |ledger: &Ledger| ledger.serve(&update, dialogue.as_ref(), &outgoing);
    Ok(on_disk(&parts.ledger, served).await?)
}

/// The conversation goes on by one update, with as many questions to the platform as it takes.
async fn converse(
    parts: &Parts,
    heard: ParsedUpdate,
    remembered: Remembered,
) -> (Dialogue, Vec<Outgoing>) {
    let ParsedUpdate { who, incoming, press } = heard;
    let lang = incoming.lang;
    let mut outgoing: Vec<Outgoing> = press.into_iter().map(Outgoing::AnswerPress).collect();
    let mut waiting = vec![incoming];
    let mut dialogue = match remembered {
        Remembered::Dialogue(dialogue) => dialogue,
        Remembered::Foreign => {
            waiting.push(Incoming { lang, at: None, event: Event::Restarted });
            Dialogue::new()
        }
    };
    let mut questions = 0;
    while let Some(incoming) = waiting.pop() {
        for effect in talk::step(&mut dialogue, incoming, &parts.site) {
            match effect {
                Effect::Say(message) => outgoing.push(Outgoing::Say(message)),
                Effect::Ask(question) if questions < QUESTIONS => {
                    questions += 1;
                    let answer = parts.platform.ask(&question, &who, lang).await;
                    waiting.push(Incoming { lang, at: None, event: Event::Answer(answer) });
                }
                Effect::Ask(_) => {
                    tracing::error!("a conversation asks without end");
                }
            }
        }
    }
    (dialogue, outgoing)
}

/// An update that fails again and again is kept for a person to look at, and the citizen is told.
async fn set_aside(parts: &Parts, update: Arrived) -> Result<(), WaitReason> {
    tracing::error!(update.id = update.id, tries = MOST_UNENDED, "an update is set aside");
    let apology = heard(&update.raw, None).ok().map(|heard| talk::apology(heard.incoming.lang));
    let outgoing: Vec<Outgoing> = apology.into_iter().map(Outgoing::Say).collect();
    Ok(on_disk(&parts.ledger, move |ledger| ledger.park(&update, &outgoing)).await?)
}

/// The file waits for the disk, so it is used on threads that may wait.
pub(crate) async fn on_disk<T: Send + 'static>(
    ledger: &Arc<Ledger>,
    work: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    let ledger = Arc::clone(ledger);
    tokio::task::spawn_blocking(move || work(&ledger))
        .await
        .unwrap_or_else(|broken| Err(LedgerError::broken(&broken)))
}
