//! The result document: drawn from the service's template, kept by its hash, issued with a fact.

use crate::advance::{advance_in, unattended};
use crate::cx::{Cx, passport};
use crate::error::CaseError;
use catalog::Catalog;
use documents::{Document, Template};
use domain::application::Application;
use domain::citizen::Profile;
use domain::entropy;
use domain::id::{ApplicationId, ResultId};
use domain::process::Role;
use domain::time::{Moment, moscow_day};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Claim, ResultRecord, StoreError};

/// Draws the document, keeps the file, then in one transaction: record, facts, move, queue.
///
/// A crash between file and transaction leaves a file nobody names; the next try draws the same
/// document anew under the same number, so it is never issued twice.
pub async fn issue_result(cx: &Cx, claim: &Claim, id: ApplicationId) -> Result<(), CaseError> {
    let missing = || CaseError::NotFound("application");
    let application = cx.store.application(id).await?.ok_or_else(missing)?;
    if application.result.is_some() || application.outcome.is_some() {
        let mut tx = cx.begin().await?;
        tx.finish(claim).await?;
        return Ok(tx.commit().await?);
    }
    let applicant = cx.store.applicant(id).await?.ok_or_else(missing)?;
    let now = cx.clock.now();
    let code = verify_code(cx);
    let document = draw(cx, &application, &applicant, &code, now).await?;
    let record = keep(cx, &application, document, code, now).await?;

    let mut tx = cx.begin().await?;
    let held = tx.lock_application(id).await?.ok_or_else(missing)?;
    if held.version != application.version {
        return Err(StoreError::Conflict.into());
    }
    tx.insert_result(&record).await?;
    let (mut issue, by) = unattended("issue", Role::Platform)?;
    issue.result = Some((record.id, record.sha256));
    advance_in(cx, &mut tx, held, &issue, by).await?;
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// What verification codes are made of: no letter or digit that is easily taken for another.
const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyzi";
/// How many of them: a hundred bits, and still short enough to be typed from paper.
const CODE_LENGTH: usize = 20;

/// Whether a text can be a verification code at all.
pub(crate) fn is_verify_code(text: &str) -> bool {
    text.len() == CODE_LENGTH && text.bytes().all(|byte| LETTERS.contains(&byte))
}

/// A new verification code: unguessable.
fn verify_code(cx: &Cx) -> String {
    entropy::bytes::<CODE_LENGTH>(&*cx.entropy)
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}

async fn draw(
    cx: &Cx,
    application: &Application,
    of: &Profile,
    code: &str,
    now: Moment,
) -> Result<Document, CaseError> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, application)?;
    let name = entry.service.result.template.clone();
    let source = catalog
        .template(&name)
        .ok_or_else(|| CaseError::Catalog(format!("no template {name}")))?
        .to_owned();
    let verify_url = format!("{}/verify/{code}", cx.public_url);
    let values = values(cx, &catalog, application, of, &verify_url, now).await?;
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

/// What the template prints.
async fn values(
    cx: &Cx,
    catalog: &Catalog,
    application: &Application,
    of: &Profile,
    verify_url: &str,
    now: Moment,
) -> Result<Value, CaseError> {
    let (entry, _process) = passport(catalog, application)?;
    let form = cx.store.filed_form(application.id).await?.map_or(Value::Null, |form| form.0);
    let data = match cx.store.decision_data(application.id).await? {
        Some(data) => data,
        // An officer granted it by hand: the document prints what the register says.
        None => register_data(cx, application, &entry.service.registers).await?,
    };
    let data = periods_asked_for(data, &form);
    Ok(json!({
        "number": application.number,
        "issued_on": moscow_day(now),
        "certificate_kind": form.get("certificate_kind"),
        "purpose": form.get("purpose"),
        "form": form,
        "holder": {
            "last_name": of.last_name,
            "first_name": of.first_name,
            "middle_name": of.middle_name,
            "birth_date": of.birth_date,
        },
        "center": data.get("center"),
        "data": data,
        "service_title": entry.service.title.ru,
        "verify_url": verify_url,
    }))
}

/// The periods of registration, cut to the span the applicant asked for. Days are ISO texts, which
/// compare as days do.
fn periods_asked_for(mut data: Value, form: &Value) -> Value {
    let day = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let (from, to) = (day(form.get("period_from")), day(form.get("period_to")));
    if let Some(periods) = data.get_mut("periods").and_then(Value::as_array_mut) {
        periods.retain(|period| {
            let (begins, ends) = (day(period.get("from")), day(period.get("to")));
            let too_late = begins.zip(to.clone()).is_some_and(|(begins, to)| begins > to);
            let too_early = ends.zip(from.clone()).is_some_and(|(ends, from)| ends < from);
            !too_late && !too_early
        });
        for period in periods {
            if let (Some(begins), Some(from)) = (day(period.get("from")), &from)
                && begins < *from
            {
                period["from"] = json!(from);
            }
            if let Some(to) = &to
                && day(period.get("to")).is_none_or(|ends| ends > *to)
            {
                period["to"] = json!(to);
            }
        }
    }
    data
}

async fn register_data(
    cx: &Cx,
    application: &Application,
    registers: &[domain::codes::RegisterCode],
) -> Result<Value, CaseError> {
    let told = cx.store.registers_of(application.citizen).await?;
    let first = told.into_iter().find(|one| registers.contains(&one.register));
    Ok(first.map_or_else(|| json!({}), |one| one.data))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_cut_to_the_span_asked_for() {
        let data = json!({"periods": [
            {"from": "2024-01-10", "to": "2024-03-01"},
            {"from": "2025-05-05", "to": "2026-02-02"},
            {"from": "2026-08-03", "to": null},
        ]});
        let form = json!({"period_from": "2025-06-01", "period_to": "2026-09-01"});
        let cut = periods_asked_for(data.clone(), &form);
        let expected = json!([
            {"from": "2025-06-01", "to": "2026-02-02"},
            {"from": "2026-08-03", "to": "2026-09-01"},
        ]);
        assert_eq!(cut["periods"], expected);
        assert_eq!(periods_asked_for(data.clone(), &json!({})), data);
    }
}
