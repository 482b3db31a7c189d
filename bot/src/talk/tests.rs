//! The conversation, step by step, with no messenger and no platform.

use super::*;
use chrono::NaiveDate;

const DAY: i64 = 24 * 3600;

struct Chat {
    dialogue: Dialogue,
    lang: Lang,
    now: i64,
}

impl Chat {
    fn new() -> Self {
        Self { dialogue: Dialogue::new(), lang: Lang::Ru, now: 1_000_000 }
    }

    fn event(&mut self, event: Event) -> Effect {
        let at = match event {
            Event::Press { .. } | Event::Answer(_) => None,
            _ => Some(self.now),
        };
        let site = Site {
            url: "https://portal.example".parse().unwrap(),
            support_phone: Some("+7 (000) 000-00-00".to_owned()),
            support_email: None,
        };
        let incoming = Incoming { lang: self.lang, at, event };
        let mut effects = step(&mut self.dialogue, incoming, &site);
        assert_eq!(effects.len(), 1, "one question a message: {effects:?}");
        effects.remove(0)
    }

    fn says(&mut self, words: &str) -> Effect {
        self.event(Event::Words(words.to_owned()))
    }

    fn commands(&mut self, command: Command) -> Effect {
        self.event(Event::Command(command))
    }

    fn answer(&mut self, answer: Answer) -> Message {
        said(self.event(Event::Answer(answer)))
    }

    fn press(&mut self, data: &str) -> Effect {
        self.event(Event::Press { data: data.to_owned() })
    }

    /// As far as the question whether to link.
    fn linking() -> (Self, Message) {
        let mut chat = Self::new();
        let asked = chat.commands(Command::Start { code: Some("code".into()) });
        assert_eq!(asked, Effect::Ask(Question::Claim { code: "code".into() }));
        let question = chat.answer(Answer::Claimed {
            link: "lnk_1".into(),
            masked_name: "Р***а А. О.".into(),
            number: 47,
        });
        (chat, question)
    }
}

fn said(effect: Effect) -> Message {
    match effect {
        Effect::Say(message) => message,
        Effect::Ask(question) => panic!("asks {question:?}"),
    }
}

fn found(titles: &[&str]) -> Answer {
    let one = |title: &&str| Found { code: format!("code-{title}"), title: (*title).to_owned() };
    Answer::Found(titles.iter().map(one).collect())
}

/// Proves SH-06: who it is, what it can do, and how to link.
#[test]
fn the_beginning_says_that_it_is_a_program_and_lists_the_commands() {
    let mut chat = Chat::new();
    let words = said(chat.commands(Command::Start { code: None })).text.words();
    for part in ["программа, не человек", "/applications", "/unlink", "/help", "личном кабинете"]
    {
        assert!(words.contains(part), "{words}");
    }
    chat.lang = Lang::En;
    assert!(said(chat.commands(Command::Help)).text.words().contains("my applications"));
}

#[test]
fn a_search_offers_three_services_and_none_of_these_by_button_or_number() {
    let mut chat = Chat::new();
    let asked = chat.says("справка безработного");
    assert_eq!(asked, Effect::Ask(Question::Search { words: "справка безработного".into() }));
    let offer = chat.answer(found(&["А", "Б", "В", "Г"]));
    let labels: Vec<_> = offer.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["А", "Б", "В", "Ничего из этого"]);
    assert!(offer.text.words().contains("2. Б"), "numbers work without buttons");
    assert!(offer.choices.iter().all(|choice| choice.data.len() <= 64));

    let other = Chat { dialogue: chat.dialogue.clone(), ..Chat::new() };
    let service = Effect::Ask(Question::Service { code: "code-Б".into() });
    assert_eq!(chat.press(&offer.choices[1].data), service);
    for number in ["2.", "2)", " 2\u{200b}", "2\u{fe0f}\u{20e3}"] {
        let mut other = Chat { dialogue: other.dialogue.clone(), ..Chat::new() };
        assert_eq!(other.says(number), service, "{number}");
    }
    assert!(said(chat.press(&offer.choices[1].data)).text.words().contains("не действует"));
}

#[test]
fn nothing_found_asks_for_other_words_once_and_then_shows_the_whole_list() {
    let mut chat = Chat::new();
    chat.says("абракадабра");
    let first = chat.answer(found(&[])).text.words();
    for step in ["иначе", "МФЦ", "+7 (000) 000-00-00", "Госуслугах"] {
        assert!(first.contains(step), "no {step} at the first miss: {first}");
    }
    chat.says("ещё раз");
    let offer = chat.answer(found(&["А"]));
    let last = said(chat.press(&offer.choices[1].data));
    assert!(last.text.words().contains("весь список услуг"), "{last:?}");
    chat.says("новое");
    assert!(chat.answer(found(&[])).text.words().contains("иначе"), "and it begins anew");
}

#[test]
fn linking_shows_the_masked_name_and_the_number_and_takes_yes_in_any_form() {
    let (chat, question) = Chat::linking();
    assert!(question.text.words().contains("Р***а А. О."));
    assert!(question.text.words().contains("47"));
    let carried: String = question.choices.iter().map(|choice| choice.data.clone()).collect();
    assert!(!carried.contains("lnk") && !carried.contains('Р'), "nothing personal: {carried}");
    let confirm = Effect::Ask(Question::Confirm { link: "lnk_1".into() });
    for yes in ["1", "да", "Да!", "да\u{200b}", "yes"] {
        let mut chat = Chat { dialogue: chat.dialogue.clone(), ..Chat::new() };
        assert_eq!(chat.says(yes), confirm, "{yes}");
        let half = chat.answer(Answer::Confirmed { both: false });
        assert!(half.text.words().contains("Теперь подтвердите на портале"));
    }
    let stored = serde_json::to_string(&chat.dialogue).unwrap();
    assert!(!stored.contains("Р***а") && !stored.contains("47"), "{stored}");
}

#[test]
fn saying_no_links_nothing_and_the_button_is_spent() {
    let (mut chat, question) = Chat::linking();
    assert!(said(chat.press(&question.choices[1].data)).text.words().contains("не подключён"));
    assert!(said(chat.press(&question.choices[0].data)).text.words().contains("не действует"));
}

#[test]
fn neither_yes_nor_no_is_asked_again_but_a_command_interrupts() {
    let (mut chat, _) = Chat::linking();
    assert!(said(chat.says("а что это?")).text.words().contains("«да» или «нет»"));
    assert!(said(chat.commands(Command::Help)).text.words().contains("пароли"));
    assert!(matches!(chat.says("да"), Effect::Ask(Question::Confirm { .. })), "still asked");
    assert_eq!(chat.commands(Command::Applications), Effect::Ask(Question::Applications));
}

#[test]
fn an_away_platform_leaves_the_question_standing() {
    let (mut chat, question) = Chat::linking();
    chat.press(&question.choices[0].data);
    let away = chat.answer(Answer::Trouble(Trouble::Away));
    assert!(away.text.words().contains("через минуту"));
    assert!(matches!(chat.press(&question.choices[0].data), Effect::Ask(Question::Confirm { .. })));
    chat.answer(Answer::Trouble(Trouble::CodeExpired));
    assert_eq!(chat.dialogue.state, State::Idle);
}

#[test]
fn a_question_is_forgotten_after_a_day() {
    let (mut chat, _) = Chat::linking();
    chat.says("хм");
    chat.now += DAY + 1;
    assert_eq!(chat.says("да"), Effect::Ask(Question::Search { words: "да".into() }));
}

#[test]
fn ending_the_link_is_asked_about_first() {
    let mut chat = Chat::new();
    let question = said(chat.commands(Command::Unlink));
    assert_eq!(question.choices.len(), 2);
    let mut stays = Chat { dialogue: chat.dialogue.clone(), ..Chat::new() };
    assert!(said(stays.says("нет")).text.words().contains("как было"));
    assert_eq!(chat.press(&question.choices[0].data), Effect::Ask(Question::Unlink));
    assert!(chat.answer(Answer::Unlinked).text.words().contains("отключён"));
}

#[test]
fn applications_show_state_date_and_where_to_look() {
    let mut chat = Chat::new();
    let case = Case {
        id: "app_1".into(),
        number: "50-2026-0000123-8".into(),
        service: "Справка".into(),
        stage: "На рассмотрении".into(),
        hint: "Ответит Центр занятости".into(),
        expected_on: NaiveDate::from_ymd_opt(2026, 12, 1),
        overdue: false,
        place: None,
        over: false,
    };
    let list = chat.answer(Answer::Applications { cases: vec![case.clone()], rest: Rest::Nothing });
    let words = list.text.words();
    for part in
        ["Справка", "50-2026-0000123-8", "На рассмотрении", "Ответим не позднее 1 декабря 2026"]
    {
        assert!(words.contains(part), "{words}");
    }
    let address =
        Span::Link("Открыть на портале".into(), "https://portal.example/applications/app_1".into());
    assert!(list.text.0.contains(&address));
    let late = Case { overdue: true, ..case.clone() };
    let list = chat.answer(Answer::Applications { cases: vec![late], rest: Rest::Nothing });
    assert!(list.text.words().contains("Срок ответа прошёл 1 декабря 2026"), "{:?}", list.text);
    let waits = Case { expected_on: None, place: Some(3), ..case };
    let list = chat.answer(Answer::Applications { cases: vec![waits], rest: Rest::Nothing });
    let words = list.text.words();
    assert!(words.contains("Место в листе ожидания: 3") && !words.contains("Ответим"), "{words}");
    let none = chat.answer(Answer::Applications { cases: vec![], rest: Rest::Nothing });
    assert!(none.text.words().contains("пока нет заявлений"));
}

#[test]
fn every_trouble_and_odd_event_has_words_in_both_languages() {
    let troubles = [
        Trouble::Away,
        Trouble::NotLinked,
        Trouble::CodeUnknown,
        Trouble::CodeUsed,
        Trouble::CodeExpired,
        Trouble::Gone,
    ];
    for lang in [Lang::Ru, Lang::En] {
        let mut chat = Chat { lang, ..Chat::new() };
        for trouble in troubles {
            assert!(!chat.answer(Answer::Trouble(trouble)).text.words().is_empty());
        }
        for event in [Event::Strange, Event::Elsewhere, Event::ForwardedCode, Event::Restarted] {
            assert!(!said(chat.event(event)).text.words().is_empty());
        }
    }
}

#[test]
fn no_button_however_odd_breaks_the_conversation() {
    let (mut chat, _) = Chat::linking();
    for data in ["", ".", "x.1", "1.x", "99999999999.1", "0.0", "1.-1"] {
        assert!(said(chat.press(data)).text.words().contains("не действует"), "{data}");
    }
    let rev = chat.dialogue.rev;
    assert!(said(chat.press(&format!("{rev}.7"))).text.words().contains("не подключён"));
}
