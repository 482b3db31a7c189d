//! What consultants of the centre of telephone service go by (RO-05).

use domain::codes::{NoticeCode, TopicCode};
use domain::term::Term;
use domain::text::Text;
use serde::{Deserialize, Serialize};

/// How calls are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultations {
    /// How long the answer to what was passed on may take.
    pub answer_within: Term,
    /// The notice that tells the applicant of the answer.
    pub notice_when_answered: NoticeCode,
    /// What is said first, line by line.
    pub opening: Vec<Text>,
    /// What is said last, line by line.
    pub closing: Vec<Text>,
    /// What calls are about, in the order they are shown.
    pub topics: Vec<Topic>,
}

/// What a call is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// As consultations name it: kebab-case.
    pub code: TopicCode,
    /// Its name.
    pub title: Text,
    /// Whether it may be passed on to whoever has the case.
    #[serde(default)]
    pub passed_on: bool,
    /// What to say and do, line by line.
    pub script: Vec<Text>,
}

impl Consultations {
    /// A topic, by its code.
    #[must_use]
    pub fn topic(&self, code: &TopicCode) -> Option<&Topic> {
        self.topics.iter().find(|one| one.code == *code)
    }
}
