//! JSON in and out of the agencies' doors: fields read one by one, so that a mistake names its field.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use domain::snils::Snils;
use serde_json::{Value, json};

/// Why a JSON request was not accepted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadRequest {
    /// No bearer key, or a wrong one.
    #[error("the bearer key is missing or wrong")]
    Key,
    /// Not JSON at all.
    #[error("the body is not JSON: {0}")]
    Json(String),
    /// A field is missing or wrong.
    #[error("{field}: {problem}")]
    Field {
        /// Its path, dotted.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl BadRequest {
    /// A mistake in this field.
    pub(crate) fn field(field: &str, problem: impl Into<String>) -> Self {
        Self::Field { field: field.to_owned(), problem: problem.into() }
    }

    /// The answer: 401, 400 or 422.
    pub(crate) fn response(&self) -> HttpResponse {
        let (status, code, field) = match self {
            Self::Key => (StatusCode::UNAUTHORIZED, "bad_key", None),
            Self::Json(_) => (StatusCode::BAD_REQUEST, "bad_json", None),
            Self::Field { field, .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "bad_field", Some(field.as_str()))
            }
        };
        let mut answer = HttpResponse::build(status);
        if *self == Self::Key {
            answer.insert_header(("WWW-Authenticate", "Bearer"));
        }
        answer.json(json!({"code": code, "field": field, "message": self.to_string()}))
    }
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get("Authorization")?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Lets in only who shows the key.
pub(crate) fn guard(request: &HttpRequest, key: &str) -> Result<(), BadRequest> {
    let given = bearer(request).ok_or(BadRequest::Key)?;
    aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), key.as_bytes())
        .map_err(|aws_lc_rs::error::Unspecified| BadRequest::Key)
}

/// The body as a JSON object.
pub(crate) fn object(body: &[u8]) -> Result<Value, BadRequest> {
    let value: Value =
        serde_json::from_slice(body).map_err(|problem| BadRequest::Json(problem.to_string()))?;
    if value.is_object() { Ok(value) } else { Err(BadRequest::Json("expected an object".into())) }
}

/// The value at a dotted path.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

/// A text that is there and is not empty.
pub(crate) fn text<'a>(value: &'a Value, path: &str) -> Result<&'a str, BadRequest> {
    match at(value, path) {
        None | Some(Value::Null) => Err(BadRequest::field(path, "is missing")),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text),
        Some(Value::String(_)) => Err(BadRequest::field(path, "is empty")),
        Some(_) => Err(BadRequest::field(path, "must be a string")),
    }
}

/// A text that parses into something.
pub(crate) fn parsed<T>(value: &Value, path: &str, what: &str) -> Result<T, BadRequest>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text(value, path)?
        .parse()
        .map_err(|problem: T::Err| BadRequest::field(path, format!("must be {what}: {problem}")))
}

/// A СНИЛС with right check digits.
pub(crate) fn snils(value: &Value, path: &str) -> Result<Snils, BadRequest> {
    parsed(value, path, "a SNILS")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_names_its_field() {
        let value = json!({"applicant": {"snils": "11223344596", "age": 3, "name": " "}});
        let said = |mistake: Result<&str, BadRequest>| mistake.unwrap_err().to_string();
        assert_eq!(said(text(&value, "applicant.age")), "applicant.age: must be a string");
        assert_eq!(said(text(&value, "applicant.name")), "applicant.name: is empty");
        assert_eq!(said(text(&value, "applicant.no")), "applicant.no: is missing");
        let snils = snils(&value, "applicant.snils").unwrap_err().to_string();
        assert!(snils.starts_with("applicant.snils: must be a SNILS: the check"), "{snils}");
        assert!(matches!(object(b"[1]"), Err(BadRequest::Json(_))));
    }
}
