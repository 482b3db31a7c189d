//! Why a procedure did not do what was asked.

use domain::application::{BadAssignment, BadInquiry, BadMove, BadRating, BadSubmission};
use domain::consultation::{BadAnswer, BadEnding};
use domain::manifest::BadSignature;
use domain::precheck::Precheck;
use domain::reception::BadField;
use store::{FileError, StoreError};

/// A refusal or a failure. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// The asker may not, and may know it.
    #[error("this is not yours to do")]
    Forbidden,
    /// There is no such thing, or it is not the asker's to know.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The number of a document or an application was given where its verification code is asked for.
    #[error("this is a number; the code is the 20 signs printed beside the QR code")]
    NumberForCode,
    /// The catalog has no such service.
    #[error("there is no service `{0}`")]
    NoService(String),
    /// The service is announced, not open yet.
    #[error("service `{0}` cannot be applied for yet")]
    NotOpen(String),
    /// The service is not filed at the window of the department where the applicant is served.
    #[error("service {0} is not filed here")]
    NotFiledHere(String),
    /// Data or documents do not suffice: what is missing is inside.
    #[error("the application does not suffice")]
    Insufficient(Box<Precheck>),
    /// Filing is refused.
    #[error(transparent)]
    Submission(#[from] BadSubmission),
    /// The move is refused.
    #[error(transparent)]
    Move(#[from] BadMove),
    /// It cannot be taken, put back or handed over.
    #[error(transparent)]
    Assignment(#[from] BadAssignment),
    /// The manifest cannot be signed like that.
    #[error(transparent)]
    Signature(#[from] BadSignature),
    /// The service cannot be rated.
    #[error(transparent)]
    Rating(#[from] BadRating),
    /// What was read off a visitor's documents cannot be taken: each field that is wrong.
    #[error("{} fields of the visitor's data are wrong", .0.len())]
    Visitor(Vec<BadField>),
    /// The reception is over: the visitor is received anew.
    #[error("the reception is over")]
    ReceptionOver,
    /// The catalog has no such topic of consultations.
    #[error("there is no topic `{0}`")]
    NoTopic(String),
    /// The consultant has tried too many codes of nobody's.
    #[error("too many codes were wrong: ask for the number of the application instead")]
    TooManyTries,
    /// The consultation is over: the caller is answered anew.
    #[error("the consultation is over")]
    ConsultationOver,
    /// The consultation cannot be ended so.
    #[error(transparent)]
    Ending(#[from] BadEnding),
    /// Nobody is asked about the application.
    #[error(transparent)]
    Inquiry(#[from] BadInquiry),
    /// The answer is not taken.
    #[error(transparent)]
    Answer(#[from] BadAnswer),
    /// The caller saw another version.
    #[error("it has changed since you read it: it is at version {current} now")]
    Stale {
        /// The version it is at.
        current: i64,
    },
    /// An officer has decided, and the decision is on its way.
    #[error("a colleague has decided on it, and the decision is on its way")]
    DecisionHeld,
    /// Other steps of the checklist come before this one.
    #[error("other steps come before this one: {}", .steps.join(", "))]
    StepWaits {
        /// Those that are not done, by their codes.
        steps: Vec<String>,
    },
    /// How the step stands is seen by the platform itself.
    #[error("how this step stands is seen by the platform itself: nobody says so")]
    StepKnown,
    /// The idempotency key came before with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// The file is larger than any that is taken.
    #[error("the file is larger than 20 MiB")]
    UploadTooLarge,
    /// The person has as many files waiting to be filed as anybody may.
    #[error("too many files wait to be filed")]
    TooManyUploads,
    /// The bytes are not the next of the file.
    #[error("{received} bytes of the file are there: go on from there")]
    UploadOffset {
        /// How many are there.
        received: u64,
    },
    /// The file has another length than was said when it was begun.
    #[error("the file was to have {promised} bytes")]
    UploadLength {
        /// The length that was said.
        promised: u64,
    },
    /// A part that does not end the file is smaller than what is kept.
    #[error("a part of a file has 64 KiB at least, unless it is the last")]
    UploadPartTooSmall,
    /// All bytes of the file are there already.
    #[error("the file is complete")]
    UploadComplete,
    /// The file was filed: it belongs to the case.
    #[error("the file was filed with an application")]
    UploadFiled,
    /// The form is not a JSON object, or too large.
    #[error("the form {0}")]
    Form(&'static str),
    /// A department's system answered with what the service does not know. The case stays where it is.
    #[error("`{from}` answered with reason `{reason}`, which the service does not take here")]
    UnfitAnswer {
        /// Who answered.
        from: String,
        /// The reason it gave.
        reason: String,
    },
    /// A department granted without the facts that the service's document needs. The case stays where it is.
    #[error("`{from}` decided without what the document needs at `{pointer}`")]
    UnfitFacts {
        /// Who decided.
        from: String,
        /// Where in the facts, as a JSON pointer.
        pointer: String,
    },
    /// A department decided on a message whose receipt it has not told.
    #[error("tell first that the message is received")]
    MessageNotReceived,
    /// A department decided before its decision is waited for: it will be.
    #[error("the decision is not waited for yet: tell it again later")]
    NotAwaited,
    /// A mailbox was asked for what is behind a message that it does not have.
    #[error("the last message of the mailbox is {last}")]
    MailboxEnds {
        /// The last position there is.
        last: u64,
    },
    /// The catalog lost something an application goes by.
    #[error("catalog: {0}")]
    Catalog(String),
    /// The document could not be drawn.
    #[error("document: {0}")]
    Document(#[from] documents::RenderError),
    /// The folder of documents failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CaseError {
    /// Whether the database did not answer: the same will be possible later.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Store(StoreError::Away(_)))
    }
}
