//! The access matrix: every operation of the document, asked by every kind of actor about Elena's case.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod chats;
#[cfg(test)]
mod checklist;
#[cfg(test)]
mod document;
#[cfg(test)]
mod opens;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod sane;

#[cfg(test)]
mod matrix {
    use super::rows::ROWS;
    use super::sane::is_sane;
    use super::{calls, chats, checklist, papers};
    use anyhow::{Context, bail, ensure};
    use chrono::Duration;
    use domain::oidc::operation::DUTY_SIGN_IN;
    use domain::time::{Clock, ManualClock, SystemClock};
    use openapi::Client;
    use openapi::application::{
        ApplicationRequest, ApplicationView, ComparedOriginal, MadeCheck, MoveRequest,
    };
    use openapi::chat::{ChatClaimRequest, ChatLinkOffer};
    use openapi::client::Versioned;
    use openapi::closed::SignatureAct;
    use openapi::draft::{DraftRequest, DraftView};
    use openapi::manifest::ManifestView;
    use openapi::upload::UploadView;
    use reqwest::{Method, RequestBuilder};
    use serde_json::json;
    use std::fmt::Write;
    use std::sync::atomic::{AtomicU64, Ordering};
    use tests::visitor::card;
    use tests::world::{SERVICE, form, request};
    use tests::{DepartmentSystem, Engine, Person, World, department};
    use uslugi::tour::Browser;

    /// Who asks. Elena owns what is asked about.
    const ACTORS: [&str; 14] = [
        "anonymous",
        "simplified",
        "owner",
        "portal",
        "other",
        "officer",
        "no-desk",
        "old-sign-in",
        "mfc",
        "courier",
        "curator",
        "consultant",
        "bot",
        "system",
    ];

    /// What of a row is about a case whose result waits at an office.
    pub(super) const AT_OFFICE: [&str; 4] = ["at-office", "hand-over", "at-check", "accept"];
    /// What an operator does for Elena, who stands at their window.
    pub(super) const RECEIVED: &str = "reception";
    /// And what waits there to be checked.
    const AT_CHECK: [&str; 2] = ["at-check", "accept"];

    /// Elena's things, and what is needed to make her new ones.
    pub(super) struct Scene<'a> {
        pub(super) world: &'a World,
        elena: Person,
        /// An officer of the archive, whose results are handed over at an office.
        archivist: Person,
        /// An operator of Irina's office.
        operator: Client,
        /// Irina, who receives Elena.
        irina: Client,
        /// Ulyana, who answers calls.
        pub(super) ulyana: Client,
        bot: Client,
        pub(super) result: String,
        pub(super) code: String,
        count: AtomicU64,
    }

    impl Scene<'_> {
        /// A number that was not used yet: for keys and chats.
        pub(super) fn next(&self) -> u64 {
            1 + self.count.fetch_add(1, Ordering::Relaxed)
        }

        /// A new application of Elena's that lies with the department.
        pub(super) async fn application(&self) -> anyhow::Result<Versioned<ApplicationView>> {
            let id = self.elena.submits(&format!("scene-{}", self.next())).await?.value.id;
            self.world.waits_at(&self.elena.client, &id, "received").await
        }

        /// A new application of Elena's whose result waits at Irina's office.
        pub(super) async fn at_office(&self) -> anyhow::Result<Versioned<ApplicationView>> {
            self.extract(None, "at-office").await
        }

        /// A new application of Elena's for an extract, at a stage.
        async fn extract(
            &self,
            file: Option<&str>,
            stage: &str,
        ) -> anyhow::Result<Versioned<ApplicationView>> {
            let mut form = json!({
                "asked_about": "land", "files_of": "Исполком", "year_from": 1990,
                "year_to": 1993, "collect_at": "mfc-podolsk",
            });
            if let (Some(file), Some(form)) = (file, form.as_object_mut()) {
                form.insert("labour_book".to_owned(), file.into());
            }
            let asked =
                ApplicationRequest { service: Some("archive-extract".to_owned()), ..request(form) };
            let key = format!("scene-{}", self.next());
            let id = self.elena.client.submit(&asked, &key).await?.value.id;
            let at = async |stage: &str| self.world.waits_at(&self.elena.client, &id, stage).await;
            let seen = at("at-check").await?;
            if stage == "at-check" {
                return Ok(seen);
            }
            self.world.passes_checks(&self.operator, &id, "accept").await?;
            let seen = at("received").await?;
            if stage == "received" {
                return Ok(seen);
            }
            let grant = MoveRequest::of("grant");
            self.archivist.client.make_move(&id, &grant, &seen.etag).await?;
            at("at-office").await
        }

        /// The case a row is about: at the office where it says so.
        async fn case_of(&self, what: &str) -> anyhow::Result<Versioned<ApplicationView>> {
            if AT_CHECK.contains(&what) {
                self.extract(None, "at-check").await
            } else if AT_OFFICE.contains(&what) {
                self.at_office().await
            } else {
                self.application().await
            }
        }

        /// A file of Elena's: accepted, or only begun.
        pub(super) async fn upload(&self, given: Given) -> anyhow::Result<String> {
            let by = &self.elena.client;
            let key = format!("scene-{}", self.next());
            if given == Given::Whole {
                return Ok(crate::uploads::accepted(self.world, by).await?.id);
            }
            let asked = by.request(Method::POST, "/v1/uploads")?.header("idempotency-key", key);
            let begun = asked.json(&json!({ "name": "book.pdf" })).send().await?;
            Ok(begun.error_for_status()?.json::<UploadView>().await?.id)
        }

        /// A new application of Elena's with a file: with the archive, or at Irina's office.
        pub(super) async fn filed_document(&self, what: &str) -> anyhow::Result<(String, String)> {
            let upload = self.upload(Given::Whole).await?;
            let stage = if AT_OFFICE.contains(&what) { what } else { "received" };
            let seen = self.extract(Some(&upload), stage).await?;
            Ok((seen.value.id, upload))
        }

        /// Papers of Elena's at Irina's office that wait for a courier: the number on them, and their manifest.
        pub(super) async fn manifest(&self) -> anyhow::Result<(String, ManifestView)> {
            let at_window = self.irina.for_visitor(&self.reception().await?);
            let photo = crate::uploads::accepted(self.world, &at_window).await?.id;
            let form = json!({
                "names_changed": "never", "access_to_secrets": "never", "limits": "none",
                "photo": photo, "hand_in_at": "mfc-podolsk",
            });
            let service = Some("international-passport".to_owned());
            let asked = ApplicationRequest { service, ..request(form) };
            let key = format!("scene-{}", self.next());
            let number = at_window.submit(&asked, &key).await?.value.number;
            let of = self.world.can_sign(&self.irina, SignatureAct::Give, &number).await?;
            Ok((number, of))
        }

        /// A new reception of Elena's by Irina.
        pub(super) async fn reception(&self) -> anyhow::Result<String> {
            let key = format!("scene-{}", self.next());
            Ok(self.irina.begin_reception(&card("elena")?, &key).await?.id)
        }

        pub(super) async fn draft(&self) -> anyhow::Result<Versioned<DraftView>> {
            let draft = DraftRequest { service: SERVICE.to_owned(), form: Some(form()) };
            Ok(self.elena.client.begin_draft(&draft, &format!("scene-{}", self.next())).await?)
        }

        /// A link Elena was offered, brought to a chat by the bot if it is to be.
        pub(super) async fn link(&self, chat: Option<u64>) -> anyhow::Result<ChatLinkOffer> {
            let offer = self.elena.client.begin_chat_link().await?;
            if let Some(chat) = chat {
                self.bot.claim_chat_link(&claim(&offer, chat)).await?;
            }
            Ok(offer)
        }
    }

    /// How much of a file was given.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Given {
        /// All of it, and it was accepted.
        Whole,
        /// Nothing yet.
        Begun,
    }

    pub(super) fn claim(offer: &ChatLinkOffer, chat: u64) -> ChatClaimRequest {
        let (code, channel) = (offer.code.clone(), "telegram".to_owned());
        let (chat_id, user_id) = (chat.to_string(), chat.to_string());
        ChatClaimRequest { code, channel, chat_id, user_id }
    }

    /// A file in one part.
    fn whole_file(ask: RequestBuilder) -> RequestBuilder {
        ask.header("content-type", "application/partial-upload")
            .header("upload-offset", "0")
            .header("upload-complete", "?1")
            .body(crate::uploads::PDF)
    }

    /// The request of a row, made by a client.
    async fn ask(
        scene: &Scene<'_>,
        by: &Client,
        row: (&str, &str),
    ) -> anyhow::Result<RequestBuilder> {
        let (method, path) = row.0.split_once(' ').context("a row")?;
        let method: Method = method.parse()?;
        let received = row.1 == RECEIVED && !path.contains("receptions");
        let by = &if received { by.for_visitor(&scene.reception().await?) } else { by.clone() };
        let to = |path: &str| by.request(method.clone(), path);
        let keyed =
            |ask: RequestBuilder| ask.header("idempotency-key", format!("cell-{}", scene.next()));
        Ok(match path {
            "/v1/services/{code}" => to(&format!("/v1/services/{SERVICE}"))?,
            _ if path.contains("/checklist") => checklist::ask(path, to)?,
            "/v1/services/{code}/precheck" => {
                to(&format!("/v1/services/{SERVICE}/precheck"))?.json(&json!({ "form": form() }))
            }
            "/v1/drafts" => keyed(to(path)?).json(&json!({ "service": SERVICE, "form": form() })),
            "/v1/drafts/{id}" => {
                let draft = scene.draft().await?;
                let ask = to(&format!("/v1/drafts/{}", draft.value.id))?;
                let ask =
                    if method == Method::GET { ask } else { ask.header("if-match", draft.etag) };
                if method == Method::PUT { ask.json(&json!({ "form": form() })) } else { ask }
            }
            "/v1/uploads" => keyed(to(path)?).json(&json!({ "name": "book.pdf" })),
            "/v1/uploads/{id}" if method == Method::PATCH => {
                let begun = scene.upload(Given::Begun).await?;
                whole_file(to(&format!("/v1/uploads/{begun}"))?)
            }
            "/v1/uploads/{id}" | "/v1/uploads/{id}/content" => {
                to(&path.replace("{id}", &scene.upload(Given::Whole).await?))?
            }
            "/v1/applications/{id}/documents/{upload}" => {
                let (id, upload) = scene.filed_document(row.1).await?;
                to(&path.replace("{id}", &id).replace("{upload}", &upload))?
            }
            "/v1/applications" if method == Method::POST => keyed(to(path)?).json(&request(form())),
            "/v1/applications/{id}/moves" => {
                let seen = scene.case_of(row.1).await?;
                let passport = ComparedOriginal { document: "passport".into(), agrees: true };
                let passed = |check: &str| MadeCheck { check: check.to_owned(), passed: true };
                let checks = ["holder-named", "copy-legible"].map(passed).to_vec();
                let made = MoveRequest {
                    originals: (row.1 == "hand-over").then_some(passport).into_iter().collect(),
                    checks: if row.1 == "accept" { checks } else { Vec::new() },
                    ..MoveRequest::of(row.1)
                };
                let path = path.replace("{id}", &seen.value.id);
                to(&path)?.header("if-match", seen.etag).json(&made)
            }
            "/v1/applications/{id}/rating" => {
                let id = scene.application().await?.value.id;
                to(&path.replace("{id}", &id))?.json(&json!({ "score": 5 }))
            }
            "/v1/applications/{id}/assignments" => {
                let seen = scene.case_of(row.1).await?;
                let ask = to(&path.replace("{id}", &seen.value.id))?;
                ask.header("if-match", seen.etag).json(&json!({ "act": "take" }))
            }
            "/v1/applications/{id}"
            | "/v1/applications/{id}/colleagues"
            | "/v1/applications/{id}/timeline" => {
                to(&path.replace("{id}", &scene.case_of(row.1).await?.value.id))?
            }
            "/v1/status" => {
                let seen = scene.application().await?.value;
                to(path)?.json(&json!({ "number": seen.number, "code": seen.status_code }))
            }
            "/v1/receptions" => keyed(to(path)?).json(&card("elena")?),
            "/v1/receptions/{id}" => to(&path.replace("{id}", &scene.reception().await?))?,
            "/v1/results/{id}" => to(&path.replace("{id}", &scene.result))?,
            "/v1/verify/{code}" => to(&path.replace("{code}", &scene.code))?,
            _ if path.contains("{department}") => {
                to(&path.replace("{department}", "zags"))?.json(&json!({}))
            }
            _ if calls::has(path) => calls::ask(scene, &method, path, to).await?,
            _ if path.contains("/manifests") => papers::ask(scene, &method, path, to).await?,
            _ if path.contains("chat-links") => chats::ask(scene, path, to).await?,
            _ => to(path)?,
        })
    }

    /// Elena's case has ended with a result; the stage is set.
    pub(super) async fn set<'a>(
        world: &'a World,
        (officer, archivist): (&Person, Person),
        bot: Client,
    ) -> anyhow::Result<Scene<'a>> {
        let elena = world.person("elena").await?;
        elena.known(world).await?;
        let (result, code, count) = (String::new(), String::new(), AtomicU64::new(0));
        let operator = world.official("raisa").await?.client;
        let irina = world.official("irina").await?.client;
        let ulyana = world.official("ulyana").await?.client;
        let scene =
            Scene { world, elena, archivist, operator, irina, ulyana, bot, result, code, count };
        let id = scene.application().await?.value.id;
        let seen = officer.client.application(&id).await?;
        let grant = MoveRequest::of("grant");
        officer.client.make_move(&id, &grant, &seen.etag).await?;
        let result = scene.elena.waits_for_end(world, &id).await?.result.context("no result")?.id;
        let store = world.platform.store.clone().context("no store")?;
        let record = store.result(result.parse()?).await?.context("no record")?;
        Ok(Scene { result, code: record.verify_code, ..scene })
    }

    /// Proves G4.1, RO-02, RO-03, SH-01
    async fn who_may_do_what_is_as_committed(engine: Engine) -> anyhow::Result<()> {
        let secret = "a-secret-of-this-test-alone-0123456789";
        let system = department::settings("zags", None);
        let portal = tests::world::PORTAL;
        let settings = format!("[bot]\nclient_secret = \"{secret}\"\n{portal}{system}");
        let clock = ManualClock::at(SystemClock.now());
        let world = World::with(engine, Some(clock.clone()), &settings).await?;
        let yesterday = Browser::new(world.url())?;
        let scopes = ["profile", "applications", "desk", "offline_access"];
        let tokens = yesterday.tokens_for("mobile", "konstantin", &scopes).await?;
        world.rests().await?;
        clock.advance(DUTY_SIGN_IN + Duration::seconds(1));
        let old_sign_in = world.refreshed(&yesterday, tokens).await?;
        let nobody = world.nobody()?;
        let bot = nobody.with_token(&nobody.own_token("bot", secret, "bot").await?.access_token);
        let system = DepartmentSystem::sign_in(world.url(), "zags").await?;
        let officer = world.official("konstantin").await?;
        let own_app = world.person("konstantin").await?;
        let archivist = world.official("nadezhda").await?;
        let scene = set(&world, (&officer, archivist), bot.clone()).await?;
        let (other, mfc) = (world.person("boris").await?, world.official("irina").await?);
        let courier = world.official("pavel").await?;
        let curator = world.official("lidia").await?;
        let consultant = world.official("ulyana").await?;
        for person in [&other, &mfc, &courier, &curator, &consultant, &officer] {
            person.known(&world).await?;
        }
        let consented = Browser::new(world.url())?;
        let scopes = ["profile", "applications"];
        let token = consented.tokens_for("portal", "elena", &scopes).await?.access;
        let portal = nobody.with_token(&token);
        let by = |actor: &str| {
            Ok(match actor {
                "anonymous" => nobody.clone(),
                "owner" => scene.elena.client.clone(),
                "portal" => portal.clone(),
                "other" => other.client.clone(),
                "officer" => officer.client.clone(),
                // The same officer, by a token that was not given for their duties.
                "no-desk" => own_app.client.clone(),
                // And by one whose sign-in is too old for duties.
                "old-sign-in" => nobody.with_token(&old_sign_in),
                "mfc" => mfc.client.clone(),
                "courier" => courier.client.clone(),
                "curator" => curator.client.clone(),
                "consultant" => consultant.client.clone(),
                "bot" => bot.clone(),
                "system" => nobody.with_token(system.token()),
                _ => bail!("nobody is called {actor}"),
            })
        };
        let simplified = world.person("dmitry").await?.client;
        let head = ACTORS
            .iter()
            .fold(format!("{:<60}", "operation"), |line, actor| format!("{line}{actor:<12}"));
        let mut picture = format!("{}\n", head.trim_end());
        for row in ROWS {
            let name =
                if row.1.is_empty() { row.0.to_owned() } else { format!("{} ({})", row.0, row.1) };
            let mut line = format!("{name:<60}");
            for actor in ACTORS {
                let client = if actor == "simplified" { simplified.clone() } else { by(actor)? };
                let answer = ask(&scene, &client, row).await?.send().await?;
                let status = answer.status().as_u16();
                is_sane(row, actor, status)?;
                write!(line, "{status:<12}")?;
            }
            writeln!(picture, "{}", line.trim_end())?;
        }
        tests::committed("access.txt", &picture)?;
        // A code that outlives a consent is not given to whom it was given.
        let id = scene.application().await?.value.id;
        let code = async |by: &Client| {
            Ok::<_, anyhow::Error>(by.application(&id).await?.value.status_code)
        };
        ensure!(code(&scene.elena.client).await?.is_some() && code(&portal).await?.is_none());
        world.end().await
    }

    tests::on_both!(who_may_do_what_is_as_committed);
}
