//! The result document: drawn from the service's template, kept by its hash, issued with a fact.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::document::print;
use crate::steps::effect::due;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::{advance_in, unattended};
use crate::steps::verify_code::verify_code;
use documents::Document;
use domain::application::Application;
use domain::codes::MoveCode;
use domain::id::{ApplicationId, ResultId};
use domain::job::Entry;
use domain::process::{Effect, Role};
use domain::time::Moment;
use sha2::{Digest, Sha256};
use store::{Claim, ResultRecord, StoreError};

/// Draws the document, keeps the file, then in one transaction: record, facts, move, queue.
///
/// A crash between file and transaction leaves a file nobody names; the next try draws the same
/// document anew under the same number, so it is never issued twice.
///
/// There is nothing to do if the application has left the stage that asked for it.
pub async fn issue_result(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<JobEnd, CaseError> {
    let missing = || CaseError::NotFound("application");
    let filed = cx.store.filed_case(id).await?.ok_or_else(missing)?;
    let application = &filed.application;
    let Some(issued) = asked_for(cx, application, entry)? else {
        return Ok(JobEnd::NothingToDo);
    };
    let now = cx.clock.now();
    let code = verify_code(cx);
    let document = print(cx, &filed, &code, now).await?;
    let record = keep(cx, application, document, code, now).await?;

    let mut tx = cx.begin().await?;
    let held = tx.lock_application(id).await?.ok_or_else(missing)?;
    if held.version != application.version {
        return Err(StoreError::Conflict.into());
    }
    tx.insert_result(&record).await?;
    let (mut issue, by) = unattended(&issued, Role::Platform);
    issue.result = Some((record.id, record.sha256));
    advance_in(cx, &mut tx, held, &[(issue, by)]).await?;
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}

/// The move that issues the document, if the application is still in the stage that asked for it.
fn asked_for(
    cx: &Cx,
    application: &Application,
    entry: Entry,
) -> Result<Option<MoveCode>, CaseError> {
    let catalog = cx.catalog();
    let (_passport, process) = passport(&catalog, application)?;
    let generating = due(process, application, entry, ("generate", Effect::generating))?;
    Ok(generating.map(|one| one.issued.clone()))
}

async fn keep(
    cx: &Cx,
    application: &Application,
    document: Document,
    verify_code: String,
    now: Moment,
) -> Result<ResultRecord, CaseError> {
    let size = u64::try_from(document.pdf.len()).unwrap_or(u64::MAX);
    let expected = hex::encode(Sha256::digest(&document.pdf));
    let sha256 = cx.files.put(document.pdf, &*cx.entropy).await?;
    debug_assert_eq!(sha256, expected, "a document is kept by the hash of its bytes");
    Ok(ResultRecord {
        id: ResultId::new(now, &*cx.entropy),
        application: application.id,
        citizen: application.citizen,
        number: application.number.to_string(),
        verify_code,
        sha256,
        size,
        issued_at: now,
    })
}
