//! Words of a field that are a closed list: what the document says of them. Views write the words themselves; a test of `api`
//! holds every word they write against these lists.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! closed {
    ($($(#[$doc:meta])+ $name:ident: $($variant:ident),+;)+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the words are explained at the field that holds them")]
        pub enum $name {
            $($variant,)+
        }
    )+};
}

closed! {
    /// How an application ended.
    Outcome: Granted, Refused, Withdrawn, Annulled, Unclaimed, Lapsed;
    /// Where an application was filed.
    FiledThrough: Portal, Api, Bot, Office, Department;
    /// How late a case is.
    Lateness: Near, Over;
    /// As what somebody applied.
    AppliedAs: Applicant, CoApplicant;
    /// In which role somebody acts; `other`: in one that only a newer version of the platform knows.
    Actor: Citizen, CoApplicant, OfficeOperator, DepartmentOfficer, Courier, DepartmentSystem, Platform, Consultant, Other;
    /// Whether data and documents suffice.
    Verdict: Sufficient, Insufficient, Unknown;
    /// What kind of thing pre-check found.
    FindingKind: Missing, Invalid, Unmet, Unknown;
    /// Who reads a person's data.
    DataReader: Official, Client;
    /// In which role an official reads.
    OfficialRole: OfficeOperator, DepartmentOfficer, Courier, Consultant, Curator, Analyst, RegulationAdministrator, PlatformAdministrator;
    /// By which a notice goes.
    NoticeChannel: Email, Telegram;
    /// How a notice went through a channel.
    DeliveryState: Ready, Accepted, Failed, Dead;
    /// Whether a service can be applied for.
    ServiceStatus: Open, Announced;
    /// The level of an account at ESIA.
    Assurance: Simplified, Confirmed;
    /// What a term is counted in.
    TermUnit: WorkingDay, CalendarDay, Hour;
    /// Where a document comes from.
    DocumentSource: Profile, Register, Upload;
    /// How far a file is.
    UploadState: Receiving, Checking, Accepted, Rejected;
    /// What came of an event that a department's system told.
    EventEnd: Made, TooLate;
    /// What is wrong with a file.
    FileDefect: UnknownKind, Damaged, Protected, Active, TooManyPixels, Pages, Infected;
    /// What is asked of a case at a workplace.
    AssignmentAct: Take, TakeOver, PutBack, HandOver;
    /// How the original of a document stands.
    OriginalState: Pending, Matched, Mismatched, Withheld;
    /// Which way papers go.
    PapersDirection: ToDepartment, ToOffice;
    /// How far a manifest is.
    ManifestState: Open, Given, Carried, Closed;
    /// How far a set of papers is.
    PapersState: Waiting, Given, Carried, Received, LeftOut;
    /// What a caller has told.
    ConsultedAbout: Nothing, Application, Caller;
    /// What is signed.
    SignatureAct: Give, Take, Deliver, Receive;
    /// Whose cases of a workplace are listed.
    CasesOf: Everybodys, Nobodys, Mine;
    /// How a link of a chat stands.
    ChatLinkState: Offered, Claimed, Active, Ended, Expired;
    /// A side of a link.
    ChatSide: Browser, Chat;
    /// How a step of a checklist stands.
    StepState: Done, Known, Open, Waits;
    /// A messenger that chats are linked of.
    Messenger: Telegram;
}
