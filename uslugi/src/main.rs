//! The binary: reads the command, the configuration, and hands over.

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use domain::codes::DepartmentCode;
use domain::duty::{Duty, DutyRole};
use domain::id::{ApplicationId, DutyId, JobId};
use domain::time::{Clock, SystemClock};
use rustix::fs::Mode;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{MasterKeyId, QueueFilter};
use url::Url;
use uslugi::commands::journal;
use uslugi::commands::queue::Pace;
use uslugi::inspect;
use uslugi::{Config, Roles, commands, install_tls};

/// Public services of a region: portal, API, sign-on, bot, notices. Without a command: everything in one
/// process.
#[derive(Debug, Parser)]
#[command(name = "uslugi", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything in one process (the default).
    All {
        /// Leaves the stand-ins of the outside to another process, found at `sandbox.bind`.
        #[arg(long)]
        without_sandbox: bool,
    },
    /// Serves HTTP: API, pages, sign-on.
    Api,
    /// Reads the queue: exchange with departments, results, notices to plan.
    Worker,
    /// Sends notices: mail, Telegram.
    Notifier,
    /// The Telegram bot.
    Bot,
    /// Stand-ins of ESIA, registers, a department's system and a mailbox.
    Sandbox,
    /// Brings the database schema up to date.
    Migrate,
    /// The catalog of services.
    Catalog {
        #[command(subcommand)]
        what: CatalogCommand,
    },
    /// Makes the whole journey by itself: sign-in, application, result, mail.
    Tour {
        /// A running platform; without it one is started for the tour, on free ports, with its own data.
        #[arg(long)]
        url: Option<Url>,
        /// The running platform's sandbox.
        #[arg(long, requires = "url")]
        sandbox: Option<Url>,
    },
    /// The queue of work.
    Queue {
        #[command(subcommand)]
        what: QueueCommand,
    },
    /// The master keys that personal data is sealed with.
    Keys {
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Duties of officials. Give the СНИЛС on standard input.
    Duty {
        #[command(subcommand)]
        what: DutyCommand,
    },
    /// The journal of facts.
    Journal {
        #[command(subcommand)]
        what: JournalCommand,
    },
    /// Looks at one uploaded file, given on standard input. The worker calls it for each.
    #[command(name = inspect::COMMAND, hide = true)]
    InspectUpload,
    /// Looks at configuration and world, and says what it finds.
    Doctor,
    /// Prints the API document collected from the handlers.
    Openapi,
    /// Prints every setting with its default and a comment.
    Config,
}

#[derive(Debug, Subcommand)]
enum CatalogCommand {
    /// Lints a folder, or the catalog inside the binary.
    Check { folder: Option<PathBuf> },
    /// Draws every process of the catalog inside the binary into a folder, as SVG.
    Draw { folder: PathBuf },
}

#[derive(Debug, Subcommand)]
enum DutyCommand {
    /// Shows the duties of a person.
    List,
    /// Grants a person a duty.
    Grant {
        /// What they do: `office_operator`, `department_officer`, `courier`, `consultant`, `curator`, `analyst`,
        /// `regulation_administrator` or `platform_administrator`.
        #[arg(long)]
        role: DutyRole,
        /// For which organisation of the catalog, where the role is in one.
        #[arg(long)]
        organisation: Option<DepartmentCode>,
        /// From which day on (Moscow), `2026-12-31`; without it, from now.
        #[arg(long)]
        from: Option<NaiveDate>,
        /// The last day.
        #[arg(long)]
        to: Option<NaiveDate>,
        /// By what: the number of an order. No names.
        #[arg(long)]
        by: String,
    },
    /// Ends a duty now.
    End {
        /// Its identifier, `dty_…`.
        duty: DutyId,
        /// By what: the number of an order. No names.
        #[arg(long)]
        by: String,
    },
}

async fn duty(what: DutyCommand) -> anyhow::Result<()> {
    let config = Config::load()?;
    match what {
        DutyCommand::List => commands::duty::list(config).await,
        DutyCommand::Grant { role, organisation, from, to, by } => {
            let from = from.and_then(commands::duty::day_begins);
            let to = to.and_then(commands::duty::day_ends);
            let duty = Duty { role, organisation, from, to, granted_by: by };
            commands::duty::grant(config, duty).await
        }
        DutyCommand::End { duty, by } => commands::duty::end(config, duty, &by).await,
    }
}

#[derive(Debug, Subcommand)]
enum JournalCommand {
    /// Verifies every fact, the checkpoints and the end of every journal; names the first that is wrong.
    Verify {
        /// Only what came after a checkpoint: `last`, or its position.
        #[arg(long)]
        from: Option<journal::From>,
    },
    /// Writes a checkpoint now.
    Checkpoint,
}

async fn of_journal(what: JournalCommand) -> anyhow::Result<()> {
    match what {
        JournalCommand::Verify { from } => {
            let from = from.unwrap_or(journal::From::Beginning);
            journal::verify(Config::load()?, from).await
        }
        JournalCommand::Checkpoint => journal::checkpoint(Config::load()?).await,
    }
}

#[derive(Debug, Subcommand)]
enum QueueCommand {
    /// Shows rows, the oldest first, at most 200.
    List {
        #[command(flatten)]
        which: Which,
        /// Only what was set aside.
        #[arg(long)]
        set_aside: bool,
    },
    /// Shows everything about one row.
    Show {
        /// Its identifier, `job_…`.
        job: JobId,
    },
    /// Gives back what was set aside, with its tries counted anew.
    Retry {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        how: How,
    },
    /// Removes what was set aside: it is never done. At least one filter must be given.
    Drop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        how: How,
    },
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Shows the keys of the ring by their ids, and how much each of them seals.
    List,
    /// Makes a new master key and makes it the current one: what is sealed from now on is sealed by it.
    Add {
        /// Only puts it into the ring, to be brought to all machines before `use` makes it current.
        #[arg(long)]
        kept: bool,
    },
    /// Makes a key of the ring the current one.
    Use {
        /// The key's id.
        id: MasterKeyId,
    },
    /// Seals everything anew that is not sealed by the current key. May run beside the platform and be stopped at any
    /// time: the next call goes on with what is left.
    Reseal {
        /// How many values a second at most.
        #[arg(long, default_value_t = 500)]
        rate: u32,
    },
    /// Takes a key out of the ring; refused while anything is sealed by it.
    Remove {
        /// The key's id.
        id: MasterKeyId,
    },
}

async fn keys(what: KeysCommand) -> anyhow::Result<()> {
    let config = Config::load()?;
    match what {
        KeysCommand::List => commands::keys::list(config).await,
        KeysCommand::Add { kept } => {
            let added =
                if kept { commands::keys::Added::Kept } else { commands::keys::Added::Current };
            commands::keys::add(config, added).await
        }
        KeysCommand::Use { id } => commands::keys::make_current(config, id).await,
        KeysCommand::Reseal { rate } => commands::keys::reseal(config, rate).await,
        KeysCommand::Remove { id } => commands::keys::remove(config, id).await,
    }
}

/// Which rows; what is absent does not narrow.
#[derive(Debug, Args)]
struct Which {
    /// Only these rows, `job_…`.
    #[arg(long = "job")]
    jobs: Vec<JobId>,
    /// Only in this lane, named in full.
    #[arg(long)]
    lane: Option<String>,
    /// Only of this kind.
    #[arg(long)]
    kind: Option<String>,
    /// Only about this application, `app_…`.
    #[arg(long)]
    application: Option<ApplicationId>,
    /// Only what was written more than so many hours ago.
    #[arg(long, value_name = "HOURS")]
    older_than: Option<u32>,
}

#[derive(Debug, Args)]
struct How {
    /// How many a second.
    #[arg(long, default_value_t = 50)]
    rate: u32,
    /// Only says how many there are.
    #[arg(long)]
    dry_run: bool,
}

impl Which {
    fn filter(self, set_aside: Option<bool>) -> QueueFilter {
        let hours = |hours: u32| SystemClock.now() - chrono::TimeDelta::hours(hours.into());
        let Self { jobs, lane, kind, application, older_than } = self;
        QueueFilter { jobs, lane, kind, application, before: older_than.map(hours), set_aside }
    }
}

async fn queue(what: QueueCommand) -> anyhow::Result<()> {
    let config = Config::load()?;
    let aside = Some(true);
    let run = |how: How| if how.dry_run { Pace::DryRun } else { Pace::Rate(how.rate.max(1)) };
    match what {
        QueueCommand::List { which, set_aside } => {
            commands::queue::list(config, which.filter(set_aside.then_some(true))).await
        }
        QueueCommand::Show { job } => commands::queue::show(config, job).await,
        QueueCommand::Retry { which, how } => {
            commands::queue::retry(config, which.filter(aside), run(how)).await
        }
        QueueCommand::Drop { which, how } => {
            commands::queue::drop(config, which.filter(aside), run(how)).await
        }
    }
}

fn main() -> ExitCode {
    // What this process writes (documents, the embedded database, keys) holds personal data: its owner alone reads it.
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    install_tls();
    let arguments = Arguments::parse();
    if matches!(arguments.command, Some(Command::InspectUpload)) {
        // Before anything is read that it need not know.
        return inspect::run();
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime
        .block_on(act(arguments.command.unwrap_or(Command::All { without_sandbox: false })))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    use std::io::Write;
    let _closed = writeln!(std::io::stderr(), "uslugi: {error:#}");
    ExitCode::FAILURE
}

async fn act(command: Command) -> anyhow::Result<()> {
    let only = Roles::NONE;
    match command {
        // Done in `main`, before there is a runtime.
        Command::InspectUpload => Ok(()),
        Command::All { without_sandbox } => {
            let roles = Roles { sandbox: !without_sandbox, ..Roles::ALL };
            commands::run::run(Config::load()?, roles).await
        }
        Command::Api => commands::run::run(Config::load()?, Roles { api: true, ..only }).await,
        Command::Worker => {
            commands::run::run(Config::load()?, Roles { worker: true, ..only }).await
        }
        Command::Notifier => {
            commands::run::run(Config::load()?, Roles { notifier: true, ..only }).await
        }
        Command::Bot => commands::run::run(Config::load()?, Roles { bot: true, ..only }).await,
        Command::Sandbox => {
            commands::run::run(Config::load()?, Roles { sandbox: true, ..only }).await
        }
        Command::Migrate => commands::migrate::migrate(Config::load()?).await,
        Command::Catalog { what: CatalogCommand::Check { folder } } => {
            commands::catalog::check(folder.as_deref())
        }
        Command::Catalog { what: CatalogCommand::Draw { folder } } => {
            commands::catalog::draw(&folder)
        }
        Command::Tour { url, sandbox } => commands::tour::tour(url, sandbox).await,
        Command::Queue { what } => queue(what).await,
        Command::Keys { what } => keys(what).await,
        Command::Duty { what } => duty(what).await,
        Command::Journal { what } => of_journal(what).await,
        Command::Doctor => Box::pin(commands::doctor::doctor(Config::load()?)).await,
        Command::Openapi => commands::openapi::openapi(),
        Command::Config => {
            uslugi::say::line(uslugi::config::DEFAULTS);
            Ok(())
        }
    }
}
