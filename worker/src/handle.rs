//! Which procedure a job calls, and what its failure means: later, or never.

use crate::exchange::{Exchange, ExchangeError, Order, OrderOutcome, OrderState};
use crate::inspect::{InspectError, Inspector};
use casework::exchange::Decided;
use casework::{CaseError, Cx, JobEnd};
use chrono::Duration;
use domain::application::BadMove;
use domain::codes::{DepartmentCode, RegisterCode};
use domain::id::{ApplicationId, CitizenId, UploadId};
use domain::job::Entry;
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
        Job::SendToDepartment { application, entry, receiver: _ } => {
            send(cx, exchange, claim, (*application, *entry)).await
        }
        Job::AwaitDecision { application, entry, receiver: _ } => {
            decide(cx, exchange, claim, (*application, *entry)).await
        }
        Job::CancelOrder { application, entry, receiver } => {
            cancel(cx, exchange, (*application, *entry), receiver).await
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
            Self::Case(error @ CaseError::UnfitAnswer { .. }) => {
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

async fn send(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
) -> Result<JobOutcome, Failed> {
    let Some(message) = casework::exchange::outgoing(cx, application, entry).await? else {
        return Ok(JobOutcome::NothingToDo(MOVED_ON));
    };
    for document in &message.documents {
        let bytes = casework::exchange::document(cx, document).await?;
        let known_by = (document.sha256.as_str(), document.media_type);
        exchange.document(&message.receiver, known_by, bytes).await?;
    }
    let receipt = exchange.send(&message.receiver, &message.body).await?;
    let received = (&message, receipt.department_number.as_str(), receipt.received_at);
    let end = casework::exchange::acknowledged(cx, claim, application, entry, received).await?;
    Ok(ended(claim, end, MOVED_ON))
}

async fn decide(
    cx: &Cx,
    exchange: &Exchange,
    claim: &Claim,
    (application, entry): (ApplicationId, Entry),
) -> Result<JobOutcome, Failed> {
    let Some(awaited) = casework::exchange::awaited(cx, application, entry).await? else {
        return Ok(JobOutcome::NothingToDo(MOVED_ON));
    };
    let order = exchange.order(&awaited.receiver, &awaited.message_id).await?;
    match order.state {
        // The applicant took it back while it was asked about: the next look finds nothing to ask.
        OrderState::Cancelled => Ok(JobOutcome::Wait(PATIENCE, "it was taken back")),
        waiting @ (OrderState::Processing | OrderState::NeedsOfficer) => {
            let waited = cx.clock.now() - claim.created_at;
            let why = if waiting == OrderState::Processing {
                "the department is at work"
            } else {
                "an officer of the department decides"
            };
            Ok(JobOutcome::Wait(pause(waited), why))
        }
        OrderState::Decided => match decision(order) {
            Some(decided) => {
                let answer = (&awaited, decided);
                let end =
                    casework::exchange::decided(cx, claim, application, entry, answer).await?;
                Ok(ended(claim, end, MOVED_ON))
            }
            None => Ok(alarm(format!("{DECISION}: it cannot be read"))),
        },
    }
}

/// What an alarm about a department's answer begins with.
const DECISION: &str = "the department's decision";

/// Something is to be mended before the case can go on: it waits, and is tried again.
fn alarm(why: String) -> JobOutcome {
    JobOutcome::Alarm(Duration::minutes(10), why)
}

/// The longest pause between two questions about a decision.
const PATIENCE: Duration = Duration::seconds(30);

/// Quick at first, because most decisions take seconds, then patient.
fn pause(waited: Duration) -> Duration {
    (waited / 2).clamp(Duration::milliseconds(500), PATIENCE)
}

fn decision(order: Order) -> Option<Decided> {
    let decision = order.decision?;
    match decision.outcome {
        OrderOutcome::Granted => Some(Decided::Granted(decision.data)),
        OrderOutcome::Refused => Some(Decided::Refused(decision.reason_code?.parse().ok()?)),
        OrderOutcome::Returned => Some(Decided::Returned(decision.reason_code?.parse().ok()?)),
    }
}

async fn cancel(
    cx: &Cx,
    exchange: &Exchange,
    (application, entry): (ApplicationId, Entry),
    receiver: &DepartmentCode,
) -> Result<JobOutcome, Failed> {
    let message = casework::exchange::taken_back(cx, application, entry, receiver).await?;
    let Some(message) = message else {
        return Ok(JobOutcome::NothingToDo("the department has no message to take back"));
    };
    exchange.cancel(receiver, &message).await?;
    Ok(JobOutcome::Done("finished"))
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
