//! The words of a notice, of the application as it is when it calls for it.

use crate::cx::passport;
use crate::error::CaseError;
use catalog::Catalog;
use domain::application::Application;
use domain::codes::NoticeCode;
use domain::notice::Words;
use domain::service::{RequiredDocument, Service};
use domain::text::Lang;
use domain::time::moscow_day;
use serde_json::json;

/// Documents in words; empty where there are none.
fn named<'a>(documents: impl Iterator<Item = &'a RequiredDocument>, lang: Lang) -> String {
    documents.map(|one| one.title.pick(lang)).collect::<Vec<_>>().join(", ")
}

/// What is to be corrected, in words: what the applicant does about each check that was not passed.
fn to_correct(of: &Application, service: &Service, lang: Lang) -> String {
    let failed = service.checks_of(&of.to_correct);
    failed.map(|one| one.remedy.pick(lang)).collect::<Vec<_>>().join(" ")
}

/// What is said. Names and numbers of documents are not among the values: none travels by mail.
pub(crate) fn words(
    catalog: &Catalog,
    application: &Application,
    code: &NoticeCode,
    public_url: &str,
    lang: Lang,
) -> Result<Words, CaseError> {
    let (entry, process) = passport(catalog, application)?;
    let gone = |what: String| CaseError::Catalog(what);
    let notice = catalog.notice(code).ok_or_else(|| gone(format!("no notice {code}")))?;
    let stage = process.stage(&application.stage);
    let reason = application.refusal.as_ref().and_then(|one| entry.service.reason(one));
    let office = application.office.as_ref().and_then(|code| catalog.department(code));
    let place = office.and_then(|one| one.office.as_ref());
    let department = catalog.department(&entry.service.department);
    let values = json!({
        "number": application.number,
        "service_title": entry.service.title.pick(lang),
        "stage_title": stage.map(|one| entry.stage_title(one).pick(lang)),
        "stage_hint": stage.map(|one| one.hint.pick(lang)),
        "visits": process.visits_required,
        "expected_on": moscow_day(application.due_at),
        "department_title": department.map(|one| one.title.pick(lang)),
        "office_title": office.map(|one| one.title.pick(lang)),
        "office_address": place.map(|one| one.address.pick(lang)),
        "office_hours": place.map(|one| one.hours.pick(lang)),
        "originals": named(application.compared_now(&entry.service, process), lang),
        "withheld": named(application.withheld_now(&entry.service, process), lang),
        "stage_due_on": application.stage_due_at.map(moscow_day),
        "place": application.place,
        "to_correct": to_correct(application, &entry.service, lang),
        "reason_title": reason.map(|one| one.title.pick(lang)),
        "reason_explanation": reason.map(|one| one.explanation.pick(lang)),
        "reason_remedy": reason.map(|one| one.remedy.pick(lang)),
        "link": format!("{public_url}/applications/{}", application.id),
    });
    let message = notice.render(lang, &values).map_err(|error| gone(error.to_string()))?;
    Ok(Words { subject: message.subject, body: message.body, short: message.short, lang })
}
