//! Forms with files, as browsers send them: what was typed, and each file received on its way in. A file becomes what a form
//! names it by, so that everything after this reads one kind of form.

use super::posted::{CSRF, Fields, LIMIT};
use crate::extract::{Ends, stream};
use crate::failure::Failure;
use actix_multipart::{Field, Multipart, MultipartError};
use bytes::{Bytes, BytesMut};
use casework::Cx;
use casework::upload::NewUpload;
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
/// How much of a file is read that is not received, in bytes, so that what was typed after it is not lost.
const SKIPPED: usize = 64 * 1024 * 1024;
/// How many parts a form may have.
const PARTS: usize = 500;
/// How many files a form may bring at once.
const FILES: usize = 10;
/// How long a form may be on its way: ten files over a slow line.
const LONGEST: Duration = Duration::from_mins(15);
/// How long a page waits for files to be looked at. What takes longer is told when the form is checked again.
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
    form: Multipart,
    receiver: Option<Receiver<'_>>,
) -> Result<Fields, Failure> {
    let read = tokio::time::timeout(LONGEST, gather(form, receiver.as_ref())).await;
    let (mut fields, came) = read.map_err(|_late| {
        Failure::with(Code::BadShape, "форма шла слишком долго", "the form took too long")
    })??;
    for pointer in taken_out(&fields) {
        fields.set(&pointer, String::new());
    }
    if let Some(to) = &receiver {
        settled(to, came).await;
    }
    Ok(fields)
}

/// What was typed, and the files that were received.
async fn gather(
    mut form: Multipart,
    receiver: Option<&Receiver<'_>>,
) -> Result<(Fields, Vec<UploadId>), Failure> {
    let (mut fields, mut came, mut bounds) = (Fields::default(), Vec::new(), Bounds::default());
    while let Some(part) = form.try_next().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        bounds.part(&name)?;
        let Some(pointer) = name.strip_prefix(FILE).filter(|at| at.starts_with('/')) else {
            let value = text(part, &mut bounds).await?;
            fields.push(&name, value);
            continue;
        };
        let own = receiver.filter(|to| fields.get(CSRF).is_some_and(to.is_own));
        let file = part.content_disposition().and_then(|of| of.get_filename().map(str::to_owned));
        let file = file.filter(|file| !file.is_empty());
        bounds.file()?;
        match (own, file) {
            (Some(to), Some(file)) => match receive(to, &file, part).await? {
                Received::File(id) => {
                    came.push(id);
                    fields.set(pointer, id.to_string());
                }
                Received::Nothing => {}
                Received::Refused => fields.set(pointer, NOT_RECEIVED.to_owned()),
            },
            // Nobody's to receive: its field says that it has to be chosen again.
            (None, Some(_)) => {
                skip(part).await?;
                fields.set(pointer, NOT_RECEIVED.to_owned());
            }
            (_, None) => skip(part).await?,
        }
    }
    Ok((fields, came))
}

/// How much of a form there was.
#[derive(Debug, Default)]
struct Bounds {
    weight: usize,
    parts: usize,
    files: usize,
}

impl Bounds {
    /// One more part of this name.
    fn part(&mut self, name: &str) -> Result<(), Failure> {
        self.parts += 1;
        if self.parts > PARTS {
            return Err(Failure::new(Code::TooLarge));
        }
        self.weigh(name.len())
    }

    /// One more file.
    fn file(&mut self) -> Result<(), Failure> {
        self.files += 1;
        if self.files > FILES { Err(Failure::new(Code::TooLarge)) } else { Ok(()) }
    }

    /// So many bytes more of what is held.
    fn weigh(&mut self, bytes: usize) -> Result<(), Failure> {
        self.weight = self.weight.saturating_add(bytes);
        if self.weight > LIMIT { Err(Failure::new(Code::TooLarge)) } else { Ok(()) }
    }
}

/// What came of an input of a file.
enum Received {
    /// One that is here now, looked at or not.
    File(UploadId),
    /// There was none: an input without a choice sends an empty one.
    Nothing,
    /// One that could not be received. What was typed beside it is not lost for that.
    Refused,
}

/// Receives a file.
async fn receive(to: &Receiver<'_>, name: &str, part: Field) -> Result<Received, Failure> {
    // A part must not be asked again once it has ended.
    let mut part = part.fuse();
    let Some(first) = part.next().await else { return Ok(Received::Nothing) };
    let first = first.map_err(|error| broken(&error))?;
    if first.is_empty() {
        return Ok(Received::Nothing);
    }
    let new = NewUpload { name: name.to_owned(), size: None };
    let begun = match casework::upload::begin(to.cx, to.actor, &new, None).await {
        Ok(upload) => upload.id,
        Err(error) => {
            Failure::from(error).log();
            skip(part).await?;
            return Ok(Received::Refused);
        }
    };
    let mut bytes = futures::stream::once(std::future::ready(Ok(first))).chain(part.by_ref());
    let received = stream(to.cx, to.actor, (begun, 0), &mut bytes, Ends::File).await;
    drop(bytes);
    let Err(failure) = received else {
        skip(part).await?;
        return Ok(Received::File(begun));
    };
    failure.log();
    // What cannot be taken back now is forgotten with all that nobody files.
    let _kept = casework::upload::discard(to.cx, to.actor, begun).await;
    if failure.code() == Code::BadShape {
        // It was cut off, and there is no rest to read.
        return Err(failure);
    }
    skip(part).await?;
    Ok(Received::Refused)
}

/// Waits for a moment until files were looked at, all of them together.
async fn settled(to: &Receiver<'_>, mut waiting: Vec<UploadId>) {
    let looks = PATIENCE.as_millis() / EVERY.as_millis();
    for _ in 0..looks {
        let Some(id) = waiting.last() else { return };
        match casework::upload::read(to.cx, to.actor, *id).await {
            Ok(upload) if upload.state == UploadState::Checking => {
                tokio::time::sleep(EVERY).await;
            }
            // The check of the form says what became of it.
            _ => drop(waiting.pop()),
        }
    }
}

/// The fields whose files the person took out of the form.
fn taken_out(fields: &Fields) -> Vec<String> {
    let marked = fields.pairs().filter_map(|(name, _)| name.strip_prefix(TAKEN_OUT));
    marked.map(str::to_owned).collect()
}

/// What was typed in a field.
async fn text(mut part: Field, bounds: &mut Bounds) -> Result<String, Failure> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        bounds.weigh(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a file to its end and keeps nothing: what was typed may come after it.
async fn skip(
    mut part: impl Stream<Item = Result<Bytes, MultipartError>> + Unpin,
) -> Result<(), Failure> {
    let mut skipped = 0;
    while let Some(chunk) = part.next().await {
        skipped += chunk.map_err(|error| broken(&error))?.len();
        if skipped > SKIPPED {
            return Err(Failure::new(Code::TooLarge));
        }
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
