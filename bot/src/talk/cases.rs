//! My applications and how they stand.

use super::start::say;
use super::{Case, Effect, Lang, Rest, Rich, Site};
use domain::time::day_in_words;

/// The list, newest first.
pub(super) fn list(cases: &[Case], rest: Rest, lang: Lang, site: &Site) -> Effect {
    if cases.is_empty() {
        return say(Rich::new(lang.pick(
            "У вас пока нет заявлений. Напишите, что вам нужно, и я найду услугу.",
            "You have no applications yet. Write what you need, and I will find the service.",
        )));
    }
    let mut text = Rich::new(lang.pick("Ваши заявления:", "Your applications:"));
    for case in cases {
        text = text
            .text("\n\n")
            .bold(&case.service)
            .text(format!("\n№ {}\n", case.number))
            .text(lang.pick("Сейчас: ", "Now: "))
            .text(format!("{}. {}\n", case.stage.trim_end_matches('.'), case.hint));
        if let Some(place) = case.place {
            text = text
                .text(lang.pick("Место в листе ожидания: ", "Place on the waiting list: "))
                .text(format!("{place}\n"));
        } else if let Some(day) = case.expected_on.filter(|_| !case.over) {
            text = text
                .text(if case.overdue {
                    lang.pick("Срок ответа прошёл ", "The answer was due by ")
                } else {
                    lang.pick("Ответим не позднее ", "We answer no later than ")
                })
                .text(format!("{}\n", day_in_words(day, lang.words())));
        }
        text = text.link(
            lang.pick("Открыть на портале", "Open on the portal"),
            site.page(&format!("applications/{}", case.id)),
        );
    }
    if rest == Rest::More {
        text = text.text("\n\n").link(
            lang.pick("Остальные — в кабинете", "The rest are in the cabinet"),
            site.page("cabinet"),
        );
    }
    say(text)
}
