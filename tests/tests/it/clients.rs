//! Clients that the tools of others generate from the API document: they compile, read and file (issue 6, D21). `tests/peers`
//! makes the tools ready.

use anyhow::{Context, ensure};
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::{Engine, World};

tests::on_both!(
    a_client_generated_for_typescript_compiles_reads_and_files,
    a_client_generated_for_python_is_typed_reads_and_files,
);

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json")
}

/// Runs a tool; what it printed.
async fn run(mut tool: Command) -> anyhow::Result<String> {
    let name = format!("{tool:?}");
    let done = tokio::task::spawn_blocking(move || tool.output()).await?;
    let done = done.with_context(|| format!("{name}: is it there? `tests/peers` installs it"))?;
    let (out, err) = (String::from_utf8(done.stdout)?, String::from_utf8_lossy(&done.stderr));
    ensure!(done.status.success(), "{name}: {}\n{out}\n{err}", done.status);
    Ok(out)
}

/// A tool that npm installed.
fn npm(name: &str) -> Command {
    Command::new(tools().join("node_modules/.bin").join(name))
}

/// What a client has done: the state of the service it read, what it filed, and the code of the refusal it provoked.
#[derive(Debug, Deserialize)]
struct Said {
    status: String,
    id: String,
    number: String,
    problem: String,
}

/// Lets a client act for somebody who can file; what it read and filed is theirs.
async fn drive(engine: Engine, mut client: Command) -> anyhow::Result<()> {
    let world = World::new(engine).await?;
    let anna = world.person("anna").await?;
    anna.known(&world).await?;
    let request = anna.client.request(Method::GET, "/v1/me")?.build()?;
    let header = request.headers().get(AUTHORIZATION).context("no token")?.to_str()?;
    let token = header.trim_start_matches("Bearer ").to_owned();
    client.env("USLUGI_URL", world.url().as_str().trim_end_matches('/')).env("USLUGI_TOKEN", token);
    let said: Said = serde_json::from_str(run(client).await?.trim())?;
    ensure!(said.status == "open" && said.problem == "insufficient", "{said:?}");
    let filed = anna.waits_for_end(&world, &said.id).await?;
    ensure!(said.number == filed.number, "{said:?}");
    world.end().await
}

async fn a_client_generated_for_typescript_compiles_reads_and_files(
    engine: Engine,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for file in ["drive.ts", "tsconfig.json", "package.json"] {
        std::fs::copy(tools().join(file), folder.path().join(file))?;
    }
    std::os::unix::fs::symlink(tools().join("node_modules"), folder.path().join("node_modules"))?;
    let mut generate = npm("openapi-typescript");
    generate.arg(document()).arg("-o").arg(folder.path().join("api.d.ts"));
    run(generate).await?;
    let mut compile = npm("tsc");
    compile.current_dir(folder.path());
    run(compile).await?;
    let mut client = Command::new("node");
    client.arg(folder.path().join("out/drive.js"));
    drive(engine, client).await
}

async fn a_client_generated_for_python_is_typed_reads_and_files(
    engine: Engine,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let python = tools().join("venv/bin");
    let mut generate = Command::new(python.join("openapi-python-client"));
    generate.arg("generate").arg("--fail-on-warning").args(["--meta", "none"]);
    generate.arg("--path").arg(document()).arg("--config").arg(tools().join("python.yaml"));
    generate.arg("--output-path").arg(folder.path().join("uslugi_client"));
    run(generate).await?;
    std::fs::copy(tools().join("drive.py"), folder.path().join("drive.py"))?;
    let mut check = Command::new(python.join("mypy"));
    check.current_dir(folder.path()).arg("--strict").arg("drive.py");
    run(check).await?;
    let mut client = Command::new(python.join("python"));
    client.arg(folder.path().join("drive.py"));
    drive(engine, client).await
}

#[tokio::test]
async fn the_document_has_no_error_by_the_rules_of_others() -> anyhow::Result<()> {
    let mut redocly = npm("redocly");
    redocly.arg("lint").arg(document()).env("REDOCLY_TELEMETRY", "off");
    redocly.env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(redocly).await?;
    for rules in ["spectral.yaml", "nlgov.yaml"] {
        run(spectral(&document(), rules)).await?;
    }
    Ok(())
}

/// Whatever is found, warnings too, ends it with a failure.
fn spectral(document: &Path, rules: &str) -> Command {
    let mut spectral = npm("spectral");
    spectral.arg("lint").arg(document).arg("-r").arg(tools().join(rules));
    spectral.args(["--fail-severity", "hint", "--format", "json", "--quiet"]);
    spectral
}

/// A rule that finds nothing because it looks nowhere would be no rule: each finds its fault in a document made wrong.
#[tokio::test]
async fn every_rule_of_a_governments_style_finds_its_fault() -> anyhow::Result<()> {
    let mut wrong: Value = serde_json::from_str(openapi::DOCUMENT)?;
    wrong["openapi"] = json!("3.one");
    wrong["info"]["version"] = json!("one");
    wrong["info"]["contact"] = json!({ "name": "" });
    wrong["servers"][0]["url"] = json!("http://uslugi.example");
    let me = wrong["paths"]["/v1/me"].take();
    let paths = wrong["paths"].as_object_mut().context("no paths")?;
    paths.insert("/whoAmI/".to_owned(), me);
    let get = &mut paths["/whoAmI/"]["get"];
    get["responses"]["200"]["headers"] = json!({});
    get["responses"]["401"] = json!({ "description": "no", "content": { "application/json": {} } });
    paths["/whoAmI/"]["trace"] = paths["/whoAmI/"]["get"].clone();
    let schemas = wrong["components"]["schemas"].as_object_mut().context("no schemas")?;
    let problem = schemas["Problem"]["properties"].as_object_mut().context("no properties")?;
    problem.remove("detail");
    let person = schemas["PersonView"].clone();
    schemas.insert("person_view".to_owned(), person);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("wrong.json");
    std::fs::write(&file, wrong.to_string())?;
    let mut lint = spectral(&file, "nlgov.yaml");
    let found = tokio::task::spawn_blocking(move || lint.output()).await??;
    let found: Vec<Value> = serde_json::from_slice(&found.stdout)?;
    let found: BTreeSet<&str> = found.iter().filter_map(|one| one["code"].as_str()).collect();
    let rules = std::fs::read_to_string(tools().join("nlgov.yaml"))?;
    let ours = rules.lines().filter_map(|line| line.strip_prefix("  core-")?.strip_suffix(':'));
    let silent: Vec<&str> =
        ours.filter(|one| !found.contains(format!("core-{one}").as_str())).collect();
    ensure!(silent.is_empty(), "these rules found nothing: {silent:?} of {found:?}");
    Ok(())
}
