//! A refusal on its way out: turned into problem+json, or into a page, by the middleware, which knows
//! the reader's language and the request's id.

mod words;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use casework::CaseError;
use domain::application::{BadAssignment, BadComparison, BadInquiry, BadMove, BadSubmission};
use domain::consultation::BadAnswer;
use domain::fault::Fault;
use domain::manifest::BadSignature;
use domain::precheck::{Finding, Precheck};
use domain::text::{Lang, Text};
use identity::IdentityError;
use openapi::problem::{Code, FieldCode, FieldProblem, Problem};
use std::fmt;
use std::sync::Arc;
use words::words;

/// Why a handler did not answer as asked. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Arc<Cause>);

#[derive(Debug)]
enum Cause {
    Plain(Code, Option<Text>),
    Field(Code, String, &'static str, Text),
    Case(CaseError),
}

impl Failure {
    /// A refusal that its code says all about.
    pub(crate) fn new(code: Code) -> Self {
        Self(Arc::new(Cause::Plain(code, None)))
    }

    /// A refusal with what went wrong this time, in Russian and in English.
    pub(crate) fn with(code: Code, ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self::of(code, Text::new(ru, en))
    }

    /// The same, in words that are there already.
    pub(crate) fn of(code: Code, words: Text) -> Self {
        Self(Arc::new(Cause::Plain(code, Some(words))))
    }

    /// This node takes no more: another one answers.
    pub(crate) fn draining() -> Self {
        Self::with(Code::StorageAway, "узел останавливается", "draining")
    }

    /// A refusal about one field, in words of both languages.
    pub(crate) fn field(code: Code, pointer: &str, kind: FieldCode, words: Text) -> Self {
        Self(Arc::new(Cause::Field(code, pointer.to_owned(), kind.as_str(), words)))
    }

    /// A step of linking a chat that is refused: its kinds have names of their own.
    pub(crate) fn linking(pointer: &str, kind: &'static str, words: Text) -> Self {
        Self(Arc::new(Cause::Field(Code::Conflict, pointer.to_owned(), kind, words)))
    }

    /// The code it goes out under.
    pub(crate) fn code(&self) -> Code {
        match &*self.0 {
            Cause::Plain(code, _) | Cause::Field(code, ..) => *code,
            Cause::Case(error) => code_of(error),
        }
    }

    /// The problem, for a reader.
    pub(crate) fn problem(&self, lang: Lang) -> Problem {
        let mut problem = Problem::new(self.code(), lang);
        match &*self.0 {
            Cause::Plain(_, detail) => {
                problem.detail = detail.as_ref().map(|words| words.pick(lang).to_owned());
            }
            Cause::Field(_, pointer, kind, words) => {
                problem = problem.error(pointer, kind, words.pick(lang));
            }
            Cause::Case(CaseError::Insufficient(checked)) => {
                problem.errors = findings(checked, lang);
            }
            Cause::Case(CaseError::Visitor(bad)) => {
                let kind = FieldCode::Invalid.as_str();
                problem = bad.iter().fold(problem, |problem, one| {
                    problem.error(one.pointer, kind, one.message.pick(lang))
                });
            }
            Cause::Case(error @ CaseError::NumberForCode) => {
                let ru = "Это номер, а нужен код: 20 знаков рядом с QR-кодом документа";
                let words = Text::new(ru, error.to_string());
                problem = problem.error("path:code", FieldCode::Number.as_str(), words.pick(lang));
            }
            Cause::Case(error @ CaseError::UnfitFacts { pointer, .. }) => {
                let ru = "здесь не то, что нужно документу: смотрите `result_facts` услуги";
                let words = Text::new(ru, error.to_string());
                let pointer = format!("/data/data{pointer}");
                problem = problem.error(&pointer, FieldCode::Invalid.as_str(), words.pick(lang));
            }
            Cause::Case(CaseError::Form(reason)) => {
                let ru = "Форма должна быть объектом JSON не больше 64 КиБ";
                let words = Text::new(ru, format!("the form {reason}"));
                problem = problem.error("/form", FieldCode::Invalid.as_str(), words.pick(lang));
            }
            // What is wrong inside is in the log, under the request's id.
            Cause::Case(error) => {
                problem.detail = words(error).map(|words| words.pick(lang).to_owned());
                if let (Some(pointer), Some(detail)) = (field_of(error), problem.detail.clone()) {
                    problem = problem.error(pointer, FieldCode::Invalid.as_str(), &detail);
                }
            }
        }
        problem
    }

    /// Logged once, here, when it is ours to mend.
    pub(crate) fn log(&self) {
        if let Cause::Case(error) = &*self.0
            && self.code().status() >= 500
        {
            tracing::error!(code = self.code().as_str(), %error, "a request failed");
        }
    }
}

/// The field of a request that is wrong.
const fn field_of(error: &CaseError) -> Option<&'static str> {
    match error {
        CaseError::Move(bad) => field_of_move(bad),
        CaseError::Assignment(BadAssignment::NotAColleague) => Some("/colleague"),
        CaseError::UnfitAnswer { .. } => Some("/data/reason_code"),
        CaseError::NoTopic(_) | CaseError::Inquiry(BadInquiry::NotPassedOn) => Some("/topic"),
        CaseError::Answer(BadAnswer::Empty | BadAnswer::TooLong) => Some("/text"),
        CaseError::MailboxEnds { .. } => Some("query:after"),
        _ => None,
    }
}

const fn field_of_move(bad: &BadMove) -> Option<&'static str> {
    match bad {
        BadMove::Unknown(_) => Some("/move"),
        BadMove::ReasonNeeded(_) | BadMove::ReasonUnknown(_) | BadMove::ReasonClosed { .. } => {
            Some("/reason")
        }
        BadMove::FormNeeded(_) | BadMove::FormRefused(_) => Some("/form"),
        BadMove::Originals(BadComparison::Kept(_) | BadComparison::NotKept(_)) => Some("/withheld"),
        BadMove::Originals(_) => Some("/originals"),
        BadMove::Checks(_) => Some("/checks"),
        BadMove::NotOpen { .. }
        | BadMove::NotYours(_)
        | BadMove::Colleague
        | BadMove::NotInTurn(_)
        | BadMove::Process(_)
        | BadMove::Calendar(_) => None,
    }
}

fn findings(checked: &Precheck, lang: Lang) -> Vec<FieldProblem> {
    let problem = |finding: &Finding| FieldProblem {
        pointer: match &finding.pointer {
            Some(pointer) => format!("/form{pointer}"),
            None => "/form".to_owned(),
        },
        code: finding.rule.clone(),
        message: finding.message.pick(lang).to_owned(),
    };
    checked.findings.iter().map(problem).collect()
}

fn code_of(error: &CaseError) -> Code {
    match error {
        CaseError::SignInFirst => Code::Unauthenticated,
        CaseError::Forbidden | CaseError::Move(BadMove::NotYours(_)) => Code::Forbidden,
        CaseError::NotFound(_) | CaseError::NoService(_) => Code::NotFound,
        CaseError::NumberForCode | CaseError::MailboxEnds { .. } => Code::BadParameter,
        CaseError::NotOpen(_) => Code::ServiceNotOpen,
        CaseError::NotFiledHere(_) => Code::ServiceNotFiledHere,
        CaseError::Insufficient(_) => Code::Insufficient,
        CaseError::Submission(BadSubmission::Assurance { .. }) => Code::InsufficientAssurance,
        CaseError::Submission(BadSubmission::Process(_) | BadSubmission::Calendar(_))
        | CaseError::Catalog(_)
        | CaseError::Document(_)
        | CaseError::Move(BadMove::Process(_) | BadMove::Calendar(_)) => Code::Internal,
        CaseError::Move(BadMove::Unknown(_)) => Code::BadShape,
        CaseError::DecisionHeld
        | CaseError::StepWaits { .. }
        | CaseError::StepKnown
        | CaseError::ReceptionOver
        | CaseError::MessageNotReceived
        | CaseError::NotAwaited
        | CaseError::Rating(_)
        | CaseError::ConsultationOver
        | CaseError::Ending(_)
        | CaseError::Inquiry(
            BadInquiry::Ended | BadInquiry::ApplicantsTurn | BadInquiry::Asked(_),
        )
        | CaseError::Answer(BadAnswer::Answered)
        | CaseError::Signature(
            BadSignature::Gone(_)
            | BadSignature::TooEarly
            | BadSignature::Taken
            | BadSignature::SamePerson,
        )
        | CaseError::Assignment(
            BadAssignment::NoWorkplace | BadAssignment::Colleague | BadAssignment::NotYours,
        )
        | CaseError::Move(BadMove::NotOpen { .. } | BadMove::Colleague | BadMove::NotInTurn(_)) => {
            Code::Conflict
        }
        CaseError::UnfitFacts { .. } => Code::BadShape,
        CaseError::UnfitAnswer { .. }
        | CaseError::Move(
            BadMove::ReasonNeeded(_) | BadMove::ReasonUnknown(_) | BadMove::ReasonClosed { .. },
        ) => Code::BadReason,
        CaseError::Move(
            BadMove::FormNeeded(_)
            | BadMove::FormRefused(_)
            | BadMove::Originals(_)
            | BadMove::Checks(_),
        ) => Code::BadShape,
        CaseError::Signature(BadSignature::Nothing | BadSignature::TooMany) => Code::BadShape,
        CaseError::NoTopic(_)
        | CaseError::Inquiry(BadInquiry::NotPassedOn)
        | CaseError::Answer(BadAnswer::Empty | BadAnswer::TooLong) => Code::BadShape,
        CaseError::TooManyTries => Code::TooManyRequests,
        CaseError::UploadTooLarge => Code::TooLarge,
        CaseError::TooManyUploads => Code::TooManyUploads,
        CaseError::UploadOffset { .. } => Code::UploadOffset,
        CaseError::UploadComplete | CaseError::UploadFiled => Code::Conflict,
        CaseError::UploadLength { .. }
        | CaseError::UploadPartTooSmall
        | CaseError::Assignment(BadAssignment::NotAColleague) => Code::BadShape,
        CaseError::Stale { .. } => Code::Stale,
        CaseError::KeyReused => Code::KeyReused,
        CaseError::Form(_) | CaseError::Visitor(_) => Code::BadShape,
        CaseError::File(error) => code_of_fault(error.fault()),
        CaseError::Store(error) => code_of_fault(error.fault()),
    }
}

const fn code_of_fault(fault: Fault) -> Code {
    match fault {
        Fault::Away => Code::StorageAway,
        Fault::Full => Code::StorageFull,
        Fault::Busy => Code::Busy,
        Fault::Unfit => Code::BadShape,
        Fault::Broken => Code::Internal,
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        Self(Arc::new(Cause::Case(error)))
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Store(error) => CaseError::Store(error).into(),
            other => {
                tracing::error!(error = %other, "sign-in failed");
                Self::new(Code::Internal)
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::new(self.status_code());
        answer.extensions_mut().insert(self.clone());
        answer
    }
}
