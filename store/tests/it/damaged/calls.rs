//! A damaged cell of a consultation or of an inquiry.

use super::NEVER;
use crate::calls::begun;
use crate::corrupt::is_named;
use crate::inquiries::{answered, asked, kept};
use crate::reseal::{bytes, sealed_before};
use crate::world::{Kind, World};
use domain::consultation::{About, Consultation, Inquiry};
use store::{Corrupt, StoreError};

/// Table, column, a value no writer of ours leaves; none: bytes that are no seal.
pub(super) const CELLS: &[(&str, &str, &str)] = &[
    ("consultation", "organisation", "'No One'"),
    // About an application and about a caller.
    ("consultation", "caller_id", "consultant_id"),
    ("consultation", "begun_at", NEVER),
    ("consultation", "ended_at", NEVER),
    ("consultation", "topic", "'No Topic'"),
    ("inquiry", "number", "'17'"),
    ("inquiry", "topic", "'No Topic'"),
    ("inquiry", "addressee", "'No One'"),
    ("inquiry", "asked_at", NEVER),
    ("inquiry", "answer_by", NEVER),
    ("inquiry", "answered_at", NEVER),
    ("inquiry", "answer", ""),
    ("inquiry", "answer", "NULL"),
];

/// A consultation that was ended, and an inquiry that was answered.
async fn keep(world: &World) -> (Consultation, Inquiry) {
    let ulyana = world.citizen(2).await;
    let application = world.filed(world.citizen(1).await, 1).await;
    let begun = begun(world, "call-centre", ulyana, About::Application(application.id)).await;
    let ended = begun.end(&"progress".parse().unwrap(), begun.begun_at).unwrap();
    let mut tx = world.begin().await;
    tx.end_consultation(&ended).await.unwrap();
    tx.commit().await.unwrap();
    let inquiry = asked(world, &application, "mvd");
    kept(world, &inquiry).await.unwrap();
    (ended, answered(world, &inquiry, "Ждём архив.").await)
}

/// Every way to read the inquiry that finds it unanswered, and every one that finds it anyhow.
async fn read(world: &World, of: &Inquiry) -> Vec<Result<(), StoreError>> {
    let (store, mut tx) = (&world.store, world.begin().await);
    let read = vec![
        store.inquiry(of.id).await.map(drop),
        store.last_inquiry(of.application).await.map(drop),
        store.inquiries_to(&of.to, None, 9).await.map(drop),
        tx.open_inquiry(of.application).await.map(drop),
        tx.hold_inquiry(of.id).await.map(drop),
    ];
    tx.roll_back().await;
    read
}

fn is_of_the_answer(told: &Result<(), StoreError>) -> bool {
    let cell = |one: &Corrupt| (one.table, one.column) == ("inquiry", "answer");
    matches!(told, Err(StoreError::Corrupt(corrupt)) if cell(corrupt))
}

on_both! {
    async fn every_damaged_cell_of_a_call_and_of_an_inquiry_is_named(world) {
        let (consultation, inquiry) = keep(world).await;
        let no_seal = if world.kind == Kind::Sqlite { "x'07'" } else { "'\\x07'::bytea" };
        for &(table, column, value) in CELLS {
            let of_call = consultation.id.uuid().to_string();
            let of_inquiry = inquiry.id.uuid().to_string();
            // A seal names the row by its identifier as people see it.
            let (value, row) = match (table, value) {
                ("consultation", _) => (value, of_call),
                (_, "") => (no_seal, inquiry.id.to_string()),
                _ => (value, of_inquiry),
            };
            let read = async || match table {
                "consultation" => world.store.consultation(consultation.id).await.map(drop),
                _ => world.store.inquiry(inquiry.id).await.map(drop),
            };
            is_named(world, (table, column, value, &row), read).await;
        }
    }

    /// Neither an answer of no moment nor a moment of no answer is taken for an inquiry that waits, or for an answered one.
    async fn an_answer_without_its_moment_is_told_by_every_reader_and_so_is_the_reverse(world) {
        let (_, inquiry) = keep(world).await;
        world.behind("UPDATE inquiry SET answered_at = NULL").await;
        let told = read(world, &inquiry).await;
        assert!(told.iter().all(is_of_the_answer), "{told:?}");
        world.behind("UPDATE inquiry SET answered_at = asked_at, answer = NULL").await;
        let told = read(world, &inquiry).await;
        let [by_id, last, listed, open, held] = &told[..] else { panic!("{told:?}") };
        assert!([by_id, last, held].into_iter().all(is_of_the_answer), "{told:?}");
        assert!(listed.is_ok() && open.is_ok(), "it waits for nobody: {told:?}");
    }

    /// What opens and is no text that an answer may be is damage as well.
    async fn a_sealed_answer_that_says_nothing_is_named(world) {
        let (_, inquiry) = keep(world).await;
        for nothing in [b"".as_slice(), b"...", b"\xff\xfe", "я".repeat(1001).as_bytes()] {
            let sealed = sealed_before(&[7; 32], &format!("inquiry.answer:{}", inquiry.id), nothing);
            world.behind(&format!("UPDATE inquiry SET answer = {}", bytes(world, &sealed))).await;
            let told = world.store.inquiry(inquiry.id).await;
            let Err(StoreError::Corrupt(corrupt)) = &told else { panic!("{told:?}") };
            assert_eq!((corrupt.table, corrupt.column), ("inquiry", "answer"));
            assert_eq!(corrupt.reason, "it is no text of an answer");
        }
    }
}
