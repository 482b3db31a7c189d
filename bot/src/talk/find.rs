//! Finding a service: three at most, "none of these", then other words, then the whole list.

use super::{Card, Dialogue, Effect, Found, Lang, Message, Rich, Site, State, Takes};
use domain::text::form_for;

/// How many services one message offers.
const SHOWN: usize = 3;

/// What was found, to choose from.
pub(super) fn found(dialogue: &mut Dialogue, found: &[Found], lang: Lang, site: &Site) -> Effect {
    let misses = match &dialogue.state {
        State::Choosing { misses, .. } | State::Rephrasing { misses } => *misses,
        State::Idle | State::Linking { .. } | State::Unlinking => 0,
    };
    let shown: Vec<&Found> = found.iter().take(SHOWN).collect();
    if shown.is_empty() {
        return missed(dialogue, misses, lang, site);
    }
    let services = shown.iter().map(|one| one.code.clone()).collect();
    dialogue.go(State::Choosing { services, misses });
    let none = lang.pick("Ничего из этого", "None of these");
    let mut labels: Vec<&str> = shown.iter().map(|one| one.title.as_str()).collect();
    labels.push(none);
    let mut text = Rich::new(lang.pick(
        "Вот что нашлось. Нажмите кнопку или пришлите номер:\n",
        "Here is what I found. Press a button or send a number:\n",
    ));
    for (place, label) in labels.iter().enumerate() {
        text = text.text(format!("\n{}. {label}", place + 1));
    }
    Effect::Say(Message { choices: dialogue.choices(&labels), ..Message::from(text) })
}

/// Nothing fits: other words are asked for once; where else to go is said at once.
pub(super) fn missed(dialogue: &mut Dialogue, misses: u8, lang: Lang, site: &Site) -> Effect {
    let text = Rich::new(
        lang.pick("Не нашли такой услуги на портале.\n\n", "The portal has no such service.\n\n"),
    );
    let text = if misses == 0 {
        dialogue.go(State::Rephrasing { misses: 1 });
        text.text(lang.pick(
            "Попробуйте сказать иначе: что случилось или какой документ вам нужен. \
             Например: потерял работу, справка о пособии.\n\nИли:\n",
            "Try other words: what has happened, or which document you need. \
             For example: lost my job, benefit certificate.\n\nOr:\n",
        ))
    } else {
        dialogue.go(State::Idle);
        text.text(lang.pick("Что можно сделать:\n", "What you can do:\n"))
    };
    let text = text
        .text(lang.pick(
            "• посмотрите весь список услуг\n• поищите на Госуслугах\n",
            "• see all the services\n• search Gosuslugi\n",
        ))
        .text(ask_people(lang, site))
        .text(lang.pick(
            "\n\nЕсли случилась беда и нужна помощь прямо сейчас, звоните 112.",
            "\n\nIn an emergency, call 112.",
        ));
    let message = Message::from(text)
        .way(lang.pick("Весь список услуг", "All the services"), site.page("services"))
        .way(lang.pick("Госуслуги", "Gosuslugi"), GOSUSLUGI);
    Effect::Say(message)
}

/// Who can be asked: where no number of ours is known, none is said.
fn ask_people(lang: Lang, site: &Site) -> String {
    let text = lang.pick(
        "• спросите в ближайшем МФЦ или в центре телефонного обслуживания",
        "• ask at the nearest MFC or the telephone service centre",
    );
    let ours: Vec<&str> =
        site.support_phone.iter().chain(&site.support_email).map(String::as_str).collect();
    if ours.is_empty() {
        return text.to_owned();
    }
    let support = lang.pick("• спросите поддержку портала", "• ask the support of the portal");
    format!("{text}\n{support}: {}", ours.join(", "))
}

/// The portal of the country's public services.
const GOSUSLUGI: &str = "https://www.gosuslugi.ru";

/// A service.
pub(super) fn card(card: &Card, lang: Lang, site: &Site) -> Effect {
    let text = Rich::default()
        .bold(&card.title)
        .text(format!("\n\n{}\n\n", card.summary))
        .text(lang.pick("Кто оказывает: ", "Provided by: "))
        .text(format!("{}\n", card.department));
    let (text, words) = match &card.takes {
        Some(takes) => (
            conditions(text, takes, lang),
            lang.pick("Подать заявление на портале", "Apply on the portal"),
        ),
        None => (
            text,
            lang.pick(
                "Об услуге на портале (заявления пока не принимаются)",
                "On the portal (not open yet)",
            ),
        ),
    };
    Effect::Say(Message::from(text).way(words, site.page(&format!("services/{}", card.code))))
}

fn conditions(text: Rich, takes: &Takes, lang: Lang) -> Rich {
    let text = text
        .text(lang.pick("Срок: ", "Term: "))
        .text(format!("{}\n", term(&takes.term, lang)))
        .text(lang.pick("Стоимость: ", "Fee: "))
        .text(format!("{}\n", fee(takes.fee_kopecks, lang)));
    match takes.visits {
        Some(needed) => text
            .text(lang.pick("Приходить: ", "Visits: "))
            .text(format!("{}\n", visits(needed, lang))),
        None => text,
    }
}

fn term((amount, unit): &(u16, String), lang: Lang) -> String {
    let forms = match unit.as_str() {
        "working_day" => {
            lang.pick("рабочий день|рабочих дня|рабочих дней", "working day|working days")
        }
        "calendar_day" => lang.pick(
            "календарный день|календарных дня|календарных дней",
            "calendar day|calendar days",
        ),
        "hour" => lang.pick("час|часа|часов", "hour|hours"),
        other => other,
    };
    format!("{amount} {}", form_for(u64::from(*amount), forms))
}

fn fee(kopecks: u32, lang: Lang) -> String {
    match (kopecks / 100, kopecks % 100) {
        (0, 0) => lang.pick("бесплатно", "free").to_owned(),
        (roubles, 0) => format!("{roubles} {}", lang.pick("руб.", "RUB")),
        (roubles, rest) => format!("{roubles},{rest:02} {}", lang.pick("руб.", "RUB")),
    }
}

fn visits(visits: u8, lang: Lang) -> String {
    match visits {
        0 => lang.pick("не нужно", "none").to_owned(),
        visits => visits.to_string(),
    }
}
