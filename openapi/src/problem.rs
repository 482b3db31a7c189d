//! The public vocabulary of failure: RFC 9457 `application/problem+json`, one table of codes.

use domain::text::Lang;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $ru:literal, $en:literal;)+) => {
        /// A code of failure. Codes are stable: clients may match on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status it comes with.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// Its title, for people.
            #[must_use]
            pub const fn title(self, lang: Lang) -> &'static str {
                match lang {
                    Lang::Ru => match self { $(Self::$name => $ru,)+ },
                    Lang::En => match self { $(Self::$name => $en,)+ },
                }
            }
        }
    };
}

problems! {
    /// The body is not JSON, or not UTF-8.
    BadJson = "bad-json", 400, "Тело запроса не читается как JSON", "The body is not JSON";
    /// A parameter of the address or a header has a wrong form.
    BadParameter = "bad-parameter", 400, "Неверный параметр запроса", "A parameter is wrong";
    /// `Idempotency-Key` is required and absent or malformed.
    BadIdempotencyKey = "bad-idempotency-key", 400, "Нужен заголовок Idempotency-Key (1–128 знаков)", "An Idempotency-Key of 1 to 128 characters is needed";
    /// There is no token, or it is not valid any more.
    Unauthenticated = "unauthenticated", 401, "Войдите, чтобы продолжить", "Sign in to go on";
    /// The signature of a webhook does not count.
    BadSignature = "bad-signature", 401, "Подпись не подходит", "The signature does not count";
    /// The sign-in is too long ago for this (RFC 9470): sign in anew.
    StaleSignIn = "insufficient-user-authentication", 401, "Для этого действия войдите заново", "Sign in anew for this";
    /// The token is good, and this is not its holder's to do.
    Forbidden = "forbidden", 403, "Это действие вам недоступно", "This is not yours to do";
    /// The token lacks a scope.
    InsufficientScope = "insufficient-scope", 403, "У приложения нет разрешения на это действие", "The token lacks a scope";
    /// The account's level is too low.
    InsufficientAssurance = "insufficient-assurance", 403, "Нужна подтверждённая запись Госуслуг", "A confirmed account is needed";
    /// The form of a page has no or a foreign CSRF token.
    BadCsrfToken = "bad-csrf-token", 403, "Форма устарела. Обновите страницу и отправьте её снова", "The form is out of date. Reload the page and send it again";
    /// There is no such thing, or it is not yours to know.
    NotFound = "not-found", 404, "Не найдено", "Not found";
    /// The address does not take this method.
    MethodNotAllowed = "method-not-allowed", 405, "Метод не поддерживается", "The method is not supported";
    /// The client asked for a form of answer there is none of.
    NotAcceptable = "not-acceptable", 406, "Такой формат ответа не поддерживается", "No such form of answer";
    /// The thing is in a state that does not allow it.
    Conflict = "conflict", 409, "Сейчас это действие невозможно", "The state does not allow this";
    /// Two requests met; the same request may be made again.
    Busy = "busy", 409, "Запрос столкнулся с другим. Повторите его", "Another request was first. Try again";
    /// The thing has changed since it was read.
    Stale = "stale", 412, "Данные изменились, пока вы работали с ними", "It has changed since you read it";
    /// The body is too large.
    TooLarge = "too-large", 413, "Слишком большой запрос", "The body is too large";
    /// The body has another media type.
    UnsupportedMediaType = "unsupported-media-type", 415, "Неподдерживаемый тип содержимого", "The media type is not supported";
    /// The body is JSON of a wrong shape: unknown or missing field, wrong type.
    BadShape = "bad-shape", 422, "Поля запроса заполнены неверно", "A field is unknown, missing or of a wrong type";
    /// The form is wrong or does not suffice; `errors` says what.
    Insufficient = "insufficient", 422, "Данных или документов недостаточно", "Data or documents do not suffice";
    /// The idempotency key was used with another body.
    KeyReused = "idempotency-key-reused", 422, "Этот Idempotency-Key уже использован с другим запросом", "The Idempotency-Key was used with another body";
    /// The move needs a reason from the service's list, or may not give this one.
    BadReason = "bad-reason", 422, "Причина не из перечня услуги или закрыта предпроверкой", "The reason is not in the service's list or is closed by pre-check";
    /// The file is none that is taken; `detail` says why and what to do.
    UploadRejected = "upload-rejected", 422, "Файл не принят", "The file is not taken";
    /// The bytes are not the next of the file: ask how many are there, and go on from that.
    UploadOffset = "upload-offset", 409, "Это не следующие байты файла", "These are not the next bytes of the file";
    /// The person has as many files waiting to be filed as anybody may.
    TooManyUploads = "too-many-uploads", 409, "Слишком много загруженных и не поданных файлов. Удалите лишние", "Too many files wait to be filed. Take some back";
    /// The service is none of those that are filed at the department's own window.
    ServiceNotFiledHere = "service-not-filed-here", 409, "В этом ведомстве такую услугу не оформляют", "The service is not filed at this department";
    /// The service is announced, not open.
    ServiceNotOpen = "service-not-open", 409, "Услуга пока не принимает заявления через портал", "The service cannot be applied for yet";
    /// `If-Match` is required.
    PreconditionRequired = "precondition-required", 428, "Нужен заголовок If-Match с версией из ETag", "If-Match with the version from ETag is needed";
    /// More than one may ask in so short a time; `Retry-After` says when to go on.
    TooManyRequests = "too-many-requests", 429, "Слишком много запросов", "Too many requests";
    /// A defect of ours; it is in the log under the request's id.
    Internal = "internal", 500, "Ошибка на нашей стороне", "The error is on our side";
    /// An outside system does not answer.
    UpstreamAway = "upstream-away", 502, "Внешняя система не отвечает. Попробуйте позже", "An outside system does not answer. Try later";
    /// The database does not answer; nothing was written.
    StorageAway = "storage-away", 503, "Портал ненадолго прервался. Ничего не потеряно, повторите чуть позже", "The portal was interrupted for a moment. Nothing was lost; try again a little later";
    /// This node has as many live feeds open as it may; another node may have room.
    FeedsFull = "feeds-full", 503, "Слишком много открытых лент событий. Подключитесь чуть позже", "Too many live feeds are open. Connect again a little later";
    /// There is no room left to write; nothing was written.
    StorageFull = "storage-full", 507, "Закончилось место в хранилище. Ничего не сохранено", "There is no room left. Nothing was written";
}

/// A problem (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A stable address of the kind of problem: `/problems/{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The title in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The code of the table.
    pub code: String,
    /// What went wrong this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request's id, to be named when asking for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What exactly, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One thing wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// Where, as a JSON pointer (RFC 6901) into the body, or `header:…`, `query:…`, `path:…`.
    pub pointer: String,
    /// What kind of wrong, the same in every language: `missing`, `invalid`, `unsupported`, `too_long`, `range`, `number`; of
    /// a form that does not suffice, the id of the rule of the service, `form` or `assurance`; of a chat that is not linked,
    /// why.
    pub code: String,
    /// For people, in the language asked for.
    pub message: String,
}

/// What kind of wrong one field of a request is: stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldCode {
    /// It is needed and not there.
    Missing,
    /// It is not what it should be.
    Invalid,
    /// It is of a kind that is not taken.
    Unsupported,
    /// It is longer than it may be.
    TooLong,
    /// It is a number outside its bounds.
    Range,
    /// The number of a document was given for its code.
    Number,
}

impl FieldCode {
    /// As answers name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::Unsupported => "unsupported",
            Self::TooLong => "too_long",
            Self::Range => "range",
            Self::Number => "number",
        }
    }
}

impl Problem {
    /// A problem of a code, titled in a language.
    #[must_use]
    pub fn new(code: Code, lang: Lang) -> Self {
        Self {
            kind: format!("/problems/{}", code.as_str()),
            title: code.title(lang).to_owned(),
            status: code.status(),
            code: code.as_str().to_owned(),
            detail: None,
            instance: None,
            errors: Vec::new(),
        }
    }

    /// With what went wrong this time.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With one more wrong field.
    #[must_use]
    pub fn error(mut self, pointer: &str, code: &str, message: impl Into<String>) -> Self {
        self.errors.push(FieldProblem {
            pointer: pointer.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_statuses_are_errors() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }
}
