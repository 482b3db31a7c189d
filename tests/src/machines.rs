//! A platform of several processes of the real binary, around one sandbox that is never killed.

use crate::process::{Node, Role, free_port};
use crate::world::{OFFICER, PATIENCE, Person};
use crate::{Engine, Place};
use anyhow::{Context, ensure};
use openapi::application::ApplicationView;
use openapi::precheck::PrecheckRequest;
use openapi::{Client, application::ApplicationRequest};
use serde_json::Value;
use std::time::Duration;
use url::Url;
use uslugi::tour::Browser;

/// The platform. Its processes are started by the story; the sandbox runs from the beginning.
#[derive(Debug)]
pub struct Machines {
    /// What all its processes share.
    pub place: Place,
    /// The engine they run on.
    pub engine: Engine,
    /// Where people reach it: where the first node serves.
    pub url: Url,
    /// Where the sandbox is.
    pub sandbox: Url,
    settings: Vec<(&'static str, String)>,
    outside: Option<Node>,
}

/// What a process says when its roles have started.
const RUNNING: &str = "Uslugi is running";

/// Makes a test for each engine of every story of processes: `machines! { fn name(machines) { … } }`.
#[macro_export]
macro_rules! machines {
    ($($(#[$doc:meta])* async fn $name:ident($machines:ident) $body:block)+) => {
        mod told {
            use super::*;
            $(
                $(#[$doc])*
                pub(super) async fn $name($machines: &mut $crate::Machines) -> anyhow::Result<()> {
                    $body
                    Ok(())
                }
            )+
        }

        /// The stories on the embedded engine.
        #[cfg(test)]
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    let mut machines = $crate::Machines::new($crate::Engine::Sqlite).await?;
                    super::told::$name(&mut machines).await?;
                    machines.end()
                }
            )+
        }

        /// The stories on PostgreSQL and Redis.
        #[cfg(test)]
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    let mut machines = $crate::Machines::new($crate::Engine::Postgres).await?;
                    super::told::$name(&mut machines).await?;
                    machines.end()
                }
            )+
        }
    };
}

impl Machines {
    /// A place with nothing in it but the sandbox, in a process of its own.
    pub async fn new(engine: Engine) -> anyhow::Result<Self> {
        Self::at(Place::new(engine)?, engine).await
    }

    /// The same in a place that was made ready.
    pub async fn at(place: Place, engine: Engine) -> anyhow::Result<Self> {
        uslugi::install_tls();
        let host = |port: u16| format!("127.0.0.1:{port}");
        let (api, sandbox, mail) = (host(free_port()?), host(free_port()?), host(free_port()?));
        let settings = vec![
            ("SERVER__BIND", api.clone()),
            ("SERVER__PUBLIC_URL", format!("http://{api}")),
            ("SERVER__WORKERS", "1".to_owned()),
            ("SANDBOX__BIND", sandbox.clone()),
            ("SANDBOX__SMTP_BIND", mail),
            ("SANDBOX__DEPARTMENT_DELAY_MS", "0".to_owned()),
            ("DATABASE__CONNECTIONS", "4".to_owned()),
        ];
        let (url, sandbox) =
            (format!("http://{api}").parse()?, format!("http://{sandbox}").parse()?);
        let mut machines = Self { place, engine, url, sandbox, settings, outside: None };
        machines.outside_returns().await?;
        Ok(machines)
    }

    /// Everything outside stops answering: ESIA, registers, the department, the mailbox.
    pub fn outside_goes(&mut self) -> anyhow::Result<()> {
        self.outside.take().context("gone already")?.kill()
    }

    /// Everything outside answers, and remembers what it was told before.
    pub async fn outside_returns(&mut self) -> anyhow::Result<()> {
        let mut outside = self.start(Role::Sandbox)?;
        outside.ready(&self.sandbox).await.context("the sandbox")?;
        self.outside = Some(outside);
        Ok(())
    }

    /// A setting of all processes that are started from now on.
    pub fn set(&mut self, key: &'static str, value: impl Into<String>) {
        self.settings.push((key, value.into()));
    }

    /// Starts a process; it may not be ready yet.
    pub fn start(&self, role: Role) -> anyhow::Result<Node> {
        Node::start(role, &self.place, &self.settings)
    }

    /// Starts a process and waits until it says that it runs. One at a time: they share a log.
    pub async fn begin(&self, role: Role) -> anyhow::Result<Node> {
        let begun = self.said()?.matches(RUNNING).count();
        let mut node = self.start(role)?;
        eventually("the process says that it runs", async || {
            node.runs()?;
            Ok((self.said()?.matches(RUNNING).count() > begun).then_some(()))
        })
        .await?;
        Ok(node)
    }

    /// What its processes said.
    pub fn said(&self) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.place.log())?)
    }

    /// Starts a process that serves HTTP at the public address, and waits until it is ready.
    pub async fn serve(&self, role: Role) -> anyhow::Result<Node> {
        let mut node = self.start(role)?;
        node.ready(&self.url.join("readyz")?).await?;
        Ok(node)
    }

    /// Starts another node that serves HTTP, behind the same public address, and where it is.
    pub fn another(&self) -> anyhow::Result<(Node, Url)> {
        let host = format!("127.0.0.1:{}", free_port()?);
        let settings = [self.settings.as_slice(), &[("SERVER__BIND", host.clone())]].concat();
        let node = Node::start(Role::Api, &self.place, &settings)?;
        Ok((node, format!("http://{host}").parse()?))
    }

    /// The settings its processes are started with.
    #[must_use]
    pub fn settings(&self) -> &[(&'static str, String)] {
        &self.settings
    }

    /// A person of the sandbox, signed in through ESIA with a token for the API.
    pub async fn person(&self, name: &str) -> anyhow::Result<Person> {
        let browser = Browser::new(self.url.clone())?;
        let tokens =
            browser.tokens("mobile", name).await.with_context(|| format!("{name} signs in"))?;
        let client = Client::new(browser.http.clone(), self.url.clone()).with_token(&tokens.access);
        Ok(Person { client, tokens, browser })
    }

    /// Lets the leases of a killed process run out now, instead of in a minute: the clock is moved where
    /// it is written down. Leases of the living stay.
    pub fn leases_run_out(&self, dead: Role) -> anyhow::Result<()> {
        let lanes = match dead {
            Role::All | Role::AllButSandbox => "true",
            Role::Worker => "kind <> 'notice.send'",
            Role::Notifier => "kind = 'notice.send'",
            Role::Api | Role::Sandbox => return Ok(()),
        };
        let lapse = format!("UPDATE queue SET due_at = 0 WHERE claimed_by IS NOT NULL AND {lanes}");
        self.place.sql(&lapse)?;
        // A probe that died with it, too; and what it was killed in the middle of says nothing of a receiver.
        self.place.sql("UPDATE lane SET probe_until = 0")?;
        Ok(())
    }

    /// The mails in the sandbox's mailbox, the newest first.
    pub async fn mails(&self) -> anyhow::Result<Vec<Value>> {
        Ok(reqwest::get(self.sandbox.join("mail.json")?).await?.json().await?)
    }

    /// How many orders the department took.
    pub fn orders(&self) -> anyhow::Result<Vec<Value>> {
        let mut orders = Vec::new();
        for entry in std::fs::read_dir(self.place.folder.path().join("sandbox/orders"))? {
            let text = std::fs::read_to_string(entry?.path())?;
            orders.push(serde_json::from_str(&text)?);
        }
        Ok(orders)
    }

    /// Waits until all work is done but what waits for an officer. Its processes must still run.
    pub async fn nothing_waits(&self) -> anyhow::Result<()> {
        eventually("nothing waits", async || Ok(self.left()?.is_empty().then_some(()))).await
    }

    /// The same where the ends of some claims could not be written, and would be claimed again in a minute: here
    /// a minute goes by every two seconds.
    pub async fn nothing_waits_after_an_outage(&self) -> anyhow::Result<()> {
        let mut looks = 0_u32;
        eventually("nothing waits", async || {
            looks += 1;
            if looks.is_multiple_of(80) {
                self.leases_run_out(Role::AllButSandbox)?;
            }
            Ok(self.left()?.is_empty().then_some(()))
        })
        .await
    }

    fn left(&self) -> anyhow::Result<String> {
        let left = format!(
            "SELECT lane || ': ' || coalesce(reason, '-') FROM queue WHERE state = 'waiting' \
             AND coalesce(reason, '') <> '{OFFICER}'"
        );
        Ok(self.place.sql(&left)?.trim().to_owned())
    }

    /// Ends the story: no process may have panicked, nothing may have been given up or left undone.
    pub fn end(self) -> anyhow::Result<()> {
        let said = self.said()?;
        ensure!(!said.contains("panicked at"), "a process panicked");
        let left = self.left()?;
        ensure!(left.is_empty(), "work was left undone:\n{left}");
        for (table, state) in [("queue", "set_aside"), ("delivery", "dead")] {
            let dead = format!("SELECT count(*) FROM {table} WHERE state = '{state}'");
            let dead = self.place.sql(&dead)?;
            ensure!(dead.trim() == "0", "{} rows of {table} were given up", dead.trim());
        }
        Ok(())
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        // A test that passes shows nothing of this.
        let said = std::fs::read_to_string(self.place.log()).unwrap_or_default();
        let lines: Vec<&str> = said.lines().collect();
        let last = lines.get(lines.len().saturating_sub(60)..).unwrap_or_default();
        eprintln!("--- the processes said, at the end:\n{}", last.join("\n"));
    }
}

/// Waits until pre-check knows what the registers say of a person.
pub async fn known(person: &Person, request: &ApplicationRequest) -> anyhow::Result<()> {
    let service = request.service.as_deref().unwrap_or_default();
    let form = PrecheckRequest { form: request.form.clone().unwrap_or_default() };
    eventually("pre-check knows the registers", async || {
        let checked = person.client.precheck(service, &form).await?;
        Ok((checked.verdict != "unknown").then_some(()))
    })
    .await
}

/// Waits until an application has ended.
pub async fn ended(client: &Client, id: &str) -> anyhow::Result<ApplicationView> {
    eventually(&format!("{id} ends"), async || {
        let seen = client.application(id).await?.value;
        Ok(seen.outcome.is_some().then_some(seen))
    })
    .await
}

/// Waits until something holds; an error names it when it never does.
pub async fn eventually<F, T>(what: &str, mut look: F) -> anyhow::Result<T>
where
    F: AsyncFnMut() -> anyhow::Result<Option<T>>,
{
    let began = tokio::time::Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        ensure!(began.elapsed() < PATIENCE, "it never came: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
