//! Consultations (консультации) by telephone: an official of the centre of telephone service (ЦТО) tells a caller how a case stands, what
//! comes next and until when, notes what it was about, and passes on what they cannot answer (RO-05, G1.4).

use crate::codes::{DepartmentCode, TopicCode};
use crate::id::{ApplicationId, CitizenId, ConsultationId};
use crate::time::Moment;
use chrono::Duration;

mod call_code;
mod inquiry;

pub use call_code::{CALL_CODE_LASTS, CallCode};
pub use inquiry::{Answer, AnswerText, BadAnswer, Inquiry, LONGEST_ANSWER};

/// How long a consultation lasts at most: what is told in it can be read no longer.
pub const LONGEST: Duration = Duration::hours(1);

/// How long after it began its topic may still be noted: within the working day.
const DAY: Duration = Duration::hours(12);

/// How many codes of callers that nobody has a consultant may try in an hour: people mishear, and nobody is to guess.
pub const MOST_MISSES: u32 = 20;

/// What a caller has told about whom or what they ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Nothing: a question of general kind.
    Nothing,
    /// The number of an application. Who calls is not known, and nothing is told that would say who applied.
    Application(ApplicationId),
    /// The code of the call, so that it is known who calls.
    Caller(CitizenId),
}

/// One call, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Its identifier.
    pub id: ConsultationId,
    /// For which organisation the call was answered.
    pub organisation: DepartmentCode,
    /// Who answered.
    pub consultant: CitizenId,
    /// What the caller asks about.
    pub about: About,
    /// When it began.
    pub begun_at: Moment,
    /// When it was ended; absent while it goes on, and when nobody ended it.
    pub ended_at: Option<Moment>,
    /// What it was about; absent until the consultant notes it.
    pub topic: Option<TopicCode>,
}

/// Another topic was noted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEnding {
    /// A consultation has one topic.
    #[error("another topic was noted before")]
    OtherTopic,
    /// It began too long ago.
    #[error("the topic is noted within 12 hours")]
    TooLate,
}

impl Consultation {
    /// When it is over, if nobody ends it before.
    #[must_use]
    pub fn until(&self) -> Moment {
        self.begun_at + LONGEST
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        self.ended_at.is_none() && now < self.until()
    }

    /// Whether its topic can be noted: none was, and it began less than half a day ago.
    #[must_use]
    pub fn may_be_noted(&self, now: Moment) -> bool {
        self.topic.is_none() && now < self.begun_at + DAY
    }

    /// The consultation with its topic: it is over. What was ended by the next call can still be noted. The same topic again changes
    /// nothing.
    pub fn end(&self, topic: &TopicCode, now: Moment) -> Result<Self, BadEnding> {
        match &self.topic {
            Some(before) if before == topic => Ok(self.clone()),
            Some(_) => Err(BadEnding::OtherTopic),
            None if now >= self.begun_at + DAY => Err(BadEnding::TooLate),
            None => Ok(Self {
                topic: Some(topic.clone()),
                ended_at: Some(self.ended_at.unwrap_or_else(|| now.min(self.until()))),
                ..self.clone()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn open() -> Consultation {
        Consultation {
            id: ConsultationId::from_uuid(Uuid::nil()),
            organisation: "call-centre".parse().unwrap(),
            consultant: CitizenId::from_uuid(Uuid::nil()),
            about: About::Nothing,
            begun_at: Moment::UNIX_EPOCH,
            ended_at: None,
            topic: None,
        }
    }

    #[test]
    fn a_consultation_is_over_when_its_topic_is_noted_and_after_an_hour() {
        let (open, begun) = (open(), Moment::UNIX_EPOCH);
        let instant = Duration::microseconds(1);
        assert!(open.is_open(begun) && open.is_open(begun + LONGEST - instant));
        assert!(!open.is_open(begun + LONGEST));
        let topic: TopicCode = "stage".parse().unwrap();
        let ended = open.end(&topic, begun + instant).unwrap();
        assert_eq!(ended.ended_at, Some(begun + instant));
        assert!(!ended.is_open(begun + instant));
        // Forgotten, and noted later: the call did not last until then.
        assert_eq!(open.end(&topic, begun + LONGEST * 3).unwrap().ended_at, Some(begun + LONGEST));
    }

    #[test]
    fn a_topic_is_noted_once_and_within_the_day() {
        let (begun, first, other) =
            (Moment::UNIX_EPOCH, "stage".parse().unwrap(), "visit".parse().unwrap());
        let ended = open().end(&first, begun).unwrap();
        assert_eq!(ended.end(&first, begun + DAY * 2), Ok(ended.clone()), "the same again");
        assert_eq!(ended.end(&other, begun), Err(BadEnding::OtherTopic));
        assert_eq!(open().end(&first, begun + DAY), Err(BadEnding::TooLate));
        // The next call ended it before anything was noted.
        let left = Consultation { ended_at: Some(begun + LONGEST / 2), ..open() };
        let noted = left.end(&first, begun + LONGEST).unwrap();
        assert_eq!(noted.ended_at, Some(begun + LONGEST / 2));
    }
}
