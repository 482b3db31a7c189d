//! The pages in a real browser (issue 6, C15–C18): axe, both widths, one of them light and one dark, live answers, the keyboard alone.
//! `tests/peers` makes Chromium ready.

use anyhow::{Context, ensure};
use std::path::Path;
use std::process::Command;
use tests::world::PORTAL;
use tests::{Engine, World};

/// There is a bot, and a portal that people consent to. A decision is held for so many seconds.
async fn browse(engine: Engine, script: &str, held: u32) -> anyhow::Result<()> {
    let settings = format!(
        "[service]\ndecisions_held_seconds = {held}\n[telegram]\nname = \"uslugi_bot\"\n{PORTAL}"
    );
    let world = World::with(engine, None, &settings).await?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    let mut node = Command::new("node");
    node.arg(folder.join(script)).env("USLUGI_URL", world.url().as_str().trim_end_matches('/'));
    let done = tokio::task::spawn_blocking(move || node.output()).await?;
    let done = done.context("node: is it there? `tests/peers` installs it")?;
    let said = [done.stdout, done.stderr].concat();
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&said));
    // What was taken back is still looked at when its moment comes.
    world.waits("decision");
    world.end().await
}

async fn every_page_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    // However slow the machine is: the page of a held decision renews itself when it is made.
    browse(engine, "pages.mjs", 600).await
}

/// Consent, a chat, verification; without scripts, on paper, and around whoever is in a live part.
async fn pages_hold_without_scripts_on_paper_and_around_a_reader(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "apart.mjs", 15).await
}

async fn the_whole_way_goes_by_keyboard_alone(engine: Engine) -> anyhow::Result<()> {
    browse(engine, "keyboard.mjs", 15).await
}

/// Proves SC2: from the form to the window, page by page.
async fn one_visit_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "window.mjs", 1).await
}

/// Proves SC3: from the form to the check, its correction, and the window, page by page.
async fn accelerated_hand_in_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "fast-track.mjs", 1).await
}

/// Proves SC4: a visitor is received, and an application is filed for them, page by page.
async fn a_reception_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "reception.mjs", 1).await
}

/// Proves SC5: from what is done first to the referral, page by page.
async fn a_quota_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "quota.mjs", 1).await
}

/// Proves SC1: two who apply together, from the form to the day of the wedding, page by page.
async fn an_application_of_two_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "joint.mjs", 1).await
}

/// Proves RO-05: a call, from the code that is told to the answer that is read, page by page.
async fn a_call_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "calls.mjs", 1).await
}

/// Proves SC2.10: an original that the department keeps, from the service's page to the courier, page by page.
async fn an_original_that_stays_is_for_everybody_at_both_widths_light_and_dark(
    engine: Engine,
) -> anyhow::Result<()> {
    browse(engine, "withheld.mjs", 1).await
}

/// How a page looks does not depend on the engine, and what is done on these pages is told on both by other stories: minutes of every
/// run are saved.
#[cfg(test)]
mod looks {
    use tests::Engine;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_page_on_sqlite() -> anyhow::Result<()> {
        super::every_page_is_for_everybody_at_both_widths_light_and_dark(Engine::Sqlite).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn pages_apart_on_postgres() -> anyhow::Result<()> {
        super::pages_hold_without_scripts_on_paper_and_around_a_reader(Engine::Postgres).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn keyboard_on_sqlite() -> anyhow::Result<()> {
        super::the_whole_way_goes_by_keyboard_alone(Engine::Sqlite).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_visit_on_postgres() -> anyhow::Result<()> {
        super::one_visit_is_for_everybody_at_both_widths_light_and_dark(Engine::Postgres).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn accelerated_hand_in_on_sqlite() -> anyhow::Result<()> {
        super::accelerated_hand_in_is_for_everybody_at_both_widths_light_and_dark(Engine::Sqlite)
            .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn quota_on_sqlite() -> anyhow::Result<()> {
        super::a_quota_is_for_everybody_at_both_widths_light_and_dark(Engine::Sqlite).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn joint_on_postgres() -> anyhow::Result<()> {
        super::an_application_of_two_is_for_everybody_at_both_widths_light_and_dark(
            Engine::Postgres,
        )
        .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn call_on_sqlite() -> anyhow::Result<()> {
        super::a_call_is_for_everybody_at_both_widths_light_and_dark(Engine::Sqlite).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn original_that_stays_on_sqlite() -> anyhow::Result<()> {
        super::an_original_that_stays_is_for_everybody_at_both_widths_light_and_dark(Engine::Sqlite)
            .await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn reception_on_postgres() -> anyhow::Result<()> {
        super::a_reception_is_for_everybody_at_both_widths_light_and_dark(Engine::Postgres).await
    }
}
