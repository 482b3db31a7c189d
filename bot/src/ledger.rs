//! The bot's own file: updates not served yet, answers not sent yet, dialogues.
//!
//! Each step is one durable transaction: an update is stored before Telegram may forget it; the new
//! dialogue, the answers and "served" are written together. A served update leaves its number behind,
//! so that the same update delivered again is known.

use crate::talk::{Dialogue, Message, SCHEMA};
use redb::{
    Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition,
    WriteTransaction,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// (chat, update) → [`Row`].
const INBOX: TableDefinition<'_, (i64, i64), &[u8]> = TableDefinition::new("inbox_v1");
/// (chat, update, place) → [`Outgoing`].
const OUTBOX: TableDefinition<'_, (i64, i64, u32), &[u8]> = TableDefinition::new("outbox_v1");
/// Chat → dialogue, as JSON that says its own version.
const DIALOGUES: TableDefinition<'_, i64, &[u8]> = TableDefinition::new("dialogues_v1");
/// The numbers of updates that were stored: update → ().
const SEEN: TableDefinition<'_, i64, ()> = TableDefinition::new("seen_v1");
/// Updates given up: update → the update as it came.
const PARKED: TableDefinition<'_, i64, &[u8]> = TableDefinition::new("parked_v1");

/// How many numbers of served updates are remembered. Telegram repeats only what was not
/// acknowledged, which is at most one answer of a hundred.
const REMEMBERED: u64 = 1_000;

/// A failure of the file.
#[derive(Debug, thiserror::Error)]
#[error("the bot's file: {0}")]
pub(crate) struct LedgerError(Box<redb::Error>);

impl<E: Into<redb::Error>> From<E> for LedgerError {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

impl LedgerError {
    /// The thread that used the file broke off.
    pub(crate) fn broken(error: &tokio::task::JoinError) -> Self {
        Self(Box::new(redb::Error::Corrupted(format!("the thread broke off: {error}"))))
    }

    /// A cell of ours that does not read as what we wrote.
    fn cell(error: &serde_json::Error) -> Self {
        // Only the kind of the error: its text may quote what was written.
        let kind = error.classify();
        Self(Box::new(redb::Error::Corrupted(format!("a cell is not what was written: {kind:?}"))))
    }
}

/// An update as it came from the messenger.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Arrived {
    /// Its number.
    pub(crate) id: i64,
    /// The chat it belongs to; 0 if to none.
    pub(crate) chat: i64,
    /// All of it.
    pub(crate) raw: Value,
}

/// A stored update and how many times it was tried.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    tried: u32,
    raw: Value,
}

/// An update to serve.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) update: Arrived,
    /// How many times it was tried, this time included.
    pub(crate) tried: u32,
    /// The dialogue of its chat.
    pub(crate) dialogue: Remembered,
}

/// A dialogue as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// Ours.
    Dialogue(Dialogue),
    /// Of another version, or not readable: to be begun anew.
    Foreign,
}

/// Something to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outgoing {
    /// A message.
    Say(Message),
    /// The answer that stops the spinner of a pressed button.
    AnswerPress(String),
}

/// A thing to send, and its place in the file.
pub(crate) type Letter = ((i64, i64, u32), Outgoing);

/// How much there is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Depth {
    /// Updates to serve.
    pub(crate) inbox: u64,
    /// Things to send.
    pub(crate) outbox: u64,
    /// Updates given up.
    pub(crate) parked: u64,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Ledger {
    database: Database,
}

impl Ledger {
    /// Opens the file, making it if there is none. Only one process has it at a time.
    pub(crate) fn open(file: &Path) -> Result<Self, LedgerError> {
        let database = Database::create(file)?;
        let tx = database.begin_write()?;
        tx.open_table(INBOX)?;
        tx.open_table(OUTBOX)?;
        tx.open_table(DIALOGUES)?;
        tx.open_table(SEEN)?;
        tx.open_table(PARKED)?;
        tx.commit()?;
        Ok(Self { database })
    }

    /// Stores updates; those stored before are passed over. Durable when it returns.
    pub(crate) fn store(&self, updates: &[Arrived]) -> Result<(), LedgerError> {
        let tx = self.database.begin_write()?;
        {
            let (mut inbox, mut seen) = (tx.open_table(INBOX)?, tx.open_table(SEEN)?);
            for update in updates {
                if seen.insert(update.id, ())?.is_none() {
                    let row = Row { tried: 0, raw: update.raw.clone() };
                    inbox.insert((update.chat, update.id), json(&row)?.as_slice())?;
                }
            }
        }
        Ok(tx.commit()?)
    }

    /// The chats for which there is something to do, at most `limit`.
    pub(crate) fn chats(&self, limit: usize) -> Result<Vec<i64>, LedgerError> {
        let tx = self.database.begin_read()?;
        let (inbox, outbox) = (tx.open_table(INBOX)?, tx.open_table(OUTBOX)?);
        let mut chats = Vec::new();
        let mut from = Some(i64::MIN);
        // One look-up a chat, however many updates it has.
        while let Some(chat) = from.filter(|_| chats.len() < limit) {
            let asks = inbox.range((chat, i64::MIN)..)?.next().transpose()?;
            let waits = outbox.range((chat, i64::MIN, 0)..)?.next().transpose()?;
            let asks = asks.map(|(key, _)| key.value().0);
            let waits = waits.map(|(key, _)| key.value().0);
            let next = asks.into_iter().chain(waits).min();
            chats.extend(next);
            from = next.and_then(|chat| chat.checked_add(1));
        }
        Ok(chats)
    }

    /// Takes up the first update of a chat. The try is counted before it is made, so that an update
    /// that brings the process down is set aside in the end.
    pub(crate) fn take_up(&self, chat: i64) -> Result<Option<Task>, LedgerError> {
        let tx = self.database.begin_write()?;
        let task = {
            let mut inbox = tx.open_table(INBOX)?;
            let first = inbox.range((chat, i64::MIN)..=(chat, i64::MAX))?.next().transpose()?;
            let Some((id, mut row)) = first
                .map(|(key, cell)| Ok::<_, LedgerError>((key.value().1, row(cell.value())?)))
                .transpose()?
            else {
                return Ok(None);
            };
            row.tried += 1;
            inbox.insert((chat, id), json(&row)?.as_slice())?;
            let dialogues = tx.open_table(DIALOGUES)?;
            let dialogue = dialogues.get(chat)?.map(|cell| remembered(cell.value()));
            Task {
                update: Arrived { id, chat, raw: row.raw },
                tried: row.tried,
                dialogue: dialogue.unwrap_or(Remembered::Dialogue(Dialogue::new())),
            }
        };
        tx.commit()?;
        Ok(Some(task))
    }

    /// An update is served: the new dialogue, what is to be sent, and that it is done, at once.
    pub(crate) fn serve(
        &self,
        update: &Arrived,
        dialogue: Option<&Dialogue>,
        outgoing: &[Outgoing],
    ) -> Result<(), LedgerError> {
        let tx = self.database.begin_write()?;
        if let Some(dialogue) = dialogue {
            tx.open_table(DIALOGUES)?.insert(update.chat, json(dialogue)?.as_slice())?;
        }
        close(&tx, update, outgoing)?;
        Ok(tx.commit()?)
    }

    /// An update is given up and kept for a person to look at; the dialogue begins anew.
    pub(crate) fn park(&self, update: &Arrived, outgoing: &[Outgoing]) -> Result<(), LedgerError> {
        let tx = self.database.begin_write()?;
        tx.open_table(DIALOGUES)?.remove(update.chat)?;
        tx.open_table(PARKED)?.insert(update.id, json(&update.raw)?.as_slice())?;
        close(&tx, update, outgoing)?;
        Ok(tx.commit()?)
    }

    /// The first thing to send to a chat.
    pub(crate) fn first_letter(&self, chat: i64) -> Result<Option<Letter>, LedgerError> {
        let tx = self.database.begin_read()?;
        let outbox = tx.open_table(OUTBOX)?;
        let first =
            outbox.range((chat, i64::MIN, 0)..=(chat, i64::MAX, u32::MAX))?.next().transpose()?;
        first
            .map(|(key, cell)| {
                let outgoing = serde_json::from_slice(cell.value());
                Ok((key.value(), outgoing.map_err(|error| LedgerError::cell(&error))?))
            })
            .transpose()
    }

    /// A thing was sent, or never can be.
    pub(crate) fn sent(&self, key: (i64, i64, u32)) -> Result<(), LedgerError> {
        let tx = self.database.begin_write()?;
        tx.open_table(OUTBOX)?.remove(key)?;
        Ok(tx.commit()?)
    }

    /// A chat takes nothing from us any more: all of it is dropped.
    pub(crate) fn forget(&self, chat: i64) -> Result<(), LedgerError> {
        let tx = self.database.begin_write()?;
        tx.open_table(OUTBOX)?
            .retain_in((chat, i64::MIN, 0)..=(chat, i64::MAX, u32::MAX), |_, _| false)?;
        tx.open_table(DIALOGUES)?.remove(chat)?;
        Ok(tx.commit()?)
    }

    /// How much there is.
    pub(crate) fn depth(&self) -> Result<Depth, LedgerError> {
        let tx = self.database.begin_read()?;
        Ok(Depth {
            inbox: tx.open_table(INBOX)?.len()?,
            outbox: tx.open_table(OUTBOX)?.len()?,
            parked: tx.open_table(PARKED)?.len()?,
        })
    }
}

/// Takes an update out and puts its answers in its place; old numbers are forgotten.
fn close(
    tx: &WriteTransaction,
    update: &Arrived,
    outgoing: &[Outgoing],
) -> Result<(), LedgerError> {
    tx.open_table(INBOX)?.remove((update.chat, update.id))?;
    let mut outbox = tx.open_table(OUTBOX)?;
    for (place, one) in (0_u32..).zip(outgoing) {
        outbox.insert((update.chat, update.id, place), json(one)?.as_slice())?;
    }
    let mut seen = tx.open_table(SEEN)?;
    while seen.len()? > REMEMBERED {
        seen.pop_first()?;
    }
    Ok(())
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, LedgerError> {
    serde_json::to_vec(value).map_err(|error| LedgerError::cell(&error))
}

fn row(cell: &[u8]) -> Result<Row, LedgerError> {
    serde_json::from_slice(cell).map_err(|error| LedgerError::cell(&error))
}

/// A stored dialogue, if it is of the version we write.
fn remembered(cell: &[u8]) -> Remembered {
    match serde_json::from_slice::<Dialogue>(cell) {
        Ok(dialogue) if dialogue.schema == SCHEMA => Remembered::Dialogue(dialogue),
        _ => Remembered::Foreign,
    }
}

#[cfg(test)]
mod tests;
