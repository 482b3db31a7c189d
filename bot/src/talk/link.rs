//! Linking the chat and ending the link.

use super::start::say;
use super::{Dialogue, Effect, Lang, Message, Rich};
use domain::chat::linked_words;

/// Whether this chat is to be linked. The masked name and the number are for the owner to know themself.
pub(super) fn question(dialogue: &Dialogue, masked_name: &str, number: u8, lang: Lang) -> Effect {
    let labels =
        [lang.pick("Да, это я, подтвердить", "Yes, it is me, confirm"), lang.pick("Нет", "No")];
    let text =
        Rich::new(lang.pick("Подключить этот чат к записи ", "Link this chat to the account "))
            .bold(masked_name)
            .text(lang.pick(
                "?\n\nНа экране портала должно быть число ",
                "?\n\nThe portal must show the number ",
            ))
            .bold(number.to_string())
            .text(lang.pick(
                ".\n\nПодтверждайте, только если это ваша запись, вы сами начали подключение \
         и числа совпадают.\n",
                ".\n\nConfirm only if this is your account, you began the linking yourself \
         and the numbers are the same.\n",
            ));
    Effect::Say(asked(dialogue, text, &labels))
}

/// Whether the link is to be ended.
pub(super) fn end_question(dialogue: &Dialogue, lang: Lang) -> Effect {
    let labels = [lang.pick("Да, отключить", "Yes, unlink"), lang.pick("Нет", "No")];
    let text = Rich::new(lang.pick(
        "Отключить этот чат от записи Госуслуг? Я перестану показывать заявления и присылать новости о них.\n",
        "Unlink this chat from the account? I will stop showing applications and sending news of them.\n",
    ));
    Effect::Say(asked(dialogue, text, &labels))
}

fn asked(dialogue: &Dialogue, text: Rich, labels: &[&str]) -> Message {
    let text = labels
        .iter()
        .enumerate()
        .fold(text, |text, (place, label)| text.text(format!("\n{}. {label}", place + 1)));
    Message { choices: dialogue.choices(labels), ..Message::from(text) }
}

/// Neither yes nor no.
pub(super) fn yes_or_no(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Ответьте, пожалуйста, «да» или «нет» (или 1 или 2).",
        "Please answer \"yes\" or \"no\" (or 1 or 2).",
    )))
}

/// The person said no.
pub(super) fn declined(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Хорошо, чат не подключён, код больше не действует. Если подключение начали не вы, \
         ничего делать не нужно.",
        "All right, the chat is not linked and the code is spent. If it was not you who began, \
         there is nothing to do.",
    )))
}

/// Both sides confirmed.
pub(super) fn linked(lang: Lang) -> Effect {
    say(Rich::new(linked_words().pick(lang.words())))
}

/// This side confirmed, the other has not.
pub(super) fn half(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Здесь подтверждено. Теперь подтвердите на портале, в том окне, где вы получили код. \
         После этого команда /applications покажет ваши заявления.",
        "Confirmed here. Now confirm on the portal, in the window where you got the code. \
         After that /applications will show your applications.",
    )))
}

/// The link is over.
pub(super) fn ended(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Чат отключён. Подключить его снова можно в личном кабинете.",
        "The chat is unlinked. You may link it again in your cabinet.",
    )))
}

/// The link stays.
pub(super) fn kept(lang: Lang) -> Effect {
    say(Rich::new(
        lang.pick("Хорошо, всё остаётся как было.", "All right, everything stays as it was."),
    ))
}

/// The code was forwarded by somebody.
pub(super) fn forwarded(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Пересланный код я не принимаю: так могут подключить чужую запись. \
         Откройте ссылку из своего кабинета сами.",
        "I do not take a forwarded code: somebody may be linking a foreign account. \
         Open the link from your own cabinet yourself.",
    )))
}
