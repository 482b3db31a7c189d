//! What each operation of the REST API opens, and the scope it needs. The words of the consent page are made from
//! it, and a test compares it with the `security` of the API document.
//!
//! A scope says what a client may do, a duty what a person may do; both must allow.

use crate::time::Moment;
use chrono::Duration;

/// How long after a sign-in duties may be acted on: a working day.
pub const DUTY_SIGN_IN: Duration = Duration::hours(12);

/// Whether a sign-in at `auth_time` is recent enough to act on duties: the same bound for tokens and for pages.
#[must_use]
pub fn is_recent_for_duties(auth_time: Moment, now: Moment) -> bool {
    now.signed_duration_since(auth_time) < DUTY_SIGN_IN
}

/// What an operation lets a client do, as a person is told before they consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opens {
    /// Reading who the person is here: name, level of the account, duties.
    Person,
    /// Reading applications, their history, notices and live events.
    Applications,
    /// Checking a form against what the profile and registers say of the person.
    Precheck,
    /// What the person has done of a service's checklist.
    Checklists,
    /// Drafts and the files for them: beginning, changing, throwing away.
    Drafts,
    /// Filing an application.
    Filing,
    /// Moving one's own application on: correcting it, taking it back.
    Moves,
    /// Result documents.
    Documents,
    /// Deciding other people's cases, within the person's duties.
    Desk,
    /// Reading who read the person's data.
    Readers,
    /// Linking a messenger's chat to the person, and ending the link.
    Chats,
    /// A code by which a consultant on the telephone sees how the person's applications stand.
    Calls,
}

impl Opens {
    /// What it opens, in Russian and English, as the end of "the client asks to …".
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Person => ("знать, кто вы на портале", "know who you are here"),
            Self::Applications => (
                "видеть ваши заявления и события по ним",
                "see your applications and what happens to them",
            ),
            Self::Precheck => (
                "проверять, можно ли вам получить услугу, по вашему профилю и сведениям ведомств",
                "check by your profile and the registers whether a service is due to you",
            ),
            Self::Checklists => (
                "видеть и отмечать, что вы уже сделали перед подачей",
                "see and mark what you have done before you apply",
            ),
            Self::Drafts => (
                "вести ваши черновики и загружать к ним файлы",
                "keep your drafts and upload files for them",
            ),
            Self::Filing => ("подавать заявления от вашего имени", "file applications for you"),
            Self::Moves => (
                "исправлять, отзывать и оценивать ваши заявления",
                "correct, withdraw and rate your applications",
            ),
            Self::Documents => ("скачивать ваши документы", "download your documents"),
            Self::Desk => (
                "решать по чужим заявлениям, если вы сотрудник ведомства",
                "decide on other people's applications, if you are an officer",
            ),
            Self::Readers => ("видеть, кто смотрел ваши данные", "see who read your data"),
            Self::Calls => (
                "получать для вас код, чтобы оператор по телефону видел ваши заявления",
                "get a code for you, so that a consultant on the telephone sees your applications",
            ),
            Self::Chats => ("подключать и отключать ваши чаты", "link and unlink your chats"),
        }
    }
}

/// An operation of the REST API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Method and path template, as in the document: `GET /v1/me`.
    pub route: &'static str,
    /// The scope a token needs; `None` where no token is needed.
    pub scope: Option<&'static str>,
    /// What it opens of a person; `None` where it opens nothing of anybody.
    pub opens: Option<Opens>,
    /// Whether only clients of the platform itself may call it.
    pub first_party: bool,
    /// Whether an operator may call it for a visitor, with the header `Reception`.
    pub for_visitors: bool,
}

/// Acting for a person in their own matters.
pub const APPLICATIONS: &str = "applications";
/// Acting within a person's duties. Only for clients of the platform itself, after a recent sign-in.
pub const DESK: &str = "desk";
/// A department's own system, which acts for the department and for no person.
pub const EXCHANGE: &str = "exchange";
/// The bot's own client.
pub const BOT: &str = "bot";

const fn open(route: &'static str) -> Operation {
    Operation { route, scope: None, opens: None, first_party: false, for_visitors: false }
}

const fn own(route: &'static str, opens: Opens) -> Operation {
    Operation {
        route,
        scope: Some(APPLICATIONS),
        opens: Some(opens),
        first_party: false,
        for_visitors: false,
    }
}

/// What an operator may do for a visitor too.
const fn assisted(route: &'static str, opens: Opens) -> Operation {
    Operation { for_visitors: true, ..own(route, opens) }
}

const fn first_party(route: &'static str, opens: Opens) -> Operation {
    Operation { first_party: true, ..own(route, opens) }
}

const fn chats(route: &'static str) -> Operation {
    first_party(route, Opens::Chats)
}

const fn desk(route: &'static str) -> Operation {
    Operation {
        route,
        scope: Some(DESK),
        opens: Some(Opens::Desk),
        first_party: true,
        for_visitors: false,
    }
}

const fn exchange(route: &'static str) -> Operation {
    Operation { scope: Some(EXCHANGE), ..open(route) }
}

const fn bot(route: &'static str) -> Operation {
    Operation { route, scope: Some(BOT), opens: None, first_party: true, for_visitors: false }
}

/// Every operation, in the order of the document's tags.
pub const OPERATIONS: [Operation; 60] = [
    open("GET /v1/services"),
    open("GET /v1/services/{code}"),
    assisted("POST /v1/services/{code}/precheck", Opens::Precheck),
    own("GET /v1/services/{code}/checklist", Opens::Checklists),
    own("PUT /v1/services/{code}/checklist/{step}", Opens::Checklists),
    own("GET /v1/me", Opens::Person),
    own("GET /v1/notices", Opens::Applications),
    first_party("GET /v1/access-records", Opens::Readers),
    assisted("GET /v1/drafts", Opens::Drafts),
    assisted("POST /v1/drafts", Opens::Drafts),
    assisted("GET /v1/drafts/{id}", Opens::Drafts),
    assisted("PUT /v1/drafts/{id}", Opens::Drafts),
    assisted("DELETE /v1/drafts/{id}", Opens::Drafts),
    assisted("POST /v1/uploads", Opens::Drafts),
    assisted("GET /v1/uploads/{id}", Opens::Drafts),
    assisted("PATCH /v1/uploads/{id}", Opens::Drafts),
    assisted("DELETE /v1/uploads/{id}", Opens::Drafts),
    assisted("GET /v1/uploads/{id}/content", Opens::Drafts),
    assisted("GET /v1/applications", Opens::Applications),
    assisted("POST /v1/applications", Opens::Filing),
    own("GET /v1/applications/{id}", Opens::Applications),
    own("GET /v1/applications/{id}/timeline", Opens::Applications),
    own("GET /v1/applications/{id}/documents/{upload}", Opens::Documents),
    own("POST /v1/applications/{id}/moves", Opens::Moves),
    own("PUT /v1/applications/{id}/rating", Opens::Moves),
    own("GET /v1/results", Opens::Documents),
    own("GET /v1/results/{id}", Opens::Documents),
    open("GET /v1/verify/{code}"),
    open("POST /v1/status"),
    own("GET /v1/events", Opens::Applications),
    desk("GET /v1/desk"),
    desk("POST /v1/desk/next"),
    desk("POST /v1/applications/{id}/assignments"),
    desk("GET /v1/applications/{id}/colleagues"),
    desk("GET /v1/oversight/late"),
    desk("GET /v1/oversight/filings"),
    desk("POST /v1/receptions"),
    desk("GET /v1/receptions/{id}"),
    desk("DELETE /v1/receptions/{id}"),
    desk("GET /v1/manifests"),
    desk("GET /v1/manifests/{id}"),
    desk("POST /v1/manifests/{id}/signatures"),
    first_party("POST /v1/call-codes", Opens::Calls),
    desk("POST /v1/consultations"),
    desk("GET /v1/consultations"),
    desk("GET /v1/consultations/{id}"),
    desk("PUT /v1/consultations/{id}/topic"),
    desk("POST /v1/consultations/{id}/inquiries"),
    desk("GET /v1/inquiries"),
    desk("PUT /v1/inquiries/{id}/answer"),
    chats("POST /v1/chat-links"),
    bot("POST /v1/chat-links/claim"),
    chats("GET /v1/chat-links/{id}"),
    chats("POST /v1/chat-links/{id}/confirm"),
    bot("POST /v1/chat-links/{id}/confirm-in-chat"),
    chats("DELETE /v1/chat-links/current"),
    exchange("GET /v1/exchange/messages"),
    exchange("GET /v1/exchange/messages/{id}"),
    exchange("GET /v1/exchange/messages/{id}/documents/{hash}"),
    // Whoever tells something signs it.
    open("POST /v1/exchange/events/{department}"),
];

/// Whose a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The platform's own.
    First,
    /// Another's: a portal that people consented to.
    Third,
}

/// What a scope opens to a client.
#[must_use]
pub fn opened_by(scope: &str, client: Party) -> Vec<Opens> {
    let mut opened: Vec<Opens> = OPERATIONS
        .iter()
        .filter(|one| one.scope == Some(scope) && (client == Party::First || !one.first_party))
        .filter_map(|one| one.opens)
        .collect();
    opened.sort_unstable();
    opened.dedup();
    opened
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_stands_once_and_what_is_open_opens_nothing_of_anybody() {
        let routes: BTreeSet<_> = OPERATIONS.iter().map(|one| one.route).collect();
        assert_eq!(routes.len(), OPERATIONS.len());
        assert!(OPERATIONS.iter().all(|one| one.scope.is_some() || one.opens.is_none()));
    }

    /// A portal that a citizen consented to never gets a duty or a chat with the same scope.
    #[test]
    fn other_peoples_clients_open_neither_duties_nor_chats() {
        let portal = opened_by(APPLICATIONS, Party::Third);
        assert!(portal.contains(&Opens::Filing) && portal.contains(&Opens::Documents));
        assert!(
            !portal.contains(&Opens::Chats)
                && !portal.contains(&Opens::Calls)
                && !portal.contains(&Opens::Desk)
        );
        assert_eq!(opened_by(DESK, Party::Third), []);
        assert_eq!(opened_by(DESK, Party::First), [Opens::Desk]);
    }
}
