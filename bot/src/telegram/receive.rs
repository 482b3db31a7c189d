//! Updates into events.

use crate::ledger::Arrived;
use crate::platform::Who;
use crate::talk::{Command, Event, Incoming, Lang};
use serde_json::Value;
use teloxide::types::{CallbackQuery, Message, Update, UpdateKind, User};

/// What an update says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParsedUpdate {
    /// The chat and the person.
    pub(crate) who: Who,
    /// The event.
    pub(crate) incoming: Incoming,
    /// The press to be answered, if it was one.
    pub(crate) press: Option<String>,
}

/// An update as it came: its number and its chat are read without understanding the rest.
pub(crate) fn arrived(raw: Value) -> Option<Arrived> {
    let id = raw.get("update_id")?.as_i64()?;
    let places = ["/message/chat/id", "/callback_query/message/chat/id", "/callback_query/from/id"];
    let chat = places.iter().find_map(|place| raw.pointer(place)?.as_i64()).unwrap_or(0);
    Some(Arrived { id, chat, raw })
}

/// What an update says to us; `Err` with its kind when it is none of our business. `own` is our user name, where it is known:
/// a command for another bot is not for us.
pub(crate) fn heard(raw: &Value, own: Option<&str>) -> Result<ParsedUpdate, String> {
    let whole = read(raw).filter(|update| !loses_words(update, raw));
    let update = whole.or_else(|| read(&plain(raw))).ok_or_else(|| kind(raw))?;
    match update.kind {
        UpdateKind::Message(message) => message_heard(&message, own).ok_or_else(|| kind(raw)),
        UpdateKind::CallbackQuery(press) => Ok(press_heard(press)),
        _ => Err(kind(raw)),
    }
}

/// From text: the reader of teloxide's updates borrows the names of fields.
fn read(raw: &Value) -> Option<Update> {
    serde_json::from_str(&raw.to_string()).ok()
}

/// Whether words that were sent are not in what was read.
fn loses_words(update: &Update, raw: &Value) -> bool {
    let sent = ["/message/text", "/message/caption"].iter().any(|at| raw.pointer(at).is_some());
    let UpdateKind::Message(message) = &update.kind else { return false };
    sent && message.text().or_else(|| message.caption()).is_none()
}

/// The same without marks in its text: one of a kind that came after us must not hide the words.
fn plain(raw: &Value) -> Value {
    let mut raw = raw.clone();
    if let Some(message) = raw.get_mut("message").and_then(Value::as_object_mut) {
        message.remove("entities");
        message.remove("caption_entities");
    }
    raw
}

/// The kind of an update: the name of its field, never what is in it.
fn kind(raw: &Value) -> String {
    let fields = raw.as_object().into_iter().flat_map(|update| update.keys());
    let name = fields.filter(|name| *name != "update_id").map(String::as_str).next();
    name.unwrap_or("nothing").chars().take(40).collect()
}

fn message_heard(message: &Message, own: Option<&str>) -> Option<ParsedUpdate> {
    let from = message.from.as_ref().filter(|from| !from.is_bot)?;
    // What is written under a picture is said too.
    let words = message.text().or_else(|| message.caption()).map(str::trim);
    let words = words.filter(|text| !text.is_empty());
    if words.is_some_and(|text| is_for_another(text, own)) {
        return None;
    }
    let event = if message.chat.is_private() {
        match words {
            None => Event::Strange,
            Some(text) => match (event_of(text), message.forward_origin()) {
                (Event::Command(Command::Start { code: Some(_) }), Some(_)) => Event::ForwardedCode,
                (event, _) => event,
            },
        }
    } else {
        // In a group only a command is meant for us.
        words.filter(|text| text.starts_with('/'))?;
        Event::Elsewhere
    };
    let incoming = Incoming { lang: lang(from), at: Some(message.date.timestamp()), event };
    Some(ParsedUpdate { who: who(message.chat.id.0, from), incoming, press: None })
}

fn press_heard(press: CallbackQuery) -> ParsedUpdate {
    let message = press.message.as_ref();
    let private = message.is_none_or(|message| message.chat().is_private());
    let own = i64::try_from(press.from.id.0).unwrap_or_default();
    let chat = message.map_or(own, |message| message.chat().id.0);
    let event = match press.data {
        Some(data) if private => Event::Press { data },
        _ => Event::Elsewhere,
    };
    ParsedUpdate {
        who: who(chat, &press.from),
        incoming: Incoming { lang: lang(&press.from), at: None, event },
        press: Some(press.id.0),
    }
}

fn who(chat: i64, user: &User) -> Who {
    Who { chat: chat.to_string(), user: user.id.0.to_string() }
}

fn lang(user: &User) -> Lang {
    Lang::of(user.language_code.as_deref())
}

/// Whether a text is a command for another bot: `/start@another_bot`.
fn is_for_another(text: &str, own: Option<&str>) -> bool {
    let command = text.strip_prefix('/').and_then(|text| text.split_whitespace().next());
    let named = command.and_then(|command| command.split_once('@')).map(|(_, name)| name);
    named.zip(own).is_some_and(|(named, own)| !named.eq_ignore_ascii_case(own))
}

/// Words that only greet: they are answered as the beginning is.
const GREETINGS: [&str; 11] = [
    "привет",
    "приветствую",
    "здравствуй",
    "здравствуйте",
    "добрый день",
    "доброе утро",
    "добрый вечер",
    "начать",
    "hello",
    "hi",
    "good day",
];

/// A command, or words. `/start@our_bot CODE` is a command too.
fn event_of(text: &str) -> Event {
    let Some(command) = text.strip_prefix('/') else {
        let said = text.to_lowercase();
        return match said.trim_end_matches(|c: char| !c.is_alphanumeric()) {
            greeting if GREETINGS.contains(&greeting) => {
                Event::Command(Command::Start { code: None })
            }
            "помощь" | "help" => Event::Command(Command::Help),
            "мои заявления" | "my applications" => {
                Event::Command(Command::Applications)
            }
            _ => Event::Words(text.to_owned()),
        };
    };
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let name = name.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let code = Some(rest.trim()).filter(|code| !code.is_empty());
    Event::Command(match (name.as_str(), code) {
        ("start", code) => Command::Start { code: code.map(str::to_owned) },
        ("help", _) => Command::Help,
        ("applications", _) => Command::Applications,
        ("unlink", _) => Command::Unlink,
        _ => Command::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message(extra: &Value) -> Value {
        let mut message = json!({
            "message_id": 5, "date": 1_700_000_000,
            "from": { "id": 501, "is_bot": false, "first_name": "А", "language_code": "ru" },
            "chat": { "id": 501, "type": "private", "first_name": "А" },
            "text": "/start@uslugi_bot AbC-_1",
        });
        message.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ "update_id": 9, "message": message })
    }

    #[expect(clippy::needless_pass_by_value, reason = "literals read better")]
    fn event(extra: Value) -> Event {
        heard(&message(&extra), Some("uslugi_bot")).unwrap().incoming.event
    }

    #[test]
    fn commands_words_and_pictures_are_told_apart() {
        let code = Some("AbC-_1".to_owned());
        assert_eq!(event(json!({})), Event::Command(Command::Start { code }));
        assert_eq!(event(json!({ "text": "/HELP" })), Event::Command(Command::Help));
        assert_eq!(event(json!({ "text": "/dance" })), Event::Command(Command::Unknown));
        assert_eq!(event(json!({ "text": " пособие " })), Event::Words("пособие".into()));
        assert_eq!(
            event(json!({ "text": "Мои заявления" })),
            Event::Command(Command::Applications)
        );
        let forwarded = json!({
            "forward_origin": { "type": "hidden_user", "date": 1, "sender_user_name": "Б" },
        });
        assert_eq!(event(forwarded), Event::ForwardedCode);
    }

    #[test]
    fn a_greeting_a_caption_and_marks_of_tomorrow_are_read_as_people_mean_them() {
        for greeting in ["Привет!", "здравствуйте", "Добрый день.", "hi"]
        {
            let begun = Event::Command(Command::Start { code: None });
            assert_eq!(event(json!({ "text": greeting })), begun, "{greeting}");
        }
        let marked = json!({
            "text": "справка", "entities": [{ "type": "hologram", "offset": 0, "length": 7 }],
        });
        assert_eq!(event(marked), Event::Words("справка".into()));
        let mut photo = message(&json!({ "caption": "нужна такая справка" }));
        let said = photo["message"].as_object_mut().unwrap();
        said.remove("text");
        let size = json!({
            "file_id": "f", "file_unique_id": "u", "file_size": 1, "width": 1, "height": 1,
        });
        said.insert("photo".to_owned(), json!([size]));
        let heard = heard(&photo, None).unwrap().incoming.event;
        assert_eq!(heard, Event::Words("нужна такая справка".into()));
    }

    #[test]
    fn a_command_for_another_bot_is_not_for_us() {
        let other = message(&json!({ "text": "/help@another_bot" }));
        assert_eq!(heard(&other, Some("uslugi_bot")), Err("message".to_owned()));
        assert!(heard(&other, None).is_ok(), "our own name is not known");
        assert_eq!(event(json!({ "text": "/help@USLUGI_bot" })), Event::Command(Command::Help));
    }

    #[test]
    fn nothing_personal_is_said_in_a_group() {
        let group = json!({ "chat": { "id": -5, "type": "group", "title": "Г" } });
        assert_eq!(event(group.clone()), Event::Elsewhere);
        let mut chatter = group;
        chatter["text"] = json!("всем привет");
        assert_eq!(heard(&message(&chatter), None), Err("message".to_owned()));
    }

    #[test]
    fn an_update_of_tomorrow_is_passed_over_by_its_kind() {
        let raw = json!({ "update_id": 10, "telepathy": { "thought": "СНИЛС" } });
        assert_eq!(heard(&raw, None), Err("telepathy".to_owned()));
        assert_eq!(arrived(raw).unwrap().chat, 0);
        assert_eq!(arrived(json!({ "no": "number" })), None);
        let broken = json!({ "update_id": 11, "message": { "chat": { "id": 7 } } });
        assert_eq!(heard(&broken, None), Err("message".to_owned()));
        assert_eq!(arrived(broken).unwrap().chat, 7);
    }
}
