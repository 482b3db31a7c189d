//! What a register told of a citizen is kept for pre-check; and asked again when it grows old.

use crate::cx::{Cx, applicant};
use crate::error::CaseError;
use chrono::Duration;
use domain::access::Actor;
use domain::codes::RegisterCode;
use domain::id::CitizenId;
use domain::job::Job;
use serde_json::Value;
use store::Claim;

/// How long a register's answer is taken as it is.
const FRESH: Duration = Duration::minutes(10);

/// Keeps a register's answer and finishes the work that asked for it.
pub async fn remember_register(
    cx: &Cx,
    claim: &Claim,
    citizen: CitizenId,
    register: &RegisterCode,
    data: &Value,
) -> Result<(), CaseError> {
    let mut tx = cx.begin().await?;
    tx.remember_register(citizen, register, data).await?;
    tx.finish(claim).await?;
    Ok(tx.commit().await?)
}

/// Asks the registers of a service again for the person who asks, where their answers are old or
/// missing. The answers come later: pre-check says "unknown" until then.
pub async fn refresh(cx: &Cx, actor: &Actor, registers: &[RegisterCode]) -> Result<(), CaseError> {
    let citizen = applicant(actor)?.citizen;
    let told = cx.store.registers_of(citizen).await?;
    let oldest = cx.clock.now() - FRESH;
    let stale: Vec<&RegisterCode> = registers
        .iter()
        .filter(|code| !told.iter().any(|one| one.register == **code && one.fetched_at > oldest))
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    let mut tx = cx.begin().await?;
    for register in stale {
        tx.enqueue_once(&Job::FetchRegister { citizen, register: register.clone() }).await?;
    }
    Ok(tx.commit().await?)
}
