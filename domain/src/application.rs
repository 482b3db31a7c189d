//! An application (заявление): its state is the fold of its facts.

mod advance;
mod assign;
mod channel;
mod checks;
mod counted;
mod delay;
mod fold;
mod handed_over;
mod hold;
mod inquired;
mod one_by_one;
mod original_states;
mod originals;
mod place;
mod rate;
mod submit;
mod terms;
#[cfg(test)]
mod tests;

pub use advance::{Advance, BadMove, Correction};
pub use assign::{Assignment, BadAssignment};
pub use channel::{Channel, Cutoffs};
pub use checks::{BadCheck, Checked};
pub use counted::{Counted, Counting};
pub use fold::BadHistory;
pub use hold::Holder;
pub use inquired::{BadInquiry, addressee_of};
pub use original_states::OriginalState;
pub use originals::{BadComparison, Compared, SeenOriginals};
pub use rate::{BadRating, BadScore, Score};
pub use submit::{BadSubmission, Submission};
pub use terms::Lateness;

use crate::codes::{
    DepartmentCode, DirectReasonCode, MoveCode, PapersCode, ProcessCode, ReasonCode, ServiceCode,
    StageCode, TopicCode,
};
use crate::id::{ApplicationId, CitizenId, InquiryId, ResultId, UploadId};
use crate::manifest::Act;
use crate::number::ApplicationNumber;
use crate::process::{Effect, Outcome};
use crate::time::Moment;
use crate::upload::FileKind;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The state of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its identifier.
    pub id: ApplicationId,
    /// Whose it is.
    pub citizen: CitizenId,
    /// The number people read.
    pub number: ApplicationNumber,
    /// The service applied for.
    pub service: ServiceCode,
    /// The version of the passport it goes by.
    pub service_version: u32,
    /// The process it runs by.
    pub process: ProcessCode,
    /// By which version of it the case began, and goes to its end.
    pub process_version: u32,
    /// Where it was filed.
    pub channel: Channel,
    /// Where it was filed, if at a window: of an office (МФЦ), or of the department.
    pub filing_place: Option<DepartmentCode>,
    /// Why it was filed at the department, if it was (AR-05).
    pub direct_reason: Option<DirectReasonCode>,
    /// The office (МФЦ) the applicant comes to, where the process has a stage at one.
    pub office: Option<DepartmentCode>,
    /// Where the case is now, by the code of its process.
    pub stage: StageCode,
    /// The version it had right after it entered the stage: tells one visit to a stage from the next.
    pub stage_entry: i64,
    /// When it entered the stage.
    pub stage_since: Moment,
    /// When the stage must be left; absent in final stages.
    pub stage_due_at: Option<Moment>,
    /// When it was filed.
    pub filed_at: Moment,
    /// The day it counts as registered: by the cut-off hour the day of filing or the next working day, and no later than the day
    /// on which an officer takes it up or it ends.
    pub registered_on: NaiveDate,
    /// When the term of the regulation ends. It stands still while the applicant is waited for.
    pub due_at: Moment,
    /// Which revision of its form it goes by: 1 as filed, one more with every correction.
    pub revision: i64,
    /// Rules of pre-check that this revision satisfied: their refusal reasons are closed.
    pub cleared: Vec<String>,
    /// How it ended, when it did.
    pub outcome: Option<Outcome>,
    /// Why it was refused, when it was.
    pub refusal: Option<ReasonCode>,
    /// Its result, when there is one.
    pub result: Option<ResultId>,
    /// How the applicant rated the service, once it had ended.
    pub rating: Option<Score>,
    /// Whose turn it is; nobody's once it has ended.
    pub holder: Option<Holder>,
    /// Who of the workplace works on it; nobody while anybody there may take it. Kept while it stays at that workplace.
    pub assignee: Option<CitizenId>,
    /// The codes of the documents that were filed as files, with the form as it stands.
    pub documents: Vec<String>,
    /// The checks of the passport that failed, by their codes: what the applicant corrects. Empty once it is corrected.
    pub to_correct: Vec<String>,
    /// Who applies together with the applicant, once they have confirmed the form as it stands.
    pub co_applicant: Option<CitizenId>,
    /// Whether its co-applicant has yet to confirm the form as it stands: until then it is no department's.
    pub unconfirmed: bool,
    /// Which place it has on its waiting list, from 1, as its applicant was told last; absent where it waits on none.
    pub place: Option<u32>,
    /// Whether its term is nearly over or over, as far as that was found; that it was over stays.
    pub lateness: Option<Lateness>,
    /// When it is looked at next whether its terms are kept; absent while they stand still, and once all was found.
    pub watch_at: Option<Moment>,
    /// Since when work on it is set aside for a technical reason; absent while it goes on. The next move ends it.
    pub delayed_since: Option<Moment>,
    /// How many facts made it: the version for `ETag`.
    pub version: i64,
}

/// A file that was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledDocument {
    /// Which document of the passport, by its code.
    pub document: String,
    /// The file.
    pub upload: UploadId,
    /// SHA-256 of its bytes, lower-case hex: what was filed can be told from what was put in its place.
    pub sha256: String,
    /// What it is.
    pub kind: FileKind,
    /// How many bytes it has.
    pub size: u64,
}

/// What happens to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum ApplicationFact {
    /// It was filed and registered.
    #[serde(rename = "application.submitted")]
    Submitted {
        /// What people read and dictate.
        number: ApplicationNumber,
        /// What was applied for.
        service: ServiceCode,
        /// The passport's version.
        service_version: u32,
        /// By which the case goes.
        process: ProcessCode,
        /// The process's version.
        process_version: u32,
        /// Where it was filed.
        channel: Channel,
        /// Where, if at a window: of an office (МФЦ), or of the department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filing_place: Option<DepartmentCode>,
        /// Why at the department, if there (AR-05).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direct_reason: Option<DirectReasonCode>,
        /// The office (МФЦ) the applicant comes to, where the process has a stage at one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<DepartmentCode>,
        /// The first stage.
        stage: StageCode,
        /// When the stage must be left.
        stage_due_at: Option<Moment>,
        /// The day of registration.
        registered_on: NaiveDate,
        /// When the term ends.
        due_at: Moment,
        /// Rules satisfied at filing.
        cleared: Vec<String>,
        /// SHA-256 of the form as filed, lower-case hex. The form itself is not in the journal.
        form_sha256: String,
        /// Whose turn it is; absent in facts written before holders were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Holder>,
        /// When it is to be told that the stage is nearly out of its term; absent where no term runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warn_at: Option<Moment>,
    },
    /// It moved to another stage.
    #[serde(rename = "application.moved")]
    Moved {
        /// The move made.
        #[serde(rename = "move")]
        made: MoveCode,
        /// The stage left.
        from: StageCode,
        /// The stage entered.
        to: StageCode,
        /// When the new stage must be left.
        stage_due_at: Option<Moment>,
        /// The coded reason, where the move takes one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<ReasonCode>,
        /// How the case ended, if the new stage is final.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
        /// Whose turn it is; absent in final stages, and in facts written before holders were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Holder>,
        /// When it is to be told that the new stage is nearly out of its term; absent where no term runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warn_at: Option<Moment>,
    },
    /// Whose turn it is was written down later: it went on before holders were written.
    #[serde(rename = "application.held")]
    Held {
        /// Whose.
        holder: Holder,
    },
    /// Somebody of the workplace works on it from now on, or nobody in particular.
    #[serde(rename = "application.assigned")]
    Assigned {
        /// Who; absent: anybody there may take it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<CitizenId>,
    },
    /// The applicant corrected its form; the move that follows says where it goes.
    #[serde(rename = "application.corrected")]
    Corrected {
        /// Which revision of the form this is; 1 is the form as filed.
        revision: i64,
        /// Rules satisfied by the corrected form.
        cleared: Vec<String>,
        /// SHA-256 of the form, lower-case hex.
        form_sha256: String,
        /// The office (МФЦ) the corrected form names, where it asks for one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<DepartmentCode>,
    },
    /// Its co-applicant confirmed it; the move that follows says where it goes.
    #[serde(rename = "application.joined")]
    Joined {
        /// Who.
        citizen: CitizenId,
    },
    /// It has another place on its waiting list.
    #[serde(rename = "application.place_changed")]
    PlaceChanged {
        /// Which, from 1.
        place: u32,
    },
    /// It goes before or behind others of its waiting list from now on; the move that follows says where it is.
    #[serde(rename = "application.precedence_changed")]
    PrecedenceChanged {
        /// Why, by the service's list.
        reason: ReasonCode,
    },
    /// Its stage is nearly out of its term, and nobody has moved it on: those who answer for the service are warned.
    #[serde(rename = "application.warned")]
    Warned {
        /// When the stage must be left.
        stage_due_at: Moment,
    },
    /// The term of the regulation is over, and it was not answered.
    #[serde(rename = "application.overdue")]
    Overdue {
        /// When the term ended.
        due_at: Moment,
    },
    /// Work on it was set aside for a technical reason: it stands still until somebody mends the cause.
    #[serde(rename = "application.delayed")]
    Delayed {},
    /// An operator compared the applicant's originals with what was filed; the move that follows says what came of it.
    #[serde(rename = "application.originals_compared")]
    OriginalsCompared {
        /// Each document of the passport that is to be compared.
        documents: Vec<Compared>,
    },
    /// An operator withheld originals that the department keeps (изъятие), as the result was handed over.
    #[serde(rename = "application.originals_withheld")]
    OriginalsWithheld {
        /// Which documents of the passport, by their codes.
        documents: Vec<String>,
    },
    /// An operator checked the application; the move that follows says what came of it.
    #[serde(rename = "application.checked")]
    Checked {
        /// Each check of the passport.
        checks: Vec<Checked>,
    },
    /// The term of the regulation stood still while the applicant was waited for: it ends later.
    #[serde(rename = "application.extended")]
    Extended {
        /// When it ends now.
        due_at: Moment,
        /// Whether it stands still in the stage that follows too: then no day is known yet.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stands_still: bool,
    },
    /// Files were filed with it: with the form as it was filed, or as it was corrected.
    #[serde(rename = "application.documents_filed")]
    DocumentsFiled {
        /// Every file of the form.
        documents: Vec<FiledDocument>,
    },
    /// Papers of it changed hands: who got them signed for them.
    #[serde(rename = "application.papers_handed_over")]
    PapersHandedOver {
        /// In which manifest (реестр передачи), by its number.
        manifest: String,
        /// Which papers.
        papers: PapersCode,
        /// What was signed.
        act: Act,
        /// From which organisation they go.
        from: DepartmentCode,
        /// To which they go.
        to: DepartmentCode,
    },
    /// A consultant has asked whoever has it how it stands, for the applicant who called.
    #[serde(rename = "application.inquired")]
    Inquired {
        /// By which inquiry.
        inquiry: InquiryId,
        /// What about.
        topic: TopicCode,
        /// Which organisation is asked.
        to: DepartmentCode,
        /// Until when it is to be answered.
        answer_by: Moment,
    },
    /// The inquiry was answered. What the answer says stands beside the inquiry.
    #[serde(rename = "application.inquiry_answered")]
    InquiryAnswered {
        /// Which inquiry.
        inquiry: InquiryId,
        /// The organisation that answered.
        by: DepartmentCode,
    },
    /// The work that had been set aside was given back, or is not needed any more: it goes on.
    #[serde(rename = "application.resumed")]
    Resumed {},
    /// Its result document was made.
    #[serde(rename = "application.result_issued")]
    ResultIssued {
        /// The document.
        result: ResultId,
        /// Its SHA-256, lower-case hex.
        sha256: String,
    },
    /// The applicant rated the service, after the end.
    #[serde(rename = "application.rated")]
    Rated {
        /// The mark.
        score: Score,
    },
}

/// The versions an application goes by: what its stages and moves are called is read in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesBy {
    /// The service and the version of its passport.
    pub service: (ServiceCode, u32),
    /// The process and its version.
    pub process: (ProcessCode, u32),
}

impl Application {
    /// The result document, once it is the applicant's: a document may be there before, and waits to be handed over.
    #[must_use]
    pub fn document(&self) -> Option<ResultId> {
        self.result.filter(|_| self.outcome == Some(Outcome::Granted))
    }

    /// Whether somebody is among those who applied, as far as it knows them.
    #[must_use]
    pub fn is_of(&self, citizen: CitizenId) -> bool {
        self.citizen == citizen || self.co_applicant == Some(citizen)
    }

    /// The versions it goes by.
    #[must_use]
    pub fn goes_by(&self) -> GoesBy {
        GoesBy {
            service: (self.service.clone(), self.service_version),
            process: (self.process.clone(), self.process_version),
        }
    }
}

impl ApplicationFact {
    /// Whether it only says where the application is.
    #[must_use]
    pub const fn is_a_step(&self) -> bool {
        matches!(self, Self::Submitted { .. } | Self::Moved { .. })
    }

    /// Every kind, as stored.
    pub const KINDS: [&str; 22] = [
        "application.submitted",
        "application.moved",
        "application.corrected",
        "application.held",
        "application.assigned",
        "application.originals_compared",
        "application.originals_withheld",
        "application.checked",
        "application.extended",
        "application.documents_filed",
        "application.joined",
        "application.place_changed",
        "application.precedence_changed",
        "application.warned",
        "application.overdue",
        "application.delayed",
        "application.resumed",
        "application.papers_handed_over",
        "application.inquired",
        "application.inquiry_answered",
        "application.result_issued",
        "application.rated",
    ];

    /// The kind, as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "application.submitted",
            Self::Moved { .. } => "application.moved",
            Self::Corrected { .. } => "application.corrected",
            Self::Held { .. } => "application.held",
            Self::Assigned { .. } => "application.assigned",
            Self::OriginalsCompared { .. } => "application.originals_compared",
            Self::OriginalsWithheld { .. } => "application.originals_withheld",
            Self::Checked { .. } => "application.checked",
            Self::Extended { .. } => "application.extended",
            Self::DocumentsFiled { .. } => "application.documents_filed",
            Self::Joined { .. } => "application.joined",
            Self::PlaceChanged { .. } => "application.place_changed",
            Self::PrecedenceChanged { .. } => "application.precedence_changed",
            Self::Warned { .. } => "application.warned",
            Self::Overdue { .. } => "application.overdue",
            Self::Delayed {} => "application.delayed",
            Self::Resumed {} => "application.resumed",
            Self::PapersHandedOver { .. } => "application.papers_handed_over",
            Self::Inquired { .. } => "application.inquired",
            Self::InquiryAnswered { .. } => "application.inquiry_answered",
            Self::ResultIssued { .. } => "application.result_issued",
            Self::Rated { .. } => "application.rated",
        }
    }
}

/// What a decision on an application leads to: the new state, its facts, the work it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The state after the facts.
    pub application: Application,
    /// The facts, in order.
    pub facts: Vec<ApplicationFact>,
    /// The work the entered stage starts.
    pub effects: Vec<Effect>,
}
