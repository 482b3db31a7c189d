//! Files that applicants give. Parts are appended as the draft of the IETF says («Resumable Uploads for HTTP»,
//! draft-ietf-httpbis-resumable-upload): `Upload-Offset`, `Upload-Complete`.

pub(crate) mod append;
pub(crate) mod begin;
pub(crate) mod content;
pub(crate) mod discard;
pub(crate) mod filed;
pub(crate) mod read;

use crate::app::App;
use crate::extract::has_seen;
use crate::failure::Failure;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, Charset, ContentDisposition, DispositionParam,
    DispositionType, ETAG, ExtendedValue,
};
use actix_web::{HttpRequest, HttpResponse};
use casework::Upload;
use domain::upload::{FileKind, UploadState};
use openapi::problem::Code;
use utoipa_actix_web::service_config::ServiceConfig;

/// What bounds uploads have.
pub(crate) const UPLOAD_LIMIT: &str = "upload-limit";

/// The operations.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(begin::begin)
        .service(read::read)
        .service(append::append)
        .service(discard::discard)
        .service(content::content)
        .service(filed::filed);
}

/// Whether a file is whole, as `Upload-Complete` says it (a boolean of RFC 9651).
fn complete(of: &Upload) -> &'static str {
    if of.state == UploadState::Receiving { "?0" } else { "?1" }
}

/// A file as an answer. It never changes: its tag is its SHA-256, and its bytes are read for those alone who do not have them.
/// What is in it is somebody else's: no browser runs it here, and none keeps it, for computers are shared.
pub(crate) async fn answer(
    app: &App,
    request: &HttpRequest,
    of: &Upload,
) -> Result<HttpResponse, Failure> {
    let (Some(kind), Some(sha256)) = (of.kind, &of.sha256) else {
        return Err(Failure::new(Code::NotFound));
    };
    let tag = format!("\"{sha256}\"");
    if has_seen(request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, tag)).finish());
    }
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(kind.media_type())
        .insert_header((CONTENT_DISPOSITION, disposition(&of.name, kind)))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((ETAG, tag));
    Ok(answer.body(casework::upload::bytes(&app.cx, of).await?))
}

/// The small picture of a file as an answer.
pub(crate) async fn picture(app: &App, of: &Upload) -> Result<HttpResponse, Failure> {
    let bytes = casework::upload::preview(&app.cx, of).await?;
    Ok(HttpResponse::Ok().content_type("image/jpeg").body(bytes))
}

/// To be saved, by its own name and the ending of what it really is.
fn disposition(name: &str, kind: FileKind) -> ContentDisposition {
    let ending = format!(".{}", kind.extension());
    let own = if name.to_lowercase().ends_with(&ending) {
        name.to_owned()
    } else {
        format!("{name}{ending}")
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        // For readers of headers that know Latin only, and for all others (RFC 6266).
        parameters: vec![
            DispositionParam::Filename(format!("document{ending}")),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: own.into_bytes(),
            }),
        ],
    }
}
