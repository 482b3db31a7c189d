//! A department that is called, then collects by its own system, then is called again, while cases wait for its decisions.

use crate::two_keys::decide_at;
use anyhow::{Context, ensure};
use openapi::application::ApplicationView;
use serde_json::{Value, json};
use tests::machines::ended;
use tests::{DepartmentSystem, Machines, Node, Person, Role, department, eventually, machines};

const MINISTRY: &str = "minsocrazvitiya";

/// The question about a decision is due now, and not in its time.
fn asks_now(machines: &Machines) -> anyhow::Result<()> {
    machines.place.sql("UPDATE queue SET due_at = 0 WHERE kind = 'exchange.await_decision'")?;
    Ok(())
}

async fn waits_for_an_officer(by: &Person, key: &str) -> anyhow::Result<ApplicationView> {
    let id = by.submits(key).await?.value.id;
    eventually("the department has it", async || {
        let seen = by.client.application(&id).await?.value;
        Ok((seen.stage.code == "received").then_some(seen))
    })
    .await
}

/// The identity of the message that a called department was sent.
fn message(machines: &Machines, of: &ApplicationView) -> anyhow::Result<String> {
    let about = |order: &&Value| order.pointer("/message/number") == Some(&json!(of.number));
    let orders = machines.orders()?;
    let order = orders.iter().find(about).context("no order")?;
    let id = order.pointer("/message/message_id").and_then(Value::as_str);
    Ok(id.context("no identity")?.to_owned())
}

async fn stops(node: Node) -> anyhow::Result<()> {
    ensure!(node.stop().await? == Some(0));
    Ok(())
}

machines! {
    /// What was sent by a call is decided by the department's own system, or by a call again: no question is lost.
    async fn no_question_is_lost_when_a_department_takes_part_in_another_way(machines) {
        let node = machines.begin(Role::AllButSandbox).await?;
        let elena = machines.person("elena").await?;
        let first = waits_for_an_officer(&elena, "way-1").await?;
        let second = waits_for_an_officer(&elena, "way-2").await?;
        stops(node).await?;

        machines.set("DEPARTMENTS", department::variable(MINISTRY));
        let node = machines.begin(Role::AllButSandbox).await?;
        asks_now(machines)?;
        eventually("both questions are put off", async || {
            let kept = "SELECT count(*) FROM queue WHERE reason = 'the department is not called any more'";
            Ok((machines.place.sql(kept)?.trim() == "2").then_some(()))
        })
        .await?;
        let ministry = DepartmentSystem::sign_in(machines.url.clone(), MINISTRY).await?;
        ensure!(ministry.decides(&message(machines, &first)?, &department::certificate()).await? == "made");
        let granted = ended(&elena.client, &first.id).await?;
        ensure!(granted.outcome.as_deref() == Some("granted"), "{granted:?}");
        stops(node).await?;

        machines.set("DEPARTMENTS", "[]");
        let node = machines.begin(Role::AllButSandbox).await?;
        // The sandbox's officer knows nothing of what was told, and decides on both.
        for _order in 0..2 {
            decide_at(&machines.sandbox, "granted", "").await?;
        }
        asks_now(machines)?;
        let granted = ended(&elena.client, &second.id).await?;
        ensure!(granted.outcome.as_deref() == Some("granted"), "{granted:?}");
        machines.nothing_waits().await?;
        stops(node).await?;
    }
}
