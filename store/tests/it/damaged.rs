//! A damaged cell beside a case and its journal: what is told, to which chat, by whose duty, and what signing in leaves.

mod calls;
mod manifests;
mod sign_ins;
mod whole;
mod work;

use crate::corrupt::is_named;
use crate::mailboxes::message;
use crate::reseal::filled::{Filled, fill};
use crate::world::{Kind, World, profile};
use domain::access_log::{Reader, Reading};
use domain::codes::DepartmentCode;
use domain::duty::{Duty, DutyRole};
use domain::id::{AccessRecordId, DecisionId, ReceptionId, ResultId};
use domain::job::Entry;
use domain::key::ListKey;
use domain::process::{Precedence, Role};
use domain::reception::{Reception, Window};
use domain::snils::Snils;
use store::{HeldDecision, ResultRecord, StoreError};
use uuid::Uuid;

/// What is no moment.
const NEVER: &str = "9223372036854775807";

/// Table, column, a value no writer of ours leaves; none: bytes that are no seal.
const CELLS: &[(&str, &str, &str)] = &[
    ("application", "rating", "9"),
    ("application", "delayed_since", NEVER),
    ("application", "holder_role", "'king'"),
    ("application", "holder_organisation", "'No One'"),
    ("application", "queue", "NULL"),
    ("application", "filing_place", "'No Office'"),
    ("application", "direct_reason", "'No Reason'"),
    ("application", "place", "-1"),
    ("application", "lateness", "'never'"),
    ("application", "watch_at", NEVER),
    ("placed_message", "position", "-1"),
    ("placed_message", "kind", "'sung'"),
    ("placed_message", "placed_at", NEVER),
    ("waiting_entry", "joined_at", NEVER),
    ("co_applicant", "confirmed_at", NEVER),
    ("co_applicant", "profile", "NULL"),
    ("reception", "office", "'No Office'"),
    ("reception", "direct_reason", "'No Reason'"),
    ("reception", "begun_at", NEVER),
    ("reception", "first_at", NEVER),
    ("reception", "ended_at", NEVER),
    ("citizen", "lang", "'tlh'"),
    ("draft", "created_at", NEVER),
    ("draft", "updated_at", NEVER),
    ("register_fact", "fetched_at", NEVER),
    ("notice", "code", "'No Notice'"),
    ("notice", "created_at", NEVER),
    ("delivery", "channel", "'pigeon'"),
    ("delivery", "state", "'lost'"),
    ("delivery", "attempts", "-1"),
    ("delivery", "final_at", NEVER),
    ("chat_link", "assurance", "'absolute'"),
    ("chat_link", "number", "-1"),
    ("chat_link", "expires_at", NEVER),
    ("chat_link", "state", "'broken'"),
    ("chat_link", "active_at", NEVER),
    ("login_attempt", "return_to", "'https://elsewhere.example'"),
    ("login_attempt", "browser", "'?'"),
    ("login_attempt", "created_at", NEVER),
    ("login_attempt", "until", NEVER),
    ("signing_key", "algorithm", "'none'"),
    ("signing_key", "public_jwk", "'{'"),
    ("signing_key", "created_at", NEVER),
    ("signing_key", "retired_at", NEVER),
    ("duty", "role", "'king'"),
    ("duty", "organisation", "'No One'"),
    ("duty", "valid_from", NEVER),
    ("duty", "valid_to", NEVER),
    ("duty", "created_at", NEVER),
    ("duty", "ended_at", NEVER),
    ("result", "size", "-1"),
    ("result", "issued_at", NEVER),
    ("held_decision", "made", "'No Move'"),
    ("held_decision", "reason", "'No Reason'"),
    ("held_decision", "role", "'king'"),
    ("held_decision", "leaves_at", NEVER),
    ("access_record", "reader", "'nobody'"),
    ("access_record", "role", "'king'"),
    ("access_record", "organisation", "'No One'"),
    ("access_record", "number", "'17'"),
    ("access_record", "first_at", NEVER),
    ("access_record", "last_at", NEVER),
    ("upload", "state", "'lost'"),
    ("upload", "size", "-1"),
    ("upload", "received_bytes", "-1"),
    ("upload", "parts", "'?'"),
    ("upload", "kind", "'exe'"),
    ("upload", "pages", "-1"),
    ("upload", "defect", "'ugly'"),
    ("upload", "scanned_at", NEVER),
    ("upload", "created_at", NEVER),
    ("upload", "filed_at", NEVER),
    ("upload", "name", ""),
    ("application", "documents", "'?'"),
    ("login_attempt", "verifier", ""),
    ("applicant", "profile", ""),
    ("co_applicant", "profile", ""),
    ("signing_key", "private_pem", ""),
];

/// Of the reception that is kept.
const RECEPTION: ReceptionId = ReceptionId::from_uuid(Uuid::nil());

fn person() -> Snils {
    profile().checked_snils().unwrap()
}

/// A duty, a document, a decision that is held, a reception, and a reading.
async fn beside(world: &World, filled: &Filled) {
    let application = world.store.application(filled.application).await.unwrap().unwrap();
    let czn: DepartmentCode = "czn".parse().unwrap();
    let mut tx = world.begin().await;
    let officer = Duty::of_post(DutyRole::DepartmentOfficer, czn.clone());
    tx.grant_duty(&person(), &officer).await.unwrap();
    let now = tx.now();
    tx.insert_result(&ResultRecord {
        id: ResultId::new(now, &*world.entropy),
        application: application.id,
        citizen: filled.anna,
        number: application.number.to_string(),
        verify_code: "code".to_owned(),
        sha256: "0".repeat(64),
        size: 1,
        issued_at: now,
    })
    .await
    .unwrap();
    tx.hold_decision(&HeldDecision {
        id: DecisionId::new(now, &*world.entropy),
        application: application.id,
        entry: Entry(1),
        made: "refuse".parse().unwrap(),
        reason: Some("data_mismatch".parse().unwrap()),
        role: Role::DepartmentOfficer,
        officer: filled.anna,
        leaves_at: now,
    })
    .await
    .unwrap();
    let reading = Reading {
        citizen: filled.anna,
        application: Some((application.id, application.number)),
        reader: Reader::Official {
            person: filled.anna,
            role: DutyRole::DepartmentOfficer,
            organisation: czn,
        },
    };
    tx.begin_reception(&Reception {
        id: RECEPTION,
        window: Window { place: "mfc-podolsk".parse().unwrap(), direct_reason: None },
        operator: filled.anna,
        visitor: filled.anna,
        begun_at: now,
        first_at: now,
        ended_at: None,
        has_left: false,
    })
    .await
    .unwrap();
    let list = ListKey::new("a-list".to_owned());
    tx.join_list(&list, application.id, Precedence::Ordinary).await.unwrap();
    tx.place_message(&message("czn", application.id, "placed")).await.unwrap();
    tx.note_access(AccessRecordId::new(now, &*world.entropy), &reading).await.unwrap();
    tx.commit().await.unwrap();
}

/// Reads the row of a table the way the platform does.
async fn read(world: &World, filled: &Filled, table: &str) -> Result<(), StoreError> {
    let store = &world.store;
    match table {
        "application" => store.application(filled.application).await.map(drop),
        "applicant" => store.applicant(filled.application).await.map(drop),
        "citizen" => store.citizen(filled.anna).await.map(drop),
        "draft" => store.draft(filled.anna, filled.draft).await.map(drop),
        "upload" => store.upload(filled.upload).await.map(drop),
        "register_fact" => store.registers_of(filled.anna).await.map(drop),
        "notice" | "delivery" => store.notices_about(filled.application).await.map(drop),
        "chat_link" => store.active_chat_link(filled.anna).await.map(drop),
        "login_attempt" => store.login_attempt(filled.state).await.map(drop),
        "signing_key" => store.signing_keys().await.map(drop),
        "duty" => store.duties_of(&person()).await.map(drop),
        "result" => store.results_of(filled.anna, None, 9).await.map(drop),
        "held_decision" => store.held_decision(filled.application).await.map(drop),
        "co_applicant" => store.co_applicant(filled.application).await.map(drop),
        "placed_message" => store.placed_message(&"czn".parse().unwrap(), "placed").await.map(drop),
        "waiting_entry" => store.waiting(filled.application).await.map(drop),
        "reception" => store.reception(RECEPTION).await.map(drop),
        "access_record" => store.access_records_of(filled.anna, None, 9).await.map(drop),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn every_damaged_cell_beside_a_case_is_named_too(world) {
        let filled = fill(world).await;
        beside(world, &filled).await;
        // Held, so that the cells of its holder are read, and ended, so that its document is.
        world.behind("UPDATE application SET holder_role = 'department_officer', holder_organisation = 'czn', queue = 'department', outcome = 'granted'").await;
        let no_seal = if world.kind == Kind::Sqlite { "x'07'" } else { "'\\x07'::bytea" };
        for &(table, column, value) in CELLS {
            let value = if value.is_empty() { no_seal } else { value };
            is_named(world, (table, column, value, ""), async || read(world, &filled, table).await).await;
        }
    }
}
