//! The same storm while a department's own system collects and tells: it asks and tells again until it is answered, as its contract says.

use super::{Victims, storm};
use anyhow::ensure;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tests::{DepartmentSystem, department, eventually, machines};
use tokio::sync::watch;
use url::Url;

/// How often processes are killed.
const KILLS: usize = 40;
/// The department of the certificate.
const MINISTRY: &str = "minsocrazvitiya";

/// The department's system: it works until it is told that nothing more comes, and says which messages it had.
async fn works(
    platform: Url,
    over: watch::Receiver<bool>,
) -> anyhow::Result<(DepartmentSystem, Vec<String>)> {
    let mut system = eventually("the system signs in", async || {
        Ok(DepartmentSystem::sign_in(platform.clone(), MINISTRY).await.ok())
    })
    .await?;
    let mut had = Vec::new();
    while !*over.borrow() {
        // Whoever is not answered asks again.
        let messages = system.collect(3).await.unwrap_or_default();
        for message in messages {
            let id = message.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let number = format!("М-{}", had.len());
            let received = eventually("the receipt is taken", async || {
                Ok(system.receives(&id, &number).await.ok())
            });
            ensure!(received.await? == "made", "{id}: the receipt came too late");
            let decided = eventually("the decision is taken", async || {
                Ok(system.decides(&id, &department::certificate()).await.ok())
            });
            ensure!(decided.await? == "made", "{id}: the decision came too late");
            had.push(id);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok((system, had))
}

machines! {
    /// Proves that of what a department's system collects and tells nothing is lost and nothing happens twice when processes are killed.
    async fn a_system_that_collects_sees_each_application_once_when_processes_are_killed(machines) {
        machines.set("DEPARTMENTS", department::variable(MINISTRY));
        let mut victims = Victims::start(machines).await?;
        let (end, over) = watch::channel(false);
        let storming = async {
            let left = storm(machines, &mut victims, KILLS).await?;
            left.all_are_granted_once().await?;
            end.send(true)?;
            anyhow::Ok(left)
        };
        let (left, (mut system, had)) =
            tokio::try_join!(storming, works(machines.url.clone(), over))?;
        let distinct: BTreeSet<&String> = had.iter().collect();
        ensure!(distinct.len() == had.len() && had.len() == left.ids().len(), "{had:?}");
        // The mailbox has no gap, and one message of each.
        system.forgets();
        let (mut place, mut about) = (0, BTreeSet::new());
        loop {
            let page = system.collect(7).await?;
            for message in &page {
                place += 1;
                let is = message.get("sequence").and_then(Value::as_str);
                ensure!(is == Some(format!("{place:016}").as_str()), "{place}: {is:?}");
                about.extend(message.get("subject").and_then(Value::as_str).map(str::to_owned));
            }
            if page.is_empty() {
                break;
            }
        }
        ensure!(about == left.ids() && place == about.len(), "{place} messages");
        left.every_mail_came(machines).await?;
        left.one_result_each(machines)?;
        left.journals_verify(machines).await?;
        victims.stop().await?;
    }
}
