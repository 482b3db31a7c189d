//! What a consultant passes on to whoever has the case: an inquiry (запрос о ходе дела), answered in writing within its term.

use crate::codes::{DepartmentCode, TopicCode};
use crate::id::{ApplicationId, CitizenId, InquiryId};
use crate::number::ApplicationNumber;
use crate::time::Moment;
use crate::typed::tidy;
use std::fmt;

/// How many characters an answer has at most.
pub const LONGEST_ANSWER: usize = 1000;

/// An inquiry about an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// Its identifier.
    pub id: InquiryId,
    /// About which application.
    pub application: ApplicationId,
    /// The application's number.
    pub number: ApplicationNumber,
    /// Who filed it, and reads the answer.
    pub citizen: CitizenId,
    /// What it is about.
    pub topic: TopicCode,
    /// Which organisation is asked: the one that has the case.
    pub to: DepartmentCode,
    /// When it was asked.
    pub asked_at: Moment,
    /// Until when it is to be answered.
    pub answer_by: Moment,
    /// The answer, once there is one.
    pub answer: Option<Answer>,
}

/// An answer to an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When it was given.
    pub at: Moment,
    /// What it says.
    pub text: AnswerText,
}

/// The text of an answer, for the applicant and whoever they call. `Debug` does not show it: an official may have named somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerText(String);

impl AnswerText {
    /// A text as it was meant.
    pub fn of(text: &str) -> Result<Self, BadAnswer> {
        let text = tidy(text);
        if !text.chars().any(char::is_alphabetic) || text.contains('\0') {
            return Err(BadAnswer::Empty);
        }
        if text.chars().count() > LONGEST_ANSWER {
            return Err(BadAnswer::TooLong);
        }
        Ok(Self(text))
    }

    /// What it says.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AnswerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerText(…)")
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// Nothing is said.
    #[error("an answer says something")]
    Empty,
    /// It has more than [`LONGEST_ANSWER`] characters.
    #[error("an answer has {LONGEST_ANSWER} characters at most")]
    TooLong,
    /// Another answer was given before.
    #[error("it was answered before")]
    Answered,
}

impl Inquiry {
    /// The inquiry with its answer. The same answer again changes nothing.
    pub fn answered(&self, text: &AnswerText, now: Moment) -> Result<Self, BadAnswer> {
        match &self.answer {
            Some(before) if before.text == *text => Ok(self.clone()),
            Some(_) => Err(BadAnswer::Answered),
            None => {
                let answer = Answer { at: now, text: text.clone() };
                Ok(Self { answer: Some(answer), ..self.clone() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn asked() -> Inquiry {
        Inquiry {
            id: InquiryId::from_uuid(Uuid::nil()),
            application: ApplicationId::from_uuid(Uuid::nil()),
            number: ApplicationNumber::new(2026, 7),
            citizen: CitizenId::from_uuid(Uuid::nil()),
            topic: "stage".parse().unwrap(),
            to: "arkhiv".parse().unwrap(),
            asked_at: Moment::UNIX_EPOCH,
            answer_by: Moment::UNIX_EPOCH,
            answer: None,
        }
    }

    #[test]
    fn an_answer_says_something_and_not_too_much() {
        let text = AnswerText::of("  Ждём ответ архива.\r\n ").unwrap();
        assert_eq!(text.as_str(), "Ждём ответ архива.");
        for nothing in ["", "  \n", "…", "12", "да\0"] {
            assert_eq!(AnswerText::of(nothing), Err(BadAnswer::Empty), "{nothing:?}");
        }
        assert!(AnswerText::of(&"я".repeat(LONGEST_ANSWER)).is_ok());
        assert_eq!(AnswerText::of(&"я".repeat(LONGEST_ANSWER + 1)), Err(BadAnswer::TooLong));
        assert_eq!(format!("{text:?}"), "AnswerText(…)");
    }

    #[test]
    fn an_inquiry_is_answered_once() {
        let (now, later) = (Moment::UNIX_EPOCH, Moment::UNIX_EPOCH + chrono::Duration::hours(1));
        let text = AnswerText::of("Ждём ответ архива.").unwrap();
        let answered = asked().answered(&text, now).unwrap();
        assert_eq!(answered.answered(&text, later), Ok(answered.clone()), "the same again");
        let other = AnswerText::of("Готово.").unwrap();
        assert_eq!(answered.answered(&other, later), Err(BadAnswer::Answered));
    }
}
