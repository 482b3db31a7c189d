//! Reading cases: what the one who asks may see.

mod desk;
mod window;

use crate::cx::{Cx, applicant, may_read, passport};
use crate::error::CaseError;
use crate::steps::co_applicant;
use crate::steps::inquiry::last_inquiry;
use crate::steps::mine::mine_of;
use crate::steps::reading::note_official;
use crate::steps::reception::shows_filed;
use crate::steps::status_code::code_of;
use crate::steps::uploads::named;
use crate::steps::usual::usually_on;
use catalog::{Catalog, Entry};
use chrono::NaiveDate;
use domain::access::{self, Access, Actor};
use domain::application::{Application, ApplicationFact};
use domain::citizen::Profile;
use domain::codes::MoveCode;
use domain::consultation::Inquiry;
use domain::id::{ApplicationId, ResultId};
use domain::journal::{Fact, FactBody};
use domain::number::ApplicationNumber;
use domain::process::{Checks, Role};
use domain::status_code::StatusCode;
use domain::text::Text;
use domain::time::Moment;
use serde_json::Value;
use std::sync::Arc;
use store::{ApplicationPage, Confirmed, FiledCase, FiledForm, ResultRecord, Upload, Waiting};

pub use crate::steps::form::RuleLook;
pub use crate::steps::workplaces::Workplace;
pub use desk::{DeskCase, Told, Whose, assignees, desk, desk_case, desk_numbered, held_on};
pub use window::{WindowCase, is_collected, window_case, window_result};

/// A case as the one who asks may see it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its state: the fold of its facts.
    pub application: Application,
    /// Its history, oldest first.
    pub facts: Vec<Fact>,
    /// The moves open to the one who asks.
    pub moves: Vec<MoveCode>,
    /// What was filed: for the applicant, whose it is, contacts and all; for the office that checks it, without them.
    pub filed: Option<Filed>,
    /// The roles of the one who asks on this case.
    pub roles: Vec<Role>,
    /// The day on which such a case is usually decided; for its applicant, while it goes on and that is known.
    pub usually_on: Option<NaiveDate>,
    /// Who of the workplace works on it; for those alone who work there.
    pub assignee: Option<Assignee>,
    /// How it waits on its waiting list, if it is on one.
    pub waiting: Option<WaitingIn>,
    /// The code by which anybody is told how it stands; for its applicant, and for who files it with them.
    pub status_code: Option<StatusCode>,
    /// Who confirmed it as its co-applicant, where somebody did.
    pub confirmed: Option<Confirmed>,
    /// What was asked about it by telephone last, with the answer once there is one; for those who applied.
    pub inquiry: Option<Inquiry>,
    /// The catalog it was read with.
    pub catalog: Arc<Catalog>,
}

/// Who works on a case, for their colleagues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    /// Whether it is the one who asks.
    pub own: bool,
    /// Their name in full.
    pub name: String,
}

/// How a case waits on its waiting list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingIn {
    /// Since when.
    pub joined_at: Moment,
    /// How many are on the list, this one among them.
    pub length: u64,
    /// What tells the list from the others of the service, in words.
    pub by: Text,
}

/// What was filed with an application.
#[derive(Debug, Clone)]
pub struct Filed {
    /// The form as it stands.
    pub form: Value,
    /// The applicant as they were then.
    pub applicant: Profile,
    /// The files that the form names.
    pub uploads: Vec<Upload>,
    /// The form before its last correction, with the files that it named; nothing, where none was made.
    pub before: Option<(Value, Vec<Upload>)>,
}

/// A case, if the one who asks may read it; otherwise there is none.
pub async fn case(cx: &Cx, actor: &Actor, id: ApplicationId) -> Result<Case, CaseError> {
    let application = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    let department = &entry.service.department;
    let actor = &*co_applicant::standing(cx, actor, &application).await?;
    may_read(actor, &application, department)?;
    note_official(cx, actor, &application, department).await?;
    let roles = actor.roles_on(&application, department);
    let mut open: Vec<_> = process.open_moves(&application.stage, &roles).collect();
    let assignee = match actor.duty_at(&application) {
        Some(_) => assignees(cx, actor, std::slice::from_ref(&application)).await?.pop(),
        None => None,
    };
    let assignee = assignee.map(|(_id, assignee)| assignee);
    let checks = open.iter().any(|one| one.checks != Checks::None);
    if assignee.as_ref().is_some_and(|one| !one.own) {
        open.clear();
    }
    let (own, applied) = (roles.contains(&Role::Citizen), roles.iter().any(|role| role.applies()));
    let filed = if applied || checks { filed(cx, entry, id).await? } else { None };
    let filed = filed.map(|filed| match (own, applied) {
        (true, _) => filed,
        (false, true) => filed.for_co_applicant(entry),
        // Who checks it reads it as the department will: without the applicant's contacts.
        (false, false) => Filed { form: entry.form_for_department(&filed.form), ..filed },
    });
    // Others of the list are before it.
    open.retain(|one| !one.in_turn || application.place == Some(1));
    let moves = open.iter().map(|one| one.code.clone()).collect();
    let waiting = waiting(cx, entry, &application, filed.as_ref()).await?;
    let mut facts = cx.store.facts_of(id).await?;
    if roles == [Role::Courier] {
        // What was found of it is not for those who carry it.
        facts.retain(|fact| fact.body.application().is_some_and(ApplicationFact::is_a_step));
    }
    if !roles.contains(&Role::Citizen) {
        // What an applicant thinks of the service is not for those who decide on it.
        facts.retain(|fact| {
            !matches!(fact.body, FactBody::Application(ApplicationFact::Rated { .. }))
        });
    }
    let usually_on = if applied { usually_on(cx, process, &application).await } else { None };
    let status_code = applied.then(|| code_of(cx, application.id));
    let confirmed = co_applicant::confirmed(cx, process, &application).await?;
    // Who is only named as co-applicant has not applied yet.
    let applicant = actor.person().is_some_and(|person| application.is_of(person.citizen));
    let inquiry =
        if applied && applicant { inquiry(cx, &application, &facts).await? } else { None };
    let bare = Case::bare(application, (roles, moves), catalog);
    let case = Case { facts, filed, usually_on, assignee, waiting, status_code, ..bare };
    Ok(Case { confirmed, inquiry, ..case })
}

impl Case {
    /// A case of which no more is told than its state, and what the one who asks may do.
    #[must_use]
    pub fn bare(
        application: Application,
        (roles, moves): (Vec<Role>, Vec<MoveCode>),
        catalog: Arc<Catalog>,
    ) -> Self {
        Self {
            application,
            facts: Vec::new(),
            moves,
            filed: None,
            roles,
            usually_on: None,
            assignee: None,
            waiting: None,
            status_code: None,
            confirmed: None,
            inquiry: None,
            catalog,
        }
    }

    /// Whether the one who asks is among those who applied.
    #[must_use]
    pub fn is_of_who_applied(&self) -> bool {
        self.roles.iter().any(|role| role.applies())
    }
}

impl Filed {
    /// What a co-applicant sees: who applied by name, what was said, and no papers of the applicant.
    fn for_co_applicant(self, entry: &Entry) -> Self {
        let Profile { last_name, first_name, middle_name, .. } = self.applicant;
        let applicant = Profile { middle_name, ..Profile::named(&last_name, &first_name) };
        let form = entry.form_for_co_applicant(&self.form);
        Self { form, applicant, uploads: Vec::new(), before: None }
    }
}

/// How an application waits on its waiting list, if it is on one; `filed`, where that was read.
async fn waiting(
    cx: &Cx,
    entry: &Entry,
    of: &Application,
    filed: Option<&Filed>,
) -> Result<Option<WaitingIn>, CaseError> {
    let Some(place) = of.place else { return Ok(None) };
    let Some(Waiting { joined_at, length }) = cx.store.waiting(of.id).await? else {
        return Ok(None);
    };
    let by = if let Some(filed) = filed {
        entry.waits_by(&filed.form)
    } else {
        let form = cx.store.filed_form(of.id).await?;
        entry.waits_by(&form.map_or(Value::Null, |form| form.0))
    };
    // The place is the one that was told.
    Ok(Some(WaitingIn { joined_at, length: length.max(u64::from(place)), by }))
}

/// What was asked about an application last: looked for only where its history says that something was.
async fn inquiry(cx: &Cx, of: &Application, facts: &[Fact]) -> Result<Option<Inquiry>, CaseError> {
    let asked =
        |fact: &Fact| matches!(fact.body, FactBody::Application(ApplicationFact::Inquired { .. }));
    if facts.iter().any(asked) { last_inquiry(cx, of.id).await } else { Ok(None) }
}

async fn filed(cx: &Cx, entry: &Entry, id: ApplicationId) -> Result<Option<Filed>, CaseError> {
    let Some(FiledCase { application, form: FiledForm(form), applicant }) =
        cx.store.filed_case(id).await?
    else {
        return Ok(None);
    };
    let uploads = named(cx, &entry.attached(&form)).await?;
    let before = before_correction(cx, entry, &application).await?;
    Ok(Some(Filed { form, applicant, uploads, before }))
}

/// The form before the last correction, and the files that it named.
async fn before_correction(
    cx: &Cx,
    entry: &Entry,
    of: &Application,
) -> Result<Option<(Value, Vec<Upload>)>, CaseError> {
    if of.revision == 1 {
        return Ok(None);
    }
    let found = cx.store.filed_forms(&[(of.id, of.revision - 1)]).await?.remove(&of.id);
    let Some(FiledForm(form)) = found else { return Ok(None) };
    let uploads = named(cx, &entry.attached(&form)).await?;
    Ok(Some((form, uploads)))
}

/// The applications of the person who asks, newest first: their own, and those they confirmed as co-applicant or are asked to.
pub async fn mine(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, ApplicationId)>,
    limit: u64,
) -> Result<ApplicationPage, CaseError> {
    mine_of(cx, applicant(actor)?, after, limit).await
}

/// The application of the person who asks that has a number: a page of one, or of none if it is another's or nobody's.
pub async fn mine_numbered(
    cx: &Cx,
    actor: &Actor,
    number: ApplicationNumber,
) -> Result<ApplicationPage, CaseError> {
    let person = applicant(actor)?;
    let Some(found) = cx.store.application_numbered(number).await? else { return Ok(only(None)) };
    // At a window nobody acts for whom somebody else has named.
    if person.served.is_some() {
        let own = found.citizen == person.citizen && shows_filed(person, &found);
        return Ok(only(own.then_some(found)));
    }
    if found.citizen == person.citizen {
        return Ok(only(Some(found)));
    }
    let standing = co_applicant::standing(cx, actor, &found).await?;
    Ok(only(standing.has_applied(&found).then_some(found)))
}

fn only(found: Option<Application>) -> ApplicationPage {
    ApplicationPage { items: found.into_iter().collect(), next: None }
}

/// The record of a result document of the person who asks.
pub async fn result(cx: &Cx, actor: &Actor, id: ResultId) -> Result<ResultRecord, CaseError> {
    let missing = || CaseError::NotFound("result");
    let record = cx.store.result(id).await?.ok_or_else(missing)?;
    let application = cx.store.application(record.application).await?.ok_or_else(missing)?;
    // Drawn before it is handed over, it is not the applicant's yet.
    if application.document() != Some(record.id) {
        return Err(missing());
    }
    let is_theirs = access::read_own(actor, record.citizen) == Access::Allow;
    if is_theirs || actor.has_applied(&application) { Ok(record) } else { Err(missing()) }
}

/// The bytes of a result document, by its record: whoever was given that may read them.
pub async fn file(cx: &Cx, of: &ResultRecord) -> Result<Vec<u8>, CaseError> {
    Ok(cx.files.get(&of.sha256).await?)
}

/// An application that was just filed, as its applicant may see it at that moment.
#[must_use]
pub fn as_filed(cx: &Cx, actor: &Actor, application: Application) -> Case {
    let catalog = cx.catalog();
    let (roles, moves) = match passport(&catalog, &application) {
        Ok((entry, process)) => {
            let roles = actor.roles_on(&application, &entry.service.department);
            let moves = process
                .open_moves(&application.stage, &roles)
                .map(|one| one.code.clone())
                .collect();
            (roles, moves)
        }
        Err(_) => (Vec::new(), Vec::new()),
    };
    let own = actor.person().is_some_and(|person| person.citizen == application.citizen);
    let status_code = own.then(|| code_of(cx, application.id));
    Case { status_code, ..Case::bare(application, (roles, moves), catalog) }
}
