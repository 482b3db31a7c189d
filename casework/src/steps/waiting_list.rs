//! Putting an application on a waiting list, before or behind others of it, and taking it off.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::note::facts_of;
use catalog::Entry;
use domain::application::{Advance, Application};
use domain::job::Job;
use domain::journal::{ActorRef, NewFact};
use domain::process::{Process, Stage};
use domain::waiting_list::ListName;
use std::borrow::Cow;
use store::Tx;

/// The asked move with whether the application is the first of its list, where the move is made in turn.
pub(crate) async fn in_turn<'a>(
    tx: &mut Tx,
    of: &Application,
    (process, asked): (&Process, &'a Advance),
) -> Result<Cow<'a, Advance>, CaseError> {
    let in_turn = process.find_move(&asked.made).is_some_and(|one| one.in_turn);
    let is_first = in_turn
        && tx.hold_list_of(of.id).await?.is_some()
        && tx.place_on_list(of.id).await? == Some(1);
    Ok(if is_first {
        Cow::Owned(Advance { is_first, ..asked.clone() })
    } else {
        Cow::Borrowed(asked)
    })
}

/// Which place an application would have if it came to the stage it is shown in; `None` where that is on no list.
pub(crate) async fn place_to_be(
    cx: &Cx,
    of: &Application,
    (entry, process): (&Entry, &Process),
) -> Result<Option<u32>, CaseError> {
    let stage = process.stage(&of.stage);
    let Some(precedence) = stage.and_then(|stage| stage.waiting_list) else { return Ok(None) };
    let form = cx.store.filed_form(of.id).await?.ok_or(CaseError::NotFound("form"))?;
    let Some(list) = entry.waiting_list(&form.0) else { return Ok(None) };
    let list = cx.store.list_key(&list);
    Ok(Some(cx.store.place_to_be(&list, of.id, precedence).await?))
}

/// An application after what its move means on its waiting list.
pub(crate) struct Placed {
    /// It, with its place where it is on a list.
    pub(crate) application: Application,
    /// The fact of its place, if it has one.
    pub(crate) facts: Vec<NewFact>,
    /// The work of telling the others of the list.
    pub(crate) work: Option<Job>,
}

/// What a move from one stage to another means on the waiting list. Nothing, where neither stage is on one.
pub(crate) async fn follow(
    cx: &Cx,
    tx: &mut Tx,
    (application, entry): (Application, &Entry),
    (from, to): (Option<&Stage>, Option<&Stage>),
) -> Result<Placed, CaseError> {
    let precedence = |stage: Option<&Stage>| stage.and_then(|stage| stage.waiting_list);
    let (before, after) = (precedence(from), precedence(to));
    if before.is_none() && after.is_none() {
        return Ok(Placed { application, facts: Vec::new(), work: None });
    }
    let id = application.id;
    let list = match tx.hold_list_of(id).await? {
        Some(list) => list,
        None => cx.store.list_key(&list_by_form(tx, &application, entry).await?),
    };
    match (before, after) {
        (None, Some(precedence)) => tx.join_list(&list, id, precedence).await?,
        (Some(_), Some(precedence)) => tx.set_precedence(id, precedence).await?,
        (_, None) => tx.leave_list(id).await?,
    }
    let place = if after.is_some() { tx.place_on_list(id).await? } else { None };
    let placed = place.and_then(|place| application.placed(place, tx.now()));
    let (application, facts) = match placed {
        Some((placed, fact)) => {
            let facts = facts_of(&placed, ActorRef::PLATFORM, vec![fact]);
            (placed, facts)
        }
        None => (application, Vec::new()),
    };
    Ok(Placed { application, facts, work: Some(Job::RecountList { list }) })
}

/// The list that the form of an application names.
async fn list_by_form(tx: &mut Tx, of: &Application, entry: &Entry) -> Result<ListName, CaseError> {
    let form = tx.filed_form(of.id).await?.ok_or(CaseError::NotFound("form"))?;
    entry.waiting_list(&form.0).ok_or_else(|| {
        CaseError::Catalog(format!(
            "{} of {} is on no waiting list by its form",
            of.id, entry.service.code
        ))
    })
}
