//! Who the bot is, what it can do, and what it says when it cannot.

use super::{Command, Dialogue, Effect, Lang, Message, Question, Rich, Site, State, Trouble, link};

/// A command: it may interrupt any question.
pub(super) fn command(
    dialogue: &mut Dialogue,
    command: Command,
    lang: Lang,
    site: &Site,
) -> Vec<Effect> {
    match command {
        Command::Start { code: None } => {
            dialogue.go(State::Idle);
            vec![welcome(lang, site)]
        }
        Command::Start { code: Some(code) } => {
            dialogue.go(State::Idle);
            vec![Effect::Ask(Question::Claim { code })]
        }
        Command::Help => vec![help(lang, site)],
        Command::Applications => vec![Effect::Ask(Question::Applications)],
        Command::Unlink => {
            dialogue.go(State::Unlinking);
            vec![link::end_question(dialogue, lang)]
        }
        Command::Unknown => {
            let text = lang.pick(
                "Такой команды нет. Список команд: /help",
                "There is no such command. The list of commands: /help",
            );
            vec![say(Rich::new(text))]
        }
    }
}

fn commands(lang: Lang) -> &'static str {
    lang.pick(
        "/applications — мои заявления и что с ними сейчас\n\
         /unlink — отключить этот чат от записи Госуслуг\n\
         /help — эта подсказка\n\
         /start — начать сначала",
        "/applications — my applications and how they stand\n\
         /unlink — unlink this chat from the account\n\
         /help — this help\n\
         /start — begin again",
    )
}

fn welcome(lang: Lang, site: &Site) -> Effect {
    let text = Rich::new(lang.pick(
        "Здравствуйте! Я бот портала государственных услуг Московской области — программа, не человек.\n\n\
         Напишите своими словами, что вам нужно. Например: справка безработного.\n\n\
         Ещё я могу:\n",
        "Hello! I am the bot of the public services portal of Moscow Oblast: a program, not a person.\n\n\
         Write in your own words what you need. For example: certificate of unemployment.\n\n\
         I can also do this:\n",
    ));
    let text = text.text(commands(lang)).text(lang.pick(
        "\n\nЧтобы видеть заявления здесь, подключите этот чат в ",
        "\n\nTo see your applications here, link this chat in ",
    ));
    say(text.link(lang.pick("личном кабинете", "your cabinet"), site.page("cabinet")).text("."))
}

fn help(lang: Lang, site: &Site) -> Effect {
    let text = Rich::new(lang.pick(
        "Напишите своими словами, что вам нужно, и я найду услугу. \
         Вместо кнопки можно прислать её номер цифрой.\n\n",
        "Write in your own words what you need, and I will find the service. \
         Instead of pressing a button you may send its number.\n\n",
    ));
    let text = text.text(commands(lang)).text(lang.pick(
        "\n\nЯ никогда не спрашиваю пароли, коды из СМС и номера документов.\nВсе услуги: ",
        "\n\nI never ask for passwords, SMS codes or document numbers.\nAll services: ",
    ));
    say(text.link(lang.pick("на портале", "on the portal"), site.page("services")))
}

/// There are no words in it.
pub(super) fn strange(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Я понимаю только текст. Напишите словами, что вам нужно, или посмотрите /help",
        "I understand text only. Write in words what you need, or see /help",
    )))
}

/// Not in a private chat.
pub(super) fn elsewhere(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Я отвечаю только в личных сообщениях: там ваши дела видите только вы.",
        "I answer in private messages only: there nobody else sees your affairs.",
    )))
}

/// The stored dialogue was of another version.
pub(super) fn restarted(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Меня обновили, поэтому начнём этот разговор сначала. Ваши заявления и черновики на портале целы.",
        "I have been updated, so let us begin this conversation anew. \
         Your applications and drafts on the portal are safe.",
    )))
}

/// The button belongs to an earlier question.
pub(super) fn outdated(lang: Lang) -> Effect {
    say(Rich::new(lang.pick(
        "Эта кнопка уже не действует. Ответьте на последний вопрос или начните сначала: /start",
        "This button is out of date. Answer the last question or begin again: /start",
    )))
}

/// The platform did not do what was asked.
pub(super) fn trouble(trouble: Trouble, lang: Lang, site: &Site) -> Effect {
    let cabinet = |text: &str| {
        let place = lang.pick("личном кабинете", "your cabinet");
        say(Rich::new(text).link(place, site.page("cabinet")).text("."))
    };
    match trouble {
        Trouble::Away => say(Rich::new(lang.pick(
            "Портал сейчас не отвечает. Ничего не потеряно: попробуйте ещё раз через минуту.",
            "The portal does not answer now. Nothing is lost: try again in a minute.",
        ))),
        Trouble::NotLinked => cabinet(lang.pick(
            "Этот чат не подключён к записи Госуслуг. Подключить его можно в ",
            "This chat is not linked to an account. Link it in ",
        )),
        Trouble::CodeUnknown => cabinet(lang.pick(
            "Такого кода нет: возможно, вы уже получили новый. Получите код ещё раз в ",
            "There is no such code: perhaps you have got a newer one. Get a code again in ",
        )),
        Trouble::CodeUsed => cabinet(lang.pick(
            "Этот код уже использован. Если это были не вы, ничего не подтверждайте. Новый код — в ",
            "This code has been used. If that was not you, confirm nothing. Get a new code in ",
        )),
        Trouble::CodeExpired => cabinet(lang.pick(
            "Код больше не действует: он живёт пять минут. Получите новый в ",
            "The code is no longer valid: it lives for five minutes. Get a new one in ",
        )),
        Trouble::Gone => say(Rich::new(lang.pick(
            "Этой услуги больше нет в каталоге. Напишите, что вам нужно, и я поищу снова.",
            "This service is not in the catalog any more. Write what you need, and I will search again.",
        ))),
    }
}

/// The update could not be served, however often it was tried.
pub(crate) fn apology(lang: Lang) -> Message {
    let text = lang.pick(
        "Что-то пошло не так, и я не смог ответить. Ваши заявления и черновики целы. \
         Попробуйте ещё раз: /start",
        "Something went wrong, and I could not answer. Your applications and drafts are safe. \
         Try again: /start",
    );
    Rich::new(text).into()
}

/// A message of words.
pub(super) fn say(text: Rich) -> Effect {
    Effect::Say(text.into())
}
