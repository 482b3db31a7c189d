//! Files that applicants give: received in parts, looked at apart, filed, read by those whose turn it is, compared with the
//! originals; and everything that is wrong with one.

mod page;

use anyhow::{Context, ensure};
use openapi::Client;
use openapi::application::{ApplicationRequest, ComparedOriginal, MoveRequest};
use openapi::client::ClientError;
use openapi::problem::Problem;
use openapi::upload::UploadView;
use reqwest::Method;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use tests::World;
use tests::world::request;

const PART: usize = 1024 * 1024;
pub(crate) const PDF: &[u8] = include_bytes!("uploads/labour-book.pdf");

/// A new idempotency key each time.
fn key() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("upload-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// The first bytes of a file.
fn upto(file: &[u8], end: usize) -> &[u8] {
    file.get(..end).unwrap_or(file)
}

/// The bytes of a file from an offset on.
fn from(file: &[u8], start: usize) -> &[u8] {
    file.get(start..).unwrap_or_default()
}

async fn begin(by: &Client, name: &str, size: Option<usize>) -> anyhow::Result<reqwest::Response> {
    let body = match size {
        Some(size) => json!({ "name": name, "size": size }),
        None => json!({ "name": name }),
    };
    Ok(by
        .request(Method::POST, "/v1/uploads")?
        .header("idempotency-key", key())
        .json(&body)
        .send()
        .await?)
}

async fn append(
    by: &Client,
    id: &str,
    (offset, bytes, last): (usize, &[u8], bool),
) -> anyhow::Result<reqwest::Response> {
    Ok(by
        .request(Method::PATCH, &format!("/v1/uploads/{id}"))?
        .header("content-type", "application/partial-upload")
        .header("upload-offset", offset)
        .header("upload-complete", if last { "?1" } else { "?0" })
        .body(bytes.to_vec())
        .send()
        .await?)
}

async fn look(by: &Client, id: &str) -> anyhow::Result<UploadView> {
    let asked = by.request(Method::GET, &format!("/v1/uploads/{id}"))?.send().await?;
    Ok(asked.error_for_status()?.json().await?)
}

async fn problem(of: reqwest::Response) -> anyhow::Result<Problem> {
    let status = of.status().as_u16();
    let problem: Problem = of.json().await?;
    ensure!(problem.status == status, "{problem:?}");
    Ok(problem)
}

/// A file, given whole.
async fn give(by: &Client, name: &str, bytes: &[u8]) -> anyhow::Result<String> {
    let begun: UploadView =
        begin(by, name, Some(bytes.len())).await?.error_for_status()?.json().await?;
    append(by, &begun.id, (0, bytes, true)).await?.error_for_status()?;
    Ok(begun.id)
}

/// What was seen of a file in the end.
async fn settled(world: &World, by: &Client, id: &str) -> anyhow::Result<UploadView> {
    world
        .eventually("looked at", async || {
            let seen = look(by, id).await?;
            Ok((seen.state != "checking").then_some(seen))
        })
        .await
}

/// A file of a person that was accepted.
pub(crate) async fn accepted(world: &World, by: &Client) -> anyhow::Result<UploadView> {
    let seen = settled(world, by, &give(by, "книжка.pdf", PDF).await?).await?;
    ensure!(seen.state == "accepted", "{seen:?}");
    Ok(seen)
}

fn extract(book: Option<&str>) -> ApplicationRequest {
    let mut form = json!({
        "asked_about": "employment", "files_of": "Совхоз «Образцовый»", "year_from": 1984,
        "year_to": 1991, "collect_at": "mfc-podolsk",
    });
    if let (Some(book), Some(form)) = (book, form.as_object_mut()) {
        form.insert("labour_book".to_owned(), book.into());
    }
    ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form) }
}

async fn status(of: &Client, path: &str) -> anyhow::Result<u16> {
    Ok(of.request(Method::GET, path)?.send().await?.status().as_u16())
}

async fn moved(
    by: &Client,
    id: &str,
    code: &str,
    originals: &[(&str, bool)],
) -> anyhow::Result<Result<(), u16>> {
    let original = |(document, agrees): &(&str, bool)| ComparedOriginal {
        document: (*document).to_owned(),
        agrees: *agrees,
    };
    let asked = MoveRequest {
        originals: originals.iter().map(original).collect(),
        ..MoveRequest::of(code)
    };
    let seen = by.application(id).await?;
    Ok(by.make_move(id, &asked, &seen.etag).await.map(drop).map_err(|error| match error {
        ClientError::Problem(problem) => problem.status,
        _ => 0,
    }))
}

/// The key departments' systems know the platform by.
fn exchange_key(world: &World) -> anyhow::Result<String> {
    let file = world.place.folder.path().join("keys/exchange.key");
    Ok(std::fs::read_to_string(file)?.trim().to_owned())
}

/// How many files are kept under the folder of uploads.
fn kept(world: &World) -> usize {
    fn under(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries.flatten().map(|one| if one.path().is_dir() { under(&one.path()) } else { 1 }).sum()
    }
    under(&world.place.folder.path().join("documents/uploads"))
}

tests::stories! {
    /// Proves SC2.7, AR-08: the copy is the applicant's to upload, the officer and the operator read it, and it is compared.
    async fn a_copy_is_uploaded_filed_read_and_compared_with_its_original(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        let (archivist, operator) = (world.official("nadezhda").await?, world.official("irina").await?);
        let book = accepted(world, &anna.client).await?;
        ensure!(book.media_type.as_deref() == Some("application/pdf") && book.pages == Some(1), "{book:?}");
        ensure!(!book.scanned && book.size == Some(u64::try_from(PDF.len())?), "{book:?}");

        let filed = anna.client.submit(&extract(Some(&book.id)), "uploads-1").await?;
        let again = anna.client.submit(&extract(Some(&book.id)), "uploads-1").await?;
        ensure!(again.etag == filed.etag && again.value.id == filed.value.id, "the same answer");
        let id = filed.value.id;
        let timeline = anna.client.timeline(&id).await?;
        let attached = timeline.items.iter().find(|one| one.kind == "application.documents_filed");
        ensure!(attached.context("no fact")?.title == "Приложены файлы: 1", "{timeline:?}");
        let shown = anna.client.application(&id).await?.value;
        ensure!(shown.answers.iter().any(|one| one.value == "книжка.pdf"), "{shown:?}");

        // Filed, it belongs to the case.
        let path = format!("/v1/uploads/{}", book.id);
        let refused = anna.client.request(Method::DELETE, &path)?.send().await?;
        ensure!(problem(refused).await?.code == "conflict");

        world.passes_checks(&operator.client, &id, "accept").await?;
        world.waits_at(&anna.client, &id, "received").await?;
        let document = format!("/v1/applications/{id}/documents/{}", book.id);
        for (who, expected) in [(&anna, 200), (&archivist, 200), (&boris, 404), (&operator, 404)] {
            ensure!(status(&who.client, &document).await? == expected, "{expected}");
        }
        let answer = archivist.client.request(Method::GET, &document)?.send().await?.error_for_status()?;
        let header = |name: &str| answer.headers().get(name).and_then(|one| one.to_str().ok()).unwrap_or_default().to_owned();
        ensure!(header("content-type") == "application/pdf" && header("x-content-type-options") == "nosniff");
        ensure!(header("content-disposition").starts_with("attachment"), "{}", header("content-disposition"));
        ensure!(header("content-security-policy").contains("sandbox"), "{}", header("content-security-policy"));
        ensure!(answer.bytes().await? == PDF);
        ensure!(status(&anna.client, &format!("/v1/applications/{id}/documents/upl_{}", "0".repeat(32))).await? == 404);

        // Proves P-07 for files: what the department's system has is what was uploaded, and its message says which.
        let sha256 = book.sha256.clone().context("no hash")?;
        let place = world.sandbox().join(&format!("/departments/arkhiv/documents/{sha256}"))?;
        let there = anna.browser.http.get(place).bearer_auth(exchange_key(world)?).send().await?.error_for_status()?;
        ensure!(there.bytes().await? == PDF);

        // The operator compares it, and cannot leave it out.
        ensure!(moved(&archivist.client, &id, "grant", &[]).await?.is_ok());
        world.waits_at(&anna.client, &id, "at-office").await?;
        ensure!(status(&operator.client, &document).await? == 200 && status(&archivist.client, &document).await? == 200);
        let hands = operator.client.application(&id).await?.value;
        let compares: Vec<_> = hands.moves.iter().find(|one| one.code == "hand-over").context("no move")?
            .compares.iter().map(|one| one.document.as_str()).collect();
        ensure!(compares == ["passport", "labour_book"], "{compares:?}");
        ensure!(moved(&operator.client, &id, "hand-over", &[("passport", true)]).await? == Err(422));
        ensure!(moved(&operator.client, &id, "hand-over", &[("passport", true), ("labour_book", true)]).await?.is_ok());
    }

    /// What was not filed is not compared: nobody asks for more than there is.
    async fn without_a_copy_only_the_passport_is_compared(world) {
        let (anna, archivist, operator) = (world.person("anna").await?, world.official("nadezhda").await?, world.official("irina").await?);
        let id = anna.client.submit(&extract(None), "uploads-2").await?.value.id;
        world.passes_checks(&operator.client, &id, "accept").await?;
        world.waits_at(&anna.client, &id, "received").await?;
        ensure!(moved(&archivist.client, &id, "grant", &[]).await?.is_ok());
        world.waits_at(&anna.client, &id, "at-office").await?;
        ensure!(moved(&operator.client, &id, "hand-over", &[("passport", true), ("labour_book", true)]).await? == Err(422));
        ensure!(moved(&operator.client, &id, "hand-over", &[("passport", true)]).await?.is_ok());
    }

    /// Parts in their order, each once; what came before a cut is kept, and its sender learns how much.
    async fn a_file_comes_in_parts_and_goes_on_after_a_cut(world) {
        let anna = world.person("anna").await?;
        let by = &anna.client;
        // More than two parts of ours, padded as a document may be: its end says where it begins.
        let file = [PDF, &vec![b'\n'; 2 * PART + 100_000]].concat();
        let begun = begin(by, "книжка.pdf", Some(file.len())).await?;
        ensure!(begun.headers()["upload-offset"] == "0", "{begun:?}");
        ensure!(begun.headers()["upload-limit"] == "max-size=20971520, min-append-size=65536", "{begun:?}");
        let id = begun.json::<UploadView>().await?.id;
        let first = append(by, &id, (0, upto(&file, PART + 5), false)).await?;
        ensure!(first.status() == 204 && first.headers()["upload-offset"] == (PART + 5).to_string().as_str(), "{first:?}");
        ensure!(first.headers()["upload-complete"] == "?0", "{first:?}");

        // Again, too far, too short a piece, another length than was said.
        let long = problem(begin(by, &"я".repeat(256), None).await?).await?;
        ensure!((long.status, long.errors.first().map(|one| one.pointer.as_str())) == (422, Some("/name")), "{long:?}");
        let again = problem(append(by, &id, (0, upto(&file, PART), false)).await?).await?;
        ensure!(again.code == "upload-offset" && again.detail.as_deref().unwrap_or_default().contains(&(PART + 5).to_string()), "{again:?}");
        ensure!(problem(append(by, &id, (PART * 2, upto(&file, PART), false)).await?).await?.code == "upload-offset");
        ensure!(problem(append(by, &id, (PART + 5, b"short", false)).await?).await?.code == "bad-shape");
        ensure!(problem(append(by, &id, (PART + 5, from(upto(&file, file.len() - 1), PART + 5), true)).await?).await?.code == "bad-shape");
        let head = by.request(Method::HEAD, &format!("/v1/uploads/{id}"))?.send().await?;
        let there: usize = head.headers()["upload-offset"].to_str()?.parse()?;
        ensure!(there > PART + 5 && head.headers()["upload-complete"] == "?0", "what came whole is kept: {there}");

        let last = append(by, &id, (there, from(&file, there), true)).await?;
        ensure!(last.status() == 204 && last.headers()["upload-complete"] == "?1", "{last:?}");
        ensure!(problem(append(by, &id, (file.len(), b"", true)).await?).await?.code == "conflict");
        let seen = settled(world, by, &id).await?;
        ensure!(seen.state == "accepted" && seen.size == Some(u64::try_from(file.len())?), "{seen:?}");
        let content = by.request(Method::GET, &format!("/v1/uploads/{id}/content"))?.send().await?;
        ensure!(content.error_for_status()?.bytes().await? == file);
    }

    /// Two who send the same part at the same time: one is kept, whole.
    async fn a_part_that_is_sent_twice_at_once_is_kept_once(world) {
        let anna = world.person("anna").await?;
        let by = &anna.client;
        let file = [PDF, &vec![b'\n'; 300_000]].concat();
        let id = begin(by, "a.pdf", None).await?.json::<UploadView>().await?.id;
        let sent = futures::future::join_all((0..8).map(|_| append(by, &id, (0, &file, true)))).await;
        let statuses: Vec<u16> = sent.into_iter().map(|one| Ok(one?.status().as_u16())).collect::<anyhow::Result<_>>()?;
        ensure!(statuses.iter().filter(|one| **one == 204).count() == 1, "{statuses:?}");
        ensure!(statuses.iter().all(|one| [204, 409].contains(one)), "{statuses:?}");
        ensure!(settled(world, by, &id).await?.state == "accepted");
        // The part and the preview; nothing of those that came too late.
        ensure!(kept(world) == 2, "{}", kept(world));
    }

    /// A file that lies, is cut off, or would do something: refused with what to do, and nothing of it is kept.
    async fn a_file_that_is_none_of_ours_is_refused_with_what_to_do(world) {
        let anna = world.person("anna").await?;
        let by = &anna.client;
        for (name, bytes) in [("photo.jpg", &b"MZ\x90\0\x03\0\0\0"[..]), ("scan.pdf", b"<html><script>x()</script>")] {
            let id = begin(by, name, None).await?.json::<UploadView>().await?.id;
            let refused = problem(append(by, &id, (0, bytes, true)).await?).await?;
            ensure!(refused.code == "upload-rejected" && refused.status == 422, "{refused:?}");
            ensure!(refused.detail.as_deref().unwrap_or_default().contains("Нужен PDF"), "{refused:?}");
        }
        let cut = settled(world, by, &give(by, "scan.pdf", upto(PDF, PDF.len() / 3)).await?).await?;
        let script = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> >>\nendobj\n\
            2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 90] >>\nendobj\n\
            trailer\n<< /Root 1 0 R >>\n";
        let active = settled(world, by, &give(by, "scan.pdf", script).await?).await?;
        for (seen, code) in [(cut, "damaged"), (active, "active")] {
            let defect = seen.defect.clone().context("no defect")?;
            ensure!(seen.state == "rejected" && defect.code == code && !defect.message.is_empty(), "{seen:?}");
            ensure!(status(by, &format!("/v1/uploads/{}/content", seen.id)).await? == 404);
            // Filing with it says the same, by the field.
            let refused = by.submit(&extract(Some(&seen.id)), &key()).await;
            let Err(ClientError::Problem(refused)) = refused else { anyhow::bail!("it was filed") };
            let field = refused.errors.first().context("no field")?;
            ensure!(field.pointer == "/form/labour_book" && field.message == defect.message, "{refused:?}");
        }
        world.eventually("nothing is kept", async || Ok((kept(world) == 0).then_some(()))).await?;
    }

    /// Whose a file is; what a form may name; and how many may wait.
    async fn nobody_files_or_reads_what_is_anothers(world) {
        let (anna, boris) = (world.person("anna").await?, world.person("boris").await?);
        let book = accepted(world, &anna.client).await?;
        let path = format!("/v1/uploads/{}", book.id);
        for path in [path.clone(), format!("{path}/content")] {
            ensure!(status(&boris.client, &path).await? == 404 && status(&world.nobody()?, &path).await? == 401);
        }
        ensure!(append(&boris.client, &book.id, (0, PDF, true)).await?.status() == 404);
        ensure!(boris.client.request(Method::DELETE, &path)?.send().await?.status() == 404);
        for (named, by) in [(book.id.as_str(), &boris), ("upl_00000000000000000000000000000000", &anna), ("x", &anna)] {
            let refused = by.client.submit(&extract(Some(named)), &key()).await;
            let Err(ClientError::Problem(refused)) = refused else { anyhow::bail!("{named} was filed") };
            ensure!(refused.errors.iter().any(|one| one.pointer == "/form/labour_book"), "{refused:?}");
        }
        for _ in 1..60 {
            begin(&anna.client, "a", None).await?.error_for_status()?;
        }
        ensure!(problem(begin(&anna.client, "a", None).await?).await?.code == "too-many-uploads");
        ensure!(anna.client.request(Method::DELETE, &path)?.send().await?.status() == 204);
        ensure!(begin(&anna.client, "a", None).await?.status() == 201);
        ensure!(status(&anna.client, &path).await? == 404);
        world.eventually("its bytes are gone", async || Ok((kept(world) == 0).then_some(()))).await?;
    }

    /// Wrong headers, sizes, names: each is named.
    async fn what_is_wrong_with_a_request_is_named(world) {
        let anna = world.person("anna").await?;
        let by = &anna.client;
        let too_large = begin(by, "a", Some(20 * PART + 1)).await?;
        ensure!(problem(too_large).await?.code == "too-large");
        let id = begin(by, "a.pdf", None).await?.json::<UploadView>().await?.id;
        let path = format!("/v1/uploads/{id}");
        let ask = |headers: &[(&'static str, &'static str)]| -> anyhow::Result<reqwest::RequestBuilder> {
            let mut asked = by.request(Method::PATCH, &path)?.body(PDF);
            for (name, value) in headers {
                asked = asked.header(*name, *value);
            }
            Ok(asked)
        };
        let kind = ("content-type", "application/partial-upload");
        for (headers, status, named) in [
            (&[("upload-offset", "0"), ("upload-complete", "?1")][..], 415, "header:Content-Type"),
            (&[kind, ("upload-complete", "?1")], 400, "header:Upload-Offset"),
            (&[kind, ("upload-offset", "-1"), ("upload-complete", "?1")], 400, "header:Upload-Offset"),
            (&[kind, ("upload-offset", "0")], 400, "header:Upload-Complete"),
            (&[kind, ("upload-offset", "0"), ("upload-complete", "yes")], 400, "header:Upload-Complete"),
        ] {
            let refused = problem(ask(headers)?.send().await?).await?;
            let field = refused.errors.first().map(|one| one.pointer.as_str());
            ensure!(refused.status == status && field == Some(named), "{named}: {refused:?}");
        }
        let large = vec![0; 20 * PART + 1];
        let file = [PDF, &large].concat();
        let refused = append(by, &id, (0, &file, true)).await?;
        ensure!(problem(refused).await?.code == "too-large");
    }

    /// What nobody files is forgotten after thirty days, bytes and all; what was filed stays.
    async fn a_file_that_nobody_files_is_forgotten(world) {
        let anna = world.person("anna").await?;
        let (one, other) = (accepted(world, &anna.client).await?, accepted(world, &anna.client).await?);
        anna.client.submit(&extract(Some(&one.id)), "uploads-3").await?;
        let cx = world.platform.cx.clone().context("no context")?;
        ensure!(casework::upload::forget(&cx).await? == (0, false));
        world.place.sql(&format!("UPDATE upload SET created_at = created_at - {}", 31_i64 * 86_400_000_000))?;
        ensure!(casework::upload::forget(&cx).await? == (1, false));
        ensure!(look(&anna.client, &one.id).await?.state == "accepted");
        ensure!(status(&anna.client, &format!("/v1/uploads/{}", other.id)).await? == 404);
        world.eventually("its bytes are gone", async || Ok((kept(world) == 2).then_some(()))).await?;
    }
}
