//! The access matrix of pages: every route of the portal, opened or posted to by every kind of visitor, about Elena's
//! things.

use super::checklist::STEPS;
use super::matrix::{Given, Scene, set};
use anyhow::{Context, ensure};
use chrono::Duration;
use domain::oidc::operation::DUTY_SIGN_IN;
use domain::time::{Clock, ManualClock, SystemClock};
use reqwest::{Method, RequestBuilder};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tests::visitor::{card, fields_of};
use tests::world::SERVICE;
use tests::{Engine, World};
use uslugi::tour::{Browser, hidden};

/// Who asks. Elena owns what is asked about.
const VISITORS: [&str; 10] = [
    "anonymous",
    "ended",
    "simplified",
    "owner",
    "other",
    "officer",
    "mfc",
    "courier",
    "curator",
    "consultant",
];

/// What anybody may open.
const OPEN: [&str; 25] = [
    "GET /",
    "GET /services",
    "GET /services/{code}",
    "GET /services/{code}/checklist",
    "GET /services/{code}/stages",
    "GET /services/{code}/stages.svg",
    "GET /verify",
    "GET /status",
    "POST /status",
    "GET /verify/{code}",
    "POST /verify/{code}",
    "GET /problems/{code}",
    "GET /login",
    "GET /esia/callback",
    "GET /assets/{hash}/{name}",
    "GET /favicon.svg",
    "POST /language",
    "GET /styleguide",
    "GET /robots.txt",
    "GET /docs",
    "GET /docs/",
    "GET /docs/authorized",
    "GET /docs/first-token",
    "GET /docs/operations/{id}",
    "GET /docs/shapes",
];

/// What takes whoever has a session, about their own things.
const OWN: [&str; 20] = [
    "GET /login/done",
    "GET /services/{code}/apply",
    "POST /services/{code}/apply",
    "POST /services/{code}/checklist/{step}",
    "GET /cabinet",
    "GET /cabinet/fragment",
    "GET /cabinet/documents",
    "GET /cabinet/notices",
    "GET /cabinet/profile",
    "GET /cabinet/access",
    "GET /cabinet/call",
    "POST /cabinet/call",
    "GET /cabinet/chat",
    "POST /cabinet/chat",
    "POST /cabinet/chat/unlink",
    "GET /events",
    "GET /oauth2/authorize",
    "POST /oauth2/authorize",
    "POST /oauth2/consent",
    "POST /logout",
];

/// What is about one thing, and that is Elena's.
const HERS: [&str; 16] = [
    "GET /cabinet/chat/{id}",
    "GET /cabinet/chat/{id}/fragment",
    "POST /cabinet/chat/{id}/confirm",
    "GET /drafts/{id}",
    "POST /drafts/{id}",
    "GET /applications/{id}",
    "GET /applications/{id}/fragment",
    "GET /applications/{id}/documents/{upload}",
    "GET /applications/{id}/documents/{upload}/preview",
    "GET /uploads/{id}",
    "GET /uploads/{id}/preview",
    "GET /applications/{id}/correct",
    "POST /applications/{id}/correct",
    "POST /applications/{id}/moves",
    "POST /applications/{id}/rating",
    "GET /results/{id}",
];

/// What only an officer may, within their department.
const DESK: [&str; 9] = [
    "GET /desk",
    "POST /desk/next",
    "GET /desk/{id}",
    "POST /desk/{id}/assignments",
    "GET /desk/{id}/decision",
    "POST /desk/{id}/decision",
    "POST /desk/{id}/decision/undo",
    "GET /desk/{id}/document",
    "GET /desk/{id}/document.svg",
];

/// What only an operator may, at the office (МФЦ) where a result waits.
const WINDOW: [&str; 17] = [
    "GET /window",
    "POST /window/next",
    "GET /window/{id}",
    "POST /window/{id}/assignments",
    "GET /window/{id}/result",
    "POST /window/{id}/moves",
    "GET /window/receptions",
    "POST /window/receptions",
    "GET /window/receptions/{id}",
    "GET /window/receptions/{reception}/services/{code}/apply",
    "POST /window/receptions/{reception}/services/{code}/apply",
    "GET /window/receptions/{reception}/drafts/{id}",
    "POST /window/receptions/{reception}/drafts/{id}",
    "GET /window/receptions/{reception}/uploads/{id}",
    "GET /window/receptions/{reception}/uploads/{id}/preview",
    "POST /window/receptions/{id}/resume",
    "POST /window/receptions/{id}/end",
];

/// What only those may who have papers in hand.
const PAPERS: [&str; 3] =
    ["GET /manifests", "GET /manifests/{id}", "POST /manifests/{id}/signatures"];

/// What only a curator may: what is late of their department.
const OVERSIGHT: [&str; 1] = ["GET /oversight"];

/// What only a consultant may, within a call of their own.
const CALLS: [&str; 5] = [
    "GET /calls",
    "POST /calls",
    "GET /calls/{id}",
    "POST /calls/{id}/topic",
    "POST /calls/{id}/inquiries",
];

/// What only those may whose organisation a caller's question went to.
const INQUIRIES: [&str; 2] = ["GET /inquiries", "POST /inquiries/{id}/answer"];

/// The routes under a folder of `api`, as their handlers are written.
fn routes(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut routes = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            routes.extend(self::routes(&path)?);
            continue;
        }
        let text = std::fs::read_to_string(path)?;
        for method in ["get", "post", "put", "delete", "patch", "head", "options"] {
            let attribute = format!("#[{method}(\"");
            let found = text.split(&attribute).skip(1);
            routes.extend(found.filter_map(|rest| {
                let (path, _) = rest.split_once("\")]")?;
                Some(format!("{} {path}", method.to_uppercase()))
            }));
        }
    }
    Ok(routes)
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src")
}

/// What is served beside the document and the pages, and where it is proved what it opens to whom.
const BESIDE: [(&str, &str); 10] = [
    ("GET /livez", "nothing of anybody"),
    ("GET /readyz", "nothing of anybody"),
    ("GET /metrics", "numbers that name nobody; on an address of its own"),
    ("GET /v1/openapi.json", "the document itself"),
    ("GET /.well-known/openid-configuration", "what the provider says of itself"),
    ("GET /.well-known/oauth-authorization-server", "the same"),
    ("GET /oauth2/jwks", "public keys"),
    ("POST /oauth2/token", "identity/tests/it/codes.rs, refresh.rs, client.rs"),
    (
        "GET /oauth2/userinfo",
        "identity/tests/it/bearer.rs: what the token's scopes name, of its person",
    ),
    ("POST /oauth2/userinfo", "the same"),
];

/// No handler is served that neither matrix asks and nobody has looked at.
#[test]
fn no_route_is_without_a_proof() -> anyhow::Result<()> {
    let pages = routes(&sources().join("pages/handlers"))?;
    let operations = super::document::operations()?;
    let known: BTreeSet<String> = BESIDE
        .into_iter()
        .map(|(route, _)| route.to_owned())
        .chain(pages)
        .chain(operations)
        .collect();
    let served = routes(&sources())?;
    ensure!(served.len() > 60, "{} routes were found", served.len());
    let unknown: Vec<_> = served.difference(&known).collect();
    ensure!(unknown.is_empty(), "served, and in no matrix: {unknown:?}");
    let gone: Vec<_> = known.difference(&served).collect();
    ensure!(gone.is_empty(), "asked about, and not served: {gone:?}");
    Ok(())
}

#[test]
fn no_page_is_without_its_row() -> anyhow::Result<()> {
    let rows =
        [&OPEN[..], &OWN, &HERS, &DESK, &WINDOW, &PAPERS, &OVERSIGHT, &CALLS, &INQUIRIES].concat();
    let rows: BTreeSet<String> = rows.into_iter().map(str::to_owned).collect();
    let routes = routes(&sources().join("pages/handlers"))?;
    ensure!(routes == rows, "routes of pages and rows of the matrix differ: {routes:?}, {rows:?}");
    Ok(())
}

/// The address of a route, about a new thing of Elena's where it is about one; and the version of that thing.
async fn place(scene: &Scene<'_>, route: &str) -> anyhow::Result<(String, String)> {
    let (_, path) = route.split_once(' ').context("a route")?;
    if path.contains("{upload}") {
        let (id, upload) = scene.filed_document("").await?;
        return Ok((path.replace("{id}", &id).replace("{upload}", &upload), String::new()));
    }
    let (thing, version) = match path {
        _ if path.contains("/uploads/{id}") => (scene.upload(Given::Whole).await?, String::new()),
        _ if path.starts_with("/applications/{id}") || path.starts_with("/desk/{id}") => {
            let seen = scene.application().await?;
            (seen.value.id, seen.value.version.to_string())
        }
        _ if path.starts_with("/manifests/{id}") => {
            let (number, of) = scene.manifest().await?;
            let set = of.items.iter().find(|one| one.number == number).context("no papers")?;
            (of.id.clone(), set.id.clone())
        }
        // Beside the call, the number that is asked about.
        "/calls" => (String::new(), scene.application().await?.value.number),
        _ if path.starts_with("/calls/{id}") => scene.call().await?,
        _ if path.starts_with("/inquiries/{id}") => (scene.inquiry().await?, String::new()),
        _ if path.starts_with("/window/receptions/{id}") => {
            (scene.reception().await?, String::new())
        }
        _ if path.starts_with("/window/{id}") => {
            let seen = scene.at_office().await?;
            (seen.value.id, seen.value.version.to_string())
        }
        "/window/receptions/{reception}/drafts/{id}" | "/drafts/{id}" => {
            let draft = scene.draft().await?;
            (draft.value.id, draft.value.version.to_string())
        }
        "/docs/operations/{id}" => ("read_me".to_owned(), String::new()),
        "/results/{id}" => (scene.result.clone(), String::new()),
        _ if path.starts_with("/cabinet/chat/{id}") => {
            (scene.link(Some(5_000 + scene.next())).await?.id, String::new())
        }
        _ => (String::new(), String::new()),
    };
    let code = match path {
        "/verify/{code}" => scene.code.as_str(),
        "/problems/{code}" => "not-found",
        _ if path.contains("/checklist") => STEPS.0,
        _ => SERVICE,
    };
    let path = path.replace("{id}", &thing).replace("{code}", code).replace("{step}", STEPS.1);
    if path.contains("{reception}") {
        return Ok((path.replace("{reception}", &scene.reception().await?), version));
    }
    Ok((path.replace("{hash}", "any").replace("{name}", "style.css"), version))
}

/// The request of a row, made by a browser.
async fn ask(
    scene: &Scene<'_>,
    browser: &Browser,
    csrf: Option<&str>,
    route: &str,
) -> anyhow::Result<RequestBuilder> {
    let (path, version) = place(scene, route).await?;
    let url = scene.world.url().join(&path)?;
    if route.starts_with("GET ") {
        return Ok(browser.http.request(Method::GET, url));
    }
    let move_code = match route {
        _ if route.contains("/desk/") => "grant",
        _ if route.contains("/window/") => "hand-over",
        _ => "withdraw",
    };
    if route == "POST /window/receptions" {
        let key = format!("{:032x}", scene.next());
        let visitor = fields_of(&card("elena")?);
        let page = [("csrf", csrf.unwrap_or_default()), ("key", key.as_str())];
        let fields: Vec<(&str, &str)> =
            visitor.iter().map(|(name, value)| (*name, value.as_str())).chain(page).collect();
        return Ok(browser.http.request(Method::POST, url).form(&fields));
    }
    let key = format!("{:032x}", scene.next());
    let (papers, call) = (route.contains("/manifests/"), route.contains("/calls"));
    let fields = [
        ("csrf", csrf.unwrap_or_default()),
        ("item", if papers { &version } else { "" }),
        ("key", if papers || call { &key } else { "" }),
        ("topic", "progress"),
        ("text", "Скоро решим."),
        ("move", move_code),
        ("act", if papers { "give" } else { "take" }),
        ("original.passport", "agrees"),
        ("score", "5"),
        ("done", "yes"),
        ("number", if call { &version } else { "50-2026-0000001-0" }),
        ("code", if call { "" } else { "abcd-2345-efgh" }),
        ("version", &version),
        ("service", SERVICE),
        ("lang", "ru"),
        ("action", if route.contains("/drafts/") { "discard" } else { "check" }),
    ];
    Ok(browser.http.request(Method::POST, url).form(&fields))
}

/// What must hold whatever the picture says.
fn is_sane(route: &str, visitor: &str, status: u16) -> anyhow::Result<()> {
    let shown = (200..300).contains(&status);
    let closed = [303, 401, 403, 404].contains(&status);
    let officers_case = route.contains("/applications/{id}") && visitor == "officer";
    let sane = match visitor {
        _ if OPEN.contains(&route) => status < 500,
        "anonymous" | "ended" => !shown && status < 500,
        "officer" if DESK.contains(&route) => status < 400,
        // The form of the matrix names no service's key.
        "mfc" if route.ends_with("{code}/apply") => status < 400 || status == 422,
        "mfc" if WINDOW.contains(&route) => status < 400,
        "mfc" | "courier" if PAPERS.contains(&route) && route.starts_with("GET ") => shown,
        "mfc" if PAPERS.contains(&route) => status == 303,
        // A list of their own, with nothing of hers on it.
        "officer" if route == "GET /manifests" => shown,
        _ if PAPERS.contains(&route) => closed && !shown,
        // Their list, and nothing on it.
        "courier" if route == "GET /window" => shown,
        "consultant" if CALLS.contains(&route) => status < 400,
        "officer" if INQUIRIES.contains(&route) => status < 400,
        // A list of their own, with nothing of hers on it.
        "mfc" if route == "GET /inquiries" => shown,
        _ if CALLS.contains(&route) || INQUIRIES.contains(&route) => closed && !shown,
        "curator" if OVERSIGHT.contains(&route) => shown,
        _ if OVERSIGHT.contains(&route) => closed && !shown,
        _ if DESK.contains(&route) || WINDOW.contains(&route) => closed && !shown,
        "owner" => status < 500,
        _ if HERS.contains(&route) && !officers_case => status == 404,
        _ => status < 500,
    };
    ensure!(sane, "{route} by {visitor}: {status}");
    Ok(())
}

/// A browser of a person's, and what guards its forms.
async fn signed_in(world: &World, name: &str) -> anyhow::Result<(Browser, Option<String>)> {
    let browser = Browser::new(world.url())?;
    let cabinet = browser.sign_in(name).await?.text().await?;
    let csrf = hidden(&cabinet, "csrf").with_context(|| format!("{name} has no cabinet"))?;
    Ok((browser, Some(csrf)))
}

/// Proves G4.1, RO-02, PT-01
async fn who_may_open_which_page_is_as_committed(engine: Engine) -> anyhow::Result<()> {
    let secret = "a-secret-of-this-test-alone-0123456789";
    let settings = format!("[bot]\nclient_secret = \"{secret}\"\n");
    let clock = ManualClock::at(SystemClock.now());
    let world = World::with(engine, Some(clock.clone()), &settings).await?;
    let mut browsers = vec![(Browser::new(world.url())?, None)];
    // An officer whose session has ended by itself: it lasts no longer than a sign-in is good for duties.
    browsers.push(signed_in(&world, "konstantin").await?);
    world.rests().await?;
    clock.advance(DUTY_SIGN_IN + Duration::seconds(1));
    let nobody = world.nobody()?;
    let bot = nobody.with_token(&nobody.own_token("bot", secret, "bot").await?.access_token);
    let officer = world.official("konstantin").await?;
    let archivist = world.official("nadezhda").await?;
    let scene = set(&world, (&officer, archivist), bot).await?;
    for name in ["dmitry", "elena", "boris", "konstantin", "irina", "pavel", "lidia", "ulyana"] {
        browsers.push(signed_in(&world, name).await?);
    }
    let head = VISITORS
        .iter()
        .fold(format!("{:<60}", "page"), |line, visitor| format!("{line}{visitor:<12}"));
    let mut picture = format!("{}\n", head.trim_end());
    // The last of a visitor's own ends their session.
    for route in OPEN
        .iter()
        .chain(&HERS)
        .chain(&DESK)
        .chain(&WINDOW)
        .chain(&PAPERS)
        .chain(&OVERSIGHT)
        .chain(&CALLS)
        .chain(&INQUIRIES)
        .chain(&OWN)
    {
        let mut line = format!("{route:<60}");
        for (visitor, (browser, csrf)) in VISITORS.iter().zip(&browsers) {
            let answer = ask(&scene, browser, csrf.as_deref(), route).await?.send().await?;
            let status = answer.status().as_u16();
            is_sane(route, visitor, status)?;
            write!(line, "{status:<12}")?;
        }
        writeln!(picture, "{}", line.trim_end())?;
    }
    tests::committed("access-pages.txt", &picture)?;
    world.end().await
}

tests::on_both!(who_may_open_which_page_is_as_committed);
