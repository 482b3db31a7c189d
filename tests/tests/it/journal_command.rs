//! `uslugi journal`: what a person who answers for the truth of the journal sees and does.

use anyhow::ensure;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::entropy::{Entropy, OsEntropy};
use domain::journal::{ActorRef, CitizenFact, FactBody, NewFact};
use domain::time::SystemClock;
use std::sync::Arc;
use tests::process::{Ended, run};
use tests::{Engine, Place};

async fn journal(place: &Place, arguments: &[&str]) -> anyhow::Result<Ended> {
    run(&[&["journal"], arguments].concat(), place, &[]).await
}

/// Facts of so many people, three each, written beside the platform.
async fn facts(place: &Place, people: std::ops::Range<i64>) -> anyhow::Result<()> {
    let store = place.store().await?;
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let profile = Profile::named("Рябинина", "Анна");
    for person in people {
        let mut tx = store.begin(&SystemClock, &entropy).await?;
        let citizen = tx.remember_citizen(person, Assurance::Confirmed, &profile).await?.id;
        let linked = || {
            let body = FactBody::Citizen(CitizenFact::ChatLinked { channel: "telegram".into() });
            NewFact { application: None, actor: ActorRef::PLATFORM, body }
        };
        tx.append(citizen, vec![linked(), linked(), linked()]).await?;
        tx.commit().await?;
    }
    Ok(store.close().await?)
}

async fn is_verified_and_checkpointed(engine: Engine) -> anyhow::Result<()> {
    let place = Place::new(engine)?;
    let made = run(&["migrate"], &place, &[]).await?;
    ensure!(made.code == Some(0), "{}", made.err);
    facts(&place, 1..4).await?;
    let none = journal(&place, &["verify", "--from", "last"]).await?;
    ensure!(none.code == Some(1) && none.err.contains("no checkpoint yet"), "{}", none.err);
    let written = journal(&place, &["checkpoint"]).await?;
    ensure!(written.code == Some(0) && written.out.contains("\"position\":9"), "{}", written.out);
    let again = journal(&place, &["checkpoint"]).await?;
    ensure!(again.code == Some(0) && again.out.contains("nothing to write"), "{}", again.out);
    facts(&place, 4..5).await?;
    let whole = journal(&place, &["verify"]).await?;
    ensure!(whole.code == Some(0) && whole.out.contains("12 facts"), "{}{}", whole.out, whole.err);
    for from in ["last", "9"] {
        let rest = journal(&place, &["verify", "--from", from]).await?;
        ensure!(rest.code == Some(0), "{}", rest.err);
        ensure!(rest.out.contains("3 facts up to position 12"), "{}", rest.out);
    }
    let other = journal(&place, &["verify", "--from", "7"]).await?;
    ensure!(other.code == Some(1) && other.err.contains("position 7"), "{}", other.err);

    // A whole journal is removed, with the citizen's record of its end set back: the checkpoint covers it.
    place.sql("UPDATE citizen SET journal_sequence = 0, journal_head = '' WHERE esia_oid = 2")?;
    place.sql("DELETE FROM fact WHERE citizen_id = (SELECT id FROM citizen WHERE esia_oid = 2)")?;
    let wrong = journal(&place, &["verify"]).await?;
    ensure!(wrong.code == Some(1) && wrong.err.contains("position 4"), "{}", wrong.err);
    place.sql("DELETE FROM fact WHERE position > 3")?;
    let short = journal(&place, &["checkpoint"]).await?;
    ensure!(short.code == Some(1) && short.err.contains("facts are missing"), "{}", short.err);
    let wrong = journal(&place, &["verify"]).await?;
    ensure!(
        wrong.code == Some(1) && wrong.err.contains("checkpoint at 9 covers it"),
        "{}",
        wrong.err
    );

    // A line of the file changed by somebody without the key is named.
    let file = place.folder.path().join("journal-checkpoints.jsonl");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, text.replace("\"position\":9", "\"position\":3"))?;
    let forged = journal(&place, &["verify"]).await?;
    ensure!(forged.code == Some(1) && forged.err.contains("line 2"), "{}", forged.err);
    Ok(())
}

#[tokio::test]
async fn the_journal_is_verified_and_checkpointed_by_command() -> anyhow::Result<()> {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        is_verified_and_checkpointed(engine).await?;
    }
    Ok(())
}
