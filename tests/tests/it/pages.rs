//! The pages, without a window and without JavaScript: forms posted as a browser posts them.

use anyhow::{Context, ensure};
use reqwest::StatusCode;
use tests::{World, stories};
use uslugi::tour::{Browser, hidden};

const APPLY: &str = "/services/employment-certificate/apply";

/// A browser of a person who signed in, and a page it opens.
async fn open(world: &World, browser: &Browser, path: &str) -> anyhow::Result<String> {
    let page = browser.follow(world.url().join(path)?).await?;
    ensure!(page.status() == StatusCode::OK, "{path}: HTTP {}", page.status());
    Ok(page.text().await?)
}

/// Posts the apply form with an action; the answer and, where it redirects, the place.
async fn post(
    world: &World,
    browser: &Browser,
    fields: &[(&str, &str)],
) -> anyhow::Result<(StatusCode, Option<String>, String)> {
    let answer = browser.http.post(world.url().join(APPLY)?).form(fields).send().await?;
    let place = answer.headers().get("location").and_then(|place| place.to_str().ok());
    let place = place.map(str::to_owned);
    Ok((answer.status(), place, answer.text().await?))
}

/// The fields every post of the form carries.
async fn form(world: &World, browser: &Browser) -> anyhow::Result<(String, String, String)> {
    let page = open(world, browser, APPLY).await?;
    let field = |name: &str| hidden(&page, name).with_context(|| format!("no {name} in the form"));
    Ok((field("csrf")?, field("key")?, page))
}

/// The name a page gives the choice of the certificate's kind.
fn kind_field(page: &str) -> anyhow::Result<String> {
    let (before, _) = page.split_once("value=\"unemployed_status\"").context("no choice")?;
    let (_, rest) = before.rsplit_once("name=\"").context("a choice without a name")?;
    Ok(rest.split_once('"').context("an open name")?.0.to_owned())
}

stories! {
    /// Proves PT-01, PT-05, SC1.3, G3.3: a person's whole way through the pages.
    async fn a_person_applies_by_the_pages_alone(world) {
        let browser = Browser::new(world.url())?;
        let cabinet = browser.sign_in("anna").await?.text().await?;
        ensure!(cabinet.contains("Анна"), "the cabinet does not greet her");
        let (csrf, key, page) = form(world, &browser).await?;
        ensure!(page.contains("value=\"anna"), "the e-mail is not prefilled");
        let kind = kind_field(&page)?;

        let empty = [("csrf", csrf.as_str()), ("key", &key), ("action", "check")];
        let (status, _, checked) = post(world, &browser, &empty).await?;
        ensure!(status.is_success() || status == StatusCode::UNPROCESSABLE_ENTITY, "{status}");
        ensure!(checked.contains("aria-invalid=\"true\"") || checked.contains("error"), "nothing missing");

        let full = [("csrf", csrf.as_str()), ("key", &key), (&kind, "unemployed_status"), ("action", "submit")];
        let place = world.eventually("the form is filed", async || {
            let (status, place, _) = post(world, &browser, &full).await?;
            Ok(place.filter(|_| status == StatusCode::SEE_OTHER))
        }).await?;
        let (_, again, _) = post(world, &browser, &full).await?;
        ensure!(again.as_deref() == Some(place.as_str()), "a second click filed again: {again:?}");
        let odd = [("csrf", csrf.as_str()), ("key", "not a key"), (&kind, "unemployed_status"), ("action", "submit")];
        let (status, _, _) = post(world, &browser, &odd).await?;
        ensure!(status == StatusCode::UNPROCESSABLE_ENTITY, "a key not ours: {status}");
        let shown = world.eventually("the result is on the page", async || {
            let page = open(world, &browser, &place).await?;
            Ok(page.contains("/results/").then_some(page))
        }).await?;
        ensure!(shown.contains("<html lang=\"ru\""), "not Russian");
        let home = open(world, &browser, "/").await?;
        ensure!(home.contains(&place), "the tile does not know the application");
    }

    /// Issue 6, B10: what is sent is shown before and after, in words.
    async fn a_person_reads_what_they_send_before_and_after(world) {
        const TYPED: &str = "Для субсидии на оплату жилья";
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let (csrf, key, page) = form(world, &browser).await?;
        let kind = kind_field(&page)?;
        let common = [("csrf", csrf.as_str()), ("key", &key), ("/purpose", TYPED)];
        let with = |kind_value, action| [&common[..], &[(kind.as_str(), kind_value), ("action", action)]].concat();
        let (status, _, wrong) = post(world, &browser, &with("none of them", "review")).await?;
        ensure!(status == StatusCode::UNPROCESSABLE_ENTITY && wrong.contains("field-wrong"), "{status}");
        ensure!(wrong.contains(TYPED), "what was typed is lost");

        let shown = world.eventually("there is nothing to mend", async || {
            let (status, _, shown) = post(world, &browser, &with("unemployed_status", "review")).await?;
            Ok((status == StatusCode::OK).then_some(shown))
        }).await?;
        for said in ["Проверьте ответы", "Что состою на учёте по безработице", TYPED, "Кто рассматривает", "value=\"submit\""] {
            ensure!(shown.contains(said), "{said} is not on the page");
        }
        ensure!(hidden(&shown, "/purpose").as_deref() == Some(TYPED), "the page does not carry what was typed");
        let nothing = open(world, &browser, "/cabinet").await?;
        ensure!(!nothing.contains("/applications/app_"), "looking filed it");

        let back = post(world, &browser, &with("unemployed_status", "look")).await?.2;
        ensure!(back.contains(TYPED) && back.contains("value=\"review\""), "the way back loses what was typed");
        let (status, place, _) = post(world, &browser, &with("unemployed_status", "submit")).await?;
        let place = place.filter(|_| status == StatusCode::SEE_OTHER).context("not filed")?;
        let filed = open(world, &browser, &place).await?;
        for said in ["Что вы подали", "Что состою на учёте по безработице", TYPED] {
            ensure!(filed.contains(said), "{said} is not on the page of the application");
        }
        world.eventually("the result is on the page", async || {
            Ok(open(world, &browser, &place).await?.contains("/results/").then_some(()))
        }).await?;
    }

    /// Issue 6, C17: the front page asks, shows ways by life and by human titles, and has a person's own matter first.
    async fn the_front_page_asks_and_has_ones_own_first(world) {
        let nobody = open(world, &Browser::new(world.url())?, "/").await?;
        let at = |page: &str, said: &str| page.find(said).with_context(|| format!("no {said:?} on the front page"));
        let order = ["Чем мы можем быть вам полезны?", "Потеря работы", "Справка из центра занятости", "Пока без подачи онлайн", "Запись к врачу"];
        let last = at(&nobody, order[3])?;
        for (one, next) in order.iter().zip(order.iter().skip(1)) {
            ensure!(at(&nobody, one)? < nobody.rfind(next).context("not there")?, "{one} goes after {next}");
        }
        ensure!(at(&nobody, "Выдача справок центрами занятости")? > at(&nobody, order[2])?, "the official name goes first");
        ensure!(nobody[last..].contains("quiet-list") && !nobody[last..].contains("class=\"tile\""), "announced ones are not quiet");
        ensure!(!nobody.contains("class=\"band"), "a stranger has matters of their own");

        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let id = anna.submits("front-1").await?.value.id;
        anna.waits_for_end(world, &id).await?;
        let own = open(world, &anna.browser, "/").await?;
        let band = at(&own, "Анна, справка готова")?;
        ensure!(band < at(&own, order[0])?, "her own matter is not first");
        ensure!(own[band..].split_once("</div>").is_some_and(|(band, _)| band.contains("href=\"/results/")), "no way to the document");
    }

    /// Proves IDENTITY D2 16: a form without its token, or with another's, does nothing.
    async fn a_forged_form_does_nothing(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let (_, key, page) = form(world, &browser).await?;
        let kind = kind_field(&page)?;
        let other = Browser::new(world.url())?;
        other.sign_in("boris").await?;
        let (foreign, _, _) = form(world, &other).await?;
        for csrf in [None, Some(""), Some("forged"), Some(foreign.as_str())] {
            let mut fields = vec![("key", key.as_str()), (&kind, "unemployed_status"), ("action", "submit")];
            fields.extend(csrf.map(|csrf| ("csrf", csrf)));
            let (status, _, _) = post(world, &browser, &fields).await?;
            ensure!(status == StatusCode::FORBIDDEN, "{csrf:?}: {status}");
        }
        let anna = world.person("anna").await?;
        ensure!(anna.client.applications(None).await?.items.is_empty(), "something was filed");
    }

    /// Issue 6, C16: from the page of a form that was refused the language can be changed, and one can sign in and come back.
    async fn a_refused_form_leads_back_to_a_page(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let id = anna.submits("back-1").await?.value.id;
        for path in [format!("/applications/{id}/moves"), "/cabinet/chat/unlink".to_owned(), "/language".to_owned(), "/logout".to_owned(), "/oauth2/consent".to_owned()] {
            let refused = anna.browser.http.post(world.url().join(&path)?).form(&[("csrf", "old"), ("lang", "en")]).send().await?;
            let status = refused.status();
            ensure!(status.is_client_error(), "{path}: {status}");
            let back = hidden(&refused.text().await?, "return_to").with_context(|| format!("{path}: no way back"))?;
            let page = anna.browser.http.get(world.url().join(&back)?).send().await?;
            ensure!(page.status() == StatusCode::OK, "{path}: back to {back}: {}", page.status());
        }
    }

    /// Issue 6, B9: a draft that was deleted or filed in another window takes nothing along that is on the screen.
    async fn a_draft_that_goes_away_in_another_window_leaves_what_was_typed(world) {
        const TYPED: &str = "Для субсидии на оплату жилья";
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        for action in ["save", "submit"] {
            let (csrf, key, page) = form(world, &browser).await?;
            let kind = kind_field(&page)?;
            let first = [("csrf", csrf.as_str()), ("key", &key), (&kind, "unemployed_status"), ("/purpose", TYPED), ("action", "save")];
            let (_, place, _) = post(world, &browser, &first).await?;
            let place = place.context("no draft was kept")?.trim_end_matches("?saved").to_owned();
            let page = open(world, &browser, &place).await?;
            let field = |name: &str| hidden(&page, name).with_context(|| format!("no {name} in the draft"));
            let (key, version, service) = (field("key")?, field("version")?, field("service")?);
            let send = async |action: &str| {
                let fields = [("csrf", csrf.as_str()), ("key", &key), ("version", &version), ("service", &service), (&kind, "unemployed_status"), ("/purpose", TYPED), ("action", action)];
                let answer = browser.http.post(world.url().join(&place)?).form(&fields).send().await?;
                anyhow::Ok((answer.status(), answer.text().await?))
            };
            send("discard").await?;
            let (status, page) = send(action).await?;
            ensure!(status == StatusCode::CONFLICT, "{action}: {status}");
            ensure!(page.contains(TYPED) && page.contains("Этого черновика больше нет"), "{action}: {page}");
            ensure!(page.contains(&format!("action=\"{APPLY}\"")), "{action}: it is no form of its own: {page}");
            ensure!(hidden(&page, "key").is_some_and(|new| new != key), "{action}: the old key");
        }
    }

    async fn what_people_type_stays_text(world) {
        let browser = Browser::new(world.url())?;
        browser.sign_in("anna").await?;
        let (csrf, key, page) = form(world, &browser).await?;
        let kind = kind_field(&page)?;
        let evil = "\"><script>alert(1)</script>";
        let fields = [("csrf", csrf.as_str()), ("key", &key), (&kind, evil), ("purpose", evil), ("action", "check")];
        let (_, _, checked) = post(world, &browser, &fields).await?;
        ensure!(!checked.contains("<script>alert"), "it became markup");
        let found = open(world, &browser, "/services?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await?;
        ensure!(!found.contains("<script>alert"), "it became markup in the search");
    }

    async fn a_picture_or_a_part_of_a_page_begins_no_sign_in(world) {
        let browser = Browser::new(world.url())?;
        for (path, mode) in [("/cabinet/fragment", "cors"), ("/uploads/upl_1/preview", "no-cors"), ("/desk", "same-origin")] {
            let asked = browser.http.get(world.url().join(path)?).header("sec-fetch-mode", mode);
            let answer = asked.send().await?;
            ensure!(answer.status() == StatusCode::UNAUTHORIZED, "{path}: {}", answer.status());
            ensure!(answer.headers().get("set-cookie").is_none(), "{path} is no sign-in");
        }
        let asked = browser.http.get(world.url().join("/cabinet")?).header("sec-fetch-mode", "navigate");
        ensure!(asked.send().await?.status() == StatusCode::SEE_OTHER, "a person is led to it");
    }

    async fn pages_of_others_and_of_nobody_are_closed(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("closed-1").await?.value;
        let boris = Browser::new(world.url())?;
        boris.sign_in("boris").await?;
        let page = boris.follow(world.url().join(&format!("/applications/{}", filed.id))?).await?;
        ensure!(page.status() == StatusCode::NOT_FOUND, "{}", page.status());
        ensure!(!page.text().await?.contains(&filed.number), "the number leaked");
        let stranger = Browser::new(world.url())?;
        let answer = stranger.http.get(world.url().join("/cabinet")?).send().await?;
        ensure!(answer.status().is_redirection(), "{}", answer.status());
        for open in ["https://evil.example", "//evil.example", "/\\evil.example"] {
            let mut login = world.url().join("/login")?;
            login.query_pairs_mut().append_pair("return_to", open);
            let answer = stranger.http.get(login).send().await?;
            let place = answer.headers().get("location").and_then(|place| place.to_str().ok());
            ensure!(!place.unwrap_or_default().contains("evil"), "{open} → {place:?}");
        }
        anna.waits_for_end(world, &filed.id).await?;
    }
}
