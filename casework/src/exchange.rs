//! The exchange with a department's system: the message that carries an application, its receipt, and
//! the decision. The department never gets the applicant's contacts (G4.1).

use crate::advance::{advance_in, unattended};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::application::Application;
use domain::citizen::Profile;
use domain::codes::ReasonCode;
use domain::id::ApplicationId;
use domain::process::{Role, Scenario};
use domain::service::Service;
use domain::time::Moment;
use serde_json::{Value, json};
use store::Claim;

/// A message to a department's system.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// What the receiver tells repeats by.
    pub message_id: String,
    /// The message.
    pub body: Value,
}

/// What a department decided.
#[derive(Debug, Clone)]
pub enum Decided {
    /// It grants the service; the facts go into the result document.
    Granted(Value),
    /// It refuses, by a coded reason of the service.
    Refused(ReasonCode),
}

/// The message of an application that is still to be sent; `None` if there is nothing to send any more
/// (the applicant took it back, or it was sent).
pub async fn outgoing(cx: &Cx, id: ApplicationId) -> Result<Option<Outgoing>, CaseError> {
    let missing = || CaseError::NotFound("application");
    let application = cx.store.application(id).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    if application.stage != process.initial {
        return Ok(None);
    }
    let form = cx.store.filed_form(id).await?.ok_or_else(missing)?;
    let applicant = cx.store.applicant(id).await?.ok_or_else(missing)?;
    // Contacts stay with the platform: messages to the applicant go through it.
    let form = entry.form_for_department(&form.0);
    let body = message(&application, process.scenario, &applicant, &form);
    Ok(Some(Outgoing { message_id: application.id.to_string(), body }))
}

/// The same in every try: the receiver takes another message under a known id for a mistake, and a crash
/// between its receipt and our commit makes us send again.
fn message(application: &Application, scenario: Scenario, of: &Profile, form: &Value) -> Value {
    json!({
        "message_id": application.id,
        "application_id": application.id,
        "number": application.number,
        "service": application.service,
        "scenario": scenario,
        "originals_checked_at_issue": scenario == Scenario::OneVisit,
        "applicant": {
            "snils": of.checked_snils().map(|snils| snils.digits().to_owned()),
            "last_name": of.last_name,
            "first_name": of.first_name,
            "middle_name": of.middle_name,
            "birth_date": of.birth_date,
            "document": of.documents.iter().find(|one| one.kind == "RF_PASSPORT"),
        },
        "form": form,
        // When it was handed over to be sent.
        "sent_at": application.filed_at,
    })
}

/// The department's system took the application: it was sent (21), and it is received (2).
pub async fn acknowledged(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    department_number: &str,
    received_at: Moment,
) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_entry, process) = passport(&catalog, &application)?;
    if application.stage == process.initial {
        tx.keep_receipt(id, department_number, received_at).await?;
        let (dispatch, by) = unattended("dispatch", Role::Platform)?;
        let application = advance_in(cx, &mut tx, application, &dispatch, by).await?;
        let (acknowledge, by) = unattended("acknowledge", Role::DepartmentSystem)?;
        advance_in(cx, &mut tx, application, &acknowledge, by).await?;
    }
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// The message of an application whose decision is awaited; `None` if nobody waits any more.
pub async fn awaited(cx: &Cx, id: ApplicationId) -> Result<Option<String>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (_entry, process) = passport(&catalog, &application)?;
    Ok(awaits(process, &application).then(|| application.id.to_string()))
}

fn awaits(process: &domain::process::Process, application: &Application) -> bool {
    process
        .open_moves(&application.stage, &[Role::DepartmentSystem])
        .any(|one| one.code.as_str() == "grant")
}

/// The move a reason belongs to: refusal of intake or of provision.
fn refusal(service: &Service, reason: &ReasonCode) -> &'static str {
    let of_intake = service.refusals.intake.iter().any(|one| one.code == *reason);
    if of_intake { "refuse-intake" } else { "refuse" }
}

/// The department's system decided.
pub async fn decided(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    decision: Decided,
) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    // An officer may have decided, or the applicant taken it back, while the system was thinking.
    if awaits(process, &application) {
        let (name, reason) = match &decision {
            Decided::Granted(data) => {
                tx.keep_decision(id, data).await?;
                ("grant", None)
            }
            Decided::Refused(reason) => (refusal(&entry.service, reason), Some(reason.clone())),
        };
        let (mut asked, by) = unattended(name, Role::DepartmentSystem)?;
        asked.reason = reason;
        advance_in(cx, &mut tx, application, &asked, by).await?;
    }
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}
