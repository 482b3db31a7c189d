//! A database with at least one value in every sealed column, and the reading of all of them.

use crate::inquiries::asked;
use crate::world::{World, profile, receipt};
use chrono::TimeDelta;
use domain::assurance::Assurance;
use domain::chat::{Chat, ChatLink, TELEGRAM};
use domain::consultation::AnswerText;
use domain::id::{ApplicationId, CitizenId, DraftId, KeyId, UploadId};
use domain::key::PersonKey;
use domain::notice::{Channel, Target, Words};
use domain::oidc::{LoginAttempt, Secret, SigningAlgorithm, SigningKey};
use domain::text::Lang;
use domain::upload::{FileDefect, FileKind, UploadState};
use serde_json::json;
use store::{FiledForm, NewNotice, Store, Tx, Upload};
use uuid::Uuid;

/// What is in it.
pub(crate) struct Filled {
    pub(crate) anna: CitizenId,
    pub(crate) application: ApplicationId,
    pub(crate) draft: DraftId,
    pub(crate) upload: UploadId,
    pub(crate) state: Uuid,
}

/// Writes something into every sealed column.
pub(crate) async fn fill(world: &World) -> Filled {
    let anna = world.citizen(1).await;
    let application = world.drawn(anna, 42);
    let mut tx = world.begin().await;
    tx.insert_application(&application, &FiledForm(json!({ "n": 1 }))).await.unwrap();
    tx.keep_form(application.id, 2, &FiledForm(json!({ "n": 2 }))).await.unwrap();
    tx.keep_applicant(application.id, &profile()).await.unwrap();
    tx.ask_co_applicant(application.id, &PersonKey::new("a-person".to_owned())).await.unwrap();
    tx.confirm_co_applicant(application.id, &profile()).await.unwrap();
    let draft = tx.insert_draft(anna, &application.service, &json!({ "n": 3 })).await.unwrap().id;
    let register = "employment".parse().unwrap();
    tx.remember_register(anna, &register, &json!({ "n": 4 })).await.unwrap();
    // One message of before messages had identities of their own, one received and not decided.
    for id in ["msg-1", "msg-2", &application.id.to_string()] {
        tx.keep_receipt(&receipt(application.id, id, tx.now())).await.unwrap();
    }
    tx.keep_decision(application.id, "msg-1", &json!({ "n": 5 })).await.unwrap();
    let old = application.id.to_string();
    tx.keep_decision(application.id, &old, &json!({ "n": 6 })).await.unwrap();
    notice(&mut tx, anna, application.id).await;
    let asked = asked(world, &application, "czn");
    tx.keep_inquiry(&asked).await.unwrap();
    let answer = AnswerText::of("ждём архив").unwrap();
    tx.keep_answered(&asked.answered(&answer, tx.now()).unwrap()).await.unwrap();
    chat(&mut tx, world, anna).await;
    let upload = upload(&mut tx, world, anna).await;
    let state = sign_in(&mut tx, world).await;
    tx.commit().await.unwrap();
    Filled { anna, application: application.id, draft, upload, state }
}

async fn upload(tx: &mut Tx, world: &World, citizen: CitizenId) -> UploadId {
    let now = tx.now();
    let id = UploadId::new(now, &*world.entropy);
    tx.insert_upload(&Upload {
        id,
        citizen,
        state: UploadState::Rejected,
        name: "книжка.pdf".to_owned(),
        size: Some(7),
        received: 7,
        parts: vec![("part".to_owned(), 7)],
        kind: Some(FileKind::Pdf),
        pages: Some(1),
        sha256: Some("0".repeat(64)),
        defect: Some(FileDefect::Damaged),
        scanned_at: Some(now),
        created_at: now,
        filed_at: Some(now),
    })
    .await
    .unwrap();
    id
}

async fn notice(tx: &mut Tx, citizen: CitizenId, application: ApplicationId) {
    let text = |text: &str| text.to_owned();
    let planned = NewNotice {
        citizen,
        application,
        code: "result-ready".parse().unwrap(),
        version: 1,
        words: Words {
            subject: text("готово"),
            body: text("всё"),
            short: text("да"),
            lang: Lang::Ru,
        },
        targets: vec![Target { channel: Channel::Email, address: "anna@example.ru".into() }],
        expires_at: tx.now() + TimeDelta::hours(1),
    };
    tx.plan_notice(&planned).await.unwrap();
}

async fn chat(tx: &mut Tx, world: &World, citizen: CitizenId) {
    let now = tx.now();
    let offered = ChatLink::offer(citizen, Assurance::Confirmed, now, &*world.entropy);
    tx.offer_chat_link(&offered, &"0".repeat(64).parse().unwrap()).await.unwrap();
    let chat = Chat { channel: TELEGRAM.to_owned(), id: "1001".to_owned() };
    let claimed = offered.claim(chat.clone(), now).unwrap();
    let active = claimed.confirm_in_browser(now).unwrap().confirm_in_chat(&chat, now).unwrap();
    tx.save_chat_link(&active).await.unwrap();
}

async fn sign_in(tx: &mut Tx, world: &World) -> Uuid {
    let key = SigningKey {
        id: KeyId::new(tx.now(), &*world.entropy),
        algorithm: SigningAlgorithm::Es256,
        private_pem: Secret::new("a private key".to_owned()),
        public_jwk: json!({}),
        created_at: tx.now(),
        retired_at: None,
    };
    tx.keep_signing_key(&key).await.unwrap();
    let state = Uuid::from_u128(7);
    let attempt = LoginAttempt {
        state,
        verifier: Secret::new("a verifier".to_owned()),
        return_to: "/cabinet".parse().unwrap(),
        browser: "0".repeat(64).parse().unwrap(),
        created_at: tx.now(),
        until: tx.now() + TimeDelta::minutes(10),
    };
    tx.begin_login(&attempt).await.unwrap();
    state
}

/// Reads all of it through a store; an error if one value does not open or is not what was written.
pub(crate) async fn read(store: &Store, filled: &Filled) {
    let id = filled.application;
    assert_eq!(store.citizen(filled.anna).await.unwrap().unwrap().profile, profile());
    assert_eq!(store.applicant(id).await.unwrap().unwrap(), profile());
    let joined = store.co_applicant(id).await.unwrap().unwrap().confirmed.unwrap();
    assert_eq!(joined.profile, profile());
    assert_eq!(store.filed_form(id).await.unwrap().unwrap().0, json!({ "n": 2 }));
    let draft = store.draft(filled.anna, filled.draft).await.unwrap().unwrap();
    assert_eq!(draft.form, json!({ "n": 3 }));
    assert_eq!(store.upload(filled.upload).await.unwrap().unwrap().name, "книжка.pdf");
    assert_eq!(store.registers_of(filled.anna).await.unwrap()[0].data, json!({ "n": 4 }));
    let decisions = store.decisions_of(id).await.unwrap();
    let mut said: Vec<_> = decisions.iter().map(|(_who, data)| data.to_string()).collect();
    said.sort_unstable();
    assert_eq!(said, [r#"{"n":5}"#, r#"{"n":6}"#]);
    assert_eq!(store.notices_about(id).await.unwrap()[0].words.body, "всё");
    let inquiry = store.last_inquiry(id).await.unwrap().unwrap();
    assert_eq!(inquiry.answer.unwrap().text.as_str(), "ждём архив");
    // Found by the blind index, and opened.
    assert_eq!(store.linked_citizen(TELEGRAM, "1001").await.unwrap().unwrap().0, filled.anna);
    assert_eq!(store.signing_keys().await.unwrap()[0].private_pem.expose(), "a private key");
    let attempt = store.login_attempt(filled.state).await.unwrap().unwrap();
    assert_eq!(attempt.verifier.expose(), "a verifier");
}
