//! The conversation, without any messenger: a dialogue and an event make the next dialogue and effects.
//!
//! A person may always press a button, type its number, or type a command. One question a message.

mod cases;
mod event;
mod find;
mod link;
mod message;
mod start;
#[cfg(test)]
mod tests;

pub(crate) use event::{
    Answer, Card, Case, Command, Event, Found, Incoming, Question, Rest, Takes, Trouble,
};
pub(crate) use message::{Choice, Message, Rich, Span};
pub(crate) use start::apology;

use domain::typed::tidy;
use serde::{Deserialize, Serialize};
use url::Url;

/// The shape of a stored dialogue. A dialogue of another shape is begun anew, politely.
pub(crate) const SCHEMA: u16 = 1;

/// A question is forgotten after this many seconds without a word from the person.
const PATIENCE: i64 = 24 * 3600;

/// The language of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    /// Russian, unless the person's messenger speaks English.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// The language of an IETF tag.
    pub(crate) fn of(tag: Option<&str>) -> Self {
        match tag {
            Some(tag) if tag.starts_with("en") => Self::En,
            _ => Self::Ru,
        }
    }

    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language, as words of the house are written in it.
    pub(crate) const fn words(self) -> domain::text::Lang {
        match self {
            Self::Ru => domain::text::Lang::Ru,
            Self::En => domain::text::Lang::En,
        }
    }

    /// The text of two that is in this language.
    pub(crate) const fn pick<'a>(self, ru: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}

/// What was asked last and not answered yet. Holds no names and no numbers of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub(crate) enum State {
    /// Nothing.
    Idle,
    /// Which of these services.
    Choosing {
        /// Their codes, as shown.
        services: Vec<String>,
        /// How many searches in a row did not help.
        misses: u8,
    },
    /// To say it in other words.
    Rephrasing {
        /// How many searches in a row did not help.
        misses: u8,
    },
    /// Whether to link this chat.
    Linking { link: String },
    /// Whether to end the link.
    Unlinking,
}

/// A dialogue with a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dialogue {
    /// [`SCHEMA`] at the time of writing.
    pub(crate) schema: u16,
    /// Grows with every question: a button carries the one it belongs to.
    pub(crate) rev: u32,
    /// What was asked last.
    pub(crate) state: State,
    /// When the person last wrote, in seconds since 1970, by the messenger's clock.
    pub(crate) at: i64,
}

impl Dialogue {
    /// A dialogue in which nothing was said.
    pub(crate) const fn new() -> Self {
        Self { schema: SCHEMA, rev: 0, state: State::Idle, at: 0 }
    }

    /// Goes on to a state; buttons of the question before no longer work.
    fn go(&mut self, state: State) {
        if self.state != state || state != State::Idle {
            self.rev = self.rev.wrapping_add(1);
        }
        self.state = state;
    }

    /// The choices of the question, numbered from one as a person sees them.
    fn choices(&self, labels: &[&str]) -> Vec<Choice> {
        let label = |(place, label): (usize, &&str)| Choice {
            label: (*label).to_owned(),
            data: format!("{}.{}", self.rev, place + 1),
        };
        labels.iter().enumerate().map(label).collect()
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A message to the person.
    Say(Message),
    /// A question to the platform; its answer comes as the next event.
    Ask(Question),
}

/// What texts need to know of the world.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// Where people reach the platform.
    pub(crate) url: Url,
    /// The telephone of support, if there is one.
    pub(crate) support_phone: Option<String>,
    /// Its address.
    pub(crate) support_email: Option<String>,
}

impl Site {
    /// The address of a page.
    fn page(&self, path: &str) -> String {
        format!("{}/{path}", self.url.as_str().trim_end_matches('/'))
    }
}

/// One step of the conversation.
pub(crate) fn step(dialogue: &mut Dialogue, incoming: Incoming, site: &Site) -> Vec<Effect> {
    let lang = incoming.lang;
    if let Some(at) = incoming.at {
        if at.saturating_sub(dialogue.at) > PATIENCE {
            dialogue.go(State::Idle);
        }
        dialogue.at = at;
    }
    match incoming.event {
        Event::Command(command) => start::command(dialogue, command, lang, site),
        Event::Words(words) => said(dialogue, words, lang, site),
        Event::Press { data } => pressed(dialogue, &data, lang, site),
        Event::Strange => vec![start::strange(lang)],
        Event::Elsewhere => vec![start::elsewhere(lang)],
        Event::ForwardedCode => vec![link::forwarded(lang)],
        Event::Restarted => {
            dialogue.go(State::Idle);
            vec![start::restarted(lang)]
        }
        Event::Answer(answer) => answered(dialogue, answer, lang, site),
    }
}

/// Words: the number or name of a choice, if there is a question; else a search.
fn said(dialogue: &mut Dialogue, words: String, lang: Lang, site: &Site) -> Vec<Effect> {
    // `1)` and the keycap `1️⃣` are the number they show.
    let shown = words.replace(['\u{fe0f}', '\u{20e3}'], "");
    let plain = tidy(&shown).trim_end_matches(['.', '!', ')']).to_lowercase();
    let number = plain.parse::<usize>().ok();
    match (&dialogue.state, number) {
        (State::Choosing { services, .. }, Some(n)) if (1..=services.len() + 1).contains(&n) => {
            choose(dialogue, n, lang, site)
        }
        (State::Linking { .. } | State::Unlinking, Some(n @ 1..=2)) => {
            choose(dialogue, n, lang, site)
        }
        (State::Linking { .. } | State::Unlinking, _) => match plain.as_str() {
            "да" | "yes" => choose(dialogue, 1, lang, site),
            "нет" | "no" => choose(dialogue, 2, lang, site),
            _ => vec![link::yes_or_no(lang)],
        },
        _ => vec![Effect::Ask(Question::Search { words })],
    }
}

/// A button: good if it belongs to the question asked last.
fn pressed(dialogue: &mut Dialogue, data: &str, lang: Lang, site: &Site) -> Vec<Effect> {
    let button = data
        .split_once('.')
        .and_then(|(rev, place)| Some((rev.parse::<u32>().ok()?, place.parse::<usize>().ok()?)));
    match button {
        Some((rev, place)) if rev == dialogue.rev && dialogue.state != State::Idle => {
            choose(dialogue, place, lang, site)
        }
        _ => vec![start::outdated(lang)],
    }
}

/// A choice by its number.
fn choose(dialogue: &mut Dialogue, number: usize, lang: Lang, site: &Site) -> Vec<Effect> {
    match dialogue.state.clone() {
        State::Choosing { services, misses } => {
            match number.checked_sub(1).and_then(|place| services.get(place)) {
                Some(code) => {
                    dialogue.go(State::Idle);
                    vec![Effect::Ask(Question::Service { code: code.clone() })]
                }
                None => vec![find::missed(dialogue, misses, lang, site)],
            }
        }
        State::Linking { link } if number == 1 => vec![Effect::Ask(Question::Confirm { link })],
        State::Linking { .. } => {
            dialogue.go(State::Idle);
            vec![link::declined(lang)]
        }
        State::Unlinking if number == 1 => vec![Effect::Ask(Question::Unlink)],
        State::Unlinking => {
            dialogue.go(State::Idle);
            vec![link::kept(lang)]
        }
        State::Idle | State::Rephrasing { .. } => vec![start::outdated(lang)],
    }
}

/// What the platform answered.
fn answered(dialogue: &mut Dialogue, answer: Answer, lang: Lang, site: &Site) -> Vec<Effect> {
    vec![match answer {
        Answer::Found(found) => find::found(dialogue, &found, lang, site),
        Answer::Service(card) => find::card(&card, lang, site),
        Answer::Claimed { link, masked_name, number } => {
            dialogue.go(State::Linking { link });
            link::question(dialogue, &masked_name, number, lang)
        }
        Answer::Confirmed { both } => {
            dialogue.go(State::Idle);
            if both { link::linked(lang) } else { link::half(lang) }
        }
        Answer::Applications { cases, rest } => cases::list(&cases, rest, lang, site),
        Answer::Unlinked => {
            dialogue.go(State::Idle);
            link::ended(lang)
        }
        Answer::Trouble(trouble) => {
            // The platform being away is no answer: the question stands, and may be answered again.
            if trouble != Trouble::Away {
                dialogue.go(State::Idle);
            }
            start::trouble(trouble, lang, site)
        }
    }]
}
