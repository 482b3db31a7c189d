//! The cabinet: applications and drafts, documents, notices, profile.

use crate::drawing::Texts;
use crate::pages::dates::{When, day, left, moment};
use crate::view;
use casework::{DeliveryView, DraftSummary, IssuedDocument, NoticeView};
use catalog::{Catalog, Entry};
use chrono::NaiveDate;
use domain::application::{Application, Lateness};
use domain::citizen::Contact;
use domain::notice::{Channel, DeliveryState};
use domain::process::Role;
use domain::text::Lang;
use domain::time::{in_moscow, moscow_day};
use openapi::access_record::AccessRecordView;
use serde::Serialize;
use serde_json::Value;

/// Who the cabinet is of: said above each of its parts.
#[derive(Debug, Serialize)]
pub(crate) struct Owner {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) confirmed: bool,
    /// Which part is open: `applications`, `documents`, `notices`, `profile`.
    pub(crate) part: &'static str,
}

/// Applications and drafts.
#[derive(Debug, Serialize)]
pub(crate) struct Applications {
    pub(crate) owner: Owner,
    pub(crate) rows: Vec<Row>,
    /// The cursor of older applications.
    pub(crate) older: Option<String>,
    pub(crate) drafts: Vec<DraftRow>,
}

/// Result documents.
#[derive(Debug, Serialize)]
pub(crate) struct Documents {
    pub(crate) owner: Owner,
    pub(crate) rows: Vec<DocumentRow>,
    pub(crate) older: Option<String>,
}

/// A result document in the list.
#[derive(Debug, Serialize)]
pub(crate) struct DocumentRow {
    href: String,
    title: String,
    number: String,
    issued: When,
    application: String,
    verify: String,
}

/// What was said to the person.
#[derive(Debug, Serialize)]
pub(crate) struct Notices {
    pub(crate) owner: Owner,
    pub(crate) rows: Vec<NoticeRow>,
    pub(crate) older: Option<String>,
}

/// Who read the person's data.
#[derive(Debug, Serialize)]
pub(crate) struct Readers {
    pub(crate) owner: Owner,
    pub(crate) rows: Vec<AccessRow>,
    pub(crate) older: Option<String>,
}

/// Who read what, in one hour.
#[derive(Debug, Serialize)]
pub(crate) struct AccessRow {
    pub(crate) name: String,
    pub(crate) reason: String,
    /// The application that was read, and its number; absent where it is the person's own data.
    pub(crate) href: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) first: When,
    /// The time of the last reading, `13:40`, where there was more than one.
    pub(crate) until: Option<String>,
}

/// A record as a line of the list.
pub(crate) fn access_row(of: AccessRecordView, lang: Lang) -> AccessRow {
    let later = of.last_at.signed_duration_since(of.first_at).num_minutes() > 0;
    AccessRow {
        name: of.name,
        reason: of.reason,
        href: of.application.map(|id| format!("/applications/{id}")),
        number: of.number,
        first: moment(of.first_at, lang),
        until: later.then(|| of.last_at.format("%H:%M").to_string()),
    }
}

/// What is known of the person, and how they are reached.
#[derive(Debug, Serialize)]
pub(crate) struct Profile {
    pub(crate) owner: Owner,
    pub(crate) born: Option<When>,
    pub(crate) email: Option<Contact>,
    pub(crate) mobile: Option<Contact>,
    /// Whether there is a bot to be linked.
    pub(crate) bot: bool,
    /// Since when it is linked.
    pub(crate) linked: Option<When>,
}

/// An application in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) title: String,
    /// What tells it from others of the same service: what was chosen in its form.
    pub(crate) chosen: Option<String>,
    pub(crate) stage: String,
    /// Who works on it, at a workplace.
    pub(crate) hands: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) filed: When,
    /// When it is answered at the latest; where somebody is waited for, until when.
    pub(crate) expected: When,
    /// What that day is where it is no answer's: at a workplace `due`, or `comes` where the applicant is waited for; to the applicant
    /// `yours`, where they are, and `other`, where it is the other of two who apply.
    pub(crate) until: Option<&'static str>,
    /// The place on a waiting list, where no day is known.
    pub(crate) place: Option<u32>,
    /// How long until then.
    pub(crate) left: String,
    /// How late it is; nothing where it is not.
    pub(crate) late: Option<Lateness>,
    pub(crate) result: Option<String>,
}

/// A draft in the list.
#[derive(Debug, Serialize)]
pub(crate) struct DraftRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) changed: When,
}

/// A notice in the list.
#[derive(Debug, Serialize)]
pub(crate) struct NoticeRow {
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) when: When,
    pub(crate) href: String,
    /// How it went, channel by channel.
    pub(crate) deliveries: Vec<String>,
}

/// What a list of applications is drawn by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a> {
    pub(crate) catalog: &'a Catalog,
    /// Where a case opens: `/applications`, or `/desk` of an officer.
    pub(crate) place: &'a str,
    pub(crate) today: NaiveDate,
    pub(crate) texts: &'a Texts,
    pub(crate) lang: Lang,
}

impl List<'_> {
    /// An application in the list of a workplace, with who works on it: it says when it is to be done there.
    pub(crate) fn at_work(&self, of: &Application, hands: Option<String>) -> Option<Row> {
        let row = self.row((of, Role::Citizen), None)?;
        let Some(due) = of.stage_due_at.map(moscow_day) else { return Some(Row { hands, ..row }) };
        let left = left(due, self.today, self.texts, self.lang);
        let process = self.catalog.process_at(&of.process, of.process_version)?;
        let comes = process.stage(&of.stage).is_some_and(|stage| process.comes_in(stage));
        let until = Some(if comes { "comes" } else { "due" });
        // Here it is late where the stage is.
        let late = if due < self.today { Some(Lateness::Over) } else { row.late };
        Some(Row { hands, until, expected: day(due, self.lang), left, late, ..row })
    }

    /// An application in it; with its form, what was chosen in it.
    pub(crate) fn row(
        &self,
        (of, applied_as): (&Application, Role),
        form: Option<&Value>,
    ) -> Option<Row> {
        let view = view::summary_application(self.catalog, of, self.lang)?;
        let entry = self.catalog.service_at(&of.service, of.service_version)?;
        let process = self.catalog.process_at(&of.process, of.process_version)?;
        let stage = process.stage(&of.stage)?;
        let waits = process.waits_for_the_applicant(stage);
        let until = of.stage_due_at.filter(|_| waits).map(moscow_day);
        let is_theirs = stage.owner == Some(applied_as) || process.comes_in(stage);
        let expected = until.unwrap_or(view.expected_on);
        let over = until.is_none() && of.is_overdue(self.today);
        Some(Row {
            href: format!("{}/{}", self.place, view.id),
            number: view.number,
            title: view.service_title,
            chosen: form.and_then(|form| chosen(entry, form, self.lang)),
            stage: view.stage.title,
            hands: None,
            outcome: view.outcome,
            filed: moment(view.filed_at, self.lang),
            until: until.map(|_day| if is_theirs { "yours" } else { "other" }),
            place: of.place,
            expected: day(expected, self.lang),
            left: left(expected, self.today, self.texts, self.lang),
            late: if over {
                Some(Lateness::Over)
            } else {
                of.lateness.filter(|_| of.outcome.is_none())
            },
            result: view.result.map(|result| format!("/results/{}", result.id)),
        })
    }
}

/// The first choice of a form, by its name.
fn chosen(entry: &Entry, form: &Value, lang: Lang) -> Option<String> {
    let choice = entry.fields(lang).into_iter().find(|field| !field.options.is_empty())?;
    view::answer(choice, form, lang).map(|one| one.value)
}

/// A result document in the list.
pub(crate) fn document(catalog: &Catalog, of: &IssuedDocument, lang: Lang) -> DocumentRow {
    let view = view::result(catalog, of, lang);
    DocumentRow {
        href: format!("/results/{}", view.id),
        title: view.title,
        number: view.number,
        issued: moment(view.issued_at, lang),
        application: format!("/applications/{}", view.application),
        verify: format!("/verify/{}", view.verify_code),
    }
}

/// A draft in the list.
pub(crate) fn draft(catalog: &Catalog, of: &DraftSummary, lang: Lang) -> DraftRow {
    let entry = catalog.service(&of.service);
    let title = entry
        .map_or_else(|| of.service.to_string(), |entry| entry.service.title.pick(lang).to_owned());
    let changed = moment(in_moscow(of.updated_at), lang);
    DraftRow { href: format!("/drafts/{}", of.id), title, changed }
}

/// A notice in the list.
pub(crate) fn notice(of: &NoticeView, texts: &Texts, lang: Lang) -> NoticeRow {
    let paragraphs = of.words.body.split("\n\n").map(unlinked).filter(|part| !part.is_empty());
    NoticeRow {
        subject: of.words.subject.clone(),
        paragraphs: paragraphs.collect(),
        when: moment(in_moscow(of.created_at), lang),
        href: format!("/applications/{}", of.application),
        deliveries: of.deliveries.iter().map(|one| delivery(one, texts, lang)).collect(),
    }
}

/// A paragraph without the addresses that stand in lines of their own: the page has links instead.
fn unlinked(paragraph: &str) -> String {
    let is_address = |line: &&str| line.starts_with("https://") || line.starts_with("http://");
    let lines: Vec<&str> = paragraph.trim().lines().map(str::trim).collect();
    let words: Vec<&str> = lines.iter().copied().filter(|line| !is_address(line)).collect();
    let text = words.join("\n");
    match text.strip_suffix(':') {
        Some(said) if words.len() < lines.len() => format!("{said}."),
        _ => text,
    }
}

fn delivery(of: &DeliveryView, texts: &Texts, lang: Lang) -> String {
    let channel = match of.channel {
        Channel::Email => "channel_email",
        Channel::Telegram => "channel_telegram",
    };
    let state = match of.state {
        DeliveryState::Ready => "delivery_going",
        DeliveryState::Accepted => "delivery_accepted",
        DeliveryState::Failed | DeliveryState::Dead => "delivery_failed",
    };
    format!("{}: {}", texts.pick(channel, lang), texts.pick(state, lang))
}

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn a_notice_in_the_cabinet_has_links_instead_of_addresses() {
        assert_eq!(unlinked("Справка готова:\nhttps://uslugi.example/a\n"), "Справка готова.");
        assert_eq!(unlinked("Что делать: позвонить"), "Что делать: позвонить");
        assert_eq!(unlinked("https://uslugi.example/a"), "");
    }
}
