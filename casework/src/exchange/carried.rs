//! What a message to a department carries: the application as it was filed, without the applicant's contacts.

use super::{Outgoing, OutgoingDocument, SEND, identity};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::co_applicant;
use crate::steps::effect::due;
use crate::steps::uploads::{named, whole};
use catalog::Attached;
use domain::application::Application;
use domain::citizen::Profile;
use domain::codes::DepartmentCode;
use domain::id::ApplicationId;
use domain::job::Entry;
use domain::process::Scenario;
use domain::time::Moment;
use domain::upload::FileKind;
use serde_json::{Value, json};
use store::{FiledCase, Upload};

/// The message that the stage an application entered sends; `None` if the application has left that stage.
pub async fn outgoing(
    cx: &Cx,
    id: ApplicationId,
    entry: Entry,
) -> Result<Option<Outgoing>, CaseError> {
    let case = cx.store.filed_case(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, &case.application)?;
    let Some(sending) = due(process, &case.application, entry, SEND)? else { return Ok(None) };
    let receiver = sending.to.as_ref().unwrap_or(&passport.service.department).clone();
    let sent_at = case.application.stage_since;
    let message_id = identity(&case.application, entry);
    let revision = case.application.revision;
    let to = (!entry.is_unrecorded()).then_some((&receiver, revision));
    let (body, files) = carried(cx, &case, (&message_id, to, sent_at)).await?;
    let documents = files.into_iter().filter_map(outgoing_document).collect();
    Ok(Some(Outgoing { receiver, message_id, revision, body, documents }))
}

/// A message and the files it names. `to` is whom it goes to and the revision it carries; messages of before say neither.
pub(super) async fn carried(
    cx: &Cx,
    of: &FiledCase,
    (message_id, to, sent_at): (&str, Option<(&DepartmentCode, i64)>, Moment),
) -> Result<(Value, Vec<Upload>), CaseError> {
    let FiledCase { application, form, applicant } = of;
    let catalog = cx.catalog();
    let (passport, process) = passport(&catalog, application)?;
    let attached = passport.attached(&form.0);
    let files = named(cx, &attached).await?;
    // Contacts stay with the platform: messages to the applicant go through it.
    let form = passport.form_for_department(&form.0);
    let mut body = message(message_id, (application, process.scenario, sent_at), applicant, &form);
    let mut say = |name: &str, value: Value| {
        body.as_object_mut().map(|fields| fields.insert(name.to_owned(), value));
    };
    if let Some((receiver, revision)) = to {
        say("receiver", json!(receiver));
        say("revision", json!(revision));
    }
    // Who confirmed an older form is not kept: they may have confirmed another since.
    let newest = to.is_none_or(|(_, revision)| revision == application.revision);
    let confirmed = co_applicant::confirmed(cx, process, application).await?;
    if let Some(confirmed) = confirmed.filter(|_| newest) {
        let mut told = person(&confirmed.profile);
        if let Some(told) = told.as_object_mut() {
            told.insert("confirmed_at".to_owned(), json!(confirmed.at));
        }
        say("co_applicant", told);
    }
    if !attached.is_empty() {
        say("documents", attached.iter().map(|one| told(one, &files)).collect());
    }
    Ok((body, files))
}

/// The bytes of a file that a message names.
pub async fn document(cx: &Cx, of: &OutgoingDocument) -> Result<Vec<u8>, CaseError> {
    whole(cx, &of.upload).await
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

/// The same in every try: the receiver takes another message under a known id for a mistake, and a crash
/// between its receipt and our commit makes us send again.
fn message(
    id: &str,
    (application, scenario, sent_at): (&Application, Scenario, Moment),
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
        "direct_reason": application.direct_reason,
        "applicant": person(of),
        "form": form,
        // When it was handed over to be sent.
        "sent_at": sent_at,
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
