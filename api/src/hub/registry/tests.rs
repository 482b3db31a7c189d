//! The registry alone: who gets what, who is ended, what is counted.

use super::*;
use crate::hub::rights::BELIEVED;
use bytes::Bytes;
use chrono::Duration;
use domain::id::SessionId;
use tokio::sync::mpsc::error::TryRecvError;

const LIMITS: FeedLimits = FeedLimits { in_process: 4, per_person: 2 };
const NOW: Moment = Moment::UNIX_EPOCH;

fn citizen(number: u128) -> CitizenId {
    CitizenId::from_uuid(uuid::Uuid::from_u128(number))
}

fn right() -> Right {
    Right::Session(SessionId::from_uuid(uuid::Uuid::nil()))
}

fn lines(lang: Lang, number: i64) -> (Lang, Arc<[EventLine]>) {
    (lang, Arc::new([EventLine { sequence: number, text: Bytes::from_static(b"x") }]))
}

fn enter(registry: &Registry, citizen: CitizenId, lang: Lang) -> Result<Entered, NoRoom> {
    registry.enter(citizen, (right(), lang), NOW, LIMITS)
}

#[test]
fn each_feed_gets_its_language_and_one_that_came_meanwhile_looks_for_itself() {
    let (registry, anna) = (Registry::default(), citizen(1));
    let mut ru = enter(&registry, anna, Lang::Ru).unwrap();
    let mut en = enter(&registry, anna, Lang::En).unwrap();
    assert!(ru.is_first && registry.reading(anna).is_none(), "nobody said where it begins");
    registry.begin(anna, 7);
    registry.begin(anna, 3);
    assert_eq!(registry.reading(anna), Some((7, vec![Lang::Ru, Lang::En])));
    registry.hand(anna, 8, &[lines(Lang::Ru, 8)]);
    assert!(matches!(ru.inbox.try_recv(), Ok(InboxItem::Lines(lines)) if lines.len() == 1));
    assert!(matches!(en.inbox.try_recv(), Ok(InboxItem::Look)));
    assert_eq!(registry.reading(anna).map(|(upto, _)| upto), Some(8));
    assert_eq!(registry.reading(citizen(2)), None);
}

#[test]
fn a_reader_that_falls_behind_is_ended_and_the_others_go_on() {
    let (registry, anna) = (Registry::default(), citizen(1));
    let mut slow = enter(&registry, anna, Lang::Ru).unwrap();
    let mut quick = enter(&registry, anna, Lang::Ru).unwrap();
    registry.begin(anna, 0);
    for number in 1..=i64::try_from(INBOX).unwrap() + 1 {
        registry.hand(anna, number, &[lines(Lang::Ru, number)]);
        assert!(matches!(quick.inbox.try_recv(), Ok(InboxItem::Lines(_))), "{number}");
    }
    assert_eq!(slow.end.get(), Some(&End::SlowReader));
    assert_eq!(quick.end.get(), None);
    while slow.inbox.try_recv().is_ok() {}
    assert!(matches!(slow.inbox.try_recv(), Err(TryRecvError::Disconnected)), "no more comes");
    assert_eq!(
        enter(&registry, anna, Lang::Ru).err(),
        Some(NoRoom::Person),
        "it counts until it goes"
    );
    registry.leave(anna, slow.id);
    assert!(enter(&registry, anna, Lang::Ru).is_ok());
}

#[test]
fn feeds_are_counted_by_person_and_in_all_and_give_their_place_back() {
    let registry = Registry::default();
    let first = enter(&registry, citizen(1), Lang::Ru).unwrap();
    assert!(enter(&registry, citizen(1), Lang::Ru).is_ok());
    assert_eq!(enter(&registry, citizen(1), Lang::Ru).err(), Some(NoRoom::Person));
    assert!(enter(&registry, citizen(2), Lang::Ru).is_ok());
    assert!(enter(&registry, citizen(3), Lang::Ru).is_ok());
    assert_eq!(enter(&registry, citizen(4), Lang::Ru).err(), Some(NoRoom::Process));
    registry.leave(citizen(1), first.id);
    let last = enter(&registry, citizen(4), Lang::Ru).unwrap();
    assert!(registry.is_read(citizen(4)));
    registry.leave(citizen(4), last.id);
    assert!(!registry.is_read(citizen(4)), "nobody is watched for nobody");
}

#[test]
fn rights_are_asked_for_again_in_time_and_a_lost_one_ends_the_feed() {
    let (registry, anna) = (Registry::default(), citizen(1));
    let lost = enter(&registry, anna, Lang::Ru).unwrap();
    let kept = enter(&registry, anna, Lang::Ru).unwrap();
    let (long, short) = (NOW + Duration::hours(8), NOW + Duration::seconds(10));
    let due = registry.to_check(NOW);
    let ids = |due: &[ToCheck]| due.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(&due), [lost.id, kept.id], "until when a new one holds is not known yet");
    registry.checked(NOW, due.into_iter().zip([Some(long), Some(short)]));
    let second = Duration::seconds(1);
    assert_eq!(registry.to_check(short - second), []);
    let due = registry.to_check(short);
    assert_eq!(ids(&due), [kept.id], "its time has come");
    registry.checked(short, due.into_iter().zip([Some(long)]));
    assert_eq!(ids(&registry.to_check(NOW + BELIEVED)), [lost.id], "not asked for lately");
    assert_eq!(ids(&registry.to_check(NOW - second)), [lost.id, kept.id], "the clock was set back");
    registry.doubt(Some(&[right().basis().unwrap()]));
    let due = registry.to_check(short);
    assert_eq!(ids(&due), [lost.id, kept.id], "something was taken back");
    registry.checked(short, due.into_iter().zip([None, Some(long)]));
    assert_eq!((lost.end.get(), kept.end.get()), (Some(&End::AccessEnded), None));
    assert_eq!(registry.to_check(short), [], "what holds is believed again");
}

#[test]
fn draining_ends_every_feed_and_takes_no_more() {
    let registry = Registry::default();
    let mut feeds = [1, 2].map(|number| enter(&registry, citizen(number), Lang::Ru).unwrap());
    registry.drain();
    for feed in &mut feeds {
        assert_eq!(feed.end.get(), Some(&End::Draining));
        assert!(matches!(feed.inbox.try_recv(), Err(TryRecvError::Disconnected)));
    }
    assert_eq!(enter(&registry, citizen(3), Lang::Ru).err(), Some(NoRoom::Draining));
}
