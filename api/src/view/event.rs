//! Facts as events: the timeline and the live feed tell the same story in the same words.

use super::{moment, role};
use catalog::Catalog;
use domain::application::ApplicationFact;
use domain::codes::{ProcessCode, StageCode};
use domain::journal::{CitizenFact, Fact, FactBody};
use domain::process::Stage;
use domain::text::{Lang, Text};
use openapi::event::EventView;

/// A fact for people. `process` is the one (code, version) that its application goes by, if it is about one.
pub(crate) fn event(
    catalog: &Catalog,
    fact: &Fact,
    process: Option<(&ProcessCode, u32)>,
    lang: Lang,
) -> EventView {
    let stage = stage_after(fact).and_then(|code| find_stage(catalog, process?, code));
    EventView {
        sequence: fact.sequence,
        kind: kind(&fact.body).to_owned(),
        at: moment(fact.at),
        application: fact.application.map(|id| id.to_string()),
        actor: role(fact.actor.role).to_owned(),
        title: title(&fact.body, stage, lang),
        stage: stage.map(|stage| stage.code.to_string()),
        epgu_status_id: stage.map(|stage| stage.epgu_status_id),
    }
}

const fn kind(body: &FactBody) -> &'static str {
    match body {
        FactBody::Application(fact) => match fact {
            ApplicationFact::Submitted { .. } => "application.submitted",
            ApplicationFact::Moved { .. } => "application.moved",
            ApplicationFact::Corrected { .. } => "application.corrected",
            ApplicationFact::Held { .. } => "application.held",
            ApplicationFact::Delayed {} => "application.delayed",
            ApplicationFact::ResultIssued { .. } => "application.result_issued",
        },
        FactBody::Citizen(fact) => match fact {
            CitizenFact::ChatLinked { .. } => "citizen.chat_linked",
            CitizenFact::ChatUnlinked { .. } => "citizen.chat_unlinked",
        },
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
            | ApplicationFact::Delayed {}
            | ApplicationFact::ResultIssued { .. },
        )
        | FactBody::Citizen(_) => None,
    }
}

fn find_stage<'a>(
    catalog: &'a Catalog,
    (process, version): (&ProcessCode, u32),
    code: &StageCode,
) -> Option<&'a Stage> {
    catalog.process_at(process, version)?.stage(code)
}

fn title(body: &FactBody, stage: Option<&Stage>, lang: Lang) -> String {
    let fixed = |ru: &str, en: &str| Text::new(ru, en).pick(lang).to_owned();
    match body {
        FactBody::Application(
            ApplicationFact::Submitted { .. } | ApplicationFact::Moved { .. },
        ) => stage.map_or_else(
            || fixed("Заявление изменилось", "The application changed"),
            |stage| stage.title.pick(lang).to_owned(),
        ),
        FactBody::Application(ApplicationFact::Corrected { .. }) => {
            fixed("Заявление исправлено", "The application was corrected")
        }
        FactBody::Application(ApplicationFact::Held { .. }) => {
            fixed("Уточнено, у кого заявление", "Whose turn it is was written down")
        }
        FactBody::Application(ApplicationFact::Delayed {}) => fixed(
            "Рассмотрение задерживается по технической причине",
            "The application is delayed for a technical reason",
        ),
        FactBody::Application(ApplicationFact::ResultIssued { .. }) => {
            fixed("Документ сформирован", "The document is ready")
        }
        FactBody::Citizen(CitizenFact::ChatLinked { channel }) => {
            fixed(&format!("Подключён чат: {channel}"), &format!("Chat linked: {channel}"))
        }
        FactBody::Citizen(CitizenFact::ChatUnlinked { channel, cause: _ }) => {
            fixed(&format!("Чат отключён: {channel}"), &format!("Chat unlinked: {channel}"))
        }
    }
}
