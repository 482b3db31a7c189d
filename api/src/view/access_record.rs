//! A record of who read a person's data, in words.

use super::moment;
use crate::app::App;
use domain::access_log::{AccessRecord, Reader};
use domain::duty::DutyRole;
use domain::text::{Lang, Text};
use openapi::access_record::AccessRecordView;

/// A record as its person reads it.
pub(crate) fn access_record(app: &App, of: &AccessRecord, lang: Lang) -> AccessRecordView {
    let reading = &of.reading;
    let (reader, name, role, reason) = match &reading.reader {
        Reader::Official { person: _, role, organisation } => {
            let catalog = app.cx.catalog();
            let found = catalog.department(organisation);
            let name = found.map_or(organisation.as_str(), |one| one.title.pick(lang)).to_owned();
            let why = match (role, &reading.application) {
                (DutyRole::OfficeOperator, None) => {
                    Text::new("Вас принимали в МФЦ.", "You were received at the MFC.")
                }
                (DutyRole::DepartmentOfficer, None) => {
                    Text::new("Вас принимали в ведомстве.", "You were received at the department.")
                }
                (DutyRole::Consultant, Some(_)) => Text::new(
                    "Отвечали на звонок, в котором назвали номер этого заявления.",
                    "A call was answered in which the number of this application was told.",
                ),
                (role, _) => why(*role),
            };
            ("official", name, Some(role.name().to_owned()), why)
        }
        Reader::Client { id } => {
            let name = app.identity.client_name(id).unwrap_or(id).to_owned();
            let why =
                Text::new("Вы разрешили это при входе.", "You allowed it when you signed in.");
            ("client", name, None, why)
        }
    };
    AccessRecordView {
        id: of.id.to_string(),
        reader: reader.to_owned(),
        name,
        role,
        application: reading.application.map(|(id, _)| id.to_string()),
        number: reading.application.map(|(_, number)| number.to_string()),
        reason: reason.pick(lang).to_owned(),
        first_at: moment(of.first_at),
        last_at: moment(of.last_at),
    }
}

/// Why an official of a role reads an application.
fn why(role: DutyRole) -> Text {
    match role {
        DutyRole::DepartmentOfficer => Text::new(
            "Ведомство рассматривает заявление.",
            "The department reviews the application.",
        ),
        DutyRole::OfficeOperator => Text::new(
            "МФЦ проверяет заявление, принимает или выдаёт документы.",
            "The MFC checks the application, takes or hands out documents.",
        ),
        DutyRole::Courier => Text::new("Документы перевозят.", "The documents are carried."),
        DutyRole::Consultant => Text::new(
            "Отвечали на звонок, в котором назвали ваш код.",
            "A call was answered in which your code was told.",
        ),
        DutyRole::Curator
        | DutyRole::Analyst
        | DutyRole::RegulationAdministrator
        | DutyRole::PlatformAdministrator => {
            Text::new("Проверяют, как оказана услуга.", "The service itself is looked into.")
        }
    }
}
