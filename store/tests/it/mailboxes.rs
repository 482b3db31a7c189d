//! Mailboxes of departments: one order each, without gaps, whoever places and whoever reads.

use crate::world::World;
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::time::Moment;
use store::{PlacedMessage, StoreError};

fn department(code: &str) -> DepartmentCode {
    code.parse().unwrap()
}

pub(crate) fn message(receiver: &str, application: ApplicationId, id: &str) -> PlacedMessage {
    PlacedMessage {
        receiver: department(receiver),
        position: 0,
        id: id.to_owned(),
        kind: MessageKind::Sent,
        application,
        entry: Entry(3),
        revision: 1,
        awaited: Entry(4),
        placed_at: Moment::UNIX_EPOCH,
    }
}

async fn place(world: &World, message: &PlacedMessage) -> Result<u64, StoreError> {
    let mut tx = world.begin().await;
    let position = tx.place_message(message).await?;
    tx.commit().await?;
    Ok(position)
}

on_both! {
    async fn a_mailbox_is_read_in_one_order_and_holds_nothing_of_others(world) {
        let citizen = world.citizen(1).await;
        let of = world.filed(citizen, 1).await.id;
        for (receiver, id, position) in [("a", "a-1", 1), ("b", "b-1", 1), ("a", "a-2", 2), ("a", "a-3", 3)] {
            assert_eq!(place(world, &message(receiver, of, id)).await.unwrap(), position);
        }
        let store = &world.store;
        let read = async |code: &str, after, limit| {
            let placed = store.placed_after(&department(code), after, limit).await.unwrap();
            placed.into_iter().map(|(_, one)| one.unwrap().id).collect::<Vec<_>>()
        };
        assert_eq!(read("a", 0, 2).await, ["a-1", "a-2"]);
        assert_eq!(read("a", 2, 2).await, ["a-3"]);
        assert_eq!(read("b", 0, 9).await, ["b-1"]);
        assert!(read("a", u64::MAX, 9).await.is_empty() && read("c", 0, 9).await.is_empty());
        let own = store.placed_message(&department("a"), "a-2").await.unwrap().unwrap();
        let placed_at = own.placed_at;
        assert_eq!(own, PlacedMessage { position: 2, placed_at, ..message("a", of, "a-2") });
        assert_eq!(store.placed_message(&department("b"), "a-2").await.unwrap(), None);
        let last = store.last_placed(&department("a"), of).await.unwrap().unwrap();
        assert_eq!(last.id, "a-3");
    }

    /// What is not committed leaves no gap behind, and an identity is placed once.
    async fn what_is_taken_back_has_no_place(world) {
        let citizen = world.citizen(1).await;
        let of = world.filed(citizen, 1).await.id;
        place(world, &message("a", of, "a-1")).await.unwrap();
        let mut tx = world.begin().await;
        assert_eq!(tx.place_message(&message("a", of, "a-2")).await.unwrap(), 2);
        tx.roll_back().await;
        let again = place(world, &message("a", of, "a-1")).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        assert_eq!(place(world, &message("a", of, "a-3")).await.unwrap(), 2);
    }

    /// What nobody has said to have is counted, and nothing else.
    async fn what_is_on_its_way_is_counted_by_department(world) {
        assert!(world.store.on_their_way().await.unwrap().is_empty());
        let citizen = world.citizen(1).await;
        let mut since = None;
        for (serial, receiver) in [(1, "a"), (2, "b"), (3, "a"), (4, "a")] {
            let of = world.filed(citizen, serial).await;
            let message = message(receiver, of.id, &format!("{receiver}-{serial}"));
            let awaited = if serial == 4 { Entry(of.stage_entry + 1) } else { Entry(of.stage_entry) };
            place(world, &PlacedMessage { awaited, ..message }).await.unwrap();
            let placed = world.store.last_placed(&department(receiver), of.id).await.unwrap();
            since = since.or(placed.map(|placed| placed.placed_at));
        }
        world.behind("UPDATE application SET holder_role = 'department_system'").await;
        let seen = world.store.on_their_way().await.unwrap();
        let seen: Vec<_> = seen.iter().map(|one| (&*one.receiver, one.messages)).collect();
        assert_eq!(seen, [("a", 2), ("b", 1)], "of the fourth the receipt was told");
        assert_eq!(world.store.on_their_way().await.unwrap()[0].since, since.unwrap());
        world.behind("UPDATE application SET outcome = 'withdrawn', holder_role = NULL").await;
        assert!(world.store.on_their_way().await.unwrap().is_empty());
    }

    async fn a_message_that_cannot_be_read_stops_no_other(world) {
        let citizen = world.citizen(1).await;
        let of = world.filed(citizen, 1).await.id;
        for id in ["a-1", "a-2", "a-3"] {
            place(world, &message("a", of, id)).await.unwrap();
        }
        world.behind("UPDATE placed_message SET kind = 'sung' WHERE position = 2").await;
        let read = world.store.placed_after(&department("a"), 0, 9).await.unwrap();
        let read: Vec<_> = read.into_iter().map(|(at, one)| (at, one.map_err(|bad| bad.column))).collect();
        assert_eq!(read[0].1.as_ref().unwrap().id, "a-1");
        assert_eq!(read[1], (2, Err("kind")));
        assert_eq!(read[2].1.as_ref().unwrap().id, "a-3");
    }

    /// A reader that goes on from where it was misses nothing, however many place at the same time.
    async fn a_reader_with_a_cursor_misses_nothing_that_many_place(world) {
        let citizen = world.citizen(1).await;
        let of = world.filed(citizen, 1).await.id;
        let placing = async |from: u32| {
            for n in from..from + 10 {
                place(world, &message("a", of, &format!("a-{n}"))).await.unwrap();
            }
        };
        let reading = async {
            let (mut after, code) = (0, department("a"));
            while after < 40 {
                for (position, one) in world.store.placed_after(&code, after, 7).await.unwrap() {
                    assert_eq!(position, after + 1, "nothing between is missing");
                    assert_eq!(one.unwrap().position, position);
                    after = position;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(placing(0), placing(10), placing(20), placing(30), reading);
    }
}
