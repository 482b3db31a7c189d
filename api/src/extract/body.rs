//! A JSON body: right media type, bounded, UTF-8, known fields of the right types.

use crate::failure::Failure;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::BytesMut;
use domain::text::Text;
use futures::StreamExt;
use futures::future::LocalBoxFuture;
use openapi::problem::{Code, FieldCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use sha2::{Digest, Sha256};

/// The most a JSON body may weigh.
const LIMIT: usize = 256 * 1024;

/// A JSON body and the hash of operation and body, for idempotency.
#[derive(Debug)]
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) sha256: String,
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let said = said_json(request);
        let operation = format!("{} {}\n", request.method(), request.path());
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            said?;
            let bytes = read(payload.await).await?;
            let mut hash = Sha256::new();
            hash.update(operation);
            hash.update(&bytes);
            Ok(Self { value: parse(&bytes)?, sha256: hex::encode(hash.finalize()) })
        })
    }
}

/// Refuses a request that does not say that its body is JSON.
pub(super) fn said_json(request: &HttpRequest) -> Result<(), Failure> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(names_json) {
        return Ok(());
    }
    Err(Failure::field(
        Code::UnsupportedMediaType,
        "header:Content-Type",
        FieldCode::Unsupported,
        Text::new(
            "отправьте Content-Type: application/json",
            "send Content-Type: application/json",
        ),
    ))
}

fn names_json(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// The whole of a body, within bounds.
pub(super) async fn read(
    payload: Result<web::Payload, actix_web::Error>,
) -> Result<BytesMut, Failure> {
    let mut payload = payload.map_err(|_broken| Failure::new(Code::BadJson))?;
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_cut| {
            Failure::with(Code::BadJson, "тело запроса пришло не целиком", "the body was cut short")
        })?;
        if bytes.len().saturating_add(chunk.len()) > LIMIT {
            return Err(Failure::with(Code::TooLarge, "не больше 256 КиБ", "the most is 256 KiB"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads JSON; what is wrong is named by line and column, or by the field's pointer.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to();
        let ru = format!("начиная с байта {place} это не UTF-8");
        Failure::with(Code::BadJson, ru, format!("not UTF-8 from byte {place}"))
    })?;
    if text.trim_start().starts_with('[') {
        // A list would be read as fields in order: a mistake nobody means to make.
        let hint = Text::new("отправьте объект, а не список", "send an object, not a list");
        return Err(Failure::field(Code::BadShape, "/", FieldCode::Invalid, hint));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => Failure::field(
                Code::BadShape,
                if pointer.is_empty() { "/" } else { &pointer },
                FieldCode::Invalid,
                Text::new(
                    "поля нет, оно лишнее, или в нём значение другого вида",
                    without_place(&inner.to_string()),
                ),
            ),
            _ => not_json(&inner),
        }
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> Failure {
    let ru = format!("строка {}, знак {}: здесь это уже не JSON", error.line(), error.column());
    Failure::with(Code::BadJson, ru, error.to_string())
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => "/?".to_owned(),
        })
        .collect()
}

/// The message without "at line 1 column 17": the pointer says it better.
fn without_place(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Lang;
    use openapi::draft::DraftRequest;

    fn refusal(body: &[u8]) -> openapi::Problem {
        parse::<DraftRequest>(body).unwrap_err().problem(Lang::En)
    }

    #[test]
    fn what_is_wrong_with_a_body_is_named() {
        assert_eq!(refusal(b"{").code, "bad-json");
        assert_eq!(refusal(b"\xff\xfe").detail.unwrap(), "not UTF-8 from byte 0");
        assert_eq!(refusal(b"{\"service\":\"a\"} x").code, "bad-json");
        let wrong_type = refusal(b"{\"service\": 7}");
        assert_eq!(wrong_type.code, "bad-shape");
        assert_eq!(wrong_type.errors[0].pointer, "/service");
        let unknown = refusal(b"{\"service\": \"a\", \"extra\": 1}");
        assert!(unknown.errors[0].message.contains("extra"), "{unknown:?}");
        let missing = refusal(b"{}");
        assert!(missing.errors[0].message.contains("service"), "{missing:?}");
    }

    #[test]
    fn only_json_is_json() {
        assert!(names_json("application/json; charset=utf-8"));
        assert!(names_json("application/merge-patch+json"));
        assert!(!names_json("text/json"));
        assert!(!names_json("application/x-www-form-urlencoded"));
    }
}
