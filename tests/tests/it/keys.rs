//! Another master key under a running platform: made, brought into use, everything sealed anew by it, the old one taken
//! away; and at no time can a person be read of in the files.

use anyhow::{Context, ensure};
use std::path::Path;
use tests::machines::{ended, known};
use tests::process::{Ended, run};
use tests::world::{form, request};
use tests::{Engine, Machines, Node, Person, Role, eventually, machines};

/// What nobody may find at rest of Anna: name, СНИЛС, address.
const SECRETS: [&str; 4] = ["Озерцова", "90010131708", "900-101-317 08", "anna@example.ru"];

/// Runs `uslugi keys …` in the place of a platform.
async fn keys(machines: &Machines, arguments: &[&str]) -> anyhow::Result<Ended> {
    let arguments = [&["keys"], arguments].concat();
    run(&arguments, &machines.place, machines.settings()).await
}

/// The same, to go well.
async fn good(machines: &Machines, arguments: &[&str]) -> anyhow::Result<String> {
    let ended = keys(machines, arguments).await?;
    ensure!(ended.code == Some(0), "{arguments:?}: {ended:?}");
    Ok(ended.out)
}

/// The id in the line that begins with a word.
fn id_of<'a>(listed: &'a str, word: &str) -> anyhow::Result<&'a str> {
    let mut lines = listed.lines().map(str::split_whitespace);
    let found =
        lines.find_map(|mut words| words.next().filter(|first| *first == word).and(words.next()));
    found.with_context(|| format!("no {word} in: {listed}"))
}

/// Everything a person can read of a case of theirs.
async fn reads_all(person: &Person, id: &str) -> anyhow::Result<()> {
    let me = person.client.me().await?;
    ensure!(me.full_name.contains("Анна"), "another person: {}", me.full_name);
    let case = person.client.application(id).await?.value;
    let result = case.result.context("no result")?;
    let document = person.client.result(&result.id).await?;
    ensure!(document.starts_with(b"%PDF"), "no document");
    Ok(())
}

fn every_file(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        all.extend(if path.is_dir() { every_file(&path)? } else { std::fs::read(&path)? });
    }
    Ok(all)
}

/// Whether the bytes at rest tell anything of Anna. What the sandbox keeps is not the platform's.
fn tells_nothing(machines: &Machines) -> anyhow::Result<()> {
    let folder = machines.place.folder.path();
    let mut rest = every_file(&folder.join("documents"))?;
    ensure!(!rest.is_empty(), "no document at rest");
    if machines.engine == Engine::Sqlite {
        for file in ["uslugi.sqlite", "uslugi.sqlite-wal"] {
            rest.extend(std::fs::read(folder.join(file)).unwrap_or_default());
        }
    }
    for secret in SECRETS {
        let found = rest.windows(secret.len()).any(|window| window == secret.as_bytes());
        ensure!(!found, "«{secret}» can be read at rest");
    }
    ensure!(!rest.windows(5).any(|window| window == b"%PDF-"), "a document can be read at rest");
    Ok(())
}

machines! {
    async fn a_platform_goes_on_while_its_master_key_is_changed(machines) {
        let node = machines.serve(Role::AllButSandbox).await?;
        let anna = machines.person("anna").await?;
        known(&anna, &request(form())).await?;
        let id = anna.client.submit(&request(form()), "keys-1").await?.value.id;
        ended(&anna.client, &id).await?;
        reads_all(&anna, &id).await?;
        tells_nothing(machines)?;

        // Made and brought to all machines first; then the current one.
        let old = id_of(&good(machines, &["list"]).await?, "current")?.to_owned();
        let added = good(machines, &["add", "--kept"]).await?;
        let new = id_of(&good(machines, &["list"]).await?, "kept")?.to_owned();
        ensure!(added.contains(&new) && new != old, "{added}");
        ensure!(node.stop().await? == Some(0));
        let node = machines.serve(Role::AllButSandbox).await?;
        let ring = std::fs::read(machines.place.folder.path().join("keys/master.key"))?;
        good(machines, &["use", &new]).await?;
        ensure!(node.stop().await? == Some(0));
        let node = machines.serve(Role::AllButSandbox).await?;
        reads_all(&anna, &id).await?;

        // Nothing is taken away while it is needed.
        let refused = keys(machines, &["remove", &old]).await?;
        ensure!(refused.code == Some(1) && refused.err.contains("still needed"), "{refused:?}");
        ensure!(good(machines, &["list"]).await?.contains(&format!("Key {old} is still needed")));

        // Sealed anew while people come and go, and killed on the way.
        for _ in 0..2 {
            let slow = ["keys", "reseal", "--rate", "2"];
            let before = good(machines, &["list"]).await?;
            let mut killed = Node::begin(&slow, &machines.place, machines.settings())?;
            eventually("it seals anew", async || {
                Ok((good(machines, &["list"]).await? != before).then_some(()))
            })
            .await?;
            // In the middle: it has more to do.
            killed.runs()?;
            killed.kill()?;
            reads_all(&anna, &id).await?;
        }
        machines.person("boris").await?;
        let said = good(machines, &["reseal"]).await?;
        ensure!(said.contains(&format!("Nothing is sealed by key {old}")), "{said}");
        reads_all(&anna, &id).await?;
        tells_nothing(machines)?;

        // Without the old key everything is read still, found still, and goes on.
        good(machines, &["remove", &old]).await?;
        ensure!(node.stop().await? == Some(0));
        let node = machines.serve(Role::AllButSandbox).await?;
        reads_all(&anna, &id).await?;
        let again = machines.person("anna").await?;
        ensure!(again.client.me().await?.id == anna.client.me().await?.id, "another record");
        let next = again.client.submit(&request(form()), "keys-2").await?.value.id;
        ended(&again.client, &next).await?;
        reads_all(&again, &next).await?;
        tells_nothing(machines)?;
        machines.nothing_waits().await?;
        ensure!(node.stop().await? == Some(0));

        // A machine with the ring of before is told at its start.
        std::fs::write(machines.place.folder.path().join("keys/old.key"), ring)?;
        let file = machines.place.folder.path().join("keys/old.key").display().to_string();
        let settings = [machines.settings(), &[("SECRETS__MASTER_KEY_FILE", file)]].concat();
        let ended = run(&["all", "--without-sandbox"], &machines.place, &settings).await?;
        ensure!(ended.code == Some(1) && ended.err.contains(&old), "{ended:?}");
    }

    /// A ring in a setting is read, and a command that would change it says where to put it.
    async fn a_ring_in_a_setting_is_not_changed_by_a_command(machines) {
        machines.set("SECRETS__MASTER_KEY", "5a".repeat(32));
        for command in [&["add"][..], &["add", "--kept"]] {
            let refused = keys(machines, command).await?;
            ensure!(refused.code == Some(1), "{refused:?}");
            ensure!(refused.err.contains("secrets.master_key_file"), "{refused:?}");
            ensure!(!refused.err.contains("5a5a"), "the key is shown");
        }
        let listed = good(machines, &["list"]).await?;
        ensure!(id_of(&listed, "current")? == id_of(&listed, "lasting")?, "{listed}");
        ensure!(!listed.contains("5a5a"), "the key is shown");
        let unknown = keys(machines, &["use", "00000000"]).await?;
        ensure!(unknown.code == Some(1) && unknown.err.contains("00000000"), "{unknown:?}");
    }
}
