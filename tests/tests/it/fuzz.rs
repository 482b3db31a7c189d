//! Schemathesis with an account of each role (issue 6): what it makes of the API document finds no failure of any of its checks.
//! `tests/peers` makes it ready.

use anyhow::{Context, ensure};
use domain::oidc::operation::OPERATIONS;
use std::path::Path;
use std::process::Command;
use tests::{Engine, World};
use uslugi::tour::Browser;

tests::on_both!(what_the_document_promises_holds_for_every_role,);

/// Who asks, and with whose token.
async fn tokens(world: &World, secret: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let nobody = world.nobody()?;
    let portal = Browser::new(world.url())?;
    Ok(vec![
        ("nobody", String::new()),
        ("citizen", world.person("anna").await?.tokens.access),
        ("officer", world.official("konstantin").await?.tokens.access),
        ("operator", world.official("irina").await?.tokens.access),
        ("bot", nobody.own_token("bot", secret, "bot").await?.access_token),
        ("portal", portal.tokens_for("portal", "anna", &["profile", "applications"]).await?.access),
    ])
}

/// What there is to ask about: an application of Anna's, its document and the code on it.
async fn things(world: &World) -> anyhow::Result<[(&'static str, String); 3]> {
    let anna = world.person("anna").await?;
    anna.known(world).await?;
    let id = anna.submits("fuzz").await?.value.id;
    let result = anna.waits_for_end(world, &id).await?.result.context("no document")?.id;
    let store = world.platform.store.clone().context("no store")?;
    let record = store.result(result.parse()?).await?.context("no record")?;
    Ok([("APPLICATION", id), ("RESULT", result), ("CODE", record.verify_code)])
}

/// Lets it ask; what it says.
async fn ask(
    world: &World,
    token: &str,
    things: &[(&'static str, String)],
) -> anyhow::Result<(bool, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json");
    let mut tool = Command::new(folder.join("venv/bin/schemathesis"));
    tool.arg("--config-file").arg(folder.join("schemathesis.toml")).arg("run").arg(document);
    tool.arg("--url").arg(world.url().as_str().trim_end_matches('/'));
    tool.args(["--checks", "all", "--seed", "6", "--max-examples", "12"]);
    tool.args(["--phases", "examples,coverage,fuzzing", "--no-color"]);
    // It leaves notes where it runs.
    let notes = tempfile::tempdir()?;
    tool.current_dir(notes.path());
    tool.envs(things.iter().cloned());
    tool.env("SCHEMATHESIS_HOOKS", folder.join("hooks.py"));
    if !token.is_empty() {
        tool.arg("--header").arg(format!("Authorization: Bearer {token}"));
    }
    let done = tokio::task::spawn_blocking(move || tool.output()).await?;
    let done = done.context("schemathesis: is it there? `tests/peers` installs it")?;
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    Ok((done.status.success(), said))
}

async fn what_the_document_promises_holds_for_every_role(engine: Engine) -> anyhow::Result<()> {
    let secret = "for-the-one-who-asks-anything";
    let settings = format!("[bot]\nclient_secret = \"{secret}\"\n{}", tests::world::PORTAL);
    let world = World::with(engine, None, &settings).await?;
    let things = things(&world).await?;
    for (role, token) in tokens(&world, secret).await? {
        let (held, said) = ask(&world, &token, &things).await?;
        ensure!(held, "as {role}:\n{said}");
        // All but the feed, which has no end.
        let tested = format!("Tested: {}", OPERATIONS.len() - 1);
        ensure!(said.contains(&tested), "as {role}, not everything was asked:\n{said}");
    }
    world.end().await
}
