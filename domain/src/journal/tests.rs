//! The chain in itself: which bytes count, what follows what, what is carried unknown.

use super::*;
use crate::application::ApplicationFact;
use crate::codes::StageCode;
use crate::entropy::SeededEntropy;
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Stands in for HMAC: bound to the key, and enough to tell bytes apart.
fn mac(key: KeyNumber, bytes: &[u8]) -> Option<[u8; 32]> {
    let known = (1..=2).contains(&key.0);
    known.then(|| {
        Sha256::new().chain_update(key.0.to_be_bytes()).chain_update(bytes).finalize().into()
    })
}

const KEYED: Scheme = Scheme::Keyed(KeyNumber(1));
const ACTOR: &str = r#"{"role":"platform"}"#;
const BODY: &str = r#"{"kind":"citizen.chat_linked","channel":"telegram"}"#;

fn stored(scheme: Scheme, sequence: i64, previous: &str) -> StoredFact<'_> {
    let entropy = SeededEntropy::new(7);
    let citizen = CitizenId::new(Moment::UNIX_EPOCH, &entropy);
    let id = FactId::new(Moment::UNIX_EPOCH, &entropy);
    let (actor, body) = (ACTOR, BODY);
    StoredFact { scheme, citizen, sequence, id, application: None, at: 50, actor, body, previous }
}

/// Written by the first version, byte by byte: the hash is what it computed then.
#[test]
fn a_fact_of_the_first_version_verifies_from_its_stored_bytes() {
    let zero = FactHash::zero();
    let entropy = SeededEntropy::new(7);
    let citizen = CitizenId::new(Moment::UNIX_EPOCH, &entropy);
    let application = Some(ApplicationId::new(Moment::UNIX_EPOCH, &entropy));
    let id = FactId::new(Moment::UNIX_EPOCH, &entropy);
    let at = 1_795_000_000_123_450;
    let moment: Moment = Moment::from_timestamp_micros(at).unwrap();
    // As `serde_json` wrote the struct of the first version: its fields in order, the hash empty.
    let written = json!({
        "id": id, "citizen": citizen, "sequence": 1, "application": application, "at": moment,
        "actor": serde_json::from_str::<serde_json::Value>(ACTOR).unwrap(),
        "body": serde_json::from_str::<serde_json::Value>(BODY).unwrap(),
        "previous": zero.0, "hash": "",
    });
    let expected = hex::encode(Sha256::digest(written.to_string()));
    let (scheme, actor, body, previous) = (Scheme::Plain, ACTOR, BODY, zero.0.as_str());
    let fact =
        StoredFact { scheme, citizen, sequence: 1, id, application, at, actor, body, previous };
    assert_eq!(fact.hash(mac).unwrap().0, expected);
    assert_eq!(check(&fact, &expected, None, None, mac), Ok(()));
    let none = StoredFact { application: None, ..fact };
    assert!(written["application"].is_string() && none.hash(mac).unwrap().0 != expected);
}

#[test]
fn a_changed_lost_or_swapped_fact_shows() {
    let zero = FactHash::zero().0;
    let first = stored(KEYED, 1, &zero);
    let first_hash = first.hash(mac).unwrap().0;
    assert_eq!(check(&first, &first_hash, Some(1), None, mac), Ok(()));
    let second = stored(KEYED, 2, &first_hash);
    let hash = second.hash(mac).unwrap().0;
    let before = Before { hash: &first_hash, at: 50, position: Some(1) };
    assert_eq!(check(&second, &hash, Some(2), Some(before), mac), Ok(()));

    let changed = StoredFact { at: 51, ..second };
    assert_eq!(check(&changed, &hash, Some(2), Some(before), mac), Err(Fault::Content));
    assert_eq!(check(&second, &hash, Some(2), None, mac), Err(Fault::Gap));
    let other = Before { hash: &zero, ..before };
    assert_eq!(check(&second, &hash, Some(2), Some(other), mac), Err(Fault::Link));
    let later = Before { at: 51, ..before };
    assert_eq!(check(&second, &hash, Some(2), Some(later), mac), Err(Fault::Time));
    for position in [Some(2), None] {
        let moved = Before { position, ..before };
        assert_eq!(check(&second, &hash, Some(2), Some(moved), mac), Err(Fault::Order));
    }
    let foreign = StoredFact { scheme: Scheme::Keyed(KeyNumber(9)), ..second };
    assert_eq!(check(&foreign, &hash, Some(2), Some(before), mac), Err(Fault::Key(9)));
    let plain = StoredFact { scheme: Scheme::Plain, ..second };
    assert_eq!(check(&plain, &hash, Some(2), Some(before), mac), Err(Fault::Content));
}

/// A text that holds the next cell's beginning must not pass for two other cells.
#[test]
fn a_text_cut_elsewhere_is_no_old_fact() {
    let zero = FactHash::zero().0;
    let whole = stored(Scheme::Plain, 1, &zero);
    let body = r#"{"kind":"x","more":{},"body":1}"#;
    let fact = StoredFact { body, ..whole };
    let hash = fact.hash(mac).unwrap();
    let actor = format!(r#"{ACTOR},"body":{{"kind":"x","more":{{}}"#);
    let cut = StoredFact { actor: &actor, body: "1}", ..whole };
    assert_ne!(cut.hash(mac), Some(hash));
}

#[test]
fn a_scheme_is_stored_and_read_and_others_are_none() {
    for scheme in [Scheme::Plain, KEYED] {
        let (version, key) = scheme.stored();
        assert_eq!(Scheme::of(version, key), Some(scheme));
    }
    for (version, key) in [(1, Some(1)), (2, None), (3, Some(1)), (0, None)] {
        assert_eq!(Scheme::of(version, key), None);
    }
}

#[test]
fn an_unknown_kind_is_carried_as_it_is_and_a_known_one_must_have_its_shape() {
    let text = r#"{"kind":"application.paid_back","amount":[1,2],"more":{"b":1,"a":2}}"#;
    let carried = FactBody::parse(text).unwrap();
    assert_eq!(carried.kind(), "application.paid_back");
    assert_eq!(serde_json::to_string(&carried).unwrap(), text);
    assert_eq!(carried.application(), None);
    let bad = FactBody::parse(r#"{"kind":"citizen.chat_linked"}"#);
    assert_eq!(bad, Err(BadBody::Shape("citizen.chat_linked".to_owned())));
    for none in [
        "",
        "{}",
        "[]",
        r#"{"kind":7}"#,
        r#"{"kind":""}"#,
        "{\"kind\":\"a\\nb\"}",
        r#"{"kind":"Ё"}"#,
    ] {
        assert_eq!(FactBody::parse(none), Err(BadBody::NoKind), "{none}");
    }
}

/// What is written is read as the same: no kind is missing among those that are known.
#[test]
fn every_kind_is_named_and_read_back() {
    let stage: StageCode = "registered".parse().unwrap();
    let moved = ApplicationFact::Moved {
        made: "dispatch".parse().unwrap(),
        from: stage.clone(),
        to: stage,
        stage_due_at: None,
        reason: None,
        outcome: None,
        holder: None,
        warn_at: None,
    };
    let corrected = ApplicationFact::Corrected {
        revision: 2,
        cleared: vec![],
        form_sha256: String::new(),
        office: None,
    };
    let linked = CitizenFact::ChatLinked { channel: "telegram".to_owned() };
    let ended =
        CitizenFact::ChatUnlinked { channel: "telegram".to_owned(), cause: "citizen".to_owned() };
    let bodies = [
        FactBody::Application(moved),
        FactBody::Application(corrected),
        FactBody::Citizen(linked),
        FactBody::Citizen(ended),
    ];
    for body in bodies {
        let text = serde_json::to_string(&body).unwrap();
        assert!(text.starts_with(&format!("{{\"kind\":\"{}\"", body.kind())), "{text}");
        assert_eq!(FactBody::parse(&text), Ok(body));
    }
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        kind: CheckpointKind::HandOver,
        position: 7,
        root: Root::EMPTY.with(1, "a").with(2, "b"),
        at: Moment::from_timestamp_micros(1_795_000_000_000_001).unwrap(),
        previous: "0".repeat(64),
    }
}

#[test]
fn a_checkpoint_survives_its_line_and_every_field_is_signed() {
    let whole = Signed { checkpoint: checkpoint(), signature: vec![1, 2, 3] };
    assert_eq!(Signed::parse(&whole.line()), Ok(whole.clone()));
    let text = checkpoint().signed_text();
    let others = [
        Checkpoint { kind: CheckpointKind::Checkpoint, ..checkpoint() },
        Checkpoint { position: 8, ..checkpoint() },
        Checkpoint { root: Root::EMPTY, ..checkpoint() },
        Checkpoint { at: Moment::UNIX_EPOCH, ..checkpoint() },
        Checkpoint { previous: "1".repeat(64), ..checkpoint() },
    ];
    assert!(others.iter().all(|other| other.signed_text() != text));
    for bad in
        ["", "{}", &whole.line().replace(":1,", ":2,"), &whole.line().replace("hand_over", "x")]
    {
        assert!(Signed::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_root_tells_order_place_and_number_of_facts() {
    let root = Root::EMPTY.with(1, "a").with(2, "b");
    assert_ne!(root, Root::EMPTY.with(1, "b").with(2, "a"));
    assert_ne!(root, Root::EMPTY.with(1, "a"));
    assert_ne!(root, Root::EMPTY.with(1, "a").with(3, "b"));
    assert_eq!(Root::parse(&root.hex()), Some(root));
    assert_eq!(Root::parse("ab"), None);
}

proptest! {
    /// The frame is unambiguous: cells that differ have bytes that differ, however they are cut.
    #[test]
    fn no_two_facts_have_the_same_bytes(
        one in ("[ab]{0,3}", "[ab]{0,3}", "[ab]{0,3}", 0..2_i64, any::<bool>()),
        two in ("[ab]{0,3}", "[ab]{0,3}", "[ab]{0,3}", 0..2_i64, any::<bool>()),
    ) {
        let application = ApplicationId::new(Moment::UNIX_EPOCH, &SeededEntropy::new(3));
        let hash = |cells: &(String, String, String, i64, bool)| {
            let (actor, body, previous, at, about) = cells;
            let application = about.then_some(application);
            StoredFact { actor, body, previous, at: *at, application, ..stored(KEYED, 1, "") }
                .hash(mac)
        };
        prop_assert_eq!(hash(&one) == hash(&two), one == two);
    }
}
