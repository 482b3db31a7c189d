//! What happens in a conversation, and what is asked of the platform.

use super::Lang;
use chrono::NaiveDate;

/// An event with what is needed to answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Incoming {
    /// The language to answer in.
    pub(crate) lang: Lang,
    /// When the person wrote it, in seconds since 1970; unknown for buttons and answers.
    pub(crate) at: Option<i64>,
    /// What happened.
    pub(crate) event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Command(Command),
    Words(String),
    /// A button.
    Press {
        /// What it carries.
        data: String,
    },
    /// Something there are no words in: a picture, a voice message.
    Strange,
    /// A command in a group, where nothing personal is said.
    Elsewhere,
    /// A linking code somebody else sent: it is not taken.
    ForwardedCode,
    /// The stored dialogue was of another version.
    Restarted,
    /// The platform's answer to the question before.
    Answer(Answer),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// The beginning; with a linking code when it came from the cabinet.
    Start { code: Option<String> },
    /// What the bot can do.
    Help,
    /// My applications.
    Applications,
    /// End the link.
    Unlink,
    /// None of ours.
    Unknown,
}

/// A question to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// Services by words.
    Search {
        /// The person's words.
        words: String,
    },
    Service {
        code: String,
    },
    /// To bring a code to this chat.
    Claim {
        code: String,
    },
    /// To confirm a link on the side of this chat.
    Confirm {
        link: String,
    },
    /// The applications of the citizen of this chat.
    Applications,
    /// To end the link of this chat.
    Unlink,
}

/// The platform's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Services, best first.
    Found(Vec<Found>),
    Service(Box<Card>),
    /// A code was brought here: whose account it is, and the number the browser shows.
    Claimed {
        link: String,
        /// «И***в И. О.».
        masked_name: String,
        number: u8,
    },
    /// This side confirmed.
    Confirmed {
        /// Whether the other has too.
        both: bool,
    },
    /// Applications, newest first.
    Applications {
        /// As many as one message shows.
        cases: Vec<Case>,
        /// Whether there are more.
        rest: Rest,
    },
    /// The link is over.
    Unlinked,
    /// It did not come to that.
    Trouble(Trouble),
}

/// Whether a list goes on beyond what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// That is all.
    Nothing,
    /// There are more.
    More,
}

/// Why the platform did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It does not answer now.
    Away,
    /// This chat is linked to nobody.
    NotLinked,
    /// There is no such code.
    CodeUnknown,
    /// The code was brought to a chat before.
    CodeUsed,
    /// The code is out of date.
    CodeExpired,
    /// There is no such service any more.
    Gone,
}

/// A service that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) title: String,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) department: String,
    /// What it takes; nothing of a service that is only announced.
    pub(crate) takes: Option<Takes>,
}

/// What a service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Takes {
    pub(crate) term: (u16, String),
    pub(crate) fee_kopecks: u32,
    pub(crate) visits: Option<u8>,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) service: String,
    pub(crate) stage: String,
    pub(crate) hint: String,
    /// The day the answer is due at the latest; nothing while the term stands still.
    pub(crate) expected_on: Option<NaiveDate>,
    /// Whether that day has passed without an answer.
    pub(crate) overdue: bool,
    /// The place on its waiting list, if it is on one.
    pub(crate) place: Option<u32>,
    pub(crate) over: bool,
}
