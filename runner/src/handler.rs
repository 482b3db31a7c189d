//! What a handler of jobs is, and what can become of a job.

use chrono::Duration as Span;
use std::future::Future;
use std::time::Duration;
use store::{Claim, StoreError, Tx};

/// Does the jobs of some lanes.
pub trait Handler: Send + Sync + 'static {
    /// What is prepared for a job while it is claimed.
    type Work: Send + 'static;

    /// How many jobs of a lane are done at once; 0: the lane is another handler's.
    fn capacity(&self, lane: &str) -> u32;

    /// Prepares a claimed job in the transaction of the claim: what must be on record before anything is done.
    /// A `Corrupt` row sets the job aside, an `UnknownKey` leaves it to other nodes; after any other error of the job's
    /// own rows it is tried again later, and a database that is away claims nothing.
    fn prepare(
        &self,
        tx: &mut Tx,
        claim: &Claim,
    ) -> impl Future<Output = Result<Prepared<Self::Work>, StoreError>> + Send;

    /// Does a job. It may be dropped at any point: when it takes too long, and when the process ends.
    fn handle(&self, claim: &Claim, work: Self::Work) -> impl Future<Output = JobOutcome> + Send;

    /// Work beside the queue, called between claims; it decides itself how often it does something.
    fn tend(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }
}

/// What a claimed job is once it was prepared.
#[derive(Debug)]
pub enum Prepared<W> {
    /// Work to be done.
    Work(W),
    /// The handler has ended it, in the transaction of the claim: the outcome's name, and why.
    Ended(&'static str, &'static str),
    /// It can never be done here: set aside for a person.
    Never(String),
}

/// What became of a job.
#[derive(Debug)]
pub enum JobOutcome {
    /// The handler has written the end itself, in the transaction of what the job did; the outcome's name, and
    /// what the try showed of the receiver.
    Written(&'static str, ReceiverState),
    /// It was done, and nothing is to be written but its end; the outcome's name.
    Done(&'static str),
    /// There is nothing to do any more, and why: what it was to do was overtaken. The job ends.
    NothingToDo(&'static str),
    /// It goes on after a while; the reason is no failure, and however long it takes, none is counted.
    Wait(Span, &'static str),
    /// This node lacks the key of the job's data: it is left to nodes that have it, and nothing is counted.
    Left,
    /// It cannot go on before somebody mends something, and people are told; it is tried again after a while,
    /// and none is counted.
    Alarm(Span, String),
    /// Its receiver failed, and may have asked to be left alone so long: the lane pauses, nothing is counted.
    Receiver(String, Option<Duration>),
    /// It failed by itself and is tried again with growing pauses.
    Retry(String),
    /// It can never succeed: set aside for a person.
    Never(String),
    /// It did not end in its time. Written by the runner.
    Hung(String),
}

impl JobOutcome {
    /// The job ended, in the transaction of what it did.
    pub const FINISHED: Self = Self::Written("finished", ReceiverState::Answering);

    /// The lease was lost: another node does the job, and what this one did was not written.
    pub const LEASE_LOST: Self = Self::Written("lease_lost", ReceiverState::Nothing);
}

/// What a try showed of the lane's receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiverState {
    /// The call came through, whatever it said.
    Answering,
    /// It cannot be reached, refuses us, or says what we cannot read.
    Failing,
    /// Nothing: the try may have failed before the call.
    Nothing,
}

impl ReceiverState {
    pub(crate) const fn by(done: &JobOutcome) -> Self {
        match done {
            JobOutcome::Written(_, shown) => *shown,
            JobOutcome::Done(_) | JobOutcome::Wait(..) | JobOutcome::Alarm(..) => Self::Answering,
            JobOutcome::Receiver(..) => Self::Failing,
            JobOutcome::NothingToDo(_)
            | JobOutcome::Left
            | JobOutcome::Retry(_)
            | JobOutcome::Never(_)
            | JobOutcome::Hung(_) => Self::Nothing,
        }
    }
}
