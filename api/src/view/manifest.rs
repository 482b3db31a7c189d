//! Manifests, in words.

use super::{moment, named_organisation};
use catalog::Catalog;
use domain::application::ApplicationFact;
use domain::codes::PapersCode;
use domain::manifest::{Act, ItemState, Manifest, ManifestItem, ManifestState, Signature};
use domain::process::Direction;
use domain::text::{Lang, Text};
use openapi::manifest::{ManifestItemView, ManifestView, Named, SignatureView};

/// A manifest as one of its sides reads it; `acts` are those that are theirs.
pub(crate) fn manifest(catalog: &Catalog, of: &Manifest, acts: &[Act], lang: Lang) -> ManifestView {
    let place = |code| named_organisation(catalog, code, lang);
    let open = acts.iter().filter(|act| of.awaits(**act));
    ManifestView {
        id: of.id.to_string(),
        number: of.number.map(|number| number.to_string()),
        direction: direction(of.direction).to_owned(),
        from: place(&of.from),
        to: place(&of.to),
        couriers: place(&of.couriers),
        state: manifest_state(of.state).to_owned(),
        made_at: moment(of.made_at),
        items: of.items.iter().map(|one| item(catalog, one, lang)).collect(),
        signatures: of.signatures.iter().map(|one| signature(catalog, of, one, lang)).collect(),
        acts: open.map(|act| act_word(*act).to_owned()).collect(),
    }
}

fn item(catalog: &Catalog, of: &ManifestItem, lang: Lang) -> ManifestItemView {
    ManifestItemView {
        id: of.id.to_string(),
        number: of.number.to_string(),
        papers: papers(catalog, &of.papers, lang),
        urgent: of.urgent,
        state: item_state(of.state).to_owned(),
    }
}

fn signature(catalog: &Catalog, of: &Manifest, one: &Signature, lang: Lang) -> SignatureView {
    let (role, place) = of.side(one.act);
    SignatureView {
        act: act_word(one.act).to_owned(),
        role: role.name().to_owned(),
        organisation: named_organisation(catalog, place, lang),
        sets: one.items.len(),
        signed_at: one.signed_at.map(moment),
        recorded_at: moment(one.recorded_at),
    }
}

fn papers(catalog: &Catalog, code: &PapersCode, lang: Lang) -> Named {
    let title = catalog.papers(code).map(|one| one.title.pick(lang));
    Named { code: code.to_string(), title: title.unwrap_or(code.as_str()).to_owned() }
}

/// What a signature for papers of an application is told as in its timeline; nothing of other facts.
pub(crate) fn handed_over(catalog: &Catalog, fact: &ApplicationFact, lang: Lang) -> Option<String> {
    let ApplicationFact::PapersHandedOver { manifest, papers: code, act, from, to } = fact else {
        return None;
    };
    let papers = papers(catalog, code, lang).title;
    let place = |code| named_organisation(catalog, code, lang).title;
    let (ru, en, place) = match act {
        Act::Give => ("Подготовлено для курьера", "Made ready for the courier", place(from)),
        Act::Take => ("Курьер забрал", "A courier took", place(from)),
        Act::Deliver => ("Курьер сдал", "A courier delivered", place(to)),
        Act::Receive => ("Принято от курьера", "Received from the courier", place(to)),
    };
    let said = Text::new(
        format!("{ru}: {papers} ({place}, реестр {manifest})"),
        format!("{en}: {papers} ({place}, manifest {manifest})"),
    );
    Some(said.pick(lang).to_owned())
}

pub(super) const fn direction(of: Direction) -> &'static str {
    match of {
        Direction::ToDepartment => "to_department",
        Direction::ToOffice => "to_office",
    }
}

pub(super) const fn manifest_state(of: ManifestState) -> &'static str {
    match of {
        ManifestState::Open => "open",
        ManifestState::Given => "given",
        ManifestState::Carried => "carried",
        ManifestState::Closed => "closed",
    }
}

pub(super) const fn item_state(of: ItemState) -> &'static str {
    match of {
        ItemState::Waiting => "waiting",
        ItemState::Given => "given",
        ItemState::Carried => "carried",
        ItemState::Received => "received",
        ItemState::LeftOut => "left_out",
    }
}

/// What an act is called in the API.
pub(crate) const fn act_word(of: Act) -> &'static str {
    match of {
        Act::Give => "give",
        Act::Take => "take",
        Act::Deliver => "deliver",
        Act::Receive => "receive",
    }
}
