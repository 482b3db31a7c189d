//! At rest, personal data is nowhere to be read: looked for in the very bytes of the database.

use crate::inquiries::asked;
use crate::world::{Kind, World, profile, receipt};
use domain::application::ApplicationFact;
use domain::consultation::{AnswerText, CallCode};
use domain::journal::{ActorRef, FactBody, NewFact};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use store::FiledForm;

/// What nobody may find: who they are, how they are reached, what they wrote, what was answered.
const SECRETS: [&str; 11] = [
    "11223344595",
    "Рябинина",
    "Олеговна",
    "ryabinina@example.ru",
    "79000000001",
    "черновая-пометка",
    "заветное-слово",
    "сведения-регистра",
    "сведения-решения",
    "ответ-на-вопрос",
    "73914682",
];

/// Everything the store keeps of a person, through its front door.
async fn full(world: &World) -> String {
    let anna = world.citizen(1).await;
    let application = world.drawn(anna, 42);
    let mut tx = world.begin().await;
    let form = json!({ "purpose": "заветное-слово", "email": "ryabinina@example.ru" });
    tx.insert_application(&application, &FiledForm(form)).await.unwrap();
    let service = application.service.clone();
    tx.insert_draft(anna, &service, &json!({ "note": "черновая-пометка" })).await.unwrap();
    let register = "employment".parse().unwrap();
    tx.remember_register(anna, &register, &json!({ "x": "сведения-регистра" })).await.unwrap();
    let now = tx.now();
    let told = receipt(application.id, "msg-1", now);
    tx.keep_receipt(&told).await.unwrap();
    tx.keep_decision(application.id, "msg-1", &json!({ "x": "сведения-решения" })).await.unwrap();
    let inquiry = asked(world, &application, "czn");
    tx.keep_inquiry(&inquiry).await.unwrap();
    let answer = AnswerText::of("ответ-на-вопрос").unwrap();
    tx.keep_answered(&inquiry.answered(&answer, now).unwrap()).await.unwrap();
    tx.offer_call_code(anna, &CallCode::typed("73914682").unwrap()).await.unwrap();
    let body = FactBody::Application(ApplicationFact::ResultIssued {
        result: domain::id::ResultId::new(now, &*world.entropy),
        sha256: "0".repeat(64),
    });
    let actor = ActorRef::PLATFORM;
    tx.append(anna, vec![NewFact { application: Some(application.id), actor, body }])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    application.number.to_string()
}

fn found(bytes: &[u8], text: &str) -> bool {
    // JSON may be escaped, and a copy may be in another encoding.
    let escaped: Vec<_> = text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let escaped = escaped.concat();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [text.as_bytes(), escaped.as_bytes(), &wide]
        .iter()
        .any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
}

fn every_file(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn hides(bytes: &[u8], number: &str) {
    assert!(found(bytes, number), "the bytes are those of the database: the number is in them");
    for secret in SECRETS {
        assert!(!found(bytes, secret), "«{secret}» can be read at rest");
    }
}

#[tokio::test]
async fn neither_a_snils_nor_a_word_of_a_form_is_in_the_file() {
    let world = World::new(Kind::Sqlite).await;
    let number = full(&world).await;
    hides(&every_file(world.folder.path()), &number);
}

#[tokio::test]
async fn neither_a_snils_nor_a_word_of_a_form_is_in_a_dump() {
    let world = World::new(Kind::Postgres).await;
    let number = full(&world).await;
    let dump = Command::new("pg_dump").arg(world.url()).output().expect("pg_dump runs");
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    // Bytes are dumped in hex: looked for as text and as what the hex stands for.
    let text = String::from_utf8(dump.stdout).unwrap();
    let blobs = text.split("\\\\x").skip(1).flat_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        let pairs = digits.as_bytes().chunks_exact(2);
        pairs
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect::<Vec<u8>>()
    });
    let bytes: Vec<u8> = text.bytes().chain(blobs).collect();
    hides(&bytes, &number);
}

/// The same words, kept as they are, would be found: the search itself works.
#[tokio::test]
async fn the_search_would_find_what_is_not_sealed() {
    let world = World::new(Kind::Sqlite).await;
    let number = full(&world).await;
    world.behind("UPDATE citizen SET journal_head = 'Рябинина'").await;
    let bytes = every_file(world.folder.path());
    assert!(found(&bytes, &number) && found(&bytes, "Рябинина"));
    assert_eq!(profile().last_name, SECRETS[1]);
}
