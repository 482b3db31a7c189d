//! Files given in the form of a page, in a browser that runs no script.

use super::{PART, PDF, accepted, kept};
use anyhow::{Context, ensure};
use tests::{Person, World};

/// Somebody who fills in the form in a browser without scripts.
async fn page(of: &Person, world: &World, path: &str) -> anyhow::Result<String> {
    let answer = of.browser.http.get(world.url().join(path)?).send().await?;
    Ok(answer.error_for_status()?.text().await?)
}

const BOUNDARY: &str = "----part-of-a-form";

/// A part of a form; `about` is what its first header says besides the name, and further headers.
fn part(name: &str, about: &str, value: &[u8]) -> Vec<u8> {
    let head =
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{about}\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

fn hidden(page: &str, name: &str) -> anyhow::Result<String> {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.find(&mark).with_context(|| format!("no {name}"))? + mark.len();
    Ok(page[at..].split('"').next().unwrap_or_default().to_owned())
}

tests::stories! {
    /// The form of a page, without a script: a file is chosen, shown, replaced, taken out, and filed; one that is refused says why,
    /// and nothing that was typed is lost.
    async fn a_file_is_given_in_the_form_of_a_page(world) {
        let anna = world.person("anna").await?;
        let form = page(&anna, world, "/services/archive-extract/apply").await?;
        ensure!(form.contains("enctype=\"multipart/form-data\"") && form.contains("До 20 МБ"), "{form}");
        let (csrf, form_key) = (hidden(&form, "csrf")?, hidden(&form, "key")?);
        let sent = async |action: &str, held: Option<&str>, file: Option<(&str, &[u8])>, token: &str, without: bool| {
            let mut fields = vec![("csrf", token), ("key", &form_key), ("service", "archive-extract"), ("/asked_about", "employment"),
                ("/files_of", "Совхоз «Образцовый»"), ("/year_from", "1984"), ("/year_to", "1991")];
            fields.extend(held.map(|held| ("/labour_book", held)));
            fields.extend(without.then_some(("without:/labour_book", "true")));
            let mut body: Vec<u8> = fields.iter().flat_map(|(name, value)| part(name, "", value.as_bytes())).collect();
            let (name, bytes) = file.unwrap_or(("", b""));
            body.extend(part("file:/labour_book", &format!("; filename=\"{name}\"\r\ncontent-type: application/octet-stream"), bytes));
            // What comes after the file is read too.
            body.extend(part("/collect_at", "", b"mfc-podolsk"));
            body.extend(part("action", "", action.as_bytes()));
            body.extend(format!("--{BOUNDARY}--\r\n").bytes());
            let asked = anna.browser.http.post(world.url().join("/services/archive-extract/apply")?)
                .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}")).body(body).send().await?;
            let place = asked.headers().get("location").map(|to| to.to_str().unwrap_or_default().to_owned());
            anyhow::Ok((asked.status().as_u16(), place, asked.text().await?))
        };
        let (status, _, shown) = sent("check", None, Some(("книжка.pdf", PDF)), &csrf, false).await?;
        ensure!(status == 200 && shown.contains("книжка.pdf") && shown.contains("Совхоз «Образцовый»"), "{status} {shown}");
        ensure!(!shown.contains("field-wrong"), "{shown}");
        let held = hidden(&shown, "/labour_book")?;
        let picture = anna.browser.http.get(world.url().join(&format!("/uploads/{held}/preview"))?).send().await?.error_for_status()?;
        ensure!(picture.headers()["content-type"] == "image/jpeg" && !picture.bytes().await?.is_empty());

        // No new file: the one it holds stays. Another takes its place. A mark takes it out.
        let (_, _, shown) = sent("check", Some(&held), None, &csrf, false).await?;
        ensure!(hidden(&shown, "/labour_book")? == held);
        let (_, _, shown) = sent("check", Some(&held), Some(("другая.pdf", PDF)), &csrf, false).await?;
        ensure!(hidden(&shown, "/labour_book")? != held && shown.contains("другая.pdf"), "{shown}");
        let (_, _, shown) = sent("check", Some(&held), None, &csrf, true).await?;
        ensure!(hidden(&shown, "/labour_book").is_err() && !shown.contains("field-wrong"), "{shown}");

        // None of ours, and too large.
        let (_, _, shown) = sent("check", None, Some(("книжка.pdf", b"MZ\x90\0")), &csrf, false).await?;
        ensure!(shown.contains("Такие файлы не принимаются") && shown.contains("Совхоз «Образцовый»"), "{shown}");
        let large = [PDF, &vec![b'\n'; 20 * PART]].concat();
        let (_, _, shown) = sent("check", None, Some(("книжка.pdf", &large)), &csrf, false).await?;
        ensure!(shown.contains("до 20 МБ") && shown.contains("field-wrong") && shown.contains("Совхоз «Образцовый»"), "{shown}");

        // Another's file is nobody's here: neither its name nor anything else is told.
        let boris = world.person("boris").await?;
        let his = accepted(world, &boris.client).await?.id;
        let (_, _, shown) = sent("look", Some(&his), None, &csrf, false).await?;
        ensure!(!shown.contains(&his) && !shown.contains("книжка.pdf") && shown.contains("Файл не загрузился"), "{shown}");

        // From no page of this session: nothing is kept, and what was typed is shown.
        world.rests().await?;
        let before = kept(world);
        let (status, _, shown) = sent("submit", None, Some(("книжка.pdf", PDF)), "another", false).await?;
        ensure!(status == 403 && shown.contains("Совхоз «Образцовый»") && kept(world) == before, "{status} {shown}");

        let (_, _, shown) = sent("review", Some(&held), None, &csrf, false).await?;
        ensure!(shown.contains("книжка.pdf"), "{shown}");
        let (status, place, shown) = sent("submit", Some(&held), None, &csrf, false).await?;
        ensure!(status == 303, "{status} {shown}");
        let case = page(&anna, world, &place.context("no place")?).await?;
        ensure!(case.contains("Приложенные файлы") && case.contains("книжка.pdf"), "{case}");
    }
}
