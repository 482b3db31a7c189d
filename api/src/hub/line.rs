//! Facts as they go over the wire, and which of them a feed has still to pass on.

use crate::view;
use bytes::{Bytes, BytesMut};
use casework::FeedFact;
use catalog::Catalog;
use domain::text::Lang;
use std::sync::Arc;

/// A fact as it goes over the wire, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventLine {
    /// Its number in the citizen's journal.
    pub(super) sequence: i64,
    /// The event, with the empty line behind it.
    pub(super) text: Bytes,
}

/// What the hub puts into a feed's inbox.
#[derive(Debug, Clone)]
pub(super) enum InboxItem {
    /// New facts in the feed's language, in order, without a gap between them.
    Lines(Arc<[EventLine]>),
    /// There is something new: look for yourself.
    Look,
}

/// What a feed makes of lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unsent {
    /// It has them all.
    Nothing,
    /// Facts before these are missing: the journal must be read.
    Gap,
    /// To be passed on; the last number of it.
    Text(Bytes, i64),
}

/// Renders facts.
pub(super) fn render(catalog: &Catalog, facts: &[FeedFact], lang: Lang) -> Arc<[EventLine]> {
    facts.iter().map(|told| line(catalog, told, lang)).collect()
}

fn line(catalog: &Catalog, told: &FeedFact, lang: Lang) -> EventLine {
    let event = view::event(catalog, &told.fact, told.goes_by.as_ref(), lang);
    let data = serde_json::to_string(&event).unwrap_or_default();
    let sequence = told.fact.sequence;
    let text = format!("id: {sequence}\nevent: {}\ndata: {data}\n\n", event.kind);
    EventLine { sequence, text: Bytes::from(text) }
}

/// What is due of lines after the number a feed has.
pub(super) fn due(lines: &[EventLine], last: i64) -> Unsent {
    let mut fresh = lines.iter().filter(|line| line.sequence > last).peekable();
    match fresh.peek() {
        None => return Unsent::Nothing,
        Some(first) if first.sequence != last + 1 => return Unsent::Gap,
        Some(_) => {}
    }
    let (mut text, mut upto) = (BytesMut::new(), last);
    for line in fresh {
        text.extend_from_slice(&line.text);
        upto = line.sequence;
    }
    Unsent::Text(text.freeze(), upto)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(numbers: impl IntoIterator<Item = i64>) -> Vec<EventLine> {
        let line =
            |sequence: i64| EventLine { sequence, text: Bytes::from(format!("{sequence};")) };
        numbers.into_iter().map(line).collect()
    }

    #[test]
    fn what_a_feed_has_is_dropped_and_what_follows_is_passed_on() {
        let text =
            |text: &'static str, upto| Unsent::Text(Bytes::from_static(text.as_bytes()), upto);
        assert_eq!(due(&lines(4..=6), 3), text("4;5;6;", 6));
        assert_eq!(due(&lines(4..=6), 5), text("6;", 6), "they overlap with a replay");
        assert_eq!(due(&lines(4..=6), 6), Unsent::Nothing);
        assert_eq!(due(&lines(4..=6), 99), Unsent::Nothing, "a number of the future waits for it");
        assert_eq!(due(&[], 3), Unsent::Nothing);
    }

    #[test]
    fn a_missing_fact_sends_the_feed_to_the_journal() {
        assert_eq!(due(&lines(5..=6), 3), Unsent::Gap);
        assert_eq!(due(&lines([2]), 0), Unsent::Gap);
    }
}
