//! Drafts: begun, changed, thrown away. Not yet applications, so nobody else sees them.

use crate::cx::{Cx, applicant, service};
use crate::error::CaseError;
use crate::steps::form::{Known, open, shape};
use crate::steps::once::{Once, once};
use crate::steps::reception::{filed_here, shows_draft};
use domain::access::{Actor, Person};
use domain::codes::ServiceCode;
use domain::id::DraftId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Draft, Key};

/// What an idempotency key remembers of a draft.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    draft: DraftId,
}

/// Begins a draft; without a form it starts with what the profile knows. The same key with the same
/// body gives the same draft.
pub async fn begin(
    cx: &Cx,
    actor: &Actor,
    code: &ServiceCode,
    form: Option<Value>,
    key: Option<&Key>,
) -> Result<Draft, CaseError> {
    applicant(actor)?;
    match once(cx, key, async || make(cx, actor, code, form, key).await).await? {
        Once::Made(draft) => Ok(draft),
        Once::Before(Begun { draft }) => read(cx, actor, draft).await,
    }
}

async fn make(
    cx: &Cx,
    actor: &Actor,
    code: &ServiceCode,
    form: Option<Value>,
    key: Option<&Key>,
) -> Result<Draft, CaseError> {
    let person = applicant(actor)?;
    let catalog = cx.catalog();
    let entry = service(&catalog, code)?;
    open(entry)?;
    filed_here(person, entry)?;
    let form =
        if let Some(form) = form { form } else { Known::of(cx, person).await?.prefill(entry) };
    shape(&form)?;
    let mut tx = cx.begin().await?;
    let draft = tx.insert_draft(person.citizen, code, &form).await?;
    if let Some(key) = key {
        tx.keep_answer(key, &Begun { draft: draft.id }).await?;
    }
    tx.commit().await?;
    Ok(draft)
}

/// A draft of the person who asks.
pub async fn read(cx: &Cx, actor: &Actor, id: DraftId) -> Result<Draft, CaseError> {
    let owner = applicant(actor)?;
    seen(cx, owner, cx.store.draft(owner.citizen, id).await?)
}

/// Keeps a changed form, if the draft is still as the asker saw it.
pub async fn save(
    cx: &Cx,
    actor: &Actor,
    id: DraftId,
    form: Value,
    version: i64,
) -> Result<Draft, CaseError> {
    let owner = applicant(actor)?;
    shape(&form)?;
    let mut tx = cx.begin().await?;
    let draft = seen(cx, owner, tx.lock_draft(owner.citizen, id).await?)?;
    if draft.version != version {
        return Err(CaseError::Stale { current: draft.version });
    }
    let draft = tx.update_draft(draft, form).await?;
    tx.commit().await?;
    Ok(draft)
}

/// Throws a draft away, if it is still as the asker saw it.
pub async fn discard(cx: &Cx, actor: &Actor, id: DraftId, version: i64) -> Result<(), CaseError> {
    let owner = applicant(actor)?;
    let mut tx = cx.begin().await?;
    let draft = seen(cx, owner, tx.lock_draft(owner.citizen, id).await?)?;
    if draft.version != version {
        return Err(CaseError::Stale { current: draft.version });
    }
    tx.delete_draft(id).await?;
    Ok(tx.commit().await?)
}

/// A draft, if who acts for its owner may see it.
fn seen(cx: &Cx, owner: &Person, found: Option<Draft>) -> Result<Draft, CaseError> {
    let catalog = cx.catalog();
    let shown =
        found.filter(|draft| shows_draft(&catalog, owner, (&draft.service, draft.created_at)));
    shown.ok_or(CaseError::NotFound("draft"))
}
