//! The exchange with departments' systems: the message that carries an application, its receipt, and the
//! decision. A department never gets the applicant's contacts (G4.1).
//!
//! Which moves follow is said by the effect of the process that caused the work, never here.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::co_applicant;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use crate::steps::uploads::{named, whole};
use catalog::Attached;
use domain::application::Application;
use domain::citizen::Profile;
use domain::codes::{DepartmentCode, MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::job::{Entry, Job};
use domain::process::{Awaiting, Cancelling, Effect, Role, Scenario, Sending};
use domain::service::{CodedReason, Service};
use domain::time::Moment;
use domain::upload::FileKind;
use serde_json::{Value, json};
use store::{Claim, FiledCase, Receipt, Upload};

/// A message to a department's system.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Who gets it.
    pub receiver: DepartmentCode,
    /// What the receiver tells repeats by.
    pub message_id: String,
    /// The revision of the form it carries.
    pub revision: i64,
    /// The message.
    pub body: Value,
    /// The files it names, which the receiver has to have before it.
    pub documents: Vec<OutgoingDocument>,
}

/// A file that a message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingDocument {
    /// SHA-256 of its bytes, lower-case hex: the receiver tells repeats by it.
    pub sha256: String,
    /// What the receiver is told that it is.
    pub media_type: &'static str,
    upload: Upload,
}

/// The bytes of a file that a message names.
pub async fn document(cx: &Cx, of: &OutgoingDocument) -> Result<Vec<u8>, CaseError> {
    whole(cx, &of.upload).await
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
    let FiledCase { application, form, applicant } =
        cx.store.filed_case(id).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(sending) = due(process, &application, entry, SEND)? else { return Ok(None) };
    let receiver = sending.to.as_ref().unwrap_or(&passport.service.department).clone();
    let attached = passport.attached(&form.0);
    let files = named(cx, &attached).await?;
    // Contacts stay with the platform: messages to the applicant go through it.
    let form = passport.form_for_department(&form.0);
    let message_id = identity(&application, entry);
    let mut body = message(&message_id, &application, process.scenario, &applicant, &form);
    if let Some(fields) = body.as_object_mut().filter(|_| !entry.is_unrecorded()) {
        fields.insert("receiver".to_owned(), json!(receiver));
        fields.insert("revision".to_owned(), json!(application.revision));
    }
    let confirmed = co_applicant::confirmed(cx, process, &application).await?;
    if let Some((fields, confirmed)) = body.as_object_mut().zip(confirmed) {
        let mut told = person(&confirmed.profile);
        if let Some(told) = told.as_object_mut() {
            told.insert("confirmed_at".to_owned(), json!(confirmed.at));
        }
        fields.insert("co_applicant".to_owned(), told);
    }
    if let Some(fields) = body.as_object_mut().filter(|_| !attached.is_empty()) {
        fields
            .insert("documents".to_owned(), attached.iter().map(|one| told(one, &files)).collect());
    }
    let documents = files.into_iter().filter_map(outgoing_document).collect();
    Ok(Some(Outgoing { receiver, message_id, revision: application.revision, body, documents }))
}

/// What a message says of a file: which document, in which field, and how the bytes that were sent are known.
fn told(one: &Attached, files: &[Upload]) -> Value {
    let file = files.iter().find(|file| file.id == one.upload);
    json!({
        "document": one.document,
        "field": one.pointer,
        "name": file.map(|file| &file.name),
        "media_type": file.and_then(|file| file.kind).map(FileKind::media_type),
        "size": file.and_then(|file| file.size),
        "sha256": file.and_then(|file| file.sha256.as_ref()),
    })
}

fn outgoing_document(upload: Upload) -> Option<OutgoingDocument> {
    let (sha256, kind) = (upload.sha256.clone()?, upload.kind?);
    Some(OutgoingDocument { sha256, media_type: kind.media_type(), upload })
}

/// What the receiver tells repeats by: the application, the stage entry that sends it, and the revision of its
/// form. A corrected application is another message; the same one sent again is the same.
fn identity(application: &Application, entry: Entry) -> String {
    if entry.is_unrecorded() {
        // Work left by a version that knew one message an application.
        application.id.to_string()
    } else {
        format!("{}-{}-{}", application.id, entry.0, application.revision)
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
        "filing_place": application.filing_place,
        "applicant": person(of),
        "form": form,
        // When it was handed over to be sent.
        "sent_at": application.stage_since,
    })
}

/// One who applies, as a department is told of them: without contacts.
fn person(of: &Profile) -> Value {
    json!({
        "snils": of.checked_snils().map(|snils| snils.digits().to_owned()),
        "last_name": of.last_name,
        "first_name": of.first_name,
        "middle_name": of.middle_name,
        "birth_date": of.birth_date,
        "document": of.documents.iter().find(|one| one.kind == "RF_PASSPORT"),
    })
}

/// The department's system took the message: the moves of the effect are made, unless the application has left the stage that
/// asked for it.
pub async fn acknowledged(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    (sent, department_number, received_at): (&Outgoing, &str, Moment),
) -> Result<JobEnd, CaseError> {
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
        revision: sent.revision,
        department_number: department_number.to_owned(),
        received_at,
    })
    .await?;
    let asked = due(process, &application, entry, SEND)?;
    if asked.is_none() {
        // It was taken back while the message was on its way: whoever looked for a message to take back found none.
        let own = &passport.service.department;
        let again = process.effect(&application.stage, Effect::cancelling);
        let told = again.map(|one| one.to.as_ref().unwrap_or(own));
        if let Some(receiver) = told.filter(|receiver| **receiver == sent.receiver) {
            let entry = Entry(application.stage_entry);
            let receiver = receiver.clone();
            tx.enqueue(&Job::CancelOrder { application: id, entry, receiver }).await?;
        }
    }
    if let Some(Sending { sent, received, to: _ }) = asked {
        let sent = sent.as_ref().map(|sent| unattended(sent, Role::Platform));
        let received = unattended(received, Role::DepartmentSystem);
        let moves: Vec<_> = sent.into_iter().chain([received]).collect();
        advance_in(cx, &mut tx, application, &moves).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if asked.is_some() { JobEnd::Done } else { JobEnd::Overtaken })
}

/// The message that a stage takes back: the last one the receiver has; `None` if it has none, or the application has left
/// the stage.
pub async fn taken_back(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
    receiver: &DepartmentCode,
) -> Result<Option<String>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    if due(process, &application, entry, CANCEL)?.is_none() {
        return Ok(None);
    }
    last_message(cx, id, receiver, &passport.service.department).await
}

/// The message that a receiver was sent last. One that names none went to `own`, the service's department.
async fn last_message(
    cx: &Cx,
    id: ApplicationId,
    receiver: &DepartmentCode,
    own: &DepartmentCode,
) -> Result<Option<String>, CaseError> {
    let messages = cx.store.messages_of(id).await?;
    let last = messages.into_iter().rfind(|one| one.receiver.as_ref().unwrap_or(own) == receiver);
    Ok(last.map(|one| one.id))
}

/// The message whose decision a stage awaits; `None` if the application has left that stage.
pub async fn awaited(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
) -> Result<Option<Awaited>, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    let Some(awaiting) = due(process, &application, entry, AWAIT)? else { return Ok(None) };
    let own = &passport.service.department;
    let receiver = awaiting.from.as_ref().unwrap_or(own).clone();
    let last = last_message(cx, id, &receiver, own).await?;
    let message_id = last.ok_or_else(|| {
        CaseError::Catalog(format!("`{receiver}` was sent nothing that it could answer"))
    })?;
    Ok(Some(Awaited { receiver, message_id }))
}

/// The department's system decided on a message: its move is made, unless the application has left the stage that awaited
/// it. An answer that does not fit the service is an error, and the case stays where it is: whoever answered can be asked
/// again when that is mended.
pub async fn decided(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
    (awaited, decision): (&Awaited, Decided),
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &application)?;
    // An officer may have decided, or the applicant taken it back, while the system was thinking.
    let asked = due(process, &application, entry, AWAIT)?;
    if let Some(awaiting) = asked {
        let (made, reason) = answer(awaiting, &passport.service, awaited, &decision)?;
        if let Decided::Granted(data) = &decision {
            tx.keep_decision(id, &awaited.message_id, data).await?;
        }
        let (mut made, by) = unattended(made, Role::DepartmentSystem);
        made.reason = reason;
        advance_in(cx, &mut tx, application, &[(made, by)]).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(if asked.is_some() { JobEnd::Done } else { JobEnd::Overtaken })
}

/// The effect of a job that sends.
const SEND: (&str, fn(&Effect) -> Option<&Sending>) = ("send", Effect::sending);
/// The effect of a job that awaits.
const AWAIT: (&str, fn(&Effect) -> Option<&Awaiting>) = ("await", Effect::awaiting);

/// The effect of a job that takes a message back.
const CANCEL: (&str, fn(&Effect) -> Option<&Cancelling>) = ("cancel", Effect::cancelling);

/// The move a decision leads to, and the reason it carries.
fn answer<'a>(
    awaiting: &'a Awaiting,
    service: &Service,
    awaited: &Awaited,
    decision: &Decided,
) -> Result<(&'a MoveCode, Option<ReasonCode>), CaseError> {
    let listed = |list: &[CodedReason], code: &ReasonCode| list.iter().any(|one| one.code == *code);
    let unfit = |reason: &ReasonCode| CaseError::UnfitAnswer {
        from: awaited.receiver.to_string(),
        reason: reason.to_string(),
    };
    let of_intake = |made: &'a Option<MoveCode>, reason: &ReasonCode| {
        let made = made.as_ref().filter(|_| listed(&service.refusals.intake, reason));
        made.ok_or_else(|| unfit(reason))
    };
    match decision {
        Decided::Granted(_) => Ok((&awaiting.granted, None)),
        Decided::Returned(reason) => {
            Ok((of_intake(&awaiting.returned, reason)?, Some(reason.clone())))
        }
        Decided::Refused(reason) if listed(&service.refusals.provision, reason) => {
            Ok((&awaiting.refused, Some(reason.clone())))
        }
        Decided::Refused(reason) => {
            Ok((of_intake(&awaiting.intake_refused, reason)?, Some(reason.clone())))
        }
    }
}
