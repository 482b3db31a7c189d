//! Manifests as those see them who give, carry and receive papers: what is to be done where, and one manifest to be signed and printed.

use crate::drawing::Texts;
use crate::pages::dates::{When, moment};
use domain::manifest::MOST_ITEMS;
use domain::text::Lang;
use openapi::manifest::{ManifestItemView, ManifestView, SignatureView};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The list.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Manifests {
    /// What the reader can sign now, urgent first, then by place.
    pub(crate) to_sign: Vec<Row>,
    /// What others sign.
    pub(crate) with_others: Vec<Row>,
    /// The cursor of what was gathered later.
    pub(crate) next: Option<String>,
    /// The number that was looked for in vain, as it was typed.
    pub(crate) missed: Option<String>,
    /// Who reads, where it is a courier: what is kept on a phone is sent by whoever signed it.
    pub(crate) way: Option<String>,
}

/// A manifest in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    id: String,
    number: Option<String>,
    /// Where something is to be done, or between whom the papers go.
    place: String,
    from: String,
    to: String,
    /// What is to be done, or what is waited for.
    state: String,
    sets: usize,
    urgent: bool,
    since: When,
}

/// The list of some manifests.
pub(crate) fn rows(of: &[ManifestView], (texts, lang): (&Texts, Lang)) -> Manifests {
    let (mut to_sign, mut with_others) = (Vec::new(), Vec::new());
    for one in of {
        let row = row(one, (texts, lang));
        if is_asked_for(one) { to_sign.push(row) } else { with_others.push(row) }
    }
    to_sign.sort_by(|one: &Row, other: &Row| {
        (!one.urgent, &one.place).cmp(&(!other.urgent, &other.place))
    });
    Manifests { to_sign, with_others, ..Manifests::default() }
}

/// Whether somebody waits for the reader's signature. Papers may be received before the courier's signature is there, and nobody is asked to.
fn is_asked_for(of: &ManifestView) -> bool {
    of.acts.iter().any(|act| of.state != "given" || act != "receive")
}

fn row(of: &ManifestView, (texts, lang): (&Texts, Lang)) -> Row {
    let there = of.items.iter().filter(|one| one.state != "left_out");
    let act = of.acts.first().map(String::as_str).filter(|_act| is_asked_for(of));
    let place = match act {
        Some("take") => of.from.title.clone(),
        Some("deliver") => of.to.title.clone(),
        _ => format!("{} → {}", of.from.title, of.to.title),
    };
    Row {
        id: of.id.clone(),
        number: of.number.clone(),
        place,
        from: of.from.title.clone(),
        to: of.to.title.clone(),
        state: texts.pick(act.map_or_else(|| waits(of), act_text), lang).to_owned(),
        sets: there.clone().count(),
        // What has arrived waits for nobody.
        urgent: there.into_iter().any(|one| one.urgent && one.state != "received"),
        since: moment(of.made_at, lang),
    }
}

/// The text of what is to be signed.
fn act_text(act: &str) -> &'static str {
    match act {
        "give" => "papers_give",
        "take" => "papers_take",
        "deliver" => "papers_deliver",
        _ => "papers_receive",
    }
}

/// The text of whom a manifest waits for.
fn waits(of: &ManifestView) -> &'static str {
    match of.state.as_str() {
        "open" => "papers_gathered",
        "given" => "papers_waits_courier",
        "carried" => "papers_on_the_way",
        _ => "papers_closed",
    }
}

/// One manifest: what it lists, who has signed it, and what the reader can sign.
#[derive(Debug, Serialize)]
pub(crate) struct ManifestPage {
    id: String,
    number: Option<String>,
    /// The code by which the paper is found again.
    code: Option<Square>,
    from: String,
    to: String,
    couriers: String,
    /// How it stands.
    state: String,
    items: Vec<Item>,
    signatures: Vec<Signed>,
    acts: Vec<Act>,
    /// What came of a signature, by its text.
    said: Option<&'static str>,
    /// Whether it is not what was wanted.
    bad: bool,
    /// Who reads, where it is a courier.
    way: Option<String>,
}

/// A set of papers.
#[derive(Debug, Clone, Serialize)]
struct Item {
    id: String,
    number: String,
    papers: String,
    urgent: bool,
    state: String,
}

/// What can be signed.
#[derive(Debug, Serialize)]
struct Act {
    name: String,
    /// What the button says.
    sign: String,
    /// What is ticked where it is there.
    ticks: Vec<Item>,
    /// What it is for in any case.
    all: Vec<String>,
    /// New for each form: a signature that is sent twice is one.
    key: String,
    /// After which act of theirs it is shown, where there is no network to ask.
    after: Option<&'static str>,
}

/// A signature.
#[derive(Debug, Serialize)]
struct Signed {
    act: String,
    by: String,
    sets: usize,
    at: When,
    /// When the device said it was signed, where that was before.
    before: Option<When>,
}

/// A square code as a path of unit squares.
#[derive(Debug, Serialize)]
struct Square {
    size: i32,
    path: String,
}

/// The page of a manifest; `address` is where it is, for the code on paper.
pub(crate) fn page(
    of: ManifestView,
    (address, way, new_key): (&str, Option<String>, &dyn Fn() -> String),
    said: Option<&str>,
    (texts, lang): (&Texts, Lang),
) -> ManifestPage {
    let words = (texts, lang);
    let said = said.and_then(said_text);
    ManifestPage {
        code: of.number.as_ref().and_then(|_| square(address)),
        state: texts.pick(waits(&of), lang).to_owned(),
        acts: acts_of(&of, new_key, words),
        signatures: of.signatures.iter().map(|one| signed(one, words)).collect(),
        items: of.items.iter().map(|one| item(one, words)).collect(),
        id: of.id,
        number: of.number,
        from: of.from.title,
        to: of.to.title,
        couriers: of.couriers.title,
        bad: said.is_some_and(|said| said != "papers_signed"),
        said,
        way,
    }
}

/// What can be signed now; and, once papers are taken, that they were delivered: a courier may be without a network by then.
fn acts_of(of: &ManifestView, new_key: &dyn Fn() -> String, words: (&Texts, Lang)) -> Vec<Act> {
    let act = |name| act_of(name, of, new_key(), words);
    let mut acts: Vec<Act> = of.acts.iter().map(|name| act(name)).collect();
    if of.acts.iter().any(|act| act == "take") {
        acts.push(Act { after: Some("take"), ..act("deliver") });
    }
    acts
}

/// The text of what came of a signature.
pub(crate) fn said_text(word: &str) -> Option<&'static str> {
    let all = [
        ("signed", "papers_signed"),
        ("nothing", "papers_said_nothing"),
        ("changed", "papers_said_changed"),
        ("early", "papers_said_early"),
        ("others", "papers_said_others"),
        ("same", "papers_said_same"),
    ];
    all.into_iter().find_map(|(name, text)| (name == word).then_some(text))
}

fn act_of(act: &str, of: &ManifestView, key: String, words: (&Texts, Lang)) -> Act {
    // What is counted by hand; the rest is signed for as it stands.
    let counted: &[&str] = match act {
        "give" => &["waiting"],
        "take" => &["given"],
        "deliver" => &[],
        _ => &["given", "carried"],
    };
    let is_counted = |one: &&ManifestItemView| counted.contains(&one.state.as_str());
    let counted = of.items.iter().filter(is_counted);
    let ticks: Vec<Item> = counted.take(MOST_ITEMS).map(|one| item(one, words)).collect();
    let taken: BTreeSet<&str> = ticks.iter().map(|one| one.id.as_str()).collect();
    let rest = of.items.iter().filter(|one| {
        let is_for_all = matches!(act, "take" | "deliver") && one.state != "left_out";
        is_for_all && !taken.contains(one.id.as_str())
    });
    Act {
        sign: words.0.pick(act_text(act), words.1).to_owned(),
        all: rest.map(|one| one.id.clone()).collect(),
        name: act.to_owned(),
        key,
        after: None,
        ticks,
    }
}

fn item(of: &ManifestItemView, (texts, lang): (&Texts, Lang)) -> Item {
    let state = match of.state.as_str() {
        "waiting" => "papers_item_waiting",
        "given" => "papers_item_given",
        "carried" => "papers_item_carried",
        "received" => "papers_item_received",
        _ => "papers_item_left_out",
    };
    Item {
        id: of.id.clone(),
        number: of.number.clone(),
        papers: of.papers.title.clone(),
        urgent: of.urgent,
        state: texts.pick(state, lang).to_owned(),
    }
}

fn signed(of: &SignatureView, (texts, lang): (&Texts, Lang)) -> Signed {
    let act = match of.act.as_str() {
        "give" => "papers_gave",
        "take" => "papers_took",
        "deliver" => "papers_delivered",
        _ => "papers_received",
    };
    Signed {
        act: texts.pick(act, lang).to_owned(),
        by: of.organisation.title.clone(),
        sets: of.sets,
        at: moment(of.recorded_at, lang),
        before: of.signed_at.map(|at| moment(at, lang)),
    }
}

/// A QR code (ISO/IEC 18004) of a text; nothing where it is too long for one.
fn square(text: &str) -> Option<Square> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
        if code.get_module(x, y) {
            write!(path, "M{x} {y}h1v1h-1z").ok()?;
        }
    }
    Some(Square { size: code.size(), path })
}
