//! Bad input: a clear answer that names the field; nothing lost, nothing half-written, never a 5xx.

use anyhow::{Context, ensure};
use base64::Engine as _;
use openapi::application::{ApplicationRequest, MoveRequest};
use openapi::draft::DraftRequest;
use openapi::problem::{MEDIA_TYPE, Problem};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tests::world::{SERVICE, form, request};
use tests::{Person, stories};
use uslugi::tour::Browser;

/// What a bad request must be answered with.
struct Case {
    what: &'static str,
    method: Method,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
    status: u16,
    code: &'static str,
    /// A pointer that must be among the errors; empty: none needed.
    pointer: &'static str,
}

const JSON: (&str, &str) = ("content-type", "application/json");
const KEY: (&str, &str) = ("idempotency-key", "bad-1");

fn cases() -> Vec<Case> {
    let post = |what, headers, body: &[u8], status, code, pointer| Case {
        what,
        method: Method::POST,
        path: "/v1/applications",
        headers,
        body: body.to_vec(),
        status,
        code,
        pointer,
    };
    let huge = [b"{\"service\":\"".to_vec(), vec![b'a'; 300 * 1024], b"\"}".to_vec()].concat();
    let deep = "{\"form\":".repeat(4000).into_bytes();
    let get = |what, path, status, code, pointer| Case {
        what,
        method: Method::GET,
        path,
        headers: &[],
        body: Vec::new(),
        status,
        code,
        pointer,
    };
    vec![
        post("no body", &[JSON, KEY], b"", 400, "bad-json", ""),
        post("cut JSON", &[JSON, KEY], b"{\"service\":", 400, "bad-json", ""),
        post("broken UTF-8", &[JSON, KEY], b"{\"service\":\"\xff\"}", 400, "bad-json", ""),
        post("a list", &[JSON, KEY], b"[\"employment-certificate\"]", 422, "bad-shape", "/"),
        post("nested beyond reading", &[JSON, KEY], &deep, 400, "bad-json", ""),
        post("a huge body", &[JSON, KEY], &huge, 413, "too-large", ""),
        post("a form", &[("content-type", "application/x-www-form-urlencoded"), KEY], b"a=b", 415, "unsupported-media-type", "header:Content-Type"),
        post("no media type", &[KEY], b"{}", 415, "unsupported-media-type", "header:Content-Type"),
        post("no key", &[JSON], b"{}", 400, "bad-idempotency-key", "header:Idempotency-Key"),
        post("a wrong type", &[JSON, KEY], b"{\"service\":7}", 422, "bad-shape", "/service"),
        post("an unknown field", &[JSON, KEY], b"{\"servise\":\"x\"}", 422, "bad-shape", "/servise"),
        post("nothing to file", &[JSON, KEY], b"{}", 422, "bad-shape", "/"),
        post("no form", &[JSON, KEY], b"{\"service\":\"employment-certificate\"}", 422, "bad-shape", "/form"),
        post("a form that is none", &[JSON, KEY], b"{\"service\":\"employment-certificate\",\"form\":[1]}", 422, "bad-shape", "/form"),
        post("an empty form", &[JSON, KEY], b"{\"service\":\"employment-certificate\",\"form\":{}}", 422, "insufficient", "/form/certificate_kind"),
        post("a field too many", &[JSON, KEY], b"{\"service\":\"employment-certificate\",\"form\":{\"certificate_kind\":\"unemployed_status\",\"x\":1}}", 422, "insufficient", "/form/x"),
        post("a code that is none", &[JSON, KEY], b"{\"service\":\"../etc\",\"form\":{}}", 422, "bad-shape", "/service"),
        post("an unknown service", &[JSON, KEY], b"{\"service\":\"no-such\",\"form\":{}}", 404, "not-found", ""),
        post("an announced service", &[JSON, KEY], b"{\"service\":\"kindergarten-enrolment\",\"form\":{}}", 409, "service-not-open", ""),
        post("a foreign draft", &[JSON, KEY], b"{\"draft\":\"drf_018f0000000070008000000000000000\",\"draft_version\":1}", 404, "not-found", ""),
        post("a zero character", &[JSON, KEY], b"{\"service\":\"employment-certificate\",\"form\":{\"certificate_kind\":\"unemployed_status\",\"purpose\":\"a\\u0000b\"}}", 422, "insufficient", "/form/purpose"),
        get("a code that is none", "/v1/verify/%00", 404, "not-found", ""),
        get("a code that is too long", "/v1/verify/abcdefghjkmnpqrstuvwx", 404, "not-found", ""),
        get("an identifier that is none", "/v1/applications/app_1", 404, "not-found", ""),
        get("another kind's identifier", "/v1/applications/cit_018f0000000070008000000000000000", 404, "not-found", ""),
        get("a cursor of another's making", "/v1/applications?cursor=1%27--", 400, "bad-parameter", "query:cursor"),
        get("a limit that is no number", "/v1/applications?limit=many", 400, "bad-parameter", "query:limit"),
        get("a limit out of range", "/v1/applications?limit=101", 400, "bad-parameter", "query:limit"),
        get("a limit of nothing", "/v1/applications?limit=0", 400, "bad-parameter", "query:limit"),
        get("an unknown parameter", "/v1/applications?page=2", 400, "bad-parameter", ""),
        get("no such address", "/v1/nothing", 404, "not-found", ""),
        Case { method: Method::PATCH, ..get("a wrong method", "/v1/me", 405, "method-not-allowed", "") },
        Case { headers: &[("last-event-id", "yesterday")], ..get("an event that is none", "/v1/events", 400, "bad-parameter", "header:Last-Event-ID") },
        Case { headers: &[("authorization", "Basic YTpi")], ..get("a wrong scheme", "/v1/me", 401, "unauthenticated", "") },
    ]
}

async fn problem(answer: Response, what: &str) -> anyhow::Result<Problem> {
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    ensure!(kind == Some(MEDIA_TYPE), "{what}: HTTP {status}, {kind:?}");
    let problem: Problem = answer.json().await?;
    ensure!(problem.status == status, "{what}: {problem:?}");
    Ok(problem)
}

/// The answer names the field, and says what is wrong with it in the language asked for, under one code in both (issue 6, D22).
async fn try_case(person: &Person, case: &Case) -> anyhow::Result<()> {
    let mut codes = Vec::new();
    for lang in ["ru", "en"] {
        let mut ask = person.client.request(case.method.clone(), case.path)?;
        if case.headers.iter().any(|(name, _)| *name == "authorization") {
            ask = person.browser.http.request(case.method.clone(), ask.build()?.url().clone());
        }
        for (name, value) in case.headers {
            ask = ask.header(*name, *value);
        }
        let ask = ask.header("accept-language", lang).body(case.body.clone());
        let problem = problem(ask.send().await?, case.what).await?;
        ensure!(
            problem.status == case.status && problem.code == case.code,
            "{}: {problem:?}",
            case.what
        );
        let named = problem.errors.iter().any(|error| error.pointer == case.pointer);
        ensure!(case.pointer.is_empty() || named, "{}: {problem:?}", case.what);
        let russian = |text: &str| text.chars().any(|sign| matches!(sign, 'а'..='я'));
        let meant = |text: &str| russian(text) == (lang == "ru");
        let detail = problem.detail.as_deref();
        ensure!(
            problem.errors.iter().map(|error| error.message.as_str()).chain(detail).all(meant),
            "{} in `{lang}`: {problem:?}",
            case.what
        );
        let of = |error: &openapi::problem::FieldProblem| error.code.clone();
        codes.push(problem.errors.iter().map(of).collect::<Vec<_>>());
    }
    ensure!(codes.first() == codes.last(), "{}: {codes:?}", case.what);
    Ok(())
}

/// A token whose middle was changed.
fn tampered(token: &str) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    if let Some(claims) = parts.get_mut(1) {
        claims.insert(4, 'A');
    }
    parts.join(".")
}

async fn code_of(person: &Person, token: &str) -> Option<String> {
    let client = person.client.with_token(token);
    client.me().await.err().and_then(|error| error.code().map(str::to_owned))
}

stories! {
    async fn every_bad_request_is_answered_clearly(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        for case in cases() {
            try_case(&anna, &case).await?;
        }
        ensure!(anna.client.applications(None).await?.items.is_empty(), "something was written");
    }

    /// Proves STYLE 8: what you may not know exists is not found.
    async fn anothers_application_is_not_found(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("own-1").await?;
        for stranger in ["boris", "irina", "lidia"] {
            let stranger = world.person(stranger).await?;
            let read = stranger.client.application(&filed.value.id).await;
            ensure!(read.is_err_and(|error| error.code() == Some("not-found")));
            let timeline = stranger.client.timeline(&filed.value.id).await;
            ensure!(timeline.is_err_and(|error| error.code() == Some("not-found")));
            let withdraw = MoveRequest::of("withdraw");
            let made = stranger.client.make_move(&filed.value.id, &withdraw, &filed.etag).await;
            ensure!(made.is_err_and(|error| error.code() == Some("not-found")));
        }
        anna.waits_for_end(world, &filed.value.id).await?;
    }

    async fn a_token_that_is_not_ours_opens_nothing(world) {
        let anna = world.person("anna").await?;
        let token = &anna.tokens.access;
        for bad in [tampered(token), String::new(), "a.b.c".into(), token.repeat(40)] {
            let code = code_of(&anna, &bad).await;
            ensure!(code.as_deref() == Some("unauthenticated"), "{code:?}");
        }
        let fields: Vec<&str> = token.split('.').collect();
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let none = engine.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
        let unsigned = format!("{none}.{}.", fields.get(1).context("no claims")?);
        ensure!(code_of(&anna, &unsigned).await.as_deref() == Some("unauthenticated"));
    }

    /// Proves the idempotency of filing under a storm of equal requests.
    async fn twenty_equal_requests_at_once_file_once(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let storm = (0..20).map(|_| anna.submits("storm-1"));
        let answers = futures::future::join_all(storm).await;
        let mut numbers: Vec<String> = Vec::new();
        for answer in answers {
            numbers.push(answer?.value.number);
        }
        numbers.dedup();
        ensure!(numbers.len() == 1, "{numbers:?}");
        let mine = anna.client.applications(None).await?.items;
        ensure!(mine.len() == 1, "{} applications", mine.len());
        let other = json!({ "certificate_kind": "unemployed_status", "purpose": "Другое" });
        let reused = anna.client.submit(&request(other), "storm-1").await;
        ensure!(reused.is_err_and(|error| error.code() == Some("idempotency-key-reused")));
        let id = mine.first().context("none")?.id.clone();
        anna.waits_for_end(world, &id).await?;
    }

    /// The same under a storm that files a draft, which is gone once it is filed.
    async fn twenty_equal_filings_of_a_draft_file_once(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let begin = DraftRequest { service: SERVICE.into(), form: Some(form()) };
        let draft = anna.client.begin_draft(&begin, "draft-storm").await?.value;
        let filing = ApplicationRequest {
            service: None,
            form: None,
            draft: Some(draft.id),
            draft_version: Some(draft.version),
        };
        let storm = (0..20).map(|_| anna.client.submit(&filing, "storm-2"));
        let mut numbers: Vec<String> = Vec::new();
        for answer in futures::future::join_all(storm).await {
            numbers.push(answer?.value.number);
        }
        numbers.dedup();
        ensure!(numbers.len() == 1, "{numbers:?}");
        let mine = anna.client.applications(None).await?.items;
        ensure!(mine.len() == 1, "{} applications", mine.len());
        anna.waits_for_end(world, &mine.first().context("none")?.id).await?;
    }

    /// Control characters in a sign-in request are refused, and not by the database.
    async fn a_sign_in_with_control_characters_is_refused(world) {
        let browser = Browser::new(world.url())?;
        let mut url = world.url().join("/oauth2/authorize")?;
        url.query_pairs_mut()
            .append_pair("client_id", "mobile")
            .append_pair("redirect_uri", "http://127.0.0.1/callback")
            .append_pair("response_type", "code")
            .append_pair("scope", "openid")
            .append_pair("code_challenge", &"a".repeat(43))
            .append_pair("code_challenge_method", "S256")
            .append_pair("state", "a\0b");
        let answer = browser.http.get(url).send().await?;
        ensure!(answer.status() == 400, "{}", answer.status());
    }

    /// Keys of different people never meet.
    async fn a_key_is_its_owners(world) {
        let (anna, elena) = (world.person("anna").await?, world.person("elena").await?);
        anna.known(world).await?;
        elena.known(world).await?;
        let one = anna.submits("shared").await?.value;
        let two = elena.submits("shared").await?.value;
        ensure!(one.number != two.number);
        anna.waits_for_end(world, &one.id).await?;
    }

    async fn versions_are_required_and_checked(world) {
        let anna = world.person("anna").await?;
        anna.known(world).await?;
        let filed = anna.submits("version-1").await?.value;
        anna.waits_for_end(world, &filed.id).await?;
        let path = format!("/v1/applications/{}/moves", filed.id);
        let body = json!({ "move": "withdraw" });
        for (etag, status, code) in [
            (None, 428, "precondition-required"),
            (Some("1"), 400, "bad-parameter"),
            (Some("\"1\""), 412, "stale"),
            (Some("\"of another\""), 412, "stale"),
            // It ended: there is no such move any more, whatever its version.
            (Some("*"), 409, "conflict"),
        ] {
            let mut ask = anna.client.request(Method::POST, &path)?.json(&body);
            if let Some(etag) = etag {
                ask = ask.header("if-match", etag);
            }
            let problem = problem(ask.send().await?, "moves").await?;
            ensure!(problem.status == status && problem.code == code, "{etag:?}: {problem:?}");
        }
        let now = anna.client.application(&filed.id).await?;
        let ask = anna.client.request(Method::GET, &format!("/v1/applications/{}", filed.id))?;
        let same = ask.header("if-none-match", &now.etag).send().await?;
        ensure!(same.status() == 304, "{}", same.status());
        let ask = anna.client.request(Method::GET, &format!("/v1/applications/{}", filed.id))?;
        let same = ask.header("if-none-match", format!("\"0\", W/{}", now.etag)).send().await?;
        ensure!(same.status() == 304, "behind a proxy that compresses: {}", same.status());
        // Another language is another representation, and the version of either is one version.
        let ask = anna.client.request(Method::GET, &format!("/v1/applications/{}", filed.id))?;
        let english = ask.header("if-none-match", &now.etag).header("accept-language", "en").send().await?;
        ensure!(english.status() == 200, "the Russian one was kept for an English reader: {}", english.status());
        let result = now.value.result.as_ref().map(|result| format!("/v1/results/{}", result.id)).unwrap_or_default();
        let begun = anna.client.request(Method::POST, "/v1/drafts")?.header("idempotency-key", "seen-1");
        let begun: Value = begun.json(&json!({"service": "employment-certificate"})).send().await?.json().await?;
        let draft = format!("/v1/drafts/{}", begun.get("id").and_then(Value::as_str).unwrap_or_default());
        for path in [result, draft] {
            let first = anna.client.request(Method::GET, &path)?.send().await?;
            let tag = first.headers().get("etag").context("no tag")?.clone();
            let again = anna.client.request(Method::GET, &path)?.header("if-none-match", tag).send().await?;
            ensure!(first.status() == 200 && again.status() == 304, "{path}: {}, {}", first.status(), again.status());
        }
        let feed = anna.client.request(Method::HEAD, "/v1/events")?.send().await?;
        let allow = feed.headers().get("allow").and_then(|allow| allow.to_str().ok());
        ensure!(feed.status() == 405 && allow == Some("GET"), "{allow:?}");
        let wrong = anna.client.request(Method::PATCH, &format!("/v1/drafts/{}", filed.id))?.send().await?;
        let allow = wrong.headers().get("allow").and_then(|allow| allow.to_str().ok()).map(str::to_owned);
        ensure!(wrong.status() == 405 && allow.as_deref() == Some("GET, PUT, DELETE, HEAD"), "{allow:?}");
    }

    /// An account that is not confirmed is told what it needs.
    async fn a_simplified_account_is_told_what_it_needs(world) {
        let dmitry = world.person("dmitry").await?;
        let refused = dmitry.client.submit(&request(form()), "simple-1").await;
        let error = refused.err().context("it was filed")?;
        ensure!(matches!(error.code(), Some("insufficient" | "insufficient-assurance")), "{error}");
        let texts = dmitry.client.with_language("en");
        let refused = texts.submit(&request(form()), "simple-2").await;
        let text = refused.err().context("it was filed")?.to_string();
        ensure!(text.is_ascii(), "asked for English: {text}");
    }
}
