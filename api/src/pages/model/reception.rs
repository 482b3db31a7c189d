//! Receptions at the window of an office (МФЦ) or of a department: the card of a visitor, and what is done for them.

use super::cabinet::{DraftRow, draft};
use super::tiles::{Tile, tile};
use crate::drawing::{Texts, sentence};
use crate::pages::dates::{When, day, moment, time_of_day};
use crate::pages::posted::Fields;
use crate::view;
use casework::DraftSummary;
use casework::reception::read::Look;
use catalog::{Catalog, Entry};
use chrono::NaiveDate;
use domain::application::Application;
use domain::citizen::Citizen;
use domain::reception::{BadField, VisitorCard};
use domain::text::Lang;
use domain::time::{in_moscow, moscow_day};
use serde::Serialize;

/// The card of a visitor, to be filled in by their documents.
#[derive(Debug, Serialize)]
pub(crate) struct CardPage {
    /// What makes sending twice the same as once.
    pub(crate) key: String,
    /// The reception the operator has open: it ends when the next begins.
    pub(crate) open: Option<Open>,
    pub(crate) groups: Vec<Group>,
    /// What is wrong, for the top of the page.
    pub(crate) wrong: Vec<Wrong>,
    /// Whether a department receives, which it does in exceptional cases alone.
    direct: bool,
}

/// A reception that goes on.
#[derive(Debug, Serialize)]
pub(crate) struct Open {
    pub(crate) href: String,
    pub(crate) since: When,
}

/// Fields under one heading.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    legend: Option<String>,
    fields: Vec<CardField>,
}

/// What is asked of a visitor's documents, one answer each.
#[derive(Debug, Serialize)]
pub(crate) struct CardField {
    name: &'static str,
    title: String,
    hint: Option<String>,
    value: String,
    error: Option<String>,
    optional: bool,
    /// What of a keyboard a tablet shows: `numeric`, `text`.
    keyboard: &'static str,
    /// What is chosen from, where something is.
    options: Vec<Choice>,
}

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    /// When it is the one to choose.
    pub(crate) hint: Option<String>,
    pub(crate) chosen: bool,
}

/// What the card lets choose, each where there is a choice.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    /// The offices at whose windows the operator receives.
    pub(crate) offices: Vec<Choice>,
    /// The departments for which the officer receives.
    pub(crate) departments: Vec<Choice>,
    /// Why a department receives; none where an office does.
    pub(crate) reasons: Vec<Choice>,
}

impl Choices {
    /// The options of a field; nothing of one that is typed.
    fn of(&self, name: &str) -> Option<&[Choice]> {
        match name {
            "office" => Some(&self.offices),
            "department" => Some(&self.departments),
            "direct_reason" => Some(&self.reasons),
            _ => None,
        }
    }

    /// Whether a field is asked for: there is something to choose.
    fn asks(&self, name: &str) -> bool {
        let enough = if name == "direct_reason" { 1 } else { 2 };
        self.of(name).is_none_or(|options| options.len() >= enough)
    }
}

/// Something that is wrong, with the way to its field.
#[derive(Debug, Serialize)]
pub(crate) struct Wrong {
    name: &'static str,
    message: String,
}

/// A field: its name, the pointer of it in the request, the key of its texts, its keyboard, and whether it may be empty.
type Row = (&'static str, &'static str, &'static str, &'static str, bool);

/// The fields of the card by their headings.
const CARD: [(&str, &[Row]); 3] = [
    (
        "",
        &[
            ("office", "/office", "card_office", "text", false),
            ("department", "/direct_filing/department", "card_department", "text", false),
            ("direct_reason", "/direct_filing/reason", "card_reason", "text", false),
        ],
    ),
    (
        "card_person",
        &[
            ("snils", "/snils", "card_snils", "numeric", false),
            ("last_name", "/last_name", "card_last_name", "text", false),
            ("first_name", "/first_name", "card_first_name", "text", false),
            ("middle_name", "/middle_name", "card_middle_name", "text", true),
            ("birth_date", "/birth_date", "card_birth_date", "numeric", false),
        ],
    ),
    (
        "card_document",
        &[
            ("document_series", "/document/series", "card_series", "numeric", false),
            ("document_number", "/document/number", "card_number", "numeric", false),
            ("issued_on", "/document/issued_on", "card_issued_on", "numeric", false),
            ("issued_by", "/document/issued_by", "card_issued_by", "text", false),
        ],
    ),
];

/// What has a hint.
const HINTED: [&str; 5] = ["direct_reason", "snils", "last_name", "birth_date", "issued_on"];

/// What was typed into the card, as a visitor's data.
pub(crate) fn typed_card(fields: &Fields) -> VisitorCard {
    let of = |name: &str| fields.get(name).unwrap_or_default().to_owned();
    VisitorCard {
        snils: of("snils"),
        last_name: of("last_name"),
        first_name: of("first_name"),
        middle_name: of("middle_name"),
        birth_date: of("birth_date"),
        document_series: of("document_series"),
        document_number: of("document_number"),
        issued_on: of("issued_on"),
        issued_by: of("issued_by"),
    }
}

/// The card with what was typed and what is wrong; where is asked of who works at several places.
pub(crate) fn card(
    (key, open): (String, Option<Open>),
    choices: &Choices,
    (typed, bad): (&Fields, &[BadField]),
    (texts, lang): (&Texts, Lang),
) -> CardPage {
    let words = |key: &str| texts.pick(key, lang).to_owned();
    let message = |pointer: &str| {
        let found = bad.iter().find(|one| one.pointer == pointer)?;
        Some(found.message.pick(lang).to_owned())
    };
    let asked = |row: &&Row| choices.asks(row.0);
    let field = |&(name, pointer, text, keyboard, optional): &Row| CardField {
        name,
        title: words(text),
        hint: HINTED.contains(&name).then(|| words(&format!("{text}_hint"))),
        value: typed.get(name).unwrap_or_default().to_owned(),
        error: message(pointer),
        optional,
        keyboard,
        options: choices.of(name).unwrap_or_default().to_vec(),
    };
    let groups = CARD.iter().map(|(legend, rows)| Group {
        legend: (!legend.is_empty()).then(|| words(legend)),
        fields: rows.iter().filter(asked).map(field).collect(),
    });
    let rows = CARD.iter().flat_map(|(_, rows)| *rows);
    let wrong =
        rows.filter_map(|&(name, pointer, ..)| Some(Wrong { name, message: message(pointer)? }));
    let groups = groups.filter(|group| !group.fields.is_empty()).collect();
    let direct = !choices.reasons.is_empty();
    CardPage { key, open, groups, wrong: wrong.collect(), direct }
}

/// Who stands at the window, what was filed for them, and what can be.
#[derive(Debug, Serialize)]
pub(crate) struct ReceptionPage {
    pub(crate) href: String,
    /// Whose window it is.
    place: String,
    /// Why a department receives, where one does.
    direct_reason: Option<String>,
    begun: When,
    /// How long the visitor has been at the window, in words.
    lasted: String,
    /// The same in seconds: the page counts on.
    seconds: i64,
    /// Who stands there; nothing once it is over.
    visitor: Option<Visitor>,
    /// Whether the operator may go on with them, once it is over.
    goes_on: bool,
    /// What was filed in it.
    filed: Vec<Line>,
    /// The number of what was filed just now.
    just: Option<String>,
    /// What else of the visitor's goes on.
    others: Vec<Line>,
    pub(crate) drafts: Vec<DraftRow>,
    /// The words services are looked for by.
    q: String,
    services: Vec<Tile>,
    /// Where the site is, to be read from paper: without its scheme.
    site: String,
}

/// Who stands at the window.
#[derive(Debug, Serialize)]
pub(crate) struct Visitor {
    name: String,
    born: Option<When>,
    has_signed_in: bool,
}

/// An application in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    number: String,
    title: String,
    filed: When,
    stage: String,
    /// Who decides.
    department: String,
    /// The day the answer is due at the latest; nothing while the applicant is waited for, and once it has ended.
    expected: Option<When>,
    /// Whether that day has passed.
    overdue: bool,
    /// The code by which anybody is told how it stands; on what was filed here.
    code: Option<String>,
}

/// What is shown on the page of a reception.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) look: &'a Look,
    /// The visitor's newest applications.
    pub(crate) mine: &'a [Application],
    pub(crate) drafts: &'a [DraftSummary],
    /// What was filed just now, by its identifier.
    pub(crate) filed: Option<&'a str>,
    /// The words services are looked for by, and those found.
    pub(crate) found: (&'a str, Vec<&'a Entry>),
}

/// The page of a reception; `place` makes an address below it.
pub(crate) fn reception(
    of: Shown<'_>,
    (href, site): (String, String),
    catalog: &Catalog,
    (texts, lang): (&Texts, Lang),
) -> ReceptionPage {
    let Shown { look, mine, drafts, filed, found: (q, found) } = of;
    let (reception, today) = (&look.reception, moscow_day(look.now));
    let place_of_it = catalog.department(&reception.window.place);
    let reason = reception.window.direct_reason.as_ref();
    let reason = reason.map(|code| view::direct_reason_title(catalog, code, lang));
    let is_here = |one: &&Application| look.applications.iter().any(|(here, _)| here.id == one.id);
    let goes_on = |one: &&Application| one.outcome.is_none() && !is_here(one);
    let place = |mut one: DraftRow| {
        one.href = format!("{href}{}", one.href);
        one
    };
    let service = |entry: &Entry| {
        let mut tile = tile(catalog, entry, &[], texts, lang);
        tile.href = format!("{href}/services/{}/apply", entry.service.code);
        tile
    };
    let filed_here = look.applications.iter().filter_map(|(one, code)| {
        let line = line(catalog, one, (today, lang))?;
        Some(Line { code: Some(code.to_string()), ..line })
    });
    let others = mine.iter().filter(goes_on).filter_map(|one| line(catalog, one, (today, lang)));
    let is_new = |one: &Application| Some(one.id.to_string().as_str()) == filed;
    let just = look.applications.iter().map(|(one, _)| one).find(|one| is_new(one));
    let minutes = u64::try_from(reception.lasted(look.now).num_minutes()).unwrap_or_default();
    ReceptionPage {
        place: place_of_it.map_or_else(String::new, |one| one.short.pick(lang).to_owned()),
        direct_reason: reason,
        begun: time_of_day(in_moscow(reception.begun_at)),
        seconds: reception.lasted(look.now).num_seconds(),
        lasted: match minutes {
            0 => texts.pick("reception_less", lang).to_owned(),
            _ => sentence(minutes, texts.pick("reception_minutes", lang)),
        },
        goes_on: reception.may_go_on(look.now),
        visitor: look.visitor.as_ref().map(|(citizen, _)| visitor(citizen, lang)),
        filed: filed_here.collect(),
        just: just.map(|one| one.number.to_string()),
        others: others.collect(),
        drafts: drafts.iter().map(|one| place(draft(catalog, one, lang))).collect(),
        q: q.to_owned(),
        services: found.into_iter().map(service).collect(),
        site,
        href,
    }
}

fn visitor(of: &Citizen, lang: Lang) -> Visitor {
    Visitor {
        name: of.profile.full_name(),
        born: of.profile.birth_date.map(|born| day(born, lang)),
        has_signed_in: of.esia_oid.is_some(),
    }
}

fn line(catalog: &Catalog, of: &Application, (today, lang): (NaiveDate, Lang)) -> Option<Line> {
    let entry = catalog.service_at(&of.service, of.service_version)?;
    let process = catalog.process_at(&of.process, of.process_version)?;
    let department = catalog.department(&entry.service.department);
    let stage = process.stage(&of.stage)?;
    let is_awaited = of.outcome.is_none() && !process.term_stands_still(stage);
    Some(Line {
        number: of.number.to_string(),
        title: entry.service.title.pick(lang).to_owned(),
        filed: moment(in_moscow(of.filed_at), lang),
        stage: entry.stage_title(stage).pick(lang).to_owned(),
        department: department.map_or_else(String::new, |one| one.short.pick(lang).to_owned()),
        expected: is_awaited.then(|| day(moscow_day(of.due_at), lang)),
        overdue: of.is_overdue(today),
        code: None,
    })
}
