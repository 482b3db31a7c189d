//! What is asked of many rows, each time about others.

use super::table::{
    Sizes, application, citizen, lane, list, messages, numbered, organisation, waiting,
};
use anyhow::{Context, ensure};
use chrono::DateTime;
use domain::application::Assignment;
use domain::codes::DepartmentCode;
use domain::connection::MessageKind;
use domain::entropy::{Entropy, bytes};
use domain::id::{ApplicationId, CitizenId};
use domain::job::Entry;
use domain::journal::{ActorRef, FactBody, NewFact};
use domain::key::ListKey;
use domain::process::Role;
use domain::time::SystemClock;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Free, Hands, Job, LaneLook, PlacedMessage, Queued, Store};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    OwnList,
    Desk,
    Status,
    Once,
    Claim,
    TakeNext,
    Place,
    Misplaced,
    Watched,
    Late,
    Joint,
    Mailbox,
    PlaceMessage,
}

/// A page of a list of one's own applications, and of a desk.
const PAGE: u64 = 50;
/// How many jobs are claimed at once.
const CLAIMED: u32 = 16;
/// How long they are held.
const LEASE: Duration = Duration::from_mins(5);

impl Question {
    pub(super) const ALL: [Self; 13] = [
        Self::OwnList,
        Self::Desk,
        Self::Status,
        Self::Once,
        Self::Claim,
        Self::TakeNext,
        Self::Place,
        Self::Misplaced,
        Self::Watched,
        Self::Late,
        Self::Joint,
        Self::Mailbox,
        Self::PlaceMessage,
    ];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::OwnList => "a citizen's list",
            Self::Desk => "a page of a desk",
            Self::Status => "an application by its number, with its facts",
            Self::Once => "leaving work that waits already, with the commit",
            Self::Claim => "claiming 16 due jobs, with the commit",
            Self::Place => "a place on a waiting list of 3,000",
            Self::Misplaced => "whether anybody on a list of 3,000 was told another place",
            Self::Watched => "looking for terms that are over, among those that are not",
            Self::Late => "a page of what is late of a service",
            Self::Joint => "a citizen's list of what they applied for with another",
            Self::Mailbox => "fifty messages from the middle of a mailbox",
            Self::PlaceMessage => "placing a message, with the commit",
            Self::TakeNext => "taking the next free case of a desk, with the commit",
        }
    }
}

/// Asks so many times; how long each took, shortest first.
pub(super) async fn ask(
    store: &Store,
    entropy: &Arc<dyn Entropy>,
    sizes: &Sizes,
    question: Question,
    times: u32,
) -> anyhow::Result<Vec<Duration>> {
    let lanes = store.queue_lanes().await?;
    let mut took = Vec::new();
    for _time in 0..times {
        let number = u64::from_be_bytes(bytes::<8>(&**entropy)) % sizes.applications;
        let began = Instant::now();
        match question {
            Question::OwnList => {
                let of = citizen(number % sizes.citizens());
                let page = store.applications_of(of, None, PAGE).await?;
                ensure!(!page.items.is_empty(), "a citizen without applications");
            }
            Question::Desk => {
                let of: DepartmentCode = organisation(number).parse()?;
                let nobody = citizen(sizes.citizens() + 1);
                let desk = (Role::DepartmentOfficer, &of);
                let page = store.applications_held(desk, Hands::Any, nobody, None, PAGE).await?;
                ensure!(!page.items.is_empty(), "a desk without cases");
            }
            Question::Status => {
                let one = numbered(number);
                let one = store.application_numbered(one).await?.context("no application")?;
                ensure!(!store.facts_of(one.id).await?.is_empty(), "no facts");
            }
            Question::Once => once(store, entropy).await?,
            Question::Claim => claim(store, entropy, &lanes, number).await?,
            Question::TakeNext => {
                take_next(store, entropy, number, citizen(sizes.citizens() + 1)).await?;
            }
            Question::Place => {
                let mut tx = store.begin(&SystemClock, entropy).await?;
                let place = tx.place_on_list(waiting(number % sizes.waiting())).await?;
                ensure!(place.is_some(), "it waits on no list");
            }
            Question::Misplaced => {
                let list = ListKey::new(list(number, sizes).0);
                ensure!(store.misplaced(&list, 0, PAGE).await?.is_empty(), "a wrong place");
            }
            Question::Watched => {
                let now = DateTime::UNIX_EPOCH;
                ensure!(store.watched(now, None, PAGE).await?.is_empty(), "one is over");
            }
            Question::Late => {
                let service = "employment-certificate".parse()?;
                let page = store.late_applications(&service, None, PAGE).await?;
                ensure!(!page.items.is_empty(), "nothing is late");
            }
            Question::Joint => {
                let of = (citizen(number % sizes.citizens()), None);
                store.joint_applications(of, None, PAGE).await?;
            }
            Question::Mailbox => {
                let of = organisation(number).parse()?;
                let after = number % messages(sizes).saturating_sub(PAGE).max(1);
                ensure!(!store.placed_after(&of, after, PAGE).await?.is_empty(), "no messages");
            }
            Question::PlaceMessage => place(store, entropy, application(number)).await?,
        }
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took)
}

/// After the first time it waits already, among all the others.
async fn once(store: &Store, entropy: &Arc<dyn Entropy>) -> anyhow::Result<()> {
    let job = Job::FetchRegister { citizen: citizen(0), register: "bench".parse()? };
    let mut tx = store.begin(&SystemClock, entropy).await?;
    tx.enqueue_once(&job).await?;
    Ok(tx.commit().await?)
}

/// Into a mailbox of its own, which every one of these finds as the one before left it.
async fn place(store: &Store, entropy: &Arc<dyn Entropy>, of: ApplicationId) -> anyhow::Result<()> {
    let mut tx = store.begin(&SystemClock, entropy).await?;
    let message = PlacedMessage {
        receiver: "bench".parse()?,
        position: 0,
        id: format!("{of}-{}", u64::from_be_bytes(bytes::<8>(&**entropy))),
        kind: MessageKind::Sent,
        application: of,
        entry: Entry(3),
        revision: 1,
        awaited: Entry(4),
        placed_at: tx.now(),
    };
    tx.place_message(&message).await?;
    Ok(tx.commit().await?)
}

/// As a procedure does it: found and locked, its new state and its fact.
async fn take_next(
    store: &Store,
    entropy: &Arc<dyn Entropy>,
    number: u64,
    by: CitizenId,
) -> anyhow::Result<()> {
    let of: DepartmentCode = organisation(number).parse()?;
    let role = Role::DepartmentOfficer;
    let first = Free { desk: (role, &of), but_of: by, but_in: &["issue", "fast-track"] };
    let mut tx = store.begin(&SystemClock, entropy).await?;
    let free = tx.lock_first_free(first, Queued::PassedOver).await?;
    let (before, now) = (free.context("nothing is free any more")?, tx.now());
    let version = before.version;
    let (taken, fact) = before.assign(Assignment::Take, by, now)?;
    let body = FactBody::Application(fact.context("it was taken")?);
    let actor = ActorRef { role, person: Some(by) };
    tx.update_application(&taken, version).await?;
    tx.append(taken.citizen, vec![NewFact { application: Some(taken.id), actor, body }]).await?;
    Ok(tx.commit().await?)
}

async fn claim(
    store: &Store,
    entropy: &Arc<dyn Entropy>,
    lanes: &[LaneLook],
    number: u64,
) -> anyhow::Result<()> {
    let chosen = lane(number);
    let room = |lane: &str| if lane == chosen { CLAIMED } else { 0 };
    let mut tx = store.begin(&SystemClock, entropy).await?;
    let claimed = tx.claim(lanes, "bench", room, LEASE).await?;
    ensure!(!claimed.claims.is_empty(), "nothing is due any more in {chosen}");
    Ok(tx.commit().await?)
}
