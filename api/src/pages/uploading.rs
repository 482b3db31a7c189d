//! Forms with files, as browsers send them: what was typed, and each file received on its way in. A file becomes what a form
//! names it by, so that everything after this reads one kind of form.

use super::posted::{CSRF, Fields, LIMIT};
use crate::extract::{Ends, stream};
use crate::failure::Failure;
use actix_multipart::{Field, Multipart, MultipartError};
use bytes::{Bytes, BytesMut};
use casework::upload::NewUpload;
use casework::{CaseError, Cx, Upload};
use domain::access::Actor;
use domain::id::UploadId;
use domain::upload::UploadState;
use futures::{Stream, StreamExt, TryStreamExt};
use openapi::problem::Code;
use std::time::Duration;

/// What the name of an input of a file begins with, before the pointer of the field.
const FILE: &str = "file:";
/// What the name of a mark begins with by which a file is taken out of the form.
const TAKEN_OUT: &str = "without:";
/// What a field holds whose file was not received: no file is called so, and the check of the form says that.
const NOT_RECEIVED: &str = "-";
/// How long a page waits for a file to be looked at. What takes longer is told when the form is checked again.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it looks.
const EVERY: Duration = Duration::from_millis(100);

/// Whose files are received, and for which token.
pub(super) struct Receiver<'a> {
    pub(super) cx: &'a Cx,
    pub(super) actor: &'a Actor,
    /// Whether a token is that of their session.
    pub(super) is_own: &'a dyn Fn(&str) -> bool,
}

/// Reads a form. Files are received for a person alone, from a page of their session: the token comes before them.
pub(super) async fn read(
    mut form: Multipart,
    receiver: Option<Receiver<'_>>,
) -> Result<Fields, Failure> {
    let (mut fields, mut weight) = (Fields::default(), 0);
    while let Some(part) = form.try_next().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let Some(pointer) = name.strip_prefix(FILE) else {
            let value = text(part, &mut weight).await?;
            fields.push(&name, value);
            continue;
        };
        let own = receiver.as_ref().filter(|to| fields.get(CSRF).is_some_and(to.is_own));
        let file = part.content_disposition().and_then(|of| of.get_filename().map(str::to_owned));
        match (own, file.filter(|file| !file.is_empty())) {
            (Some(to), Some(file)) => {
                if let Some(id) = receive(to, &file, part).await? {
                    fields.set(pointer, id);
                }
            }
            _ => skip(part).await?,
        }
    }
    for pointer in taken_out(&fields) {
        fields.set(&pointer, String::new());
    }
    Ok(fields)
}

/// Receives a file; what its form holds then. Nothing, if there was none: an input without a choice sends an empty one.
async fn receive(to: &Receiver<'_>, name: &str, part: Field) -> Result<Option<String>, Failure> {
    // A part must not be asked again once it has ended.
    let mut part = part.fuse();
    let Some(first) = part.next().await else { return Ok(None) };
    let first = first.map_err(|error| broken(&error))?;
    if first.is_empty() {
        return Ok(None);
    }
    let new = NewUpload { name: name.to_owned(), size: None };
    let begun = match casework::upload::begin(to.cx, to.actor, &new, None).await {
        Ok(upload) => upload,
        Err(CaseError::TooManyUploads) => {
            skip(part).await?;
            return Ok(Some(NOT_RECEIVED.to_owned()));
        }
        Err(error) => return Err(error.into()),
    };
    let mut bytes = futures::stream::once(std::future::ready(Ok(first))).chain(part.by_ref());
    let received = stream(to.cx, to.actor, (begun.id, 0), &mut bytes, Ends::File).await;
    drop(bytes);
    match received {
        Ok(upload) => {
            skip(part).await?;
            settled(to, upload).await?;
            Ok(Some(begun.id.to_string()))
        }
        Err(error) if error.code() == Code::TooLarge => {
            skip(part).await?;
            forget(to, begun.id).await?;
            Ok(Some(NOT_RECEIVED.to_owned()))
        }
        Err(error) => {
            forget(to, begun.id).await?;
            Err(error)
        }
    }
}

async fn forget(to: &Receiver<'_>, id: UploadId) -> Result<(), Failure> {
    Ok(casework::upload::discard(to.cx, to.actor, id).await?)
}

/// Waits until a file was looked at, for a moment.
async fn settled(to: &Receiver<'_>, mut upload: Upload) -> Result<(), Failure> {
    let looks = PATIENCE.as_millis() / EVERY.as_millis();
    for _ in 0..looks {
        if upload.state != UploadState::Checking {
            break;
        }
        tokio::time::sleep(EVERY).await;
        upload = casework::upload::read(to.cx, to.actor, upload.id).await?;
    }
    Ok(())
}

/// The fields whose files the person took out of the form.
fn taken_out(fields: &Fields) -> Vec<String> {
    let marked = fields.pairs().filter_map(|(name, _)| name.strip_prefix(TAKEN_OUT));
    marked.map(str::to_owned).collect()
}

/// What was typed in a field; `weight` is what all of them weigh.
async fn text(mut part: Field, weight: &mut usize) -> Result<String, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        *weight = weight.saturating_add(chunk.len());
        if *weight > LIMIT {
            return Err(Failure::new(Code::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a file to its end and keeps nothing: what was typed may come after it.
async fn skip(
    mut part: impl Stream<Item = Result<Bytes, MultipartError>> + Unpin,
) -> Result<(), Failure> {
    while let Some(chunk) = part.next().await {
        chunk.map_err(|error| broken(&error))?;
    }
    Ok(())
}

/// What is told of a form that cannot be read.
pub(super) fn broken(error: &MultipartError) -> Failure {
    match error {
        MultipartError::ContentTypeMissing | MultipartError::ContentTypeIncompatible => {
            Failure::new(Code::UnsupportedMediaType)
        }
        _ => Failure::with(Code::BadShape, "файл пришёл не целиком", error.to_string()),
    }
}
