//! The result document: drawn from the service's template, kept by its hash, issued with a fact.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::effect::due;
use crate::steps::moves::{advance_in, unattended};
use crate::steps::verify_code::verify_code;
use catalog::Catalog;
use documents::{Document, Template};
use domain::application::Application;
use domain::codes::MoveCode;
use domain::id::{ApplicationId, ResultId};
use domain::job::Entry;
use domain::process::{Effect, Role};
use domain::time::{Moment, moscow_day};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::{Claim, FiledCase, ResultRecord, StoreError};

/// Draws the document, keeps the file, then in one transaction: record, facts, move, queue.
///
/// A crash between file and transaction leaves a file nobody names; the next try draws the same
/// document anew under the same number, so it is never issued twice.
///
/// False if the application has left the stage that asked for it: then there is nothing to do, and the claim is
/// still to be ended.
pub async fn issue_result(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    entry: Entry,
) -> Result<bool, CaseError> {
    let missing = || CaseError::NotFound("application");
    let filed = cx.store.filed_case(id).await?.ok_or_else(missing)?;
    let application = &filed.application;
    let Some(issued) = asked_for(cx, application, entry)? else { return Ok(false) };
    let now = cx.clock.now();
    let code = verify_code(cx);
    let document = draw(cx, &filed, &code, now).await?;
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
    Ok(true)
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

async fn draw(cx: &Cx, filed: &FiledCase, code: &str, now: Moment) -> Result<Document, CaseError> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &filed.application)?;
    let name = entry.service.result.template.clone();
    let source = catalog
        .template(&name)
        .ok_or_else(|| CaseError::Catalog(format!("no template {name}")))?
        .to_owned();
    let verify_url = format!("{}/verify/{code}", cx.public_url);
    let values = values(cx, &catalog, filed, &verify_url, now).await?;
    let renderer = std::sync::Arc::clone(&cx.renderer);
    let seconds = now.timestamp();
    let drawn = tokio::task::spawn_blocking(move || {
        let template = Template { name: &name, source: &source };
        renderer.render(template, &values, &verify_url, seconds)
    });
    let drawn =
        drawn.await.map_err(|error| StoreError::Refused(format!("drawing stopped: {error}")))?;
    Ok(drawn?)
}

/// What the template prints from: everything known of the case, as it is. What of it is printed, and how, is the
/// template's to say (`catalog/README.md` lists the values).
async fn values(
    cx: &Cx,
    catalog: &Catalog,
    FiledCase { application, form, applicant: of }: &FiledCase,
    verify_url: &str,
    now: Moment,
) -> Result<Value, CaseError> {
    let (entry, _process) = passport(catalog, application)?;
    let service = &entry.service;
    let mut decisions = Map::new();
    for (receiver, data) in cx.store.decisions_of(application.id).await? {
        let receiver = receiver.unwrap_or_else(|| service.department.clone());
        decisions.insert(receiver.to_string(), data);
    }
    let told = cx.store.registers_of(application.citizen).await?.into_iter();
    let registers: Map<String, Value> = told
        .filter(|one| service.registers.contains(&one.register))
        .map(|one| (one.register.to_string(), one.data))
        .collect();
    Ok(json!({
        "number": application.number,
        "issued_on": moscow_day(now),
        "filed_on": moscow_day(application.filed_at),
        "registered_on": application.registered_on,
        "verify_url": verify_url,
        "service": service.code,
        "service_title": service.official_title.as_ref().unwrap_or(&service.title).ru,
        "department": service.department,
        "form": form.0,
        "applicant": {
            "last_name": of.last_name,
            "first_name": of.first_name,
            "middle_name": of.middle_name,
            "birth_date": of.birth_date,
        },
        "decisions": decisions,
        "registers": registers,
    }))
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
