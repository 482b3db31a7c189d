//! Collecting messages: a department's system reads its mailbox from where it was.

use super::carried::carried;
use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::uploads::whole;
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::upload::FileKind;
use serde_json::Value;
use std::fmt;
use store::{PlacedMessage, Upload};

/// A message as it is collected.
#[derive(Clone)]
pub struct Collected {
    /// Its place and identity.
    pub placed: PlacedMessage,
    /// What it carries: an application that is sent. Nothing where one is taken back, where it ended before the department had it, and
    /// where its data cannot be read now.
    pub body: Option<Value>,
}

impl fmt::Debug for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collected({}, …)", self.placed.id)
    }
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
            Err(error) if error.is_away() => return Err(error),
            // Its row, its form, its passport or a key is gone or damaged: that is its own trouble.
            Err(error) => {
                tracing::error!(message = placed.id, %error, "what a message carries cannot be read");
                None
            }
        };
        collected.push(Collected { placed, body });
    }
    if last == after && after > 0 {
        // Nothing new is usual; that so many messages never were is a mistake, or the mailbox is that of an older backup.
        let there = cx.store.placed(department).await?;
        if there < after {
            return Err(CaseError::MailboxEnds { last: there });
        }
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

/// What a message carries, with the form of its own revision: whoever reads it again reads the same form.
async fn sent(cx: &Cx, placed: &PlacedMessage) -> Result<Option<(Value, Vec<Upload>)>, CaseError> {
    if placed.kind == MessageKind::TakenBack {
        return Ok(None);
    }
    let filed = cx.store.filed_revision(placed.application, placed.revision).await?;
    let filed = filed.ok_or(CaseError::NotFound("application"))?;
    // What ended before the department had it is not the department's any more.
    let ended = filed.application.outcome.is_some();
    if ended && cx.store.received_message(&placed.receiver, &placed.id).await?.is_none() {
        return Ok(None);
    }
    let to = Some((&placed.receiver, placed.revision));
    carried(cx, &filed, (&placed.id, to, placed.placed_at)).await.map(Some)
}
