//! Who applies together with an applicant: known by their own account, asked to confirm, and told what the applicant is told.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use catalog::Entry;
use domain::access::{Actor, Person};
use domain::application::{Application, BadSubmission};
use domain::assurance::Assurance;
use domain::citizen::{Citizen, Profile};
use domain::co_applicant::Named;
use domain::codes::NoticeCode;
use domain::id::CitizenId;
use domain::job::Job;
use domain::key::PersonKey;
use domain::precheck::{FORM, Finding, FindingKind};
use domain::process::{Process, Role};
use domain::text::Text;
use serde_json::Value;
use std::borrow::Cow;
use store::{CoApplicant, Confirmed, Tx};

/// The one who asks, with whether they are asked to confirm an application: its form names them. Who has confirmed one is known by the
/// application itself.
pub(crate) async fn standing<'a>(
    cx: &Cx,
    actor: &'a Actor,
    of: &Application,
) -> Result<Cow<'a, Actor>, CaseError> {
    let Some(person) = another(actor, of) else { return Ok(Cow::Borrowed(actor)) };
    let asked = cx.store.co_applicant(of.id).await?;
    let record = cx.store.citizen(person.citizen).await?;
    Ok(asked_to_confirm(cx, (actor, person), of, (asked, record)))
}

/// The same inside a transaction: none of another connection's is waited for in one.
pub(crate) async fn standing_in<'a>(
    cx: &Cx,
    tx: &mut Tx,
    actor: &'a Actor,
    of: &Application,
) -> Result<Cow<'a, Actor>, CaseError> {
    let Some(person) = another(actor, of) else { return Ok(Cow::Borrowed(actor)) };
    let asked = tx.co_applicant(of.id).await?;
    let record = tx.citizen(person.citizen).await?;
    Ok(asked_to_confirm(cx, (actor, person), of, (asked, record)))
}

fn asked_to_confirm<'a>(
    cx: &Cx,
    (actor, person): (&'a Actor, &Person),
    of: &Application,
    (asked, record): (Option<CoApplicant>, Option<Citizen>),
) -> Cow<'a, Actor> {
    let named = asked.map(|asked| asked.person);
    if named.is_none() || key_by(cx, person, record.as_ref()) != named {
        return Cow::Borrowed(actor);
    }
    let person = Person { asked_to_confirm: Some(of.id), ..person.clone() };
    Cow::Owned(Actor::Person(person))
}

/// The person who asks about an application that waits for a co-applicant and is not their own, and for nobody else.
fn another<'a>(actor: &'a Actor, of: &Application) -> Option<&'a Person> {
    let person = actor.person().filter(|_| of.unconfirmed)?;
    (person.citizen != of.citizen && person.served.is_none()).then_some(person)
}

/// Who confirmed an application as its co-applicant.
pub(crate) async fn confirmed(
    cx: &Cx,
    process: &Process,
    of: &Application,
) -> Result<Option<Confirmed>, CaseError> {
    if !process.has_a_co_applicant() {
        return Ok(None);
    }
    let found = cx.store.co_applicant(of.id).await?;
    Ok(found.and_then(|found| found.confirmed))
}

/// By which key forms name a person.
pub(crate) async fn key_of(cx: &Cx, person: &Person) -> Result<Option<PersonKey>, CaseError> {
    let record = cx.store.citizen(person.citizen).await?;
    Ok(key_by(cx, person, record.as_ref()))
}

/// The same by their record. ESIA has checked the data of confirmed accounts alone: nobody else is known by them.
fn key_by(cx: &Cx, person: &Person, record: Option<&Citizen>) -> Option<PersonKey> {
    let record = record.filter(|_| person.assurance == Assurance::Confirmed)?;
    Some(cx.store.person_key(&Named::of(&record.profile)?))
}

/// Why nobody can be asked whom a form names: one does not apply together with oneself.
pub(crate) fn findings(entry: &Entry, form: &Value, applicant: &Profile) -> Vec<Finding> {
    let asked = entry.service.co_applicant.as_ref().zip(entry.co_applicant(form));
    let Some((of, named)) = asked else { return Vec::new() };
    if applicant.checked_snils().as_ref() != Some(named.snils()) {
        return Vec::new();
    }
    vec![Finding {
        kind: FindingKind::Invalid,
        rule: FORM.to_owned(),
        title: Some(of.title.clone()),
        pointer: Some(of.fields.snils.clone()),
        message: Text::new(
            "Это ваш СНИЛС. Укажите СНИЛС второго заявителя.",
            "This is your own SNILS. Give that of the second applicant.",
        ),
        remedy: None,
        norm: None,
    }]
}

/// The key of the person whom a form names, where its process asks them.
pub(crate) fn asked(
    cx: &Cx,
    (entry, process): (&Entry, &Process),
    form: &Value,
) -> Result<Option<PersonKey>, CaseError> {
    if !process.has_a_co_applicant() {
        return Ok(None);
    }
    let named = entry.co_applicant(form).ok_or_else(|| {
        CaseError::Catalog(format!("the form of {} names no co-applicant", entry.service.code))
    })?;
    Ok(Some(cx.store.person_key(&named)))
}

/// The work of asking the co-applicant, where it is their turn and they are known here. To anybody else the applicant tells it: whether a
/// person has an account is told to nobody.
pub(crate) async fn invitation(
    tx: &mut Tx,
    of: &Application,
    entry: &Entry,
    form: &Value,
) -> Result<Option<Job>, CaseError> {
    if !is_their_turn(of) {
        return Ok(None);
    }
    let asked = entry.service.co_applicant.as_ref().zip(entry.co_applicant(form));
    let Some((co_applicant, named)) = asked else { return Ok(None) };
    let known = tx.citizen_named(&named).await?;
    Ok(known.map(|citizen| told(of, &co_applicant.invitation, citizen)))
}

/// The same as a stage is entered: by the form as it stands in the transaction.
pub(crate) async fn invited(
    tx: &mut Tx,
    of: &Application,
    entry: &Entry,
) -> Result<Option<Job>, CaseError> {
    // The form of every other move is left where it is.
    if !is_their_turn(of) {
        return Ok(None);
    }
    let form = tx.filed_form(of.id).await?.ok_or(CaseError::NotFound("form"))?;
    invitation(tx, of, entry, &form.0).await
}

fn is_their_turn(of: &Application) -> bool {
    of.holder.as_ref().is_some_and(|holder| holder.role == Role::CoApplicant)
}

/// The notices that a co-applicant is told too, once they have confirmed.
pub(crate) fn told_too(of: &Application, work: &[Job]) -> Vec<Job> {
    let also = |job: &Job| match job {
        Job::PlanNotice { notice, .. } => Some(told(of, notice, of.co_applicant?)),
        _ => None,
    };
    work.iter().filter_map(also).collect()
}

fn told(of: &Application, notice: &NoticeCode, to: CitizenId) -> Job {
    let (application, notice) = (of.id, notice.clone());
    Job::PlanNotice { application, notice, version: of.version, to: Some(to) }
}

/// Keeps who the co-applicant is as they confirm, and gives who it is.
pub(crate) async fn join(
    cx: &Cx,
    tx: &mut Tx,
    actor: &Actor,
    of: &Application,
) -> Result<CitizenId, CaseError> {
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, of)?;
    let person = actor.person().ok_or(CaseError::SignInFirst)?;
    let needed = entry.service.minimum_assurance;
    if person.assurance < needed {
        return Err(BadSubmission::Assurance { needed }.into());
    }
    let record = tx.citizen(person.citizen).await?.ok_or(CaseError::NotFound("citizen"))?;
    tx.confirm_co_applicant(of.id, &record.profile).await?;
    Ok(person.citizen)
}
