//! Work that a transaction leaves behind: rows of the queue.
//!
//! Kinds are append-only: a kind that was ever written keeps a consumer, so that a deploy is safe with
//! a full queue.

use crate::codes::{DepartmentCode, NoticeCode, RegisterCode};
use crate::id::{
    ApplicationId, ChatLinkId, CitizenId, DecisionId, DeliveryId, ManifestItemId, UploadId,
};
use crate::key::ListKey;
use crate::manifest::Act;
use crate::notice::Channel;
use serde::{Deserialize, Serialize};

/// Which entry of an application into a stage caused a job: the application's version right after it
/// entered ([`Application::stage_entry`]). An application that comes to a stage a second time has another
/// entry, so work of the first is told from work of the second.
///
/// 0 in jobs written before entries were recorded: they belong to the stage the application is in.
///
/// [`Application::stage_entry`]: crate::application::Application::stage_entry
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Entry(pub i64);

impl Entry {
    /// Whether this is the entry an application is at now.
    #[must_use]
    pub const fn is(self, stage_entry: i64) -> bool {
        self.is_unrecorded() || self.0 == stage_entry
    }

    /// Whether it belongs to a job written before entries were recorded.
    #[must_use]
    pub const fn is_unrecorded(self) -> bool {
        self.0 == 0
    }
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Job {
    /// Send an application to the department's system.
    #[serde(rename = "exchange.send")]
    SendToDepartment {
        /// Which.
        application: ApplicationId,
        /// The stage entry that caused it, see [`Entry`].
        #[serde(default)]
        entry: Entry,
        /// To which department; absent in jobs written before departments were told apart.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<DepartmentCode>,
    },
    /// Ask the department's system for its decision.
    #[serde(rename = "exchange.await_decision")]
    AwaitDecision {
        /// On which.
        application: ApplicationId,
        /// The stage entry that caused it.
        #[serde(default)]
        entry: Entry,
        /// Which department is asked; absent as above.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<DepartmentCode>,
    },
    /// Tell the department's system that what it was sent last is taken back.
    #[serde(rename = "exchange.cancel")]
    CancelOrder {
        /// Of which application.
        application: ApplicationId,
        /// The stage entry that caused it.
        entry: Entry,
        /// Which department is told.
        receiver: DepartmentCode,
    },
    /// Tell a department's system that a message waits for it.
    #[serde(rename = "message.announce")]
    AnnounceMessage {
        /// Whose system.
        receiver: DepartmentCode,
        /// Which message.
        message: String,
        /// Of which application.
        application: ApplicationId,
    },
    /// Draw and keep the result document.
    #[serde(rename = "result.generate")]
    GenerateResult {
        /// Of which.
        application: ApplicationId,
        /// The stage entry that caused it.
        #[serde(default)]
        entry: Entry,
    },
    /// Plan a notice: to the applicant, where it could not be written out by the move that called for it, or to their co-applicant.
    #[serde(rename = "notice.plan")]
    PlanNotice {
        /// About which.
        application: ApplicationId,
        /// The notice of the catalog.
        notice: NoticeCode,
        /// The version of the application that called for it: one notice per version and code.
        version: i64,
        /// Who is told; absent: the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<CitizenId>,
    },
    /// Send a planned notice through one channel. Its row in the queue has the identifier of the delivery.
    #[serde(rename = "notice.send")]
    SendNotice {
        /// One notice on its way through one channel.
        delivery: DeliveryId,
        /// Through which channel.
        channel: Channel,
        /// About which application.
        application: ApplicationId,
    },
    /// Make a decision that was held, unless it was taken back meanwhile.
    #[serde(rename = "decision.make")]
    MakeDecision {
        /// On which application.
        application: ApplicationId,
        /// The entry of the stage it was decided in.
        entry: Entry,
        /// Which decision: one that is taken back and taken anew is another.
        decision: DecisionId,
    },
    /// Move an application on whose stage has run out of its term, unless it has left the stage.
    #[serde(rename = "stage.lapse")]
    LapseStage {
        /// Which.
        application: ApplicationId,
        /// The entry of the stage that has a term.
        entry: Entry,
    },
    /// Move an application on at once, by what was filed, unless it has left the stage.
    #[serde(rename = "case.route")]
    RouteCase {
        /// Which.
        application: ApplicationId,
        /// The entry of the stage that has ways.
        entry: Entry,
    },
    /// Tell the applicants of a waiting list which place they have, where it is another than they were told.
    #[serde(rename = "waiting_list.recount")]
    RecountList {
        /// Which list.
        list: ListKey,
    },
    /// Write on a case that its papers changed hands, and move it on where it waits for them.
    #[serde(rename = "papers.follow")]
    FollowPapers {
        /// Which case.
        application: ApplicationId,
        /// Which set of papers.
        item: ManifestItemId,
        /// How it changed hands.
        act: Act,
    },
    /// Say to a chat that it is linked: the portal confirmed last, and the person looks there.
    #[serde(rename = "chat.greet")]
    GreetChat {
        /// Which link.
        link: ChatLinkId,
    },
    /// Ask a register about a citizen.
    #[serde(rename = "register.fetch")]
    FetchRegister {
        /// About whom.
        citizen: CitizenId,
        /// Which register.
        register: RegisterCode,
    },
    /// Look at a file that an applicant gave: what it is, and whether it can be filed.
    #[serde(rename = "upload.check")]
    CheckUpload {
        /// Which.
        upload: UploadId,
    },
    /// Remove the bytes of a file that is refused or forgotten.
    #[serde(rename = "upload.drop")]
    DropUpload {
        /// Which.
        upload: UploadId,
    },
    /// See whether an application stands still because work for it was set aside, and write that on its case.
    #[serde(rename = "delay.check")]
    CheckDelay {
        /// Which.
        application: ApplicationId,
    },
}

impl Job {
    /// The kind, as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendToDepartment { .. } => "exchange.send",
            Self::AwaitDecision { .. } => "exchange.await_decision",
            Self::CancelOrder { .. } => "exchange.cancel",
            Self::AnnounceMessage { .. } => "message.announce",
            Self::GenerateResult { .. } => "result.generate",
            Self::MakeDecision { .. } => "decision.make",
            Self::PlanNotice { .. } => "notice.plan",
            Self::SendNotice { .. } => "notice.send",
            Self::LapseStage { .. } => "stage.lapse",
            Self::RouteCase { .. } => "case.route",
            Self::RecountList { .. } => "waiting_list.recount",
            Self::FollowPapers { .. } => "papers.follow",
            Self::GreetChat { .. } => "chat.greet",
            Self::FetchRegister { .. } => "register.fetch",
            Self::CheckUpload { .. } => "upload.check",
            Self::DropUpload { .. } => "upload.drop",
            Self::CheckDelay { .. } => "delay.check",
        }
    }

    /// The stage entry that caused it, of work that an application waits for.
    #[must_use]
    pub const fn entry(&self) -> Option<Entry> {
        match self {
            Self::SendToDepartment { entry, .. }
            | Self::AwaitDecision { entry, .. }
            | Self::CancelOrder { entry, .. }
            | Self::GenerateResult { entry, .. }
            | Self::LapseStage { entry, .. }
            | Self::RouteCase { entry, .. }
            | Self::MakeDecision { entry, .. } => Some(*entry),
            Self::PlanNotice { .. }
            | Self::SendNotice { .. }
            | Self::AnnounceMessage { .. }
            | Self::RecountList { .. }
            | Self::FollowPapers { .. }
            | Self::GreetChat { .. }
            | Self::FetchRegister { .. }
            | Self::CheckUpload { .. }
            | Self::DropUpload { .. }
            | Self::CheckDelay { .. } => None,
        }
    }

    /// Whether the application stands still until a job of this kind is done: setting it aside delays the
    /// applicant. A notice that is not sent delays nobody: it is read in the cabinet.
    #[must_use]
    pub fn moves_the_case(kind: &str) -> bool {
        // That a message is taken back is the department's to know: the case does not wait for it.
        (kind.starts_with("exchange.") && kind != "exchange.cancel")
            || ["result.generate", "decision.make", "stage.lapse", "case.route", "papers.follow"]
                .contains(&kind)
    }
}
