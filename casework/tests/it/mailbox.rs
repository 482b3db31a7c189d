//! Mailboxes of departments: what is collected is what would be sent, and one message that cannot be read stops no other.

use crate::world::{World, entry_of};
use casework::CaseError;
use casework::exchange::{collect, collect_one, outgoing, place};
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;

/// Files, and places the message in the mailbox of the service's department; what a call would have sent.
async fn placed(world: &World) -> (ApplicationId, serde_json::Value) {
    let filed = world.files(&world.anna, None).await.unwrap();
    let claim = world.claim("exchange.send").await;
    let entry = entry_of(&claim.job);
    let sent = outgoing(&world.cx, filed.id, entry).await.unwrap().unwrap();
    place(&world.cx, &claim, filed.id, entry).await.unwrap();
    (filed.id, sent.body)
}

fn department(world: &World) -> DepartmentCode {
    world.officer.person().unwrap().duties[0].organisation.clone().unwrap()
}

/// What a system collects and what one that is called is sent are made alike, but for the moment.
#[tokio::test]
async fn what_is_collected_is_what_would_be_sent() {
    let world = World::new().await;
    let (_id, mut sent) = placed(&world).await;
    let (collected, last) = collect(&world.cx, &department(&world), 0, 9).await.unwrap();
    let mut body = collected[0].body.clone().unwrap();
    assert_eq!((collected.len(), last), (1, 1));
    for one in [&mut sent, &mut body] {
        assert!(one.as_object_mut().unwrap().remove("sent_at").is_some());
    }
    assert_eq!(body, sent);
}

/// Whatever is wrong behind a message, those after it are given, and the reader goes past it.
#[tokio::test]
async fn a_message_whose_case_cannot_be_read_stops_no_other() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for _case in 0..4 {
        ids.push(placed(&world).await.0);
    }
    world.damages(ids[1]);
    // Its passport is not in the catalog any more.
    let third = world.application(ids[2]).await.number;
    world.sql(&format!("UPDATE application SET service_version = 99 WHERE number = '{third}'"));
    let of = department(&world);
    let (collected, last) = collect(&world.cx, &of, 0, 9).await.unwrap();
    let given: Vec<_> = collected.iter().map(|one| one.body.is_some()).collect();
    assert_eq!((given, last), (vec![true, false, false, true], 4));
    let alone = collect_one(&world.cx, &of, &collected[2].placed.id).await;
    assert!(matches!(alone, Err(CaseError::Catalog(_))), "{alone:?}");
    let behind = collect(&world.cx, &of, 5, 9).await;
    assert!(matches!(behind, Err(CaseError::MailboxEnds { last: 4 })), "{behind:?}");
    assert_eq!(collect(&world.cx, &of, 4, 9).await.unwrap().1, 4, "nothing new is no mistake");
}
