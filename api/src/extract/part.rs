//! Bytes of a file in a request: streamed into parts, and what came of one that was cut off is kept.

use crate::failure::Failure;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use casework::upload::{Chunk, append};
use casework::{CaseError, Cx, Upload};
use domain::access::Actor;
use domain::id::UploadId;
use domain::text::Text;
use domain::upload::{MIN_PART, PART};
use futures::future::LocalBoxFuture;
use futures::{Stream, StreamExt};
use openapi::problem::{Code, FieldCode};

/// How many bytes of a file are there: where its next part begins.
pub(crate) const UPLOAD_OFFSET: &str = "upload-offset";
/// Whether the file ends with these bytes, as a boolean of RFC 9651: `?1` or `?0`.
pub(crate) const UPLOAD_COMPLETE: &str = "upload-complete";
/// The media type of a part of a file.
const MEDIA_TYPE: &str = "application/partial-upload";

/// What ends with the bytes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The whole file.
    File,
    /// Only this part of it.
    Part,
}

/// Bytes of a file, not read yet.
pub(crate) struct PartOf {
    offset: u64,
    ends: Ends,
    payload: web::Payload,
}

impl FromRequest for PartOf {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let header = |name: &str| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let kind = header(CONTENT_TYPE.as_str());
        let (offset, last) = (header(UPLOAD_OFFSET), header(UPLOAD_COMPLETE));
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if kind.as_deref() != Some(MEDIA_TYPE) {
                let hint = Text::new(
                    "отправьте Content-Type: application/partial-upload",
                    "send Content-Type: application/partial-upload",
                );
                let header = "header:Content-Type";
                let kind = FieldCode::Unsupported;
                return Err(Failure::field(Code::UnsupportedMediaType, header, kind, hint));
            }
            let offset = offset.and_then(|offset| offset.parse().ok()).ok_or_else(|| {
                let hint = Text::new(
                    "целое число: сколько байтов файла уже здесь",
                    "a whole number: how many bytes of the file are there",
                );
                Failure::field(Code::BadParameter, "header:Upload-Offset", FieldCode::Invalid, hint)
            })?;
            let ends = match last.as_deref() {
                Some("?1") => Ends::File,
                Some("?0") => Ends::Part,
                _ => {
                    let hint = Text::new(
                        "?1, если это конец файла, иначе ?0",
                        "?1 if the file ends here, else ?0",
                    );
                    let header = "header:Upload-Complete";
                    return Err(Failure::field(
                        Code::BadParameter,
                        header,
                        FieldCode::Invalid,
                        hint,
                    ));
                }
            };
            let payload = payload.await.map_err(|_broken| Failure::new(Code::BadShape))?;
            Ok(Self { offset, ends, payload })
        })
    }
}

impl PartOf {
    /// Reads them and appends them to a file.
    pub(crate) async fn append(
        self,
        cx: &Cx,
        actor: &Actor,
        id: UploadId,
    ) -> Result<Upload, Failure> {
        stream(cx, actor, (id, self.offset), self.payload, self.ends).await
    }
}

/// Appends what a stream brings to a file, from an offset. Of a stream that breaks
/// off, what came is kept, if it is worth it.
pub(crate) async fn stream<E>(
    cx: &Cx,
    actor: &Actor,
    (id, mut offset): (UploadId, u64),
    stream: impl Stream<Item = Result<Bytes, E>>,
    ends: Ends,
) -> Result<Upload, Failure> {
    let mut stream = std::pin::pin!(stream);
    let mut held = BytesMut::new();
    let cut = loop {
        let Some(next) = stream.next().await else { break false };
        let Ok(bytes) = next else { break true };
        held.extend_from_slice(&bytes);
        // So much is held back that what follows is worth being kept, and that the last part is kept as the last.
        while held.len() >= PART + MIN_PART {
            let part = held.split_to(PART);
            let chunk = Chunk { offset, bytes: &part, last: false };
            let upload = append(cx, actor, id, chunk).await?;
            if upload.defect.is_some() {
                return Ok(upload);
            }
            offset = upload.received;
        }
    };
    if cut {
        if held.len() >= MIN_PART {
            append(cx, actor, id, Chunk { offset, bytes: &held, last: false }).await?;
        }
        return Err(Failure::with(
            Code::BadShape,
            "файл пришёл не целиком: спросите, сколько байтов уже здесь, и продолжите",
            "the bytes were cut off: ask how many are there, and go on",
        ));
    }
    if ends == Ends::Part && held.len() < MIN_PART {
        return Err(Failure::from(CaseError::UploadPartTooSmall));
    }
    Ok(append(cx, actor, id, Chunk { offset, bytes: &held, last: ends == Ends::File }).await?)
}
