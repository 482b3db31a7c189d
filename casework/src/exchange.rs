//! The exchange with departments' systems: the message that carries an application, its receipt, and the
//! decision. A department never gets the applicant's contacts (G4.1).
//!
//! Which moves follow is said by the effect of the process that caused the work, never here.

use crate::advance::{advance_in, unattended};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use catalog::Entry as Passport;
use domain::application::Application;
use domain::citizen::Profile;
use domain::codes::{DepartmentCode, MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::{Effect, Process, Role, Scenario};
use domain::service::Service;
use domain::time::Moment;
use serde_json::{Value, json};
use store::{Claim, Receipt};

/// A message to a department's system.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Who gets it.
    pub receiver: DepartmentCode,
    /// What the receiver tells repeats by.
    pub message_id: String,
    /// The message.
    pub body: Value,
}

/// A message whose answer is awaited.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// Who is asked.
    pub receiver: DepartmentCode,
    /// The message asked about.
    pub message_id: String,
}

/// What a department decided.
#[derive(Debug, Clone)]
pub enum Decided {
    /// It grants the service; the facts go into the result document.
    Granted(Value),
    /// It refuses, by a coded reason of the service.
    Refused(ReasonCode),
    /// It returns the application to be corrected, by a coded reason of the service.
    Returned(ReasonCode),
}

/// The message that the stage an application entered sends; `None` if the application has left that stage.
pub async fn outgoing(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
) -> Result<Option<Outgoing>, CaseError> {
    let missing = || CaseError::NotFound("application");
    let application = cx.store.application(id).await?.ok_or_else(missing)?;
    if !entry.is(application.stage_entry) {
        return Ok(None);
    }
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(sending) = sending(process, &application, passport) else {
        return left_or_lost(entry, process, &application, "send");
    };
    let form = cx.store.filed_form(id).await?.ok_or_else(missing)?;
    let applicant = cx.store.applicant(id).await?.ok_or_else(missing)?;
    // Contacts stay with the platform: messages to the applicant go through it.
    let form = passport.form_for_department(&form.0);
    let message_id = identity(&application, entry);
    let mut body = message(&message_id, &application, process.scenario, &applicant, &form);
    if let Some(fields) = body.as_object_mut().filter(|_| entry.0 != 0) {
        fields.insert("receiver".to_owned(), json!(sending.receiver));
        fields.insert("revision".to_owned(), json!(application.revision));
    }
    Ok(Some(Outgoing { receiver: sending.receiver.clone(), message_id, body }))
}

/// What the receiver tells repeats by: the application, the stage entry that sends it, and the revision of its
/// form. A corrected application is another message; the same one sent again is the same.
fn identity(application: &Application, entry: Entry) -> String {
    match entry.0 {
        // Work left by a version that knew one message an application.
        0 => application.id.to_string(),
        entry => format!("{}-{entry}-{}", application.id, application.revision),
    }
}

/// The same in every try: the receiver takes another message under a known id for a mistake, and a crash
/// between its receipt and our commit makes us send again.
fn message(
    id: &str,
    application: &Application,
    scenario: Scenario,
    of: &Profile,
    form: &Value,
) -> Value {
    json!({
        "message_id": id,
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
        "sent_at": application.stage_since,
    })
}

/// The department's system took the message: the moves of the effect are made.
pub async fn acknowledged(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    (sent, department_number, received_at): (&Outgoing, &str, Moment),
) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    // It has the message whatever became of the application meanwhile.
    tx.keep_receipt(&Receipt {
        id: sent.message_id.clone(),
        application: id,
        receiver: sent.receiver.clone(),
        entry: entry.0,
        revision: application.revision,
        department_number: department_number.to_owned(),
        received_at,
    })
    .await?;
    let here = entry.is(application.stage_entry);
    if let Some(Sending { sent, received, .. }) =
        sending(process, &application, passport).filter(|_| here)
    {
        let mut application = application;
        if let Some(sent) = sent {
            let (asked, by) = unattended(sent, Role::Platform);
            application = advance_in(cx, &mut tx, application, &asked, by).await?;
        }
        let (asked, by) = unattended(received, Role::DepartmentSystem);
        advance_in(cx, &mut tx, application, &asked, by).await?;
    }
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// The message whose decision a stage awaits; `None` if the application has left that stage.
pub async fn awaited(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
) -> Result<Option<Awaited>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    if !entry.is(application.stage_entry) {
        return Ok(None);
    }
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(awaiting) = awaiting(process, &application, passport) else {
        return left_or_lost(entry, process, &application, "await");
    };
    let receiver = awaiting.from.clone();
    let own = receiver == passport.service.department;
    let of_receiver = |code: Option<&DepartmentCode>| code.map_or(own, |code| *code == receiver);
    let messages = cx.store.messages_of(id).await?;
    let last = messages.into_iter().rfind(|one| of_receiver(one.receiver.as_ref()));
    let last = last.ok_or_else(|| {
        CaseError::Catalog(format!("`{receiver}` was sent nothing that it could answer"))
    })?;
    Ok(Some(Awaited { receiver, message_id: last.id }))
}

/// The department's system decided on a message. An answer that does not fit the service is an error, and the
/// case stays where it is: whoever answered can be asked again when that is mended.
pub async fn decided(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    (awaited, decision): (&Awaited, Decided),
) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    // An officer may have decided, or the applicant taken it back, while the system was thinking.
    let here = entry.is(application.stage_entry);
    if let Some(awaiting) = awaiting(process, &application, passport).filter(|_| here) {
        let (made, reason) = awaiting.answer(&passport.service, &decision)?;
        if let Decided::Granted(data) = &decision {
            tx.keep_decision(id, &awaited.message_id, data).await?;
        }
        let (mut asked, by) = unattended(made, Role::DepartmentSystem);
        asked.reason = reason;
        advance_in(cx, &mut tx, application, &asked, by).await?;
    }
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// The `send` of the stage an application is in.
struct Sending<'a> {
    receiver: &'a DepartmentCode,
    sent: Option<&'a MoveCode>,
    received: &'a MoveCode,
}

fn sending<'a>(
    process: &'a Process,
    application: &Application,
    passport: &'a Passport,
) -> Option<Sending<'a>> {
    process.effect(&application.stage, |effect| match effect {
        Effect::Send { to, sent, received } => {
            let receiver = to.as_ref().unwrap_or(&passport.service.department);
            Some(Sending { receiver, sent: sent.as_ref(), received })
        }
        _ => None,
    })
}

/// The `await` of the stage an application is in.
struct Awaiting<'a> {
    from: &'a DepartmentCode,
    granted: &'a MoveCode,
    refused: &'a MoveCode,
    intake_refused: Option<&'a MoveCode>,
    returned: Option<&'a MoveCode>,
}

fn awaiting<'a>(
    process: &'a Process,
    application: &Application,
    passport: &'a Passport,
) -> Option<Awaiting<'a>> {
    process.effect(&application.stage, |effect| match effect {
        Effect::Await { from, granted, refused, intake_refused, returned } => Some(Awaiting {
            from: from.as_ref().unwrap_or(&passport.service.department),
            granted,
            refused,
            intake_refused: intake_refused.as_ref(),
            returned: returned.as_ref(),
        }),
        _ => None,
    })
}

impl<'a> Awaiting<'a> {
    /// The move a decision leads to, and the reason it carries.
    fn answer(
        &self,
        service: &Service,
        decision: &Decided,
    ) -> Result<(&'a MoveCode, Option<ReasonCode>), CaseError> {
        let listed = |list: &[domain::service::RefusalReason], code: &ReasonCode| {
            list.iter().any(|one| one.code == *code)
        };
        let unfit = |reason: &ReasonCode| CaseError::UnfitAnswer {
            from: self.from.to_string(),
            reason: reason.to_string(),
        };
        let of_intake = |made: Option<&'a MoveCode>, reason: &ReasonCode| {
            made.filter(|_| listed(&service.refusals.intake, reason)).ok_or_else(|| unfit(reason))
        };
        match decision {
            Decided::Granted(_) => Ok((self.granted, None)),
            Decided::Returned(reason) => {
                Ok((of_intake(self.returned, reason)?, Some(reason.clone())))
            }
            Decided::Refused(reason) if listed(&service.refusals.provision, reason) => {
                Ok((self.refused, Some(reason.clone())))
            }
            Decided::Refused(reason) => {
                Ok((of_intake(self.intake_refused, reason)?, Some(reason.clone())))
            }
        }
    }
}

/// Work of before entries were recorded may outlive its stage: then there is nothing to do. Work of an entry
/// that is current and asks for what the stage does not start is a catalog that was changed under a case.
fn left_or_lost<T>(
    entry: Entry,
    process: &Process,
    application: &Application,
    effect: &str,
) -> Result<Option<T>, CaseError> {
    if entry.0 == 0 {
        return Ok(None);
    }
    let Process { code, version, .. } = process;
    let stage = &application.stage;
    Err(CaseError::Catalog(format!("stage `{stage}` of {code} v{version} has no `{effect}`")))
}
