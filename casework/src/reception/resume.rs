//! Going on with a visitor whose reception is over: its time ran out, or another was begun meanwhile.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::reception::own;
use domain::access::Actor;
use domain::id::ReceptionId;
use domain::reception::Reception;

/// A new reception of the same visitor by the asker, at the same window: the visitor is still there. One that goes on is given as it is.
pub async fn resume(cx: &Cx, actor: &Actor, id: ReceptionId) -> Result<Reception, CaseError> {
    let before = own(cx, actor, id).await?;
    if before.is_open(cx.clock.now()) {
        return Ok(before);
    }
    let mut tx = cx.begin().await?;
    let now = tx.now();
    // Clicks at once follow each other here: the later ones find what the first began.
    let open = tx.hold_reception_of(before.operator).await?;
    let with_them = open.filter(|one| one.visitor == before.visitor && one.is_open(now));
    if with_them.is_some() || !before.may_go_on(now) {
        tx.roll_back().await;
        return with_them.ok_or(CaseError::ReceptionOver);
    }
    let reception = Reception {
        id: ReceptionId::new(now, &*cx.entropy),
        begun_at: now,
        ended_at: None,
        ..before
    };
    tx.begin_reception(&reception).await?;
    tx.commit().await?;
    Ok(reception)
}
