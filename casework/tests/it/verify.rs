//! Verifying: real or forged, for anybody, without telling whose it is.

use crate::world::{World, entry_of};
use casework::CaseError;
use casework::issue_result::issue_result;
use casework::verify::verify;
use store::ResultRecord;

async fn issued(world: &World) -> (ResultRecord, Vec<u8>) {
    let (case, claim) = world.granted().await;
    issue_result(&world.cx, &claim, case.id, entry_of(&claim.job)).await.unwrap();
    let id = world.application(case.id).await.result.unwrap();
    let record = casework::read::result(&world.cx, &world.anna, id).await.unwrap();
    let pdf = casework::read::file(&world.cx, &record).await.unwrap();
    (record, pdf)
}

/// Proves DM-11
#[tokio::test]
async fn a_document_is_real_to_the_last_byte_or_not_at_all() {
    let world = World::new().await;
    let (record, pdf) = issued(&world).await;
    let code = &record.verify_code;
    let known = verify(&world.cx, code, None).await.unwrap();
    assert_eq!((known.matches, &known.number), (None, &record.number));
    let real = verify(&world.cx, code, Some(&pdf)).await.unwrap();
    assert_eq!(real.matches, Some(true));
    for place in [0, pdf.len() / 2, pdf.len() - 1] {
        let mut forged = pdf.clone();
        forged[place] ^= 1;
        let told = verify(&world.cx, code, Some(&forged)).await.unwrap();
        assert_eq!(told.matches, Some(false), "byte {place}");
    }
    let longer = [pdf.as_slice(), b"\n"].concat();
    assert_eq!(verify(&world.cx, code, Some(&longer)).await.unwrap().matches, Some(false));
}

#[tokio::test]
async fn whose_it_is_is_not_told() {
    let world = World::new().await;
    let (record, _) = issued(&world).await;
    let known = verify(&world.cx, &record.verify_code, None).await.unwrap();
    assert_eq!(known.holder, "Р***а А. О.");
    let all = format!("{known:?}");
    for secret in ["Рябинина", "Анна", "11223344595", "654321", "1990"] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[tokio::test]
async fn a_code_that_was_never_printed_tells_nothing() {
    let world = World::new().await;
    let (record, pdf) = issued(&world).await;
    for code in ["", "abcdefghjkmnpqrstuvw", "'; --", "%"] {
        let unknown = verify(&world.cx, code, Some(&pdf)).await;
        assert!(matches!(unknown, Err(CaseError::NotFound("document"))), "{code}: {unknown:?}");
    }
    // A number is known as one, whether anything has it or not.
    for number in [record.number.as_str(), "50-2026-0999999-1"] {
        let number = verify(&world.cx, number, Some(&pdf)).await;
        assert!(matches!(number, Err(CaseError::NumberForCode)), "{number:?}");
    }
}

/// Issue 6, A1.
#[tokio::test]
async fn a_genuine_document_is_found_however_its_code_is_typed() {
    let world = World::new().await;
    let (record, pdf) = issued(&world).await;
    let (start, end) = record.verify_code.split_at(10);
    for typed in
        [record.verify_code.to_uppercase(), format!("{start}-{end}"), format!(" {start} {end}\n")]
    {
        let known = verify(&world.cx, &typed, Some(&pdf)).await.unwrap();
        assert_eq!(
            (known.code, known.matches),
            (record.verify_code.clone(), Some(true)),
            "{typed}"
        );
    }
}

/// A hundred bits: codes differ, are typed from paper, and are not the number.
#[tokio::test]
async fn a_code_is_long_and_of_letters_that_are_not_mistaken() {
    let world = World::new().await;
    let (record, _) = issued(&world).await;
    let plain = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
    let code = &record.verify_code;
    assert!(code.len() == 20 && code.chars().all(plain), "{code}");
    assert!(!code.contains(['0', '1', 'l', 'o']), "{code}");
}
