//! Facts as events: the timeline and the live feed tell the same story in the same words.

use super::inquiry::inquired;
use super::manifest::handed_over;
use super::{OTHER, moment};
use catalog::Catalog;
use domain::application::{ApplicationFact, GoesBy, Score};
use domain::codes::StageCode;
use domain::duty::DutyRole;
use domain::journal::{CitizenFact, Fact, FactBody};
use domain::process::{Role, Stage};
use domain::text::{Lang, Text};
use domain::time::{Moment, day_in_words, moscow_day};
use openapi::event::EventView;

/// A fact for people. `goes_by` is what its application goes by, if it is about one.
pub(crate) fn event(
    catalog: &Catalog,
    fact: &Fact,
    goes_by: Option<&GoesBy>,
    lang: Lang,
) -> EventView {
    let stage = stage_after(fact).and_then(|code| find_stage(catalog, goes_by?, code));
    let called = stage.zip(goes_by).map(|(stage, goes_by)| {
        let (service, version) = &goes_by.service;
        let entry = catalog.service_at(service, *version);
        entry.map_or(&stage.title, |entry| entry.stage_title(stage))
    });
    let said = |fact| handed_over(catalog, fact, lang).or_else(|| inquired(catalog, fact, lang));
    let named = fact
        .body
        .application()
        .and_then(said)
        .or_else(|| Some(wrong(catalog, &fact.body, goes_by?, lang)));
    let named = named.unwrap_or_default();
    EventView {
        sequence: fact.sequence,
        kind: fact.body.kind().to_owned(),
        at: moment(fact.at),
        application: fact.application.map(|id| id.to_string()),
        actor: actor(fact).to_owned(),
        title: title(&fact.body, (called, &named), lang),
        stage: stage.map(|stage| stage.code.to_string()),
        epgu_status_id: stage.map(|stage| stage.epgu_status_id),
    }
}

/// Who passes on what callers ask.
pub(super) const CONSULTANT: &str = DutyRole::Consultant.name();

/// In which role somebody brought a fact about. No case goes by consultants: what they pass on is theirs by its kind.
fn actor(of: &Fact) -> &'static str {
    match of.body.application() {
        Some(ApplicationFact::Inquired { .. }) => CONSULTANT,
        _ => of.actor.role.map_or(OTHER, Role::name),
    }
}

const fn stage_after(fact: &Fact) -> Option<&StageCode> {
    match &fact.body {
        FactBody::Application(
            ApplicationFact::Submitted { stage, .. } | ApplicationFact::Moved { to: stage, .. },
        ) => Some(stage),
        FactBody::Application(
            ApplicationFact::Corrected { .. }
            | ApplicationFact::Held { .. }
            | ApplicationFact::Assigned { .. }
            | ApplicationFact::OriginalsCompared { .. }
            | ApplicationFact::OriginalsWithheld { .. }
            | ApplicationFact::Checked { .. }
            | ApplicationFact::Extended { .. }
            | ApplicationFact::Joined { .. }
            | ApplicationFact::Warned { .. }
            | ApplicationFact::Overdue { .. }
            | ApplicationFact::PlaceChanged { .. }
            | ApplicationFact::PapersHandedOver { .. }
            | ApplicationFact::Inquired { .. }
            | ApplicationFact::InquiryAnswered { .. }
            | ApplicationFact::PrecedenceChanged { .. }
            | ApplicationFact::DocumentsFiled { .. }
            | ApplicationFact::Delayed {}
            | ApplicationFact::Resumed {}
            | ApplicationFact::ResultIssued { .. }
            | ApplicationFact::Rated { .. },
        )
        | FactBody::Citizen(_)
        | FactBody::Unknown(_) => None,
    }
}

fn find_stage<'a>(catalog: &'a Catalog, goes_by: &GoesBy, code: &StageCode) -> Option<&'a Stage> {
    let (process, version) = &goes_by.process;
    catalog.process_at(process, *version)?.stage(code)
}

/// What was found of an application, by name: the documents whose originals differ or were withheld, the checks that are not passed, the
/// reason for another place on the waiting list.
fn wrong(catalog: &Catalog, body: &FactBody, goes_by: &GoesBy, lang: Lang) -> String {
    let (service, version) = &goes_by.service;
    let of = catalog.service_at(service, *version).map(|entry| &entry.service);
    let named =
        |title: Option<&Text>, code: &str| title.map_or(code, |one| one.pick(lang)).to_owned();
    let document = |code: &String| {
        let mut listed = of.into_iter().flat_map(|service| &service.documents);
        named(listed.find(|one| one.code == *code).map(|one| &one.title), code)
    };
    let check = |code: &String| {
        let mut listed = of.into_iter().flat_map(|service| &service.checks);
        named(listed.find(|one| one.code == *code).map(|one| &one.title), code)
    };
    match body {
        FactBody::Application(ApplicationFact::OriginalsCompared { documents }) => {
            let differ = documents.iter().filter(|one| !one.agrees);
            differ.map(|one| document(&one.document)).collect::<Vec<_>>().join(", ")
        }
        FactBody::Application(ApplicationFact::OriginalsWithheld { documents }) => {
            documents.iter().map(document).collect::<Vec<_>>().join(", ")
        }
        FactBody::Application(ApplicationFact::PrecedenceChanged { reason }) => {
            let title = of.and_then(|service| service.reason(reason)).map(|one| &one.title);
            named(title, reason.as_str())
        }
        FactBody::Application(ApplicationFact::Checked { checks }) => {
            let failed = checks.iter().filter(|one| !one.passed);
            failed.map(|one| check(&one.check)).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// What came of comparing the originals; `wrong` names those that differ.
fn compared(wrong: &str, lang: Lang) -> String {
    let said = if wrong.is_empty() {
        Text::new("Оригиналы сверены: всё совпадает", "The originals were compared and agree")
    } else {
        Text::new(
            format!("Оригиналы сверены, не совпадает: {wrong}"),
            format!("The originals were compared; what differs: {wrong}"),
        )
    };
    said.pick(lang).to_owned()
}

/// What came of a check; `wrong` names what is not so.
fn checked(wrong: &str, lang: Lang) -> String {
    let said = if wrong.is_empty() {
        Text::new(
            "МФЦ проверил заявление: всё верно",
            "The MFC checked the application: all is right",
        )
    } else {
        Text::new(
            format!("МФЦ проверил заявление, не выполнено: {wrong}"),
            format!("The MFC checked the application; what is not so: {wrong}"),
        )
    };
    said.pick(lang).to_owned()
}

fn title(body: &FactBody, (stage, wrong): (Option<&Text>, &str), lang: Lang) -> String {
    let fixed = |ru: &str, en: &str| Text::new(ru, en).pick(lang).to_owned();
    match body {
        FactBody::Application(
            ApplicationFact::Submitted { .. } | ApplicationFact::Moved { .. },
        ) => stage.map_or_else(
            || fixed("Заявление изменилось", "The application changed"),
            |stage| stage.pick(lang).to_owned(),
        ),
        FactBody::Application(ApplicationFact::Corrected { .. }) => {
            fixed("Заявление исправлено", "The application was corrected")
        }
        FactBody::Application(ApplicationFact::Held { .. }) => {
            fixed("Уточнено, у кого заявление", "Whose turn it is was written down")
        }
        FactBody::Application(ApplicationFact::Assigned { to: Some(_) }) => {
            fixed("С заявлением работает сотрудник", "Somebody works on the application")
        }
        FactBody::Application(ApplicationFact::Assigned { to: None }) => fixed(
            "Заявление вернулось в общую очередь",
            "The application is back in the common queue",
        ),
        FactBody::Application(ApplicationFact::OriginalsCompared { .. }) => compared(wrong, lang),
        FactBody::Application(ApplicationFact::OriginalsWithheld { .. }) => fixed(
            &format!("Оригиналы изъяты для ведомства: {wrong}"),
            &format!("Originals withheld for the department: {wrong}"),
        ),
        FactBody::Application(ApplicationFact::Checked { .. }) => checked(wrong, lang),
        FactBody::Application(ApplicationFact::Joined { .. }) => fixed(
            "Второй заявитель подтвердил заявление",
            "The second applicant confirmed the application",
        ),
        FactBody::Application(ApplicationFact::Warned { .. }) => fixed(
            "Срок этого этапа заканчивается, ведомство это видит",
            "This stage is nearly out of its term; the department sees it",
        ),
        FactBody::Application(ApplicationFact::Overdue { .. }) => fixed(
            "Срок ответа прошёл, ведомство это видит",
            "The day of the answer has passed; the department sees it",
        ),
        FactBody::Application(ApplicationFact::PlaceChanged { place }) => placed(*place, lang),
        FactBody::Application(
            ApplicationFact::PapersHandedOver { .. }
            | ApplicationFact::Inquired { .. }
            | ApplicationFact::InquiryAnswered { .. },
        ) => wrong.to_owned(),
        FactBody::Application(ApplicationFact::PrecedenceChanged { .. }) => reordered(wrong, lang),
        FactBody::Application(ApplicationFact::Extended { due_at, stands_still }) => {
            extended((!stands_still).then_some(*due_at), lang)
        }
        FactBody::Application(ApplicationFact::DocumentsFiled { documents }) => {
            let count = documents.len();
            fixed(&format!("Приложены файлы: {count}"), &format!("Files attached: {count}"))
        }
        FactBody::Application(ApplicationFact::Delayed {}) => fixed(
            "Рассмотрение задерживается по технической причине",
            "The application is delayed for a technical reason",
        ),
        FactBody::Application(ApplicationFact::Resumed {}) => fixed(
            "Техническая причина задержки устранена, рассмотрение продолжается",
            "The technical cause of the delay is gone; the application goes on",
        ),
        FactBody::Application(ApplicationFact::ResultIssued { .. }) => {
            fixed("Документ сформирован", "The document is ready")
        }
        FactBody::Application(ApplicationFact::Rated { score }) => rated(*score, lang),
        FactBody::Citizen(CitizenFact::ChatLinked { channel }) => {
            fixed(&format!("Подключён чат: {channel}"), &format!("Chat linked: {channel}"))
        }
        FactBody::Citizen(CitizenFact::ChatUnlinked { channel, cause: _ }) => {
            fixed(&format!("Чат отключён: {channel}"), &format!("Chat unlinked: {channel}"))
        }
        FactBody::Unknown(_) => fixed("Событие", "Event"),
    }
}

/// A mark of the applicant's.
fn rated(score: Score, lang: Lang) -> String {
    let mark = u8::from(score);
    match lang {
        Lang::Ru => format!("Услуга оценена: {mark} из 5"),
        Lang::En => format!("The service was rated {mark} of 5"),
    }
}

/// Another place on the waiting list.
fn placed(place: u32, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("Место в листе ожидания: {place}"),
        Lang::En => format!("Place on the waiting list: {place}"),
    }
}

/// Put before or behind others of the waiting list, and why.
fn reordered(why: &str, lang: Lang) -> String {
    match lang {
        Lang::Ru => format!("Порядок в листе ожидания изменён: {why}"),
        Lang::En => format!("The order of the waiting list was changed: {why}"),
    }
}

/// The term ends later, because it stood still; no day is known while it still does.
fn extended(due_at: Option<Moment>, lang: Lang) -> String {
    let Some(due_at) = due_at else {
        let words = Text::new("Срок ответа пока не идёт", "The term stands still for now");
        return words.pick(lang).to_owned();
    };
    let day = day_in_words(moscow_day(due_at), lang);
    match lang {
        Lang::Ru => format!("Ответим не позднее {day}: пока заявление ждало, срок не шёл"),
        Lang::En => {
            format!("The answer is due by {day}: the term stood still while the application waited")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entropy::SeededEntropy;
    use domain::id::{CitizenId, FactId};
    use domain::journal::{FactActor, FactHash};

    /// A newer node wrote it: people are told that something happened, and machines what it is called.
    #[test]
    fn a_fact_of_an_unknown_kind_is_an_event() {
        let entropy = SeededEntropy::new(1);
        let fact = Fact {
            id: FactId::new(Moment::UNIX_EPOCH, &entropy),
            citizen: CitizenId::new(Moment::UNIX_EPOCH, &entropy),
            sequence: 3,
            application: None,
            at: Moment::UNIX_EPOCH,
            actor: FactActor { role: None, person: None },
            body: FactBody::parse(r#"{"kind":"application.paid_back","amount":5}"#).unwrap(),
            previous: FactHash::zero(),
            hash: FactHash::zero(),
        };
        let catalog = Catalog::embedded().unwrap();
        for (lang, title) in [(Lang::Ru, "Событие"), (Lang::En, "Event")] {
            let told = event(&catalog, &fact, None, lang);
            assert_eq!((told.kind.as_str(), told.title.as_str()), ("application.paid_back", title));
            assert_eq!((told.stage, told.sequence, told.actor.as_str()), (None, 3, "other"));
        }
    }
}
