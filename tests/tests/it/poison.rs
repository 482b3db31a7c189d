//! Jobs that bring down what works on them: one that aborts its process, one that eats its memory, one that never
//! lets go of its thread, one that hangs. Each is set aside; everything beside it is done; the applicant is told. One that
//! panics is tried again for hours, by a clock that a test of `runner` moves.

use anyhow::{Context, bail, ensure};
use domain::application::Application;
use domain::codes::DepartmentCode;
use domain::entropy::{Entropy, OsEntropy};
use domain::id::{ApplicationId, CitizenId};
use domain::job::{Entry, Job};
use domain::time::{Clock, Moment, SystemClock};
use runner::{Handler, JobOutcome, Prepared, Runner, Settings};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::{Claim, FiledForm, KeyRing, MasterKey, Store, StoreError, Tx};
use tests::{Engine, Place, eventually};
use tokio_util::sync::CancellationToken;

/// How much work lies beside the one job, in its lane and in another.
const BESIDE: usize = 40;
/// Long enough for the work of a test, short enough to be waited for.
const LEASE: Duration = Duration::from_millis(800);
/// So many deaths are borne, and one more: the first may hit before the claims are counted.
const MOST_DEATHS: usize = 6;
const POISONED: &str = "poisoned";

/// A clock that goes on by more than a minute with every process, so that no test waits for leases of the dead, nor for
/// the pause after a job that was dropped.
#[derive(Debug)]
struct Later(chrono::TimeDelta);

impl Clock for Later {
    fn now(&self) -> Moment {
        SystemClock.now() + self.0
    }
}

/// Does ordinary jobs at once, and with the poisoned one what the test asks for.
#[derive(Debug)]
struct Jobs {
    store: Store,
    clock: Arc<dyn Clock>,
    poison: String,
}

impl Handler for Jobs {
    type Work = ();

    fn capacity(&self, _lane: &str) -> u32 {
        8
    }

    async fn prepare(&self, _tx: &mut Tx, _claim: &Claim) -> Result<Prepared<()>, StoreError> {
        Ok(Prepared::Work(()))
    }

    async fn handle(&self, claim: &Claim, (): ()) -> JobOutcome {
        let bad = match &claim.job {
            Job::SendToDepartment { receiver: Some(receiver), .. } => receiver.as_str() == POISONED,
            _ => false,
        };
        if bad {
            strike(&self.poison).await;
        }
        // Longer than it takes to strike: what is claimed together dies together.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let ended = async {
            let mut tx = self.store.begin(&*self.clock, &entropy).await?;
            if let Job::CheckDelay { application } = claim.job {
                casework::delay::delay_in(&mut tx, application).await?;
            }
            tx.finish(claim).await?;
            anyhow::Ok(tx.commit().await?)
        };
        match ended.await {
            Ok(()) => JobOutcome::FINISHED,
            Err(error) => JobOutcome::Retry(error.to_string()),
        }
    }
}

async fn strike(poison: &str) {
    match poison {
        "abort" => std::process::abort(),
        "memory" => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(std::hint::black_box(Vec::<u8>::with_capacity(1 << 26)));
            }
        }
        "loop" => loop {
            std::hint::spin_loop();
        },
        "hang" => std::future::pending().await,
        other => unreachable!("{other}"),
    }
}

/// What a poisoned world is made of.
struct World {
    place: Place,
    url: String,
    store: Store,
    application: ApplicationId,
}

impl World {
    async fn new(engine: Engine) -> anyhow::Result<Self> {
        let place = Place::new(engine)?;
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", place.sqlite().display()),
            Engine::Postgres => place.database_url.clone(),
        };
        let store = open(&url).await?;
        store.migrate().await?;
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let mut tx = store.begin(&SystemClock, &entropy).await?;
        let assurance = domain::assurance::Assurance::Confirmed;
        let citizen = tx.remember_citizen(1, assurance, &serde_json::from_value(person())?).await?;
        let application = filed(citizen.id)?;
        tx.insert_application(&application, &FiledForm(serde_json::json!({}))).await?;
        let send = |receiver: DepartmentCode| Job::SendToDepartment {
            application: application.id,
            entry: Entry(1),
            receiver: Some(receiver),
        };
        for n in 0..BESIDE {
            let register = if n % 2 == 0 { "one" } else { "two" }.parse()?;
            tx.enqueue(&Job::FetchRegister { citizen: citizen.id, register }).await?;
        }
        tx.enqueue(&send(POISONED.parse()?)).await?;
        tx.commit().await?;
        Ok(Self { place, url, store, application: application.id })
    }

    /// A process that works through the queue, as the clock will be after so many deaths.
    fn process(&self, poison: &str, deaths: usize) -> anyhow::Result<Child> {
        let me = std::env::current_exe()?;
        // Memory runs out early, whatever the machine has.
        let shell =
            "ulimit -v 4000000; exec \"$0\" --exact poison::the_process --ignored --nocapture";
        let said = std::fs::OpenOptions::new().create(true).append(true).open(self.place.log())?;
        Command::new("sh")
            .args(["-c", shell])
            .arg(me)
            .env("POISON_URL", &self.url)
            .env("POISON_KIND", poison)
            .env("POISON_DEATHS", deaths.to_string())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .context("the process does not start")
    }

    /// Whether the poisoned job was dropped in this try, and rests.
    async fn rests(&self, deaths: usize) -> anyhow::Result<bool> {
        let waiting = store::QueueFilter { set_aside: Some(false), ..Default::default() };
        let rows = self.store.queue_rows(&waiting, None, 99).await?;
        let [row] = rows.as_slice() else { return Ok(false) };
        Ok(row.reason.is_some() && usize::try_from(row.attempts)? > deaths)
    }

    /// Starts a process as often as it dies, or has nothing to do before its time, until only the poisoned job is left,
    /// set aside.
    async fn run(&self, poison: &str) -> anyhow::Result<usize> {
        for deaths in 0..=MOST_DEATHS {
            let mut child = self.process(poison, deaths)?;
            let done =
                eventually("the queue is done, or the process is dead, or rests", async || {
                    let done = self.store.queue_depth().await? == (0, 1);
                    let ended = done || child.try_wait()?.is_some() || self.rests(deaths).await?;
                    Ok(ended.then_some(done))
                })
                .await;
            let _dead = child.kill();
            let _reaped = child.wait();
            if done? {
                return Ok(deaths);
            }
        }
        let said = std::fs::read_to_string(self.place.log())?;
        bail!("after {MOST_DEATHS} deaths there is still work: {said}")
    }
}

async fn open(url: &str) -> anyhow::Result<Store> {
    let settings = store::Settings::new(url.to_owned(), KeyRing::only(MasterKey::new([7; 32])));
    Ok(Store::open(&settings).await?)
}

fn person() -> serde_json::Value {
    serde_json::json!({ "last_name": "Рябинина", "first_name": "Анна", "documents": [], "posts": [] })
}

fn filed(citizen: CitizenId) -> anyhow::Result<Application> {
    let now = SystemClock.now();
    Ok(Application {
        id: ApplicationId::new(now, &OsEntropy),
        citizen,
        number: domain::number::ApplicationNumber::new(2026, 1),
        service: "employment-certificate".parse()?,
        service_version: 1,
        process: "electronic".parse()?,
        process_version: 1,
        channel: domain::application::Channel::Api,
        filing_place: None,
        direct_reason: None,
        office: None,
        stage: "registered".parse()?,
        stage_entry: 1,
        stage_since: now,
        stage_due_at: None,
        filed_at: now,
        registered_on: now.date_naive(),
        due_at: now,
        revision: 1,
        cleared: Vec::new(),
        outcome: None,
        refusal: None,
        result: None,
        rating: None,
        holder: None,
        documents: Vec::new(),
        to_correct: Vec::new(),
        assignee: None,
        co_applicant: None,
        place: None,
        unconfirmed: false,
        lateness: None,
        watch_at: None,
        delayed_since: None,
        version: 1,
    })
}

/// Not a test by itself: the process that [`World::process`] starts and its job may bring down.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
#[ignore = "started by the tests of this file"]
async fn the_process() -> anyhow::Result<()> {
    let given = |name: &str| std::env::var(name).context(name.to_owned());
    let deaths: i32 = given("POISON_DEATHS")?.parse()?;
    let clock: Arc<dyn Clock> = Arc::new(Later(chrono::TimeDelta::seconds(61) * deaths));
    let store = open(&given("POISON_URL")?).await?;
    let jobs =
        Jobs { store: store.clone(), clock: Arc::clone(&clock), poison: given("POISON_KIND")? };
    let settings = Settings {
        owner: format!("process {deaths}"),
        poll: Duration::from_millis(50),
        lease: LEASE,
    };
    let sources: (_, Arc<dyn Entropy>) = (clock, Arc::new(OsEntropy));
    Runner::new(jobs, store, sources, settings).run(CancellationToken::new()).await;
    Ok(())
}

/// The one job is set aside with a reason, nothing else is, and the applicant is told.
async fn is_set_aside(engine: Engine, poison: &str, reason: &str) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let deaths = world.run(poison).await?;
    eprintln!("{engine:?} {poison}: set aside after {deaths} deaths");
    let aside = store::QueueFilter { set_aside: Some(true), ..Default::default() };
    let rows = world.store.queue_rows(&aside, None, 9).await?;
    let [row] = rows.as_slice() else { bail!("{rows:?}") };
    ensure!(row.lane.ends_with(POISONED), "{row:?}");
    let why = row.reason.as_deref().unwrap_or_default();
    ensure!(why.contains(reason), "{why}");
    let application = world.store.application(world.application).await?.context("gone")?;
    ensure!(application.delayed_since.is_some(), "the applicant is not told");
    let facts = world.store.facts_of(world.application).await?;
    ensure!(facts.len() == 1, "{facts:?}");
    Ok(())
}

macro_rules! poisons {
    ($($name:ident($poison:literal, $reason:literal);)+) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                super::is_set_aside(super::Engine::Sqlite, $poison, $reason).await
            })+
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                super::is_set_aside(super::Engine::Postgres, $poison, $reason).await
            })+
        }
    };
}

poisons! {
    a_job_that_aborts_its_process_is_set_aside("abort", "was killed");
    a_job_that_eats_all_memory_is_set_aside("memory", "was killed");
    a_job_that_never_lets_go_of_its_thread_is_set_aside("loop", "cannot be stopped");
    a_job_that_waits_for_ever_is_set_aside("hang", "it hung");
}
