//! Acting on duties: which clients carry them, for how long after a sign-in, and what the desk shows.

#[cfg(test)]
mod tests {
    use anyhow::{Context, ensure};
    use chrono::Duration;
    use domain::oidc::operation::DUTY_SIGN_IN;
    use domain::time::{Clock, ManualClock, SystemClock};
    use openapi::Client;
    use openapi::application::MoveRequest;
    use reqwest::{Method, StatusCode};
    use tests::{Engine, World};
    use uslugi::tour::{Browser, hidden};

    const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    async fn status(client: &Client, method: Method, path: &str) -> anyhow::Result<StatusCode> {
        Ok(client.request(method, path)?.send().await?.status())
    }

    fn portal(scopes: &str) -> String {
        format!(
            "[[clients]]\nid = \"portal\"\nname = \"Портал округа\"\n\
             redirect_uris = [\"http://127.0.0.1/callback\"]\nscopes = {scopes}\n"
        )
    }

    /// Proves RO-03: a portal that an officer consented to, as a citizen, sees and decides nothing of others.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_portal_an_officer_consented_to_carries_neither_duties_nor_chats()
    -> anyhow::Result<()> {
        for engine in ENGINES {
            let world =
                World::with(engine, None, &portal("[\"openid\", \"applications\"]")).await?;
            let elena = world.person("elena").await?;
            elena.known(&world).await?;
            let filed = elena.submits("portal-1").await?;
            let browser = Browser::new(world.url())?;
            let tokens = browser.tokens_for("portal", "konstantin", &["applications"]).await?;
            let client = Client::new(browser.http, world.url()).with_token(&tokens.access);

            client.me().await.context("the portal acts for the officer as a citizen")?;
            let at = |rest: &str| format!("/v1/applications/{}{rest}", filed.value.id);
            let desk = status(&client, Method::GET, "/v1/desk").await?;
            ensure!(desk == StatusCode::FORBIDDEN, "the desk: {desk}");
            for path in [at(""), at("/timeline")] {
                let read = status(&client, Method::GET, &path).await?;
                ensure!(read == StatusCode::NOT_FOUND, "{path}: {read}");
            }
            let grant = MoveRequest::of("grant");
            let made = client.make_move(&filed.value.id, &grant, &filed.etag).await;
            ensure!(made.is_err_and(|error| error.code() == Some("not-found")), "it decided");
            let chat = client.begin_chat_link().await;
            ensure!(chat.is_err_and(|error| error.code() == Some("insufficient-scope")), "a chat");
            // What a portal is not registered for it does not get, whatever it asks.
            let asking = Browser::new(world.url())?;
            if let Ok(tokens) =
                asking.tokens_for("portal", "konstantin", &["applications", "desk"]).await
            {
                let desk =
                    status(&client.with_token(&tokens.access), Method::GET, "/v1/desk").await?;
                ensure!(desk == StatusCode::FORBIDDEN, "the desk, asked for: {desk}");
            }
            world.end().await?;
        }
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_portal_registered_for_duties_is_refused_at_start() -> anyhow::Result<()> {
        let settings = portal("[\"openid\", \"desk\"]");
        let started = World::with(Engine::Sqlite, None, &settings).await;
        let error = started.err().context("it started")?;
        ensure!(format!("{error:#}").contains("desk"), "{error:#}");
        Ok(())
    }

    /// RFC 9470: a token of an old sign-in is told to sign in anew, and works after that.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn duties_end_with_a_stale_sign_in_and_come_back_with_a_new_one() -> anyhow::Result<()> {
        for engine in ENGINES {
            let clock = ManualClock::at(SystemClock.now());
            let world = World::with(engine, Some(clock.clone()), "").await?;
            let scopes = ["applications", "desk", "offline_access"];
            let browser = Browser::new(world.url())?;
            let first = browser.tokens_for("mobile", "konstantin", &scopes).await?;
            let client = Client::new(browser.http.clone(), world.url());
            let desk = status(&client.with_token(&first.access), Method::GET, "/v1/desk").await?;
            ensure!(desk == StatusCode::OK, "a fresh sign-in: {desk}");

            world.rests().await?;
            clock.advance(DUTY_SIGN_IN + Duration::seconds(1));
            let old = client.with_token(&world.refreshed(&browser, first).await?);
            old.me().await.context("one's own matters need no new sign-in")?;
            let answer = old.request(Method::GET, "/v1/desk")?.send().await?;
            let challenge = answer.headers().get("www-authenticate").cloned();
            let challenge = challenge.as_ref().and_then(|value| value.to_str().ok());
            let challenge = challenge.context("no challenge")?.to_owned();
            ensure!(answer.status() == StatusCode::UNAUTHORIZED, "{}", answer.status());
            ensure!(
                challenge.contains("error=\"insufficient_user_authentication\""),
                "{challenge}"
            );
            ensure!(challenge.contains("max_age=\"43200\""), "{challenge}");

            let anew = Browser::new(world.url())?;
            let again = anew.tokens_for("mobile", "konstantin", &scopes).await?;
            let desk = status(&client.with_token(&again.access), Method::GET, "/v1/desk").await?;
            ensure!(desk == StatusCode::OK, "after signing in anew: {desk}");
            world.end().await?;
        }
        Ok(())
    }

    /// Proves RO-03: an officer decides by the pages, on the applicant as they were when they filed.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_officer_decides_by_the_pages_on_the_applicant_as_filed() -> anyhow::Result<()> {
        for engine in ENGINES {
            let world = World::new(engine).await?;
            let elena = world.person("elena").await?;
            elena.known(&world).await?;
            let filed = elena.submits("pages-1").await?.value;
            let store = world.platform.store.clone().context("no store")?;
            let asked = elena.client.me().await?;
            let record = store.citizen(asked.id.parse()?).await?.context("no citizen")?;
            let filed_as = record.profile.full_name();
            let mut profile = record.profile.clone();
            profile.last_name = "Переименованная".into();
            let entropy: std::sync::Arc<dyn domain::entropy::Entropy> =
                std::sync::Arc::new(domain::entropy::OsEntropy);
            let mut tx = store.begin(&SystemClock, &entropy).await?;
            tx.remember_citizen(record.esia_oid.context("an account")?, record.assurance, &profile)
                .await?;
            tx.commit().await?;
            let now = store.citizen(record.id).await?.context("no citizen")?.profile.full_name();
            ensure!(now != filed_as, "the record did not change: nothing would be proved");

            let officer = Browser::new(world.url())?;
            officer.sign_in("konstantin").await?;
            world
                .eventually("the case is on the desk", async || {
                    let page = officer.follow(world.url().join("/desk")?).await?.text().await?;
                    Ok(page.contains(&filed.number).then_some(()))
                })
                .await?;
            let case = world.url().join(&format!("/desk/{}", filed.id))?;
            let page = officer.follow(case.clone()).await?.text().await?;
            ensure!(page.contains(&filed_as), "{filed_as} is not on the page");
            let (as_filed, rest) =
                page.split_once("Сейчас в профиле Госуслуг").context("no difference")?;
            ensure!(
                !as_filed.contains("Переименованная"),
                "the present name, not the one as filed"
            );
            ensure!(rest.contains("Переименованная"), "that the name is another now is not said");
            let csrf = hidden(&page, "csrf").context("no csrf")?;
            let version = hidden(&page, "version").context("no version")?;
            let form = [("csrf", csrf.as_str()), ("version", &version), ("move", "grant")];
            let decision = world.url().join(&format!("/desk/{}/decision", filed.id))?;
            let made = officer.http.post(decision).form(&form).send().await?;
            ensure!(made.status() == StatusCode::SEE_OTHER, "the decision: {}", made.status());
            elena.waits_for_end(&world, &filed.id).await?;
            world.end().await?;
        }
        Ok(())
    }
}
