//! `uslugi duty`: what is granted counts at once, on its days; what is ended counts for nothing, in running sessions too.

use anyhow::{Context, ensure};
use openapi::Client;
use reqwest::{Method, StatusCode};
use tests::process::{Ended, run_with};
use tests::{World, stories};

/// Anna of the sandbox; she can belong to nobody.
const ANNA: &str = "900-101-317 08";
const GRANT: [&str; 6] =
    ["grant", "--role", "department_officer", "--organisation", "minsocrazvitiya", "--by"];

async fn command(world: &World, arguments: &[&str], input: &str) -> anyhow::Result<Ended> {
    run_with(&[&["duty"], arguments].concat(), input, &world.place, &[]).await
}

async fn said(world: &World, arguments: &[&str]) -> anyhow::Result<String> {
    let ended = command(world, arguments, ANNA).await?;
    ensure!(ended.code == Some(0), "{arguments:?}: {}", ended.err);
    // Three of its digits may stand in a random identifier; seven in their order do not.
    let repeated = ["900-101", "9001013"].iter().any(|part| ended.out.contains(part));
    ensure!(!repeated, "the number is repeated: {}", ended.out);
    Ok(ended.out)
}

async fn desk(client: &Client) -> anyhow::Result<StatusCode> {
    Ok(client.request(Method::GET, "/v1/desk")?.send().await?.status())
}

stories! {
    /// Proves RO-03: one token, and what it opens follows the duty.
    async fn a_duty_counts_on_its_days_and_until_it_is_ended_in_a_running_session(world) {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let filed = elena.submits("duty-1").await?.value;
        let anna = world.official("anna").await?;
        let case = format!("/v1/applications/{}", filed.id);
        let reads = async || anyhow::Ok(anna.client.request(Method::GET, &case)?.send().await?.status());
        ensure!(desk(&anna.client).await? == StatusCode::FORBIDDEN, "she has no duty yet");
        ensure!(reads().await? == StatusCode::NOT_FOUND);

        let future = [GRANT.as_slice(), &["приказ 16", "--from", "2100-01-01"]].concat();
        said(world, &future).await?;
        let past = [GRANT.as_slice(), &["приказ 15", "--from", "2020-01-01", "--to", "2020-12-31"]].concat();
        said(world, &past).await?;
        let analyst = ["grant", "--role", "analyst", "--by", "приказ 14"];
        said(world, &analyst).await?;
        ensure!(desk(&anna.client).await? == StatusCode::FORBIDDEN, "other days, and another duty");

        let granted = said(world, &[GRANT.as_slice(), &["приказ 17"]].concat()).await?;
        let id = granted.split_whitespace().next().context("no identifier")?.to_owned();
        world.eventually("the case reaches her desk", async || {
            let text = anna.client.request(Method::GET, "/v1/desk")?.send().await?.text().await?;
            Ok(text.contains(&filed.number).then_some(()))
        }).await?;
        ensure!(reads().await? == StatusCode::OK);
        let listed = said(world, &["list"]).await?;
        ensure!(listed.lines().count() == 5 && listed.contains("приказ 17  counts"), "{listed}");

        said(world, &["end", &id, "--by", "приказ 18"]).await?;
        ensure!(desk(&anna.client).await? == StatusCode::FORBIDDEN, "it was ended");
        ensure!(reads().await? == StatusCode::NOT_FOUND);
        let again = command(world, &["end", &id, "--by", "приказ 19"], "").await?;
        ensure!(again.code == Some(1) && again.err.contains("ended before"), "{}", again.err);
    }

    async fn what_cannot_be_granted_is_refused_with_what_to_do(world) {
        let by = ["--by", "приказ 1"];
        let king = ["grant", "--role", "king"];
        let nowhere = ["grant", "--role", "courier"];
        let lost = ["grant", "--role", "courier", "--organisation", "atlantis"];
        let wide = ["grant", "--role", "analyst", "--organisation", "mfc"];
        let fine = ["grant", "--role", "analyst"];
        let over = ["grant", "--role", "analyst", "--to", "2020-01-31"];
        for (arguments, input, says) in [
            (king.as_slice(), ANNA, "department_officer"), (&nowhere, ANNA, "name it"),
            (&lost, ANNA, "minsocrazvitiya"), (&wide, ANNA, "no organisation"),
            (&over, ANNA, "never count"), (&fine, "", "standard input"), (&fine, "900-101-317 09", "no СНИЛС"),
        ] {
            let ended = command(world, &[arguments, by.as_slice()].concat(), input).await?;
            ensure!(ended.code.is_some_and(|code| code > 0), "{arguments:?}");
            ensure!(ended.err.contains(says), "{arguments:?}: {}", ended.err);
            ensure!(!ended.err.contains("900-101"), "the number is repeated: {}", ended.err);
        }
    }
}
