//! Collecting messages: a department's system reads its mailbox from where it was.

use super::carried::carried;
use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::uploads::whole;
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::upload::FileKind;
use serde_json::Value;
use store::{PlacedMessage, StoreError, Upload};

/// A message as it is collected.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Its place and identity.
    pub placed: PlacedMessage,
    /// What it carries: an application that is sent. Nothing where one is taken back, and where its data cannot be read now.
    pub body: Option<Value>,
}

/// The messages behind a position, in their order, so many at most; and the position they reach to. One that cannot be read stops no other.
pub async fn collect(
    cx: &Cx,
    department: &DepartmentCode,
    after: u64,
    limit: u64,
) -> Result<(Vec<Collected>, u64), CaseError> {
    let (mut collected, mut last) = (Vec::new(), after);
    for (position, placed) in cx.store.placed_after(department, after, limit).await? {
        last = position;
        let placed = match placed {
            Ok(placed) => placed,
            Err(error) => {
                tracing::error!(%department, position, %error, "a message cannot be read");
                continue;
            }
        };
        let body = match body(cx, &placed).await {
            Ok(body) => body,
            Err(CaseError::Store(error @ StoreError::Corrupt(_))) => {
                tracing::error!(message = placed.id, %error, "a message cannot be read");
                None
            }
            Err(error) => return Err(error),
        };
        collected.push(Collected { placed, body });
    }
    Ok((collected, last))
}

/// One message of a department.
pub async fn collect_one(
    cx: &Cx,
    department: &DepartmentCode,
    id: &str,
) -> Result<Collected, CaseError> {
    let placed = cx.store.placed_message(department, id).await?;
    let placed = placed.ok_or(CaseError::NotFound("message"))?;
    let body = body(cx, &placed).await?;
    Ok(Collected { placed, body })
}

/// A file that a message names, by the hash it names it by.
pub async fn collect_document(
    cx: &Cx,
    department: &DepartmentCode,
    (id, sha256): (&str, &str),
) -> Result<(FileKind, Vec<u8>), CaseError> {
    let missing = || CaseError::NotFound("document");
    let placed = cx.store.placed_message(department, id).await?.ok_or_else(missing)?;
    let files = sent(cx, &placed).await?.map(|(_body, files)| files).unwrap_or_default();
    let named = files.into_iter().find(|file| file.sha256.as_deref() == Some(sha256));
    let named = named.ok_or_else(missing)?;
    let kind = named.kind.ok_or_else(missing)?;
    Ok((kind, whole(cx, &named).await?))
}

async fn body(cx: &Cx, placed: &PlacedMessage) -> Result<Option<Value>, CaseError> {
    Ok(sent(cx, placed).await?.map(|(body, _files)| body))
}

/// What a message carries, with the form of its own revision: whoever reads it again reads the same.
async fn sent(cx: &Cx, placed: &PlacedMessage) -> Result<Option<(Value, Vec<Upload>)>, CaseError> {
    if placed.kind == MessageKind::TakenBack {
        return Ok(None);
    }
    let filed = cx.store.filed_revision(placed.application, placed.revision).await?;
    let filed = filed.ok_or(CaseError::NotFound("application"))?;
    let to = Some((&placed.receiver, placed.revision));
    carried(cx, &filed, (&placed.id, to, placed.placed_at)).await.map(Some)
}
