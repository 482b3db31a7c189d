//! How a case stands, in words that a consultant reads aloud.

use crate::view::named_organisation;
use casework::consultation::Consulted;
use catalog::Catalog;
use domain::application::{Application, Holder};
use domain::process::{Process, Role, Stage};
use domain::text::{Lang, Text};
use domain::time::{Moment, day_in_words, moscow_day};
use openapi::status::StatusView;

/// Where a case is, with whom, until when, and where to come, sentence by sentence. Nothing of who applied, and no day that nobody promised.
pub(super) fn words(
    catalog: &Catalog,
    (told, status): (&Consulted, &StatusView),
    (process, stage): (&Process, &Stage),
    now: Moment,
    lang: Lang,
) -> String {
    let of = &told.application;
    let (number, title) = (&status.number, &status.service_title);
    let (called, hint) = (&status.stage.title, &status.stage.hint);
    let what = Text::new(
        format!("Заявление {number}, услуга «{title}»."),
        format!("Application {number}, “{title}”."),
    );
    let place = Text::new(format!("Сейчас: {called}. {hint}"), format!("Now: {called}. {hint}"));
    let holder = of.holder.as_ref().and_then(|holder| with_whom(catalog, holder, lang));
    let going = of.outcome.is_none();
    let delayed = of.delayed_since.map(|_since| {
        Text::new(
            "Рассмотрение задерживается по технической причине.",
            "It is delayed for a technical reason.",
        )
    });
    let place_on_list = status.waiting_list.as_ref().map(|list| {
        let place = list.place;
        Text::new(
            format!("Место в листе ожидания: {place}."),
            format!("Place on the waiting list: {place}."),
        )
    });
    let sentences = [
        Some(what),
        Some(place),
        holder,
        delayed,
        place_on_list,
        until(catalog, (of, status), (process, stage), now, lang),
        told.usually_on.map(|day| {
            let day = day_in_words(day, lang);
            Text::new(
                format!("Обычно решение принимают к {day}."),
                format!("Such applications are usually decided by {day}."),
            )
        }),
        going.then(|| where_to(status)).flatten(),
    ];
    let said: Vec<&str> = sentences.iter().flatten().map(|one| one.pick(lang)).collect();
    said.join(" ")
}

/// Who has it; nothing of the applicant, whose part the stage itself tells.
fn with_whom(catalog: &Catalog, holder: &Holder, lang: Lang) -> Option<Text> {
    let name = || {
        let code = holder.organisation.as_ref()?;
        Some(named_organisation(catalog, code, lang).title)
    };
    match holder.role {
        Role::Citizen | Role::CoApplicant => None,
        Role::Platform => Some(Text::new("Его обрабатывает портал.", "The portal works on it.")),
        Role::DepartmentSystem => {
            let name = name()?;
            Some(Text::new(format!("Оно отправлено: {name}."), format!("It was sent to {name}.")))
        }
        Role::OfficeOperator | Role::DepartmentOfficer => {
            let name = name()?;
            Some(Text::new(format!("Оно у организации: {name}."), format!("It is with {name}.")))
        }
        Role::Courier => {
            let name = name()?;
            Some(Text::new(
                format!("Документы везёт курьер: {name}."),
                format!("A courier carries the papers: {name}."),
            ))
        }
    }
}

/// Until when it is to be answered, or whoever applied is waited for; nothing while the term stands still for others, and after the end.
fn until(
    catalog: &Catalog,
    (of, status): (&Application, &StatusView),
    (process, stage): (&Process, &Stage),
    now: Moment,
    lang: Lang,
) -> Option<Text> {
    if of.outcome.is_some() {
        return None;
    }
    if process.waits_for_the_applicant(stage) {
        let day = day_in_words(status.stage.due_at?.date_naive(), lang);
        let (ru, en) = waited_for(stage);
        return Some(Text::new(format!("{ru} {day}."), format!("{en} {day}.")));
    }
    if status.term_stands_still {
        return None;
    }
    let day = day_in_words(status.expected_on, lang);
    if of.is_overdue(moscow_day(now)) {
        return Some(Text::new(
            format!("Ответить должны были не позднее {day}. Срок прошёл, ответа ещё нет."),
            format!("The answer was due by {day}. The day has passed without one."),
        ));
    }
    let (ru, en) = if catalog.calendar().is_provisional(status.expected_on) {
        (
            " Этот день ещё может сдвинуться на несколько дней.",
            " That day may still change by a few days.",
        )
    } else {
        ("", "")
    };
    Some(Text::new(
        format!("Ответят не позднее {day}.{ru}"),
        format!("The answer is due by {day}.{en}"),
    ))
}

/// For what whoever applied is waited for, up to the day.
fn waited_for(stage: &Stage) -> (&'static str, &'static str) {
    match stage.owner {
        Some(Role::CoApplicant) => {
            ("Ответа второго заявителя ждут до", "The second applicant's part is waited for until")
        }
        Some(Role::Citizen) => {
            ("Ответа заявителя ждут до", "The applicant's part is waited for until")
        }
        _ => ("Прийти нужно не позднее", "The last day to come is"),
    }
}

/// The office the applicant comes to, if they come to one.
fn where_to(status: &StatusView) -> Option<Text> {
    let office = status.office.as_ref()?;
    let (title, address, hours) = (&office.title, &office.address, &office.hours);
    Some(Text::new(
        format!("Выбранный МФЦ: {title}. Адрес: {address}. Часы работы: {hours}."),
        format!("The chosen MFC: {title}. Address: {address}. Hours: {hours}."),
    ))
}
