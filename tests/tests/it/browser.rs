//! The pages in a real browser (issue 6, C15–C18): axe, both widths, light and dark, live answers, the keyboard alone.
//! `tests/peers` makes Chromium ready.

use anyhow::{Context, ensure};
use std::path::Path;
use std::process::Command;
use tests::{Engine, World};

/// A decision is held long enough to look at it; there is a bot, and a portal that people consent to.
const SETTINGS: &str = "[service]\ndecisions_held_seconds = 15\n[telegram]\nname = \"uslugi_bot\"\n\
    [[clients]]\nid = \"portal\"\nname = \"Портал округа\"\n\
    redirect_uris = [\"http://127.0.0.1/callback\"]\nscopes = [\"openid\", \"profile\", \"applications\"]\n";

async fn browse(script: &str) -> anyhow::Result<()> {
    let world = World::with(Engine::Sqlite, None, SETTINGS).await?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let mut node = Command::new("node");
    node.arg(folder.join(script)).env("USLUGI_URL", world.url().as_str().trim_end_matches('/'));
    let done = tokio::task::spawn_blocking(move || node.output()).await?;
    let done = done.context("node: is it there? `tests/peers` installs it")?;
    let said = [done.stdout, done.stderr].concat();
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&said));
    world.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_for_everybody_at_both_widths_light_and_dark() -> anyhow::Result<()> {
    browse("pages.mjs").await
}

/// Consent, a chat, verification; without scripts, on paper, and around whoever is in a live part.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_hold_without_scripts_on_paper_and_around_a_reader() -> anyhow::Result<()> {
    browse("apart.mjs").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_goes_by_keyboard_alone() -> anyhow::Result<()> {
    browse("keyboard.mjs").await
}
