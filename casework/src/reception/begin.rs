//! Beginning a reception: who stands at the window is found, or recorded.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::again::again;
use crate::steps::once::{Once, once};
use crate::steps::reception::{note_reading, own};
use domain::access::{Actor, Person};
use domain::codes::{DepartmentCode, DirectReasonCode};
use domain::duty::DutyRole;
use domain::id::ReceptionId;
use domain::job::Job;
use domain::reception::{BadField, Reception, Visitor, VisitorCard, Window};
use domain::text::Text;
use domain::time::moscow_day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Key, Recorded};

/// At whose window a visitor is to be received. The organisation is named where the asker works for several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// An office's (МФЦ).
    Office(Option<DepartmentCode>),
    /// A department's, in an exceptional case and for a reason of the catalog's (AR-05).
    Department(Option<DepartmentCode>, DirectReasonCode),
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    reception: ReceptionId,
}

/// Begins the reception of a visitor, as their documents tell who they are. A reception that the asker left open is ended by it. The same
/// key with the same body gives the same reception.
pub async fn begin(
    cx: &Cx,
    actor: &Actor,
    at: &At,
    card: &VisitorCard,
    key: Option<&Key>,
) -> Result<Reception, CaseError> {
    let operator = person(actor)?;
    let window = window_of(cx, operator, at)?;
    let visitor = card.read(moscow_day(cx.clock.now())).map_err(CaseError::Visitor)?;
    // One person at two windows at once makes one writer lose; it finds the record of the other then.
    let receive = || receive(cx, (operator, &window), &visitor, key);
    match once(cx, key, async || again(receive).await).await? {
        Once::Made(reception) => Ok(reception),
        Once::Before(Begun { reception }) => own(cx, actor, reception).await,
    }
}

async fn receive(
    cx: &Cx,
    (operator, window): (&Person, &Window),
    visitor: &Visitor,
    key: Option<&Key>,
) -> Result<Reception, CaseError> {
    let mut tx = cx.begin().await?;
    if let Some(known) = tx.citizen_of_snils(&visitor.snils).await?
        && let Err(refused) = may_be_received(operator, &known, visitor)
    {
        tx.roll_back().await;
        // Whose record was asked for sees it, though nothing was shown.
        note_reading(cx, (operator.citizen, window), known.citizen.id).await?;
        return Err(refused);
    }
    let citizen = tx.remember_visitor(visitor).await?;
    let reception = Reception {
        id: ReceptionId::new(tx.now(), &*cx.entropy),
        window: window.clone(),
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
    // As at a sign-in: what registers know is there when a form is checked, whatever client the official uses (G1.3).
    for register in cx.catalog().registers() {
        let register = register.code.clone();
        tx.enqueue_once(&Job::FetchRegister { citizen: citizen.id, register }).await?;
    }
    tx.commit().await?;
    Ok(reception)
}

/// The window at which the asker receives.
fn window_of(cx: &Cx, operator: &Person, at: &At) -> Result<Window, CaseError> {
    match at {
        At::Office(named) => {
            let offices = operator.organisations_as(DutyRole::OfficeOperator);
            let place = one_of(offices, named.as_ref(), OFFICE)?;
            Ok(Window { place, direct_reason: None })
        }
        At::Department(named, reason) => {
            let departments = departments_of(cx, operator);
            let place = one_of(departments.iter().collect(), named.as_ref(), DEPARTMENT)?;
            if cx.catalog().direct_reason(reason).is_none() {
                return Err(CaseError::Visitor(vec![no_reason()]));
            }
            Ok(Window { place, direct_reason: Some(reason.clone()) })
        }
    }
}

/// The departments of which a person is an officer and that file something themselves.
#[must_use]
pub fn departments_of(cx: &Cx, officer: &Person) -> BTreeSet<DepartmentCode> {
    let own = officer.organisations_as(DutyRole::DepartmentOfficer);
    let catalog = cx.catalog();
    let filed = catalog.entries().map(|entry| &entry.service);
    let filed =
        filed.filter(|one| one.process_at_department.is_some() && own.contains(&one.department));
    filed.map(|one| one.department.clone()).collect()
}

/// What is told of who works for several organisations and names none: the field, and why.
type Unnamed = (&'static str, &'static str, &'static str);

const OFFICE: Unnamed = (
    "/office",
    "Вы работаете в нескольких МФЦ: выберите, в каком ведёте приём",
    "You work at several offices: name the one",
);
const DEPARTMENT: Unnamed = (
    "/direct_filing/department",
    "Вы работаете в нескольких ведомствах: выберите, в каком ведёте приём",
    "You work for several departments: name the one",
);

fn one_of(
    mut own: BTreeSet<&DepartmentCode>,
    named: Option<&DepartmentCode>,
    (pointer, ru, en): Unnamed,
) -> Result<DepartmentCode, CaseError> {
    let found = match (named, own.len()) {
        (None, 2..) => return Err(wrong(pointer, ru, en)),
        (None, _) => own.pop_first(),
        (Some(named), _) => own.take(named),
    };
    found.cloned().ok_or(CaseError::Forbidden)
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
            "По этому СНИЛС уже подавали заявление с другим именем или датой рождения. Сверьте СНИЛС, имя и дату с документами; \
             если всё верно, сообщите в поддержку: прежнюю запись исправят",
            "Under this number something was filed with another name or day of birth. Compare all three with the \
             documents; if they are right, tell the support: the record before has to be corrected",
        )),
    }
}

/// What is told where a department receives and no reason of the catalog's is named.
#[must_use]
pub fn no_reason() -> BadField {
    BadField {
        pointer: "/direct_filing/reason",
        message: Text::new(
            "Выберите причину, по которой человека принимает ведомство, а не МФЦ",
            "Choose the reason why the department receives and not an office",
        ),
    }
}

fn wrong(pointer: &'static str, ru: &str, en: &str) -> CaseError {
    CaseError::Visitor(vec![BadField { pointer, message: Text::new(ru, en) }])
}
