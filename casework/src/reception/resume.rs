//! Going on with a visitor whose reception is over: its time ran out, or another was begun meanwhile.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::again::again;
use crate::steps::reception::own;
use domain::access::Actor;
use domain::id::ReceptionId;
use domain::reception::Reception;

/// A new reception of the same visitor by the asker, at the same window: the visitor is still there. One that goes on is given as it is.
pub async fn resume(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Reception, CaseError> {
    let before = own(cx, actor, id).await?;
    // Two clicks at once make one writer lose; it finds the reception of the other then.
    again(|| go_on(cx, &before)).await
}

async fn go_on(cx: &Cx, before: &Reception) -> Result<Reception, CaseError> {
    let now = cx.clock.now();
    if before.is_open(now) {
        return Ok(before.clone());
    }
    let with_them = cx.store.reception_of(before.operator).await?;
    if let Some(open) = with_them.filter(|one| one.visitor == before.visitor && one.is_open(now)) {
        return Ok(open);
    }
    if !before.may_go_on(now) {
        return Err(CaseError::ReceptionOver);
    }
    let mut tx = cx.begin().await?;
    let reception = Reception {
        id: ReceptionId::new(tx.now(), &*cx.entropy),
        begun_at: tx.now(),
        ended_at: None,
        ..before.clone()
    };
    tx.begin_reception(&reception).await?;
    tx.commit().await?;
    Ok(reception)
}
