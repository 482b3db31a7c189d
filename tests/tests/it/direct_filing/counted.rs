//! One case that a department filed itself, from the reason to the figures.

use super::{directly, moves, page};
use anyhow::{Context, ensure};
use chrono::Duration;
use domain::time::{Clock, ManualClock, SystemClock};
use openapi::oversight::{ChannelFilingsView, FilingsList};
use reqwest::{Method, StatusCode};
use tests::world::{form, request};
use tests::{Engine, World};

tests::on_both!(what_a_department_files_itself_names_its_reason_and_is_counted);

/// Proves AR-03, AR-05, G1.1, PT-14: an officer has gone to Elena, who cannot come to an office, and files for her. The department decides as
/// it does of any case, she collects the certificate there, and finds all of it in her account; the ministry's curator sees how many
/// were filed so, and why.
async fn what_a_department_files_itself_names_its_reason_and_is_counted(
    engine: Engine,
) -> anyhow::Result<()> {
    let clock = ManualClock::at(SystemClock.now());
    let world = &World::with(engine, Some(clock.clone()), "").await?;
    let konstantin = world.official("konstantin").await?;
    let officer = &konstantin.client;
    let begun = officer.begin_reception(&directly("elena", "infirm")?, "d-1").await?;
    let told = begun.direct_filing.clone().context("why")?;
    ensure!(
        (told.department.as_str(), told.reason.as_str()) == ("minsocrazvitiya", "infirm"),
        "{told:?}"
    );
    ensure!(begun.office.is_none(), "{begun:?}");
    let at_window = officer.for_visitor(&begun.id);
    let filed = at_window.submit(&request(form()), "d-2").await?.value;
    ensure!(filed.channel == "department" && filed.filing_place.is_none(), "{filed:?}");
    ensure!(filed.direct_filing.as_ref() == Some(&told) && filed.visits_required == 2, "{filed:?}");
    ensure!(officer.reception(&begun.id).await?.applications.iter().any(|one| one.id == filed.id));
    // An officer who files for somebody decides on it no less than a colleague: whose turn it is does.
    moves(officer, world, &filed.id, ("received", "grant")).await?;
    // It waits for her as long as the process says, and not until the answer was due; the officer prints what she signs for.
    let waits = world.comes_to(officer, &filed.id, "at-department").await?;
    let days = waits.stage.due_at.context("until when")? - waits.filed_at;
    ensure!(waits.term_stands_still && days > Duration::days(28), "{waits:?}");
    let desk = page(&konstantin, world, &format!("/desk/{}", filed.id)).await?;
    let print = format!("/window/{}/result", filed.id);
    ensure!(desk.contains(&print), "{desk}");
    let printed = page(&konstantin, world, &print).await?;
    ensure!(printed.starts_with("%PDF"));
    moves(officer, world, &filed.id, ("at-department", "hand-over")).await?;

    let elena = world.person("elena").await?;
    let case = elena.client.application(&filed.id).await?.value;
    ensure!(case.outcome.as_deref() == Some("granted") && case.result.is_some(), "{case:?}");
    ensure!(case.direct_filing == Some(told), "{case:?}");
    let steps = elena.client.timeline(&filed.id).await?.items;
    ensure!(steps.first().is_some_and(|one| one.actor == "department_officer"), "{steps:?}");
    let readers = page(&elena, world, "/cabinet/access").await?;
    ensure!(readers.contains("Вас принимали в ведомстве."), "{readers}");
    let shown = page(&elena, world, &format!("/applications/{}", filed.id)).await?;
    ensure!(shown.contains("Приём на дому или в больнице"), "{shown}");

    // Two weeks later the day it counts as registered is over, whatever the calendar says.
    world.rests().await?;
    clock.advance(Duration::days(14));
    let curator = world.official("lidia").await?;
    let counted = world.eventually("it is counted", async || {
        let asked = curator.client.request(Method::GET, "/v1/oversight/filings")?.send().await?;
        let told: FilingsList = asked.error_for_status()?.json().await?;
        Ok(told.items.into_iter().find(|one| one.service == filed.service))
    });
    let counted = counted.await?;
    ensure!((counted.applications, counted.direct) == (1, 1), "{counted:?}");
    let by = |one: &ChannelFilingsView| (one.channel.clone(), one.applications);
    ensure!(counted.by_channel.iter().map(by).eq([("department".to_owned(), 1)]), "{counted:?}");
    ensure!(
        counted.direct_by_reason.iter().map(|one| one.reason.as_str()).eq(["infirm"]),
        "{counted:?}"
    );
    let shown = page(&curator, world, "/oversight").await?;
    ensure!(shown.contains("в ведомстве 1 из 1"), "{shown}");
    let elena = world.person("elena").await?;
    let asked = elena.client.request(Method::GET, "/v1/oversight/filings")?.send().await?;
    ensure!(asked.status() == StatusCode::FORBIDDEN);
    Ok(())
}
