//! Versions (`ETag`, `If-Match`) and idempotency keys.

use crate::failure::Failure;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use domain::text::{Lang, Text};
use openapi::problem::{Code, FieldCode};
use std::future::{Ready, ready};

/// The `ETag` of a version of what is the same in every language.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The `ETag` of a version of what is said in a language: another language is another representation, and a strong tag is of one alone
/// (RFC 9110 §8.8.3).
pub(crate) fn etag_in(version: i64, lang: Lang) -> String {
    format!("\"{version}-{}\"", lang.tag())
}

/// The version a tag of ours stands for, in whatever language it was seen.
fn version_of(tag: &str) -> Option<i64> {
    let said = [Lang::Ru, Lang::En]
        .iter()
        .find_map(|lang| tag.strip_suffix(lang.tag())?.strip_suffix('-'));
    said.unwrap_or(tag).parse().ok()
}

/// A required `If-Match` (RFC 9110 §13.1.1): 428 when it is absent, 400 when it is none. A weak tag is taken as the strong one it
/// was before a proxy compressed the answer: a version of ours is the same whatever its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// `*`: whatever version there is.
    Any,
    /// One of these. Tags that are not of our making match nothing and are left out.
    Versions(Vec<i64>),
}

impl IfMatch {
    /// The version that is asked for, or the present one where that is among them. What is asked by one version only needs no
    /// look at the present one: the change itself is refused if it is another.
    pub(crate) async fn version(
        &self,
        current: impl AsyncFnOnce() -> Result<i64, Failure>,
    ) -> Result<i64, Failure> {
        if let Self::Versions(versions) = self
            && let [only] = versions.as_slice()
        {
            return Ok(*only);
        }
        let now = current().await?;
        match self {
            Self::Any => Ok(now),
            Self::Versions(versions) if versions.contains(&now) => Ok(now),
            Self::Versions(_) => Err(Failure::new(Code::Stale)),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = joined(request, &IF_MATCH) else {
            return ready(Err(Failure::new(Code::PreconditionRequired)));
        };
        let read = if value.trim() == "*" {
            Some(Self::Any)
        } else {
            tags(&value)
                .map(|tags| Self::Versions(tags.iter().filter_map(|tag| version_of(tag)).collect()))
        };
        ready(read.ok_or_else(|| {
            let hint = Text::new(
                "отправьте ETag той версии, которую видели, например \"3\"; их список или *",
                "send the ETag of the version you saw, e.g. \"3\"; a list of them, or *",
            );
            Failure::field(Code::BadParameter, "header:If-Match", FieldCode::Invalid, hint)
        }))
    }
}

/// Whether a client has already what this tag, as [`etag`] writes it, stands for: `If-None-Match` by weak comparison (RFC 9110
/// §13.1.2). A header that is none is as if it were not there.
pub(crate) fn has_seen(request: &HttpRequest, tag: &str) -> bool {
    let Some(value) = joined(request, &IF_NONE_MATCH) else { return false };
    let seen = || tags(&value).is_some_and(|tags| tags.contains(&tag.trim_matches('"')));
    value.trim() == "*" || seen()
}

/// The values of a header that is a list, as one list.
fn joined(request: &HttpRequest, name: &HeaderName) -> Option<String> {
    let values: Vec<&str> =
        request.headers().get_all(name).map(|value| value.to_str().unwrap_or("?")).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// What stands in the quotes of a list of entity tags, weak or strong; nothing if it is not such a list.
fn tags(list: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = list.trim();
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return (!found.is_empty()).then_some(found);
        }
        let (tag, after) =
            rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
        found.push(tag);
        rest = after.trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
}

/// A required `Idempotency-Key`: 1 to 128 visible ASCII characters.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey(pub(crate) String);

impl FromRequest for IdempotencyKey {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok());
        let good = |key: &&str| {
            (1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        ready(key.filter(good).map(|key| Self(key.to_owned())).ok_or_else(|| {
            let hint = Text::new(
                "от 1 до 128 видимых знаков ASCII, новый ключ для каждого нового дела",
                "1 to 128 visible ASCII characters, new for each thing you create",
            );
            let header = "header:Idempotency-Key";
            Failure::field(Code::BadIdempotencyKey, header, FieldCode::Missing, hint)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn if_match(value: &str) -> Result<IfMatch, Code> {
        let request = TestRequest::default().insert_header((IF_MATCH, value)).to_http_request();
        IfMatch::from_request(&request, &mut Payload::None).into_inner().map_err(|one| one.code())
    }

    /// Issue 6, B14.
    #[test]
    fn tags_are_read_as_rfc_9110_writes_them() {
        for (value, read) in [
            ("*", IfMatch::Any),
            ("\"3\"", IfMatch::Versions(vec![3])),
            ("W/\"3\"", IfMatch::Versions(vec![3])),
            ("\"3-ru\"", IfMatch::Versions(vec![3])),
            ("W/\"12-en\"", IfMatch::Versions(vec![12])),
            ("\"3-de\", \"-ru\", \"ru\"", IfMatch::Versions(vec![])),
            (" \"3\" ,W/\"4\",, \"x,y\"", IfMatch::Versions(vec![3, 4])),
            ("\"of another\"", IfMatch::Versions(vec![])),
        ] {
            assert_eq!(if_match(value), Ok(read), "{value}");
        }
        for none in ["", "3", "\"3", "\"3\" \"4\"", "w/\"3\"", "*, \"3\""] {
            assert_eq!(if_match(none), Err(Code::BadParameter), "{none}");
        }
        let request = TestRequest::default().to_http_request();
        let absent = IfMatch::from_request(&request, &mut Payload::None).into_inner();
        assert_eq!(absent.unwrap_err().code(), Code::PreconditionRequired);
    }

    #[test]
    fn what_was_seen_is_known_by_weak_comparison() {
        let seen = |value: &str| {
            let request = TestRequest::default().insert_header((IF_NONE_MATCH, value));
            has_seen(&request.to_http_request(), &etag(3))
        };
        assert!(seen("\"3\"") && seen("W/\"3\"") && seen("\"2\", W/\"3\"") && seen("*"));
        assert!(!seen("\"4\"") && !seen("3") && !seen(""));
    }

    #[actix_web::test]
    async fn a_version_is_chosen_by_the_present_one_where_more_than_one_is_asked_for() {
        let now = async || Ok(7);
        let unasked = async || Err(Failure::new(Code::Internal));
        assert_eq!(IfMatch::Any.version(now).await.unwrap(), 7);
        assert_eq!(IfMatch::Versions(vec![2]).version(unasked).await.unwrap(), 2);
        assert_eq!(IfMatch::Versions(vec![2, 7]).version(now).await.unwrap(), 7);
        for versions in [vec![], vec![2, 3]] {
            let stale = IfMatch::Versions(versions).version(now).await.unwrap_err();
            assert_eq!(stale.code(), Code::Stale);
        }
    }
}
