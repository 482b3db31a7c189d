//! Beginning a reception: who stands at the window is found, or recorded.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::again::again;
use crate::steps::once::{Once, once};
use crate::steps::reception::{note_reading, offices_of, own};
use domain::access::{Actor, Person};
use domain::codes::DepartmentCode;
use domain::id::ReceptionId;
use domain::reception::{BadField, Reception, Visitor, VisitorCard};
use domain::text::Text;
use domain::time::moscow_day;
use serde::{Deserialize, Serialize};
use store::{Key, Recorded};

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    reception: ReceptionId,
}

/// Begins the reception of a visitor, as their documents tell who they are; `office` says at whose window, where the operator works
/// for several. A reception that the operator left open is ended by it. The same key with the same body gives the same reception.
pub async fn begin(
    cx: &Cx,
    actor: &Actor,
    office: Option<&DepartmentCode>,
    card: &VisitorCard,
    key: Option<&Key>,
) -> Result<Reception, CaseError> {
    let operator = person(actor)?;
    let office = window_of(operator, office)?;
    let visitor = card.read(moscow_day(cx.clock.now())).map_err(CaseError::Visitor)?;
    // One person at two windows at once makes one writer lose; it finds the record of the other then.
    let receive = || receive(cx, (operator, office), &visitor, key);
    match once(cx, key, async || again(receive).await).await? {
        Once::Made(reception) => Ok(reception),
        Once::Before(Begun { reception }) => own(cx, actor, reception).await,
    }
}

async fn receive(
    cx: &Cx,
    (operator, office): (&Person, &DepartmentCode),
    visitor: &Visitor,
    key: Option<&Key>,
) -> Result<Reception, CaseError> {
    let mut tx = cx.begin().await?;
    if let Some(known) = tx.citizen_of_snils(&visitor.snils).await?
        && let Err(refused) = may_be_received(operator, &known, visitor)
    {
        tx.roll_back().await;
        // Whose record was asked for sees it, though nothing was shown.
        note_reading(cx, (operator.citizen, office), known.citizen.id).await?;
        return Err(refused);
    }
    let citizen = tx.remember_visitor(visitor).await?;
    let reception = Reception {
        id: ReceptionId::new(tx.now(), &*cx.entropy),
        office: office.clone(),
        operator: operator.citizen,
        visitor: citizen.id,
        begun_at: tx.now(),
        first_at: tx.now(),
        ended_at: None,
        has_left: false,
    };
    if let Some(key) = key {
        tx.keep_answer(key, &Begun { reception: reception.id }).await?;
    }
    tx.begin_reception(&reception).await?;
    tx.commit().await?;
    Ok(reception)
}

/// The office at whose window an operator receives.
fn window_of<'a>(
    operator: &'a Person,
    named: Option<&DepartmentCode>,
) -> Result<&'a DepartmentCode, CaseError> {
    let mut offices = offices_of(operator);
    match (named, offices.len()) {
        (_, 0) => Err(CaseError::Forbidden),
        (None, 1) => offices.pop_first().ok_or(CaseError::Forbidden),
        (None, _) => Err(wrong(
            "/office",
            "Вы работаете в нескольких МФЦ: выберите, в каком ведёте приём",
            "You work at several offices: name the one",
        )),
        (Some(named), _) => offices.get(named).copied().ok_or(CaseError::Forbidden),
    }
}

/// A record is the visitor's if it says the same of them. What it says is not told: the operator has the documents.
fn may_be_received(
    operator: &Person,
    Recorded { citizen: known, has_history }: &Recorded,
    visitor: &Visitor,
) -> Result<(), CaseError> {
    if known.id == operator.citizen {
        return Err(wrong(
            "/snils",
            "Это ваш СНИЛС: вас обслужит коллега",
            "This is your own number: a colleague serves you",
        ));
    }
    match known.esia_oid {
        Some(_) if visitor.is_in(&known.profile) => Ok(()),
        Some(_) => Err(wrong(
            "/snils",
            "По этому СНИЛС записан человек с другим именем или датой рождения. Сверьте СНИЛС, имя и дату с документами; если всё \
             верно, посетителю нужно обновить данные на Госуслугах",
            "Under this number another name or day of birth is recorded. Compare all three with the documents; if they are right, \
             the visitor must update the account at ESIA",
        )),
        // An operator typed it: until something is filed, the next one writes it anew; and a family name changes.
        None if !has_history || visitor.profile.may_be_born_as(&known.profile) => Ok(()),
        None => Err(wrong(
            "/snils",
            "По этому СНИЛС в МФЦ уже подавали заявление с другим именем или датой рождения. Сверьте СНИЛС, имя и дату с документами; \
             если всё верно, сообщите в поддержку: прежнюю запись исправят",
            "Under this number something was filed at an MFC with another name or day of birth. Compare all three with the \
             documents; if they are right, tell the support: the record before has to be corrected",
        )),
    }
}

fn wrong(pointer: &'static str, ru: &str, en: &str) -> CaseError {
    CaseError::Visitor(vec![BadField { pointer, message: Text::new(ru, en) }])
}
