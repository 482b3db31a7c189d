//! Effects into calls of the Bot API, and what its answers mean.

use super::Loose;
use crate::ledger::Outgoing;
use crate::talk::{Choice, Message, Rich, Span};
use std::time::Duration;
use telegram::SendError;
use teloxide::payloads::{AnswerCallbackQuery, SendMessage, SendMessageSetters};
use teloxide::requests::JsonRequest;
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions,
    ParseMode,
};
use teloxide::{Bot, RequestError};
use url::Url;

/// The longest text, in UTF-16 units, without markup.
const LONGEST: usize = 4096;
/// The longest words of a button that are still read on a phone.
const LABEL: usize = 60;

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SendOutcome {
    /// It is there, or it does not matter any more.
    Done,
    /// Not now; after so long, if Telegram said so.
    Later(Option<Duration>),
    /// Telegram will never take it; the reason is for the log and holds nothing personal.
    Never(&'static str),
    /// The chat takes nothing from us any more.
    ChatGone,
}

pub(super) async fn send(bot: &Bot, chat: i64, outgoing: &Outgoing) -> SendOutcome {
    match outgoing {
        Outgoing::Say(message) => {
            let sent = JsonRequest::new(bot.clone(), Loose(payload(chat, message))).await;
            sent.map_or_else(|error| outcome(&error), |_| SendOutcome::Done)
        }
        Outgoing::AnswerPress(id) => {
            let answer = AnswerCallbackQuery::new(CallbackQueryId(id.clone()));
            match JsonRequest::new(bot.clone(), Loose(answer)).await {
                Ok(_) => SendOutcome::Done,
                // A spinner that has stopped by itself needs no second try.
                Err(error) => match outcome(&error) {
                    SendOutcome::Later(wait) => SendOutcome::Later(wait),
                    _ => SendOutcome::Done,
                },
            }
        }
    }
}

fn payload(chat: i64, message: &Message) -> SendMessage {
    let preview = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    let button = |choice: &Choice| {
        vec![InlineKeyboardButton::callback(clip(&choice.label, LABEL), choice.data.clone())]
    };
    let mut buttons: Vec<_> = message.choices.iter().map(button).collect();
    let mut text = message.text.clone();
    for way in &message.ways {
        match button_url(&way.to) {
            Some(url) => {
                let label = clip(&way.label, LABEL);
                buttons.push(vec![InlineKeyboardButton::url(label, url)]);
            }
            None => text = text.text("\n").link(way.label.clone(), way.to.clone()),
        }
    }
    let payload = SendMessage::new(ChatId(chat), html(&text))
        .parse_mode(ParseMode::Html)
        .link_preview_options(preview);
    if buttons.is_empty() {
        return payload;
    }
    payload.reply_markup(InlineKeyboardMarkup::new(buttons))
}

/// An address a button may open: Telegram refuses a message whose button leads to a host without a dot, and one of a
/// developer's machine leads nowhere from a phone.
fn button_url(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let public = match url.host()? {
        url::Host::Domain(name) => name.contains('.'),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => false,
    };
    (public && matches!(url.scheme(), "http" | "https")).then_some(url)
}

/// The text as Telegram's HTML: every word escaped, all of it short enough.
fn html(text: &Rich) -> String {
    let mut left = LONGEST;
    let mut take = |words: &str| {
        let kept = clip(words, left);
        left -= units(&kept);
        escape(&kept)
    };
    let span = |span: &Span| match span {
        Span::Plain(words) => take(words),
        Span::Bold(words) => format!("<b>{}</b>", take(words)),
        Span::Link(words, address) => {
            format!("<a href=\"{}\">{}</a>", escape(address), take(words))
        }
    };
    text.0.iter().map(span).collect()
}

fn escape(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

fn units(words: &str) -> usize {
    words.chars().map(char::len_utf16).sum()
}

/// The words cut to so many UTF-16 units, with an ellipsis where they were cut.
fn clip(words: &str, most: usize) -> String {
    if units(words) <= most {
        return words.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |letter: &char| {
        let fits = letter.len_utf16() <= left;
        left = left.saturating_sub(letter.len_utf16());
        fits
    };
    let mut kept: String = words.chars().take_while(fits).collect();
    if most > 0 {
        kept.push('…');
    }
    kept
}

/// What a failed call means for the queue of answers. One that may have arrived is sent again.
fn outcome(error: &RequestError) -> SendOutcome {
    match telegram::meaning(error) {
        SendError::ChatGone(_) => SendOutcome::ChatGone,
        SendError::Away { wait, .. } => SendOutcome::Later(wait),
        SendError::Unknown(_) => SendOutcome::Later(None),
        SendError::Never(_) => SendOutcome::Never("refused by the Bot API"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_never_become_markup() {
        let text = Rich::new("a < b & c ").bold("<script>").link("\"x\"", "https://e/?a=1&b=\"");
        assert_eq!(
            html(&text),
            "a &lt; b &amp; c <b>&lt;script&gt;</b>\
             <a href=\"https://e/?a=1&amp;b=&quot;\">&quot;x&quot;</a>"
        );
    }

    /// Issue 6, C20: a way on is a button; where Telegram would refuse the button, a link.
    #[test]
    fn a_way_on_is_a_button_where_telegram_takes_one() {
        let sent = |to: &str| {
            let message = Message::from(Rich::new("Услуга")).way("Подать заявление", to);
            serde_json::to_value(payload(1, &message)).unwrap()
        };
        let open = sent("https://uslugi.example/services/a");
        let button = &open["reply_markup"]["inline_keyboard"][0][0];
        assert_eq!(button["url"], "https://uslugi.example/services/a");
        assert_eq!(button["text"], "Подать заявление");
        assert_eq!(open["text"], "Услуга");
        for here in ["http://localhost:8080/services/a", "http://127.0.0.1:8080/services/a"] {
            let closed = sent(here);
            assert!(closed["reply_markup"].is_null(), "{closed}");
            let link = format!("Услуга\n<a href=\"{here}\">Подать заявление</a>");
            assert_eq!(closed["text"], link);
        }
    }

    #[test]
    fn a_text_is_cut_to_what_telegram_takes_counting_utf16() {
        let long = Rich::new("я".repeat(4_000)).bold("😀".repeat(100));
        let html = html(&long);
        let words = html.replace("<b>", "").replace("</b>", "");
        assert!(units(&words) <= LONGEST, "{}", units(&words));
        assert!(words.ends_with('…'));
        assert_eq!(clip("абв", 0), "");
        assert_eq!(clip("абв", 3), "абв");
        assert_eq!(clip("абвг", 3), "аб…");
    }

    #[test]
    fn a_blocked_chat_is_gone_and_a_flood_is_waited_out() {
        let blocked = RequestError::Api(teloxide::ApiError::BotBlocked);
        assert_eq!(outcome(&blocked), SendOutcome::ChatGone);
        let flood = RequestError::RetryAfter(teloxide::types::Seconds::from_seconds(3));
        assert_eq!(outcome(&flood), SendOutcome::Later(Some(Duration::from_secs(3))));
    }
}
