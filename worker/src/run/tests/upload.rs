//! A file that is given while the look at it fails: what is the machine's fault waits, what is the file's is told.

use super::{Settings, Worker, World};
use crate::{Inspector, Scanner};
use casework::upload::{Chunk, NewUpload, append, begin, discard};
use chrono::TimeDelta;
use domain::access::{Actor, Person};
use domain::assurance::Assurance;
use domain::id::UploadId;
use domain::time::Clock;
use domain::upload::{FileDefect, UploadState};
use store::Upload;

const PDF: &[u8] = include_bytes!("../../../../tests/tests/it/uploads/labour-book.pdf");

fn anna(world: &World) -> Actor {
    let (citizen, assurance) = (world.citizen, Assurance::Confirmed);
    Actor::Person(Person::new(citizen, assurance))
}

/// A file that is there and was not looked at.
async fn given(world: &World) -> UploadId {
    let new = NewUpload { name: "book.pdf".to_owned(), size: None };
    let id = begin(&world.cx, &anna(world), &new, None).await.unwrap().id;
    let chunk = Chunk { offset: 0, bytes: PDF, last: true };
    append(&world.cx, &anna(world), id, chunk).await.unwrap();
    id
}

async fn seen(world: &World, id: UploadId) -> Upload {
    world.cx.store.upload(id).await.unwrap().unwrap()
}

fn worker(world: &World, inspector: Inspector) -> Worker {
    Worker::new(world.cx.clone(), (world.script.exchange(), inspector), Settings::default())
}

/// Does what is due, an hour later each time; how often until nothing is checked any more.
async fn tries(world: &World, worker: &Worker, id: UploadId) -> u32 {
    for count in 1..100 {
        while worker.run_once().await.unwrap() > 0 {}
        if seen(world, id).await.state != UploadState::Checking {
            return count;
        }
        world.clock.advance(TimeDelta::hours(1));
    }
    panic!("it is still checked");
}

#[tokio::test]
async fn a_file_is_blamed_for_a_look_that_breaks_only_at_the_third_time() {
    let world = World::new(None).await;
    let id = given(&world).await;
    let breaking = worker(&world, Inspector::by("/bin/false".into(), "inspect-upload", None));
    assert_eq!(tries(&world, &breaking, id).await, 3);
    assert_eq!(seen(&world, id).await.defect, Some(FileDefect::Damaged));
    // Nothing of it is kept, and nothing is left to do.
    breaking.run_once().await.unwrap();
    assert!(world.cx.files.kept_parts(id).await.unwrap().is_empty());
    assert_eq!(world.depth().await, (0, 0));
}

#[tokio::test]
async fn files_wait_for_a_program_or_a_scanner_that_is_away() {
    let world = World::new(None).await;
    let id = given(&world).await;
    let nobody = Scanner::at("tcp://127.0.0.1:1").unwrap();
    let absent = Inspector::by("/nonexistent".into(), "inspect-upload", None);
    for inspector in [absent, Inspector::here(Some(nobody))] {
        let away = worker(&world, inspector);
        for _ in 0..30 {
            away.run_once().await.unwrap();
            world.clock.advance(TimeDelta::hours(2));
        }
        assert_eq!(seen(&world, id).await.state, UploadState::Checking);
    }
    assert_eq!(world.depth().await, (1, 0), "it waits, and is not set aside");
    world.clock.advance(TimeDelta::hours(2));
    world.settles().await;
    let accepted = seen(&world, id).await;
    assert_eq!((accepted.state, accepted.scanned_at), (UploadState::Accepted, None));
    assert!(accepted.created_at < world.clock.now());
}

#[tokio::test]
async fn a_file_that_is_taken_back_leaves_nothing() {
    let world = World::new(None).await;
    let id = given(&world).await;
    discard(&world.cx, &anna(&world), id).await.unwrap();
    world.settles().await;
    assert!(world.cx.store.upload(id).await.unwrap().is_none());
    assert!(world.cx.files.kept_parts(id).await.unwrap().is_empty());
    assert_eq!(world.depth().await, (0, 0));
}
