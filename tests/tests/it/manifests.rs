//! Papers between an office and a department: gathered by themselves, signed for by everybody who has them in hand, and followed by their
//! cases.

use crate::uploads::accepted;
use anyhow::{Context, ensure};
use chrono::TimeDelta;
use domain::time::{Clock, SystemClock};
use openapi::application::{ApplicationRequest, ApplicationView, MoveRequest};
use openapi::closed::SignatureAct;
use openapi::manifest::{ManifestView, SignatureRequest};
use openapi::{Client, ClientError, Problem};
use serde_json::json;
use tests::papers::signature;
use tests::visitor::card;
use tests::world::request;
use tests::{Person, World};

/// A passport for travel abroad, handed in at the window by a visitor: its papers are to be carried.
pub(crate) async fn handed_in(
    world: &World,
    operator: &Person,
    visitor: &str,
) -> anyhow::Result<ApplicationView> {
    let key = format!("{visitor}-papers");
    let begun = operator.client.begin_reception(&card(visitor)?, &key).await?;
    let at_window = operator.client.for_visitor(&begun.id);
    let photo = accepted(world, &at_window).await?.id;
    let form = json!({
        "names_changed": "never", "access_to_secrets": "never", "limits": "none", "photo": photo,
        "hand_in_at": "mfc-podolsk",
    });
    let service = Some("international-passport".to_owned());
    let asked = ApplicationRequest { service, ..request(form) };
    let filed = at_window.submit(&asked, &format!("{key}-filed")).await?.value;
    world.comes_to(&operator.client, &filed.id, "awaiting-courier").await
}

/// The refusal of a signature.
fn refused(of: Result<ManifestView, ClientError>) -> anyhow::Result<Box<Problem>> {
    match of {
        Err(ClientError::Problem(problem)) => Ok(problem),
        other => anyhow::bail!("not refused: {other:?}"),
    }
}

/// How the papers of an application are in a manifest.
fn state<'a>(of: &'a ManifestView, number: &str) -> Option<&'a str> {
    of.items.iter().find(|one| one.number == number).map(|one| one.state.as_str())
}

async fn all(by: &Client) -> anyhow::Result<Vec<ManifestView>> {
    Ok(by.manifests().await?.items)
}

tests::stories! {
    /// Proves SC3.6, RO-04: papers go by a manifest with a number that both sign at each hand-over; nobody moves the case by hand.
    async fn papers_go_by_manifests_that_everybody_signs_who_has_them(world) {
        let (irina, oleg) = (world.official("irina").await?, world.official("oleg").await?);
        let (pavel, nadezhda) = (world.official("pavel").await?, world.official("nadezhda").await?);
        let first = handed_in(world, &irina, "fedor").await?;
        let second = handed_in(world, &irina, "vera").await?;
        ensure!(first.stage.owner.as_deref() == Some("office_operator") && first.moves.is_empty(), "{first:?}");

        // Both are in one manifest, which names nobody; the department is not asked for what nobody has given.
        let open = world.can_sign(&irina.client, SignatureAct::Give, &first.number).await?;
        ensure!(open.items.len() == 2 && open.number.is_none() && open.state == "open", "{open:?}");
        ensure!(open.from.code == "mfc-podolsk" && open.to.code == "mvd" && open.direction == "to_department", "{open:?}");
        let seen = all(&pavel.client).await?;
        ensure!(seen.len() == 1 && seen.iter().all(|one| one.acts.is_empty()), "he sees what waits: {seen:?}");
        ensure!(all(&oleg.client).await?.is_empty() && all(&nadezhda.client).await?.is_empty());
        for (other, expected) in [(&oleg.client, 409), (&nadezhda.client, 404)] {
            let early = signature(&open, SignatureAct::Receive, &[&first.number]);
            let told = refused(other.sign_manifest(&open.id, &early, "early").await)?;
            ensure!(told.status == expected, "{told:?}");
        }

        // The second is not at hand: it waits for the next.
        let given = world.signs(&irina.client, SignatureAct::Give, &first.number).await?;
        let number = given.number.clone().context("a manifest that is signed has a number")?;
        ensure!(given.state == "given" && state(&given, &first.number) == Some("given"), "{given:?}");
        let next = world.can_sign(&irina.client, SignatureAct::Give, &second.number).await?;
        ensure!(next.id != given.id && next.items.len() == 1, "{next:?}");

        // Nobody makes the moves by hand, and nobody signs for the other side.
        for by in [&irina, &pavel] {
            let Ok(seen) = by.client.application(&first.id).await else { continue };
            for code in ["take-papers", "receive-papers"] {
                let moved = by.client.make_move(&first.id, &MoveRequest::of(code), &seen.etag).await;
                let told = moved.err().context("a case was moved by hand")?;
                ensure!(matches!(told, ClientError::Problem(problem) if problem.status == 403 || problem.status == 409));
            }
        }
        let take = signature(&given, SignatureAct::Take, &[&first.number]);
        let told = refused(irina.client.sign_manifest(&given.id, &take, "not-hers").await)?;
        ensure!(told.status == 403, "{told:?}");

        let taken = world.signs(&pavel.client, SignatureAct::Take, &first.number).await?;
        ensure!(taken.state == "carried", "{taken:?}");
        let seen = world.comes_to(&pavel.client, &first.id, "with-courier").await?;
        ensure!(seen.stage.owner.as_deref() == Some("courier") && seen.moves.is_empty(), "{seen:?}");
        world.signs(&pavel.client, SignatureAct::Deliver, &first.number).await?;
        let received = world.signs(&oleg.client, SignatureAct::Receive, &first.number).await?;
        ensure!(received.state == "closed" && received.acts.is_empty(), "{received:?}");
        let acts: Vec<_> = received.signatures.iter().map(|one| (one.act.as_str(), one.role.as_str(), one.sets)).collect();
        ensure!(acts == [
            ("give", "office_operator", 1), ("take", "courier", 1), ("deliver", "courier", 1),
            ("receive", "department_officer", 1),
        ], "{acts:?}");

        // The case followed; its journal says who had the papers, by number; closed manifests are found by theirs.
        world.comes_to(&oleg.client, &first.id, "received").await?;
        ensure!(all(&oleg.client).await?.is_empty() && all(&pavel.client).await?.len() == 1);
        let found = oleg.client.manifest_numbered(&number).await?.items;
        ensure!(found.iter().map(|one| &one.id).eq([&given.id]), "{found:?}");
        ensure!(nadezhda.client.manifest_numbered(&number).await?.items.is_empty(), "it is not hers to know");
        let steps = oleg.client.timeline(&first.id).await?.items;
        let told: Vec<_> = steps.iter().filter(|one| one.kind == "application.papers_handed_over").collect();
        ensure!(told.len() == 2 && told.iter().all(|one| one.title.contains(&number)), "{steps:?}");
        let by: Vec<_> = told.iter().map(|one| one.actor.as_str()).collect();
        ensure!(by.contains(&"courier") && by.contains(&"department_officer"), "{by:?}");

        // The other way round: the document comes back.
        for code in ["grant", "send-document"] {
            let seen = oleg.client.application(&first.id).await?;
            oleg.client.make_move(&first.id, &MoveRequest::of(code), &seen.etag).await?;
        }
        let back = world.hands_over((&oleg.client, &pavel.client, &irina.client), &first.number).await?;
        ensure!(back.direction == "to_office" && back.number != Some(number), "{back:?}");
        world.comes_to(&irina.client, &first.id, "at-office").await?;
    }

    /// A courier who signs without a network: signatures come late, twice, and after the receiver's; each has one effect, and what does not
    /// fit is told.
    async fn signatures_of_a_phone_without_a_network_count_once(world) {
        let (irina, oleg) = (world.official("irina").await?, world.official("oleg").await?);
        let (pavel, again) = (world.official("pavel").await?, world.official("pavel").await?);
        let case = handed_in(world, &irina, "fedor").await?;
        let given = world.signs(&irina.client, SignatureAct::Give, &case.number).await?;
        let offline = |act, minutes| {
            let signed_at = Some((SystemClock.now() - TimeDelta::minutes(minutes)).fixed_offset());
            SignatureRequest { signed_at, ..signature(&given, act, &[&case.number]) }
        };

        // The receiver has the papers in hand, and the courier's phone has no network yet.
        let received = world.signs(&oleg.client, SignatureAct::Receive, &case.number).await?;
        ensure!(received.state == "carried" && received.acts.is_empty(), "{received:?}");
        world.comes_to(&oleg.client, &case.id, "received").await?;

        // Not in the wrong order, and then as often as the phone sends it, from two devices at once.
        let told = refused(pavel.client.sign_manifest(&given.id, &offline(SignatureAct::Deliver, 1), "p-0").await)?;
        ensure!(told.status == 409, "{told:?}");
        let take = offline(SignatureAct::Take, 60);
        let sent = async |by: &Person, key: &str| by.client.sign_manifest(&given.id, &take, key).await;
        let all: [Result<ManifestView, ClientError>; 4] = tokio::join!(
            sent(&pavel, "p-1"), sent(&again, "p-2"), sent(&pavel, "p-1"), sent(&again, "p-3"),
        ).into();
        for one in all {
            let one = one?;
            let takes = one.signatures.iter().filter(|one| one.act == "take");
            ensure!(takes.count() == 1 && one.state == "carried", "{one:?}");
        }
        // The clock of the phone was before the hand-over: what it says is not told.
        let seen = pavel.client.manifest(&given.id).await?;
        ensure!(seen.signatures.iter().all(|one| one.signed_at.is_none()), "{seen:?}");
        let closed = pavel.client.sign_manifest(&given.id, &offline(SignatureAct::Deliver, 0), "p-4").await?;
        ensure!(closed.state == "closed" && closed.signatures.len() == 4, "{closed:?}");
        let by: Vec<String> = world.eventually("the journal says that a courier had them", async || {
            let steps = oleg.client.timeline(&case.id).await?.items;
            let told = steps.into_iter().filter(|one| one.kind == "application.papers_handed_over");
            let by: Vec<_> = told.map(|one| one.actor).collect();
            Ok((by.len() == 2).then_some(by))
        }).await?;
        ensure!(by == ["department_officer", "courier"], "as they came: {by:?}");
        let seen = oleg.client.application(&case.id).await?.value;
        ensure!(seen.stage.code == "received", "it has not moved again: {seen:?}");

        // A key that comes with something else, nothing at all, and what is no set of papers.
        let other = refused(pavel.client.sign_manifest(&given.id, &offline(SignatureAct::Deliver, 9), "p-1").await)?;
        ensure!(other.status == 422, "{other:?}");
        let none = SignatureRequest { items: Vec::new(), ..take.clone() };
        let told = refused(pavel.client.sign_manifest(&given.id, &none, "p-5").await)?;
        ensure!(told.status == 422, "{told:?}");
        let rubbish = SignatureRequest { items: vec!["mfi_1".to_owned()], ..take.clone() };
        let told = refused(pavel.client.sign_manifest(&given.id, &rubbish, "p-6").await)?;
        ensure!(told.errors.iter().any(|one| one.pointer == "/items/0"), "{told:?}");
        for nowhere in ["mft_1", "mft_0193f0c2a1b27c3d8e4f5a6b7c8d9e0f"] {
            let told = refused(pavel.client.sign_manifest(nowhere, &take, "p-7").await)?;
            ensure!(told.status == 404, "{told:?}");
        }
    }

    /// What a courier does not find stays at the office, and goes with the next manifest; what the receiver does not find stays the courier's.
    async fn what_is_not_there_goes_with_the_next(world) {
        let (irina, oleg) = (world.official("irina").await?, world.official("oleg").await?);
        let pavel = world.official("pavel").await?;
        let first = handed_in(world, &irina, "fedor").await?;
        let second = handed_in(world, &irina, "vera").await?;
        let both = [first.number.as_str(), second.number.as_str()];
        let open = world.can_sign(&irina.client, SignatureAct::Give, &first.number).await?;
        let given = irina.client.sign_manifest(&open.id, &signature(&open, SignatureAct::Give, &both), "g").await?;
        let take = signature(&given, SignatureAct::Take, &both[..1]);
        let taken = pavel.client.sign_manifest(&given.id, &take, "t").await?;
        ensure!(state(&taken, both[1]) == Some("left_out"), "{taken:?}");
        world.comes_to(&pavel.client, &first.id, "with-courier").await?;
        let seen = irina.client.application(&second.id).await?.value;
        ensure!(seen.stage.code == "awaiting-courier", "{seen:?}");
        // Both go on: each by its own manifest.
        let next = world.signs(&irina.client, SignatureAct::Give, both[1]).await?;
        ensure!(next.id != given.id);
        world.signs(&pavel.client, SignatureAct::Take, both[1]).await?;
        for (case, of) in [(&first, &given), (&second, &next)] {
            let receive = signature(of, SignatureAct::Receive, &[&case.number]);
            let received = oleg.client.sign_manifest(&of.id, &receive, &format!("r-{}", case.number)).await?;
            ensure!(state(&received, &case.number) == Some("received"), "{received:?}");
            world.comes_to(&oleg.client, &case.id, "received").await?;
        }
        // What was left out of the first is not received by it.
        let wrong = signature(&given, SignatureAct::Receive, &[both[1]]);
        let told = refused(oleg.client.sign_manifest(&given.id, &wrong, "w").await)?;
        ensure!(told.status == 409, "{told:?}");
    }

    /// A document that nobody collects goes back to the department, after the case has ended.
    async fn what_nobody_collected_goes_back_after_the_end(world) {
        let (irina, oleg) = (world.official("irina").await?, world.official("oleg").await?);
        let pavel = world.official("pavel").await?;
        let case = handed_in(world, &irina, "fedor").await?;
        world.hands_over((&irina.client, &pavel.client, &oleg.client), &case.number).await?;
        world.comes_to(&oleg.client, &case.id, "received").await?;
        for code in ["grant", "send-document"] {
            let seen = oleg.client.application(&case.id).await?;
            oleg.client.make_move(&case.id, &MoveRequest::of(code), &seen.etag).await?;
        }
        world.hands_over((&oleg.client, &pavel.client, &irina.client), &case.number).await?;
        world.comes_to(&irina.client, &case.id, "at-office").await?;
        world.rests().await?;
        // The sixty days are over.
        world.place.sql("UPDATE application SET stage_due_at = 1 WHERE outcome IS NULL")?;
        world.place.sql("UPDATE queue SET due_at = 1 WHERE kind = 'stage.lapse'")?;
        let back = world.can_sign(&irina.client, SignatureAct::Give, &case.number).await?;
        let papers: Vec<_> = back.items.iter().map(|one| one.papers.code.as_str()).collect();
        ensure!(papers == ["unclaimed-result"] && back.to.code == "mvd", "{back:?}");
        let ended = oleg.client.application(&case.id).await?.value;
        ensure!(ended.outcome.as_deref() == Some("unclaimed"), "{ended:?}");
        world.hands_over((&irina.client, &pavel.client, &oleg.client), &case.number).await?;
        world.eventually("the journal says who had it", async || {
            let steps = oleg.client.timeline(&case.id).await?.items;
            let told = steps.iter().filter(|one| one.kind == "application.papers_handed_over");
            Ok((told.count() == 6).then_some(()))
        }).await?;
        let seen = oleg.client.application(&case.id).await?.value;
        ensure!(seen.outcome == ended.outcome && seen.stage.code == ended.stage.code, "{seen:?}");
    }
}
