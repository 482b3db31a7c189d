//! The page "First token in five minutes" is true (issue 6, D22): its commands are taken from the page and run in a shell, step by step,
//! for a mobile app and for a portal.

use anyhow::{Context, ensure};
use openapi::application::{ApplicationList, ApplicationView};
use openapi::person::PersonView;
use serde_json::Deserializer;
use std::path::Path;
use std::process::Command;
use tests::{Engine, World};
use url::Url;
use uslugi::tour::Browser;

tests::on_both!(
    a_mobile_app_has_its_first_token_by_the_page_alone,
    a_portal_has_its_first_token_by_the_page_alone,
);

/// The page of a platform.
struct Guide(String);

impl Guide {
    async fn of(world: &World) -> anyhow::Result<Self> {
        let url = world.url().join("/docs/first-token")?;
        Ok(Self(reqwest::get(url).await?.error_for_status()?.text().await?))
    }

    /// What stands in the box of a step.
    fn step(&self, name: &str) -> anyhow::Result<String> {
        let (_, rest) = self
            .0
            .split_once(&format!("data-step=\"{name}\">"))
            .with_context(|| format!("the page has no step {name}"))?;
        let (text, _) = rest.split_once("</pre>").context("no end")?;
        Ok(text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    }
}

/// What the steps of the page remember.
const VARIABLES: &str = "BASE CLIENT REDIRECT SECRET VERIFIER CHALLENGE STATE CODE CAME TOKEN";

/// A shell that is opened anew for each step and remembers the variables of those before.
struct Shell {
    folder: tempfile::TempDir,
}

impl Shell {
    /// Runs a step; what it printed.
    async fn run(&self, step: &str) -> anyhow::Result<String> {
        let path = self.folder.path().to_owned();
        let step = format!(
            "set -euo pipefail\ntouch vars; . ./vars\n{step}\ndeclare -p {VARIABLES} > vars 2>/dev/null || true\n"
        );
        tokio::task::spawn_blocking(move || run(&path, &step)).await?
    }
}

fn run(folder: &Path, step: &str) -> anyhow::Result<String> {
    let mut bash = Command::new("bash");
    // Of the surroundings only what finds programs: the rest of the variables are the step's own.
    bash.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let done = bash.arg("-c").arg(step).current_dir(folder).output()?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{step}\n{}\n{said}", done.status);
    Ok(String::from_utf8(done.stdout)?)
}

/// The page from the question to the filed application; `token` is the step that changes the code.
async fn walk(guide: &Guide, shell: &Shell, world: &World, token: &str) -> anyhow::Result<()> {
    let asked: Url = shell.run(&guide.step("ask")?).await?.trim().parse()?;
    let browser = Browser::new(world.url())?;
    let back = browser.authorizes(asked, "anna").await?;
    ensure!(back.as_str().starts_with("http://127.0.0.1:8765/callback?"), "{back}");
    let came = |name: &str| {
        let found = back.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).with_context(|| format!("no {name} in {back}"))
    };
    let pasted = guide
        .step("back")?
        .replace("paste-the-code-here", &came("code")?)
        .replace("paste-the-state-here", &came("state")?);
    ensure!(shell.run(&pasted).await?.trim().is_empty(), "the state is another");
    shell.run(&guide.step(token)?).await?;
    let said = shell.run(&guide.step("use")?).await?;
    let mut answers = Deserializer::from_str(&said).into_iter::<serde_json::Value>();
    let mut next = || answers.next().context("fewer answers than commands")?.context(said.clone());
    let person: PersonView = serde_json::from_value(next()?)?;
    let filed: ApplicationView = serde_json::from_value(next()?)?;
    let all: ApplicationList = serde_json::from_value(next()?)?;
    ensure!(person.assurance == "confirmed", "{person:?}");
    ensure!(all.items.iter().any(|one| one.id == filed.id), "what was filed is not listed");
    Ok(())
}

fn shell() -> anyhow::Result<Shell> {
    Ok(Shell { folder: tempfile::tempdir()? })
}

async fn a_mobile_app_has_its_first_token_by_the_page_alone(engine: Engine) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    world.person("anna").await?.known(&world).await?;
    let (guide, shell) = (Guide::of(&world).await?, shell()?);
    shell.run(&guide.step("app")?).await?;
    walk(&guide, &shell, &world, "app-token").await?;
    world.rests().await?;
    world.end().await
}

async fn a_portal_has_its_first_token_by_the_page_alone(engine: Engine) -> anyhow::Result<()> {
    // The page tells how to register; then the platform is started anew.
    let before = World::new(engine).await?;
    let (guide, shell) = (Guide::of(&before).await?, shell()?);
    let hash = shell.run(&guide.step("portal")?).await?;
    before.end().await?;
    let register = guide.step("register")?.replace("what the last command printed", hash.trim());
    let world = World::with(engine, None, &register).await?;
    world.person("anna").await?.known(&world).await?;
    // The same page, of the platform as it stands now.
    shell.run(&format!("BASE={}", world.url().as_str().trim_end_matches('/'))).await?;
    walk(&guide, &shell, &world, "portal-token").await?;
    world.rests().await?;
    world.end().await
}
