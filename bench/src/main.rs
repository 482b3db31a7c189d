#![doc = include_str!("../README.md")]

mod bar;
mod caller;
mod case;
mod database;
mod document;
mod feeds;
mod figures;
mod invented;
mod journal;
mod load;
mod process;
mod rows;
mod startup;
mod yardstick;

use anyhow::{anyhow, ensure};
use caller::Caller;
use catalog::Catalog;
use clap::{Args, Parser, Subcommand};
use figures::Row;
use futures::{StreamExt, TryStreamExt};
use load::{Act, Bounds};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use url::Url;

/// Measures a platform on this machine.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Files applications.
    Submit(Load),
    /// Files applications and waits until their mails are out and the queue is empty.
    Case(Rivers),
    /// Searches the catalog, then reads an application.
    Read(Load),
    /// Opens many live feeds: idle CPU of the node, then how soon events are seen.
    Feeds(Listening),
    /// Fills an empty database with very many applications, then asks what is asked all day.
    Rows(Many),
    /// Writes a long journal into an empty database, then verifies it.
    Journal(Journal),
    /// Draws every template of the catalog with its samples.
    Document(Drawing),
    /// Starts the binary on an empty folder.
    Startup(Startup),
    /// Does a piece of work that is the same everywhere.
    Yardstick(Yardstick),
}

#[derive(Debug, Args)]
struct Load {
    /// The platform: a loopback address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: Url,
    /// Concurrent clients.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    clients: u32,
    /// How long.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    seconds: u64,
    /// How many requests at most.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    most: u64,
    /// The sandbox's people to act as.
    #[arg(long, value_delimiter = ',', default_value = "anna,zhanna,elena")]
    people: Vec<String>,
    /// Instead of them, so many of the residents that `sandbox.residents` gives it.
    #[arg(long, default_value_t = 0)]
    residents: u32,
    /// What the row says of the terms: build, engine, durability, roles, disk.
    #[arg(long)]
    terms: String,
}

#[derive(Debug, Args)]
struct Rivers {
    /// The node: a loopback address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: Url,
    /// Its process.
    #[arg(long)]
    pid: u32,
    /// Concurrent clients.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    clients: u32,
    /// How many cases.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cases: u32,
    /// The sandbox's people to act as.
    #[arg(long, value_delimiter = ',', default_value = "anna,zhanna")]
    people: Vec<String>,
    /// Instead of them, so many of the residents that `sandbox.residents` gives it.
    #[arg(long, default_value_t = 0)]
    residents: u32,
    /// What the row says of the terms.
    #[arg(long)]
    terms: String,
}

#[derive(Debug, Args)]
struct Listening {
    /// The node: a loopback address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: Url,
    /// Its process.
    #[arg(long)]
    pid: u32,
    /// How many feeds; `feeds.in_process` and `ulimit -n` of both processes must allow them.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    feeds: u32,
    /// Of how many invented people; `feeds.per_person` must allow as many feeds as come to each.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    people: u32,
    /// How many seconds it is watched idle.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=300))]
    idle: u64,
    /// Events a second after that.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: u32,
    /// For how many seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=300))]
    seconds: u64,
    /// What the row says of the terms.
    #[arg(long)]
    terms: String,
}

impl Listening {
    fn plan(&self) -> feeds::Plan {
        feeds::Plan {
            url: self.url.clone(),
            pid: self.pid,
            feeds: self.feeds,
            people: self.people,
            idle: Duration::from_secs(self.idle),
            rate: self.rate,
            lasting: Duration::from_secs(self.seconds),
        }
    }
}

#[derive(Debug, Args)]
struct Many {
    /// The database, of this machine: `sqlite:///tmp/rows.sqlite?mode=rwc` or `postgres://user@127.0.0.1/rows`.
    #[arg(long)]
    database: String,
    /// How many applications.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1_000..=100_000_000))]
    applications: u64,
    /// How many jobs that are due.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(200..=10_000_000))]
    due: u64,
    /// How often each question is asked.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    times: u32,
    /// What the rows say of the terms.
    #[arg(long)]
    terms: String,
}

#[derive(Debug, Args)]
struct Journal {
    /// The database, of this machine: `sqlite:///tmp/journal.sqlite?mode=rwc` or `postgres://user@127.0.0.1/journal`.
    #[arg(long)]
    database: String,
    /// How many facts.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    facts: u64,
    /// What the row says of the terms.
    #[arg(long)]
    terms: String,
}

#[derive(Debug, Args)]
struct Drawing {
    /// How often each template is drawn.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    times: u32,
    /// A folder with another catalog than the binary's.
    #[arg(long)]
    catalog: Option<PathBuf>,
    /// What the row says of the terms.
    #[arg(long)]
    terms: String,
}

impl Drawing {
    fn catalog(&self) -> anyhow::Result<Catalog> {
        let read = self.catalog.as_deref().map_or_else(Catalog::embedded, Catalog::from_dir);
        read.map_err(|_wrong| {
            anyhow!("the catalog has mistakes: `uslugi catalog check` names them")
        })
    }
}

#[derive(Debug, Args)]
struct Yardstick {
    /// What the row says of the terms: build, what else runs.
    #[arg(long)]
    terms: String,
}

#[derive(Debug, Args)]
struct Startup {
    #[arg(long, default_value = "target/release/uslugi")]
    binary: PathBuf,
    /// How many starts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    runs: u32,
    /// How long it stands idle before its memory is read.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=60))]
    idle: u64,
    /// What the row says of the terms.
    #[arg(long)]
    terms: String,
}

fn main() -> ExitCode {
    use std::io::Write;
    uslugi::install_tls();
    let command = Arguments::parse().command;
    let done = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(act(command)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(std::io::stderr(), "bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn act(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Submit(load) => {
            let callers = callers(&load.url, &load.people, load.residents).await?;
            measure(&load, "file an application", &Act::submit(), &callers).await
        }
        Command::Read(load) => {
            let mut callers = callers(&load.url, &load.people, load.residents).await?;
            for caller in &mut callers {
                caller.find_application().await?;
            }
            measure(&load, "search the catalog", &Act::Search, &callers).await?;
            measure(&load, "read an application", &Act::Read, &callers).await
        }
        Command::Case(asked) => {
            let Rivers { url, pid, clients, cases, people, residents, terms } = asked;
            let callers = callers(&url, &people, residents).await?;
            let plan = case::Plan { url, pid, clients, cases };
            case::measure(&plan, &callers).await?.say(&plan, &terms);
            Ok(())
        }
        Command::Feeds(asked) => {
            of_this_machine(&asked.url)?;
            let plan = asked.plan();
            feeds::measure(&plan).await?.say(&plan, &asked.terms);
            Ok(())
        }
        Command::Rows(Many { database, applications, due, times, terms }) => {
            let plan = rows::Plan { database, applications, due, times };
            for answers in rows::measure(&plan).await? {
                answers.say(&plan, &terms);
            }
            Ok(())
        }
        Command::Journal(Journal { database, facts, terms }) => {
            journal::measure(&journal::Plan { database, facts }).await?.say(&terms);
            Ok(())
        }
        Command::Document(asked) => {
            for drawn in document::measure(&asked.catalog()?, asked.times)? {
                drawn.say(&asked.terms);
            }
            Ok(())
        }
        Command::Yardstick(Yardstick { terms }) => {
            yardstick::say(yardstick::measure()?, &terms);
            Ok(())
        }
        Command::Startup(startup) => {
            let idle = Duration::from_secs(startup.idle);
            let measured = startup::measure(&startup.binary, startup.runs, idle).await?;
            measured.say(&startup.terms);
            Ok(())
        }
    }
}

fn of_this_machine(url: &Url) -> anyhow::Result<()> {
    ensure!(
        uslugi::config::is_loopback(url),
        "--url: {url} is not an address of this machine; bench loads nothing else"
    );
    Ok(())
}

/// How many sign in at once.
const SIGN_INS: usize = 4;

/// The people, signed in, each with what the registers told.
async fn callers(url: &Url, people: &[String], residents: u32) -> anyhow::Result<Vec<Caller>> {
    of_this_machine(url)?;
    let residents: Vec<_> = (1..=residents).map(|number| format!("resident-{number}")).collect();
    let people = if residents.is_empty() { people } else { &residents };
    let signing_in = futures::stream::iter(people).map(|one| Caller::sign_in(url, one));
    signing_in.buffered(SIGN_INS).try_collect().await
}

async fn measure(load: &Load, name: &str, act: &Act, callers: &[Caller]) -> anyhow::Result<()> {
    let bounds = Bounds {
        clients: load.clients,
        lasting: Duration::from_secs(load.seconds),
        most: load.most,
    };
    let tally = load::drive(act, callers, bounds).await?;
    Row { name, clients: load.clients, people: callers.len(), terms: &load.terms, tally }.say();
    Ok(())
}
