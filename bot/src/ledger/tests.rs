//! What the file promises.

use super::*;
use crate::talk::{Rich, State};
use serde_json::json;

fn ledger(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("bot.redb")).unwrap()
}

fn update(id: i64, chat: i64) -> Arrived {
    Arrived { id, chat, raw: json!({ "update_id": id }) }
}

fn hello() -> Outgoing {
    Outgoing::Say(Rich::new("Здравствуйте").into())
}

#[test]
fn an_update_is_stored_once_and_survives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    {
        let ledger = ledger(&folder);
        ledger.store(&[update(1, 7), update(2, 7), update(1, 7)]).unwrap();
    }
    let ledger = ledger(&folder);
    ledger.store(&[update(2, 7)]).unwrap();
    assert_eq!(ledger.depth().unwrap().inbox, 2);
    let task = ledger.take_up(7).unwrap().unwrap();
    assert_eq!((task.update.id, task.tried), (1, 1), "in the order they came");
    assert_eq!(ledger.take_up(7).unwrap().unwrap().tried, 2, "tries are counted");
    ledger.serve(&task.update, None, &[]).unwrap();
    ledger.store(&[update(1, 7)]).unwrap();
    assert_eq!(ledger.depth().unwrap().inbox, 1, "a served update is known when it comes again");
}

#[test]
fn dialogue_answers_and_done_are_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    ledger.store(&[update(1, 7), update(2, 8)]).unwrap();
    assert_eq!(ledger.chats(10).unwrap(), [7, 8]);
    let task = ledger.take_up(7).unwrap().unwrap();
    let dialogue = Dialogue { rev: 4, state: State::Unlinking, ..Dialogue::new() };
    ledger.serve(&task.update, Some(&dialogue), &[hello(), hello()]).unwrap();

    assert!(ledger.take_up(7).unwrap().is_none());
    assert_eq!(ledger.chats(10).unwrap(), [7, 8], "there is something to send");
    let (key, letter) = ledger.first_letter(7).unwrap().unwrap();
    assert_eq!((key, letter), ((7, 1, 0), hello()));
    ledger.sent(key).unwrap();
    assert_eq!(ledger.first_letter(7).unwrap().unwrap().0, (7, 1, 1));

    ledger.store(&[update(3, 7)]).unwrap();
    let next = ledger.take_up(7).unwrap().unwrap();
    assert_eq!(next.dialogue, Remembered::Dialogue(dialogue));
    ledger.forget(7).unwrap();
    assert!(ledger.first_letter(7).unwrap().is_none());
    assert_eq!(ledger.first_letter(8).unwrap(), None);
}

#[test]
fn a_dialogue_of_another_version_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    for (id, cell) in [(1, r#"{"schema":9,"rev":1,"state":{"at":"dancing"},"at":0}"#), (2, "{")] {
        let tx = ledger.database.begin_write().unwrap();
        tx.open_table(DIALOGUES).unwrap().insert(7, cell.as_bytes()).unwrap();
        tx.commit().unwrap();
        ledger.store(&[update(id, 7)]).unwrap();
        assert_eq!(ledger.take_up(7).unwrap().unwrap().dialogue, Remembered::Foreign);
    }
}

#[test]
fn what_is_given_up_is_kept_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    ledger.store(&[update(1, 7), update(2, 7)]).unwrap();
    let task = ledger.take_up(7).unwrap().unwrap();
    ledger.park(&task.update, &[hello()]).unwrap();
    assert_eq!(ledger.depth().unwrap(), Depth { inbox: 1, outbox: 1, parked: 1 });
    assert_eq!(ledger.take_up(7).unwrap().unwrap().update.id, 2);
}

#[test]
fn numbers_of_served_updates_are_forgotten_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = ledger(&folder);
    let many: Vec<_> = (1..=1_100).map(|id| update(id, 7)).collect();
    ledger.store(&many).unwrap();
    let task = ledger.take_up(7).unwrap().unwrap();
    ledger.serve(&task.update, None, &[]).unwrap();
    let seen = ledger.database.begin_read().unwrap().open_table(SEEN).unwrap().len().unwrap();
    assert_eq!(seen, REMEMBERED);
}

#[test]
fn one_process_has_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let _first = ledger(&folder);
    assert!(Ledger::open(&folder.path().join("bot.redb")).is_err());
}
