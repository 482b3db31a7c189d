//! The steps of the journey, each with what must come back.

use super::browser::{Browser, Tokens};
use super::journey::Journey;
use anyhow::{Context, bail, ensure};
use futures::StreamExt;
use openapi::Client;
use openapi::application::{ApplicationRequest, ApplicationView};
use openapi::client::Versioned;
use openapi::draft::{DraftRequest, DraftUpdate};
use openapi::event::EventView;
use openapi::precheck::PrecheckRequest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// The documents' own worked example.
pub(crate) const SERVICE: &str = "employment-certificate";
/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// A form that suffices for Anna, who is unemployed.
pub(crate) fn form() -> Value {
    json!({ "certificate_kind": "unemployed_status" })
}

pub(crate) async fn find(journey: &mut Journey, client: &Client) -> anyhow::Result<()> {
    let found = client.search("справка безработного").await?;
    let first = found.items.first().context("nothing was found")?;
    ensure!(first.code == SERVICE, "the first found is {}", first.code);
    let service = client.service(SERVICE).await?;
    let takes = service.conditions.context("nothing is said of what it takes")?;
    ensure!(takes.term.amount == 1 && takes.term.unit == "working_day", "the term");
    ensure!(takes.documents.iter().all(|document| document.source != "upload"), "uploads asked");
    journey.tell(
        "the catalog finds the service in people's words",
        &format!(
            "«справка безработного» → {} ({} документ, срок 1 рабочий день)",
            first.title,
            takes.documents.len()
        ),
    );
    Ok(())
}

pub(crate) async fn sign_in(journey: &mut Journey, browser: &Browser) -> anyhow::Result<Tokens> {
    let tokens = browser.tokens("tour", "anna").await?;
    let acr = tokens.acr.as_deref().unwrap_or_default();
    ensure!(acr == "urn:uslugi:acr:confirmed", "acr is {acr}");
    let detail = format!(
        "code + PKCE through ESIA; id token verified, sub {}…",
        tokens.subject.chars().take(8).collect::<String>()
    );
    journey.tell("a citizen signs in", &detail);
    Ok(tokens)
}

pub(crate) async fn refuse_strangers(journey: &mut Journey, nobody: &Client) -> anyhow::Result<()> {
    for (token, what) in [(None, "no token"), (Some("ey.not.ours"), "a foreign token")] {
        let client = token.map_or_else(|| nobody.clone(), |token| nobody.with_token(token));
        match client.me().await {
            Err(error) if error.code() == Some("unauthenticated") => {}
            other => bail!("{what}: {other:?}"),
        }
    }
    journey.tell("nobody comes in without a token", "401 unauthenticated, twice");
    Ok(())
}

pub(crate) async fn precheck(journey: &mut Journey, client: &Client) -> anyhow::Result<()> {
    let wrong = PrecheckRequest { form: json!({ "certificate_kind": "nonsense", "extra": 1 }) };
    let refused = client.precheck(SERVICE, &wrong).await?;
    ensure!(refused.verdict == "insufficient", "a wrong form is {}", refused.verdict);
    ensure!(
        refused.findings.iter().any(|one| one.pointer.as_deref() == Some("/certificate_kind")),
        "the field is not named: {refused:?}"
    );
    // What registers know comes a moment after sign-in.
    let began = tokio::time::Instant::now();
    loop {
        let checked = client.precheck(SERVICE, &PrecheckRequest { form: form() }).await?;
        match checked.verdict.as_str() {
            "sufficient" => break,
            "unknown" if began.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            other => bail!("a good form is {other}: {:?}", checked.findings),
        }
    }
    journey.tell(
        "pre-check says what is missing, and when all suffices",
        "wrong form: insufficient, /certificate_kind named; good form: sufficient",
    );
    Ok(())
}

pub(crate) async fn draft(journey: &mut Journey, client: &Client) -> anyhow::Result<(String, i64)> {
    let begin = DraftRequest { service: SERVICE.to_owned(), form: None };
    let first = client.begin_draft(&begin, &journey.key("draft")).await?;
    let update = DraftUpdate { form: form() };
    let saved = client.save_draft(&first.value.id, &update, &first.etag).await?;
    match client.save_draft(&first.value.id, &update, &first.etag).await {
        Err(error) if error.code() == Some("stale") => {}
        other => bail!("a stale If-Match: {other:?}"),
    }
    journey.tell(
        "a draft is kept, and a stale change refused",
        &format!("draft {} at version {}; old ETag → 412", saved.value.id, saved.value.version),
    );
    Ok((saved.value.id, saved.value.version))
}

pub(crate) async fn submit(
    journey: &mut Journey,
    client: &Client,
    draft: (String, i64),
) -> anyhow::Result<Versioned<ApplicationView>> {
    let request = ApplicationRequest {
        service: None,
        form: None,
        draft: Some(draft.0),
        draft_version: Some(draft.1),
    };
    let key = journey.key("submit");
    let filed = client.submit(&request, &key).await?;
    let again = client.submit(&request, &key).await?;
    ensure!(again.value == filed.value, "the same key gave another answer");
    let other = ApplicationRequest { draft_version: Some(99), ..request };
    match client.submit(&other, &key).await {
        Err(error) if error.code() == Some("idempotency-key-reused") => {}
        other => bail!("the same key with another body: {other:?}"),
    }
    ensure!(filed.value.visits_required == 0, "visits are required");
    journey.tell(
        "the application is filed once, however often it is sent",
        &format!(
            "№ {}, registered {}, due {}, visits 0",
            filed.value.number, filed.value.registered_on, filed.value.expected_on
        ),
    );
    Ok(filed)
}

/// Follows the live feed until the application has ended; everything seen.
pub(crate) async fn follow(
    journey: &mut Journey,
    client: &Client,
    application: &str,
) -> anyhow::Result<Vec<EventView>> {
    let mut events = client.events(Some(0)).await?;
    let mut seen = Vec::new();
    let ended = async {
        while let Some(event) = events.next().await {
            let event = event?;
            let its = event.application.as_deref() == Some(application);
            let last = its && event.epgu_status_id.is_some_and(|status| matches!(status, 3 | 4));
            seen.push(event);
            if last {
                return anyhow::Ok(());
            }
        }
        bail!("the feed ended")
    };
    tokio::time::timeout(PATIENCE, ended).await.context("the case did not end in time")??;
    let gapless = seen.iter().zip(1_i64..).all(|(event, number)| event.sequence == number);
    ensure!(gapless, "the feed has a gap");
    let own: Vec<String> = seen
        .iter()
        .filter(|event| event.application.as_deref() == Some(application))
        .filter_map(|event| event.epgu_status_id.map(|status| status.to_string()))
        .collect();
    ensure!(own == ["17", "21", "2", "36", "3"], "statuses {own:?}");
    journey.tell(
        "the case moves live",
        &format!("statuses {} over Server-Sent Events", own.join(" → ")),
    );
    Ok(seen)
}

pub(crate) async fn replay(
    journey: &mut Journey,
    client: &Client,
    seen: &[EventView],
) -> anyhow::Result<()> {
    let middle = seen.get(seen.len() / 2).context("nothing was seen")?;
    let rest = seen.len() - seen.len() / 2 - 1;
    let again: Vec<_> = client.events(Some(middle.sequence)).await?.take(rest).collect().await;
    let again = again.into_iter().collect::<Result<Vec<_>, _>>()?;
    ensure!(again.iter().eq(seen.iter().skip(seen.len() / 2 + 1)), "the replay differs");
    journey.tell(
        "a cut feed goes on where it was cut",
        &format!("Last-Event-ID {} → the {rest} events after it", middle.sequence),
    );
    Ok(())
}

pub(crate) async fn result(
    journey: &mut Journey,
    client: &Client,
    application: &str,
) -> anyhow::Result<String> {
    let ended = client.application(application).await?.value;
    ensure!(ended.outcome.as_deref() == Some("granted"), "it ended as {:?}", ended.outcome);
    let link = ended.result.context("there is no result")?;
    let pdf = client.result(&link.id).await?;
    ensure!(pdf.starts_with(b"%PDF-"), "the result is no PDF");
    let sha256 = hex::encode(Sha256::digest(&pdf));
    journey.tell(
        "the result is a PDF in the cabinet",
        &format!(
            "{} KiB, SHA-256 {}…",
            pdf.len() / 1024,
            sha256.chars().take(12).collect::<String>()
        ),
    );
    Ok(sha256)
}

/// The mail about the result, in the sandbox's mailbox.
pub(crate) async fn mail(
    journey: &mut Journey,
    browser: &Browser,
    number: &str,
) -> anyhow::Result<()> {
    let Some(sandbox) = journey.sandbox.clone() else {
        journey.tell("mail", "skipped: the address of the sandbox is not known (--sandbox)");
        return Ok(());
    };
    let began = tokio::time::Instant::now();
    loop {
        let mails: Vec<Value> =
            browser.http.get(sandbox.join("mail.json")?).send().await?.json().await?;
        let about = mails.iter().filter(|mail| mail.to_string().contains(number)).count();
        if about >= 2 {
            journey
                .tell("mails went out", &format!("{about} mails about № {number} in the mailbox"));
            return Ok(());
        }
        ensure!(began.elapsed() < PATIENCE, "{about} mails about № {number}, 2 expected");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
