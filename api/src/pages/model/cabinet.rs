//! The cabinet: applications, drafts, notices.

use crate::drawing::Texts;
use crate::pages::dates::{When, day, moment};
use crate::view;
use casework::{DeliveryView, DraftSummary, NoticeView};
use catalog::Catalog;
use domain::application::Application;
use domain::notice::{Channel, DeliveryState};
use domain::text::Lang;
use domain::time::in_moscow;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Cabinet {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) confirmed: bool,
    pub(crate) applications: Vec<Row>,
    /// The cursor of older applications.
    pub(crate) older: Option<String>,
    pub(crate) drafts: Vec<DraftRow>,
    pub(crate) notices: Vec<NoticeRow>,
    /// Whether there is a bot to be linked.
    pub(crate) bot: bool,
}

/// An application in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) stage: String,
    pub(crate) outcome: Option<String>,
    pub(crate) filed: When,
    pub(crate) expected: When,
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

/// An application in a list of its owner, or with `desk` of an officer.
pub(crate) fn row(catalog: &Catalog, of: &Application, place: &str, lang: Lang) -> Option<Row> {
    let view = view::summary_application(catalog, of, lang)?;
    Some(Row {
        href: format!("{place}/{}", view.id),
        number: view.number,
        title: view.service_title,
        stage: view.stage.title,
        outcome: view.outcome,
        filed: moment(view.filed_at, lang),
        expected: day(view.expected_on, lang),
        result: view.result.map(|result| format!("/results/{}", result.id)),
    })
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
    let paragraphs = of.words.body.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    NoticeRow {
        subject: of.words.subject.clone(),
        paragraphs: paragraphs.map(str::to_owned).collect(),
        when: moment(in_moscow(of.created_at), lang),
        href: format!("/applications/{}", of.application),
        deliveries: of.deliveries.iter().map(|one| delivery(one, texts, lang)).collect(),
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
