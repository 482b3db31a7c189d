//! Which procedure a job calls, and what its failure means: later, or never.

mod departments;

use crate::exchange::{Exchange, ExchangeError};
use crate::inspect::{InspectError, Inspector};
use casework::{CaseError, Cx, JobEnd};
use chrono::Duration;
use domain::application::BadMove;
use domain::codes::RegisterCode;
use domain::id::{CitizenId, UploadId};
use domain::upload::FileDefect;
use runner::{JobOutcome, ReceiverState};
use store::{Claim, Job, StoreError};

/// Does a piece of work.
pub(crate) async fn handle(
    cx: &Cx,
    (exchange, inspector): (&Exchange, &Inspector),
    claim: &Claim,
) -> JobOutcome {
    let done = match &claim.job {
        Job::SendToDepartment { application, entry, receiver } => {
            departments::send(cx, exchange, claim, (*application, *entry), receiver.as_ref()).await
        }
        Job::AwaitDecision { application, entry, receiver } => {
            departments::decide(cx, exchange, claim, (*application, *entry), receiver.as_ref())
                .await
        }
        Job::CancelOrder { application, entry, receiver } => {
            departments::cancel(cx, exchange, claim, (*application, *entry), receiver).await
        }
        Job::AnnounceMessage { receiver, message, application: _ } => {
            departments::announce(cx, exchange, receiver, message).await
        }
        Job::GenerateResult { application, entry } => {
            casework::issue_result::issue_result(cx, claim, *application, *entry)
                .await
                .map(|end| ended(claim, end, MOVED_ON))
                .map_err(Failed::from)
        }
        Job::MakeDecision { application, decision, entry: _ } => {
            casework::decision::make(cx, claim, *application, *decision)
                .await
                .map(|end| ended(claim, end, "the decision was taken back"))
                .map_err(Failed::from)
        }
        Job::LapseStage { application, entry } => {
            casework::lapse::lapse(cx, claim, *application, *entry)
                .await
                .map(|end| ended(claim, end, MOVED_ON))
                .map_err(Failed::from)
        }
        Job::RouteCase { application, entry } => {
            casework::route::route(cx, claim, *application, *entry)
                .await
                .map(|end| ended(claim, end, MOVED_ON))
                .map_err(Failed::from)
        }
        Job::PlanNotice { .. } => casework::plan_notice::plan_notice(cx, claim)
            .await
            .map(|()| JobOutcome::FINISHED)
            .map_err(Failed::from),
        // The notifier's: its lanes are not among this handler's.
        Job::SendNotice { .. } | Job::GreetChat { .. } => {
            Ok(JobOutcome::Never("work of the notifier in a lane of the worker".to_owned()))
        }
        Job::CheckDelay { application } => casework::delay::delay(cx, claim, *application)
            .await
            .map(|()| JobOutcome::FINISHED)
            .map_err(Failed::from),
        Job::RecountList { list } => casework::waiting_list::recount(cx, claim, list)
            .await
            .map(|()| JobOutcome::FINISHED)
            .map_err(Failed::from),
        Job::FollowPapers { application, item, act } => {
            casework::manifest::follow(cx, claim, *application, (*item, *act))
                .await
                .map(|end| ended(claim, end, "nobody has signed for them"))
                .map_err(Failed::from)
        }
        Job::CheckUpload { upload } => check(cx, inspector, claim, *upload).await,
        Job::DropUpload { upload } => casework::upload::drop_parts(cx, *upload)
            .await
            .map(|end| match end {
                // Nothing of it is written in a transaction that could finish the work.
                JobEnd::Done => JobOutcome::Done("finished"),
                end => ended(claim, end, "the file can be filed"),
            })
            .map_err(Failed::from),
        Job::FetchRegister { citizen, register } => {
            fetch(cx, exchange, claim, *citizen, register).await
        }
    };
    done.unwrap_or_else(Failed::done)
}

/// Why a step failed.
enum Failed {
    Case(CaseError),
    Outside(ExchangeError),
    Inspect(InspectError),
}

impl From<InspectError> for Failed {
    fn from(error: InspectError) -> Self {
        Self::Inspect(error)
    }
}

impl From<CaseError> for Failed {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

impl From<ExchangeError> for Failed {
    fn from(error: ExchangeError) -> Self {
        Self::Outside(error)
    }
}

impl Failed {
    fn done(self) -> JobOutcome {
        match self {
            // Another worker took it over: whatever it does, this one is out.
            Self::Case(CaseError::Store(StoreError::LeaseLost)) => JobOutcome::LEASE_LOST,
            Self::Case(CaseError::Store(StoreError::UnknownKey { .. })) => JobOutcome::Left,
            Self::Case(CaseError::Store(StoreError::Corrupt(corrupt))) => {
                JobOutcome::Never(corrupt.to_string())
            }
            Self::Case(
                // What cannot be drawn today may lack a register's answer, or a template put right.
                error @ (CaseError::Store(_)
                | CaseError::File(_)
                | CaseError::Catalog(_)
                | CaseError::Document(_)),
            ) => JobOutcome::Retry(error.to_string()),
            // The department, the catalog or the calendar is to be mended: then it is asked again.
            Self::Case(error @ (CaseError::UnfitAnswer { .. } | CaseError::UnfitFacts { .. })) => {
                alarm(format!("{DECISION}: {error}"))
            }
            Self::Case(error @ CaseError::Move(BadMove::Calendar(_))) => alarm(error.to_string()),
            Self::Case(error) => JobOutcome::Never(error.to_string()),
            Self::Outside(ExchangeError::Away { system, reason, wait }) => {
                JobOutcome::Receiver(format!("{system} does not answer: {reason}"), wait)
            }
            Self::Outside(
                error @ ExchangeError::Refused { status: 400 | 409 | 413 | 415 | 422, .. },
            ) => JobOutcome::Retry(error.to_string()),
            Self::Inspect(error @ (InspectError::Broke | InspectError::Unscanned(_))) => {
                JobOutcome::Retry(error.to_string())
            }
            // The way to all files is closed, not to this one.
            Self::Inspect(error) => JobOutcome::Receiver(error.to_string(), None),
            // 401, 403, 404, a redirect, an answer that says nothing: the way there is wrong, or our key.
            Self::Outside(error) => JobOutcome::Receiver(error.to_string(), None),
        }
    }
}

/// What became of a job by what its procedure did; and why, if there was nothing to do.
fn ended(claim: &Claim, end: JobEnd, why: &'static str) -> JobOutcome {
    match end {
        JobEnd::Done => JobOutcome::FINISHED,
        JobEnd::NothingToDo => JobOutcome::NothingToDo(why),
        JobEnd::PutOff => JobOutcome::Written("wait", ReceiverState::Answering),
        JobEnd::Overtaken => {
            let kind = claim.job.kind();
            tracing::info!(job.id = %claim.id, kind, reason = OVERTAKEN, "a job was overtaken");
            JobOutcome::Written("nothing_to_do", ReceiverState::Answering)
        }
    }
}

/// Why work came too late.
const OVERTAKEN: &str = "the case went on before it, or another is before it on its waiting list";
/// Why most work has nothing to do any more.
const MOVED_ON: &str = "the application has left the stage that asked for it";

/// What an alarm about a department's answer begins with.
const DECISION: &str = "the department's decision";

/// Something is to be mended before the case can go on: it waits, and is tried again.
fn alarm(why: String) -> JobOutcome {
    JobOutcome::Alarm(Duration::minutes(10), why)
}

async fn check(
    cx: &Cx,
    inspector: &Inspector,
    claim: &Claim,
    upload: UploadId,
) -> Result<JobOutcome, Failed> {
    let Some(bytes) = casework::upload::look(cx, upload).await? else {
        return Ok(JobOutcome::NothingToDo(LOOKED_AT));
    };
    let seen = match inspector.look(&bytes).await {
        // Once it may have been the machine; so often it is the file.
        Err(InspectError::Broke) if claim.attempts >= BLAMED => Err(FileDefect::Damaged),
        seen => seen?,
    };
    let end = casework::upload::check(cx, claim, upload, (&bytes, seen)).await?;
    Ok(ended(claim, end, LOOKED_AT))
}

/// At which try a file is blamed for a look that ended without an answer.
const BLAMED: u32 = 3;

/// Why a file is not looked at.
const LOOKED_AT: &str = "the file was looked at, or is not there any more";

async fn fetch(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    citizen: CitizenId,
    register: &RegisterCode,
) -> Result<JobOutcome, Failed> {
    let record = cx.store.citizen(citizen).await.map_err(CaseError::from)?;
    let Some(snils) = record.and_then(|record| record.profile.checked_snils()) else {
        return Ok(JobOutcome::NothingToDo("the person has no SNILS to ask a register by"));
    };
    let data = exchange.register(register, snils.digits()).await?;
    casework::remember_register::remember_register(cx, claim, citizen, register, &data).await?;
    Ok(JobOutcome::FINISHED)
}

#[cfg(test)]
mod tests;
