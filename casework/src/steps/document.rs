//! Printing the result document of an application, and a draft of it.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::co_applicant;
use crate::steps::verify_code::CODE_LENGTH;
use catalog::Catalog;
use documents::{Document, DraftForm, RenderError, Renderer, Template};
use domain::citizen::Profile;
use domain::time::{Moment, moscow_day};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use store::{FiledCase, StoreError};

/// The document as it is issued, under a verification code.
pub(crate) async fn print(
    cx: &Cx,
    filed: &FiledCase,
    code: &str,
    now: Moment,
) -> Result<Document, CaseError> {
    let verify_url = format!("{}/verify/{code}", cx.public_url);
    let seconds = now.timestamp();
    set(cx, filed, (verify_url, now), move |renderer, template, values, verify_url| {
        renderer.render(template, values, verify_url, seconds)
    })
    .await
}

/// A draft of it, as if it were issued now. Its code verifies nothing: codes have no zeros.
pub(crate) async fn draft(
    cx: &Cx,
    filed: &FiledCase,
    form: DraftForm,
    now: Moment,
) -> Result<Vec<u8>, CaseError> {
    let verify_url = format!("{}/verify/{}", cx.public_url, "0".repeat(CODE_LENGTH));
    let seconds = now.timestamp();
    set(cx, filed, (verify_url, now), move |renderer, template, values, verify_url| {
        renderer.draft(template, values, verify_url, (seconds, form))
    })
    .await
}

/// Gives the template and its values to the press, on a thread that may be kept busy.
async fn set<Printed: Send + 'static>(
    cx: &Cx,
    filed: &FiledCase,
    (verify_url, now): (String, Moment),
    press: impl FnOnce(&Renderer, Template<'_>, &Value, &str) -> Result<Printed, RenderError>
    + Send
    + 'static,
) -> Result<Printed, CaseError> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &filed.application)?;
    let name = entry.service.result.template.clone();
    let source = catalog
        .template(&name)
        .ok_or_else(|| CaseError::Catalog(format!("no template {name}")))?
        .to_owned();
    let values = values(cx, &catalog, filed, &verify_url, now).await?;
    let renderer = Arc::clone(&cx.renderer);
    let printed = tokio::task::spawn_blocking(move || {
        press(&renderer, Template { name: &name, source: &source }, &values, &verify_url)
    });
    let printed =
        printed.await.map_err(|error| StoreError::Refused(format!("printing stopped: {error}")))?;
    Ok(printed?)
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
    let (entry, process) = passport(catalog, application)?;
    let confirmed = co_applicant::confirmed(cx, process, application).await?;
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
        "applicant": person(of),
        "co_applicant": confirmed.map(|confirmed| person(&confirmed.profile)),
        "decisions": decisions,
        "registers": registers,
    }))
}

/// One who applied, as a document names them.
fn person(of: &Profile) -> Value {
    json!({
        "last_name": of.last_name,
        "first_name": of.first_name,
        "middle_name": of.middle_name,
        "birth_date": of.birth_date,
    })
}
